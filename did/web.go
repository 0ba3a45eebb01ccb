package did

import (
	"context"
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// webMethod is did:web: a host, perhaps a port and a path, where the document
// is fetched over https.
type webMethod struct {
	fetcher Fetcher
	local   bool // hosts of one's own network are asked over http, too
}

func (webMethod) Name() string { return "web" }

// Resolve fetches the document. The answer must come from the host that the
// DID names.
func (m webMethod) Resolve(ctx context.Context, did string) (*Document, error) {
	at, err := WebURL(did)
	if err != nil {
		return nil, err
	}
	doc, err := fetchDocument(ctx, m.fetcher, at, acceptDocument, did)
	if rest, ok := strings.CutPrefix(at, "https://"); ok && m.local && errors.Is(err, ErrUnresolvable) && isLocal(rest) {
		if plain, err := fetchDocument(ctx, m.fetcher, "http://"+rest, acceptDocument, did); err == nil {
			return plain, nil
		}
	}
	return doc, err
}

// isLocal reports whether a URL without its scheme names a host of this machine
// or of a private network: localhost, a name of one label, or one under a suffix
// that no public name has.
//
// RFC 6761 6.2 and 6.3, RFC 6762 3, RFC 8375; .internal is reserved by ICANN.
func isLocal(rest string) bool {
	host, _, _ := strings.Cut(rest, "/")
	host, _, _ = strings.Cut(host, ":")
	if !strings.Contains(host, ".") {
		return true
	}
	for _, suffix := range []string{".localhost", ".test", ".local", ".internal", ".home.arpa"} {
		if strings.HasSuffix(host, suffix) {
			return true
		}
	}
	return false
}

// WebURL tells where the document of a did:web is kept:
//
//	did:web:example.com                 https://example.com/.well-known/did.json
//	did:web:example.com:issuers:7       https://example.com/issuers/7/did.json
//	did:web:example.com%3A8443          https://example.com:8443/.well-known/did.json
//
// The only percent-encoding is that of the port's colon. A host is written in
// small letters (A-labels), a path in letters, digits and . _ -, so each DID has
// one URL and nothing in it can be read in two ways. Host names of the form of
// an address are refused with a blocked FetchError, for did:web has names only.
func WebURL(did string) (string, error) {
	u, err := parseBare(did)
	if err != nil {
		return "", err
	}
	if u.Method() != "web" {
		return "", fmt.Errorf("did:web: %w: %.80q is of another method", ErrMalformed, did)
	}
	parts := strings.Split(u.Identifier(), ":")
	host, port, hasPort := strings.Cut(parts[0], "%3A")
	if hasPort && !isPort(port) {
		return "", fmt.Errorf("did:web %.80q: %w: %q is no port", did, ErrMalformed, port)
	}
	if !isHost(host) {
		return "", fmt.Errorf("did:web %.80q: %w: %q is no host name in small letters", did, ErrMalformed, host)
	}
	at := "https://" + host
	if hasPort {
		at += ":" + port
	}
	if len(parts) == 1 {
		at += "/.well-known"
	}
	for _, segment := range parts[1:] {
		if !isSegment(segment) {
			return "", fmt.Errorf("did:web %.80q: %w: %q cannot be part of its path", did, ErrMalformed, segment)
		}
		at += "/" + segment
	}
	at += "/did.json"
	// did:web 3.1: the host is a domain name and never an IP address.
	if isAddress(host) {
		return "", &FetchError{URL: at, Blocked: true, Err: errors.New("did:web names hosts, not addresses")}
	}
	return at, nil
}

// isSpelledOtherwise reports whether a text that is not read as did:web can only mean one
// host and path to whoever reads it: its host has capitals or low lines, or it has
// characters behind percent signs, or others that addresses may have. What is published
// there is not known, and nothing in it is damaged.
//
// RFC 3986 2.1, 2.3 and 6.2.2.1.
func isSpelledOtherwise(did string) bool {
	id, ok := strings.CutPrefix(did, "did:web:")
	parts := strings.Split(id, ":")
	for i, part := range parts {
		plain, err := url.PathUnescape(part)
		if err != nil {
			return false
		}
		parts[i] = plain
	}
	host, port, hasPort := strings.Cut(parts[0], ":")
	host = strings.ReplaceAll(strings.ToLower(host), "_", "x")
	if !ok || len(did) > maxDID || !isHost(host) || isAddress(host) || hasPort && !isPort(port) {
		return false
	}
	return !slices.ContainsFunc(parts[1:], func(s string) bool {
		return !isSegment(strings.Map(func(r rune) rune {
			if strings.ContainsRune(" ~!$&'()*+,;=", r) {
				return '-'
			}
			return r
		}, s))
	})
}

// isPort reports whether s is a port as a number without leading zero.
func isPort(s string) bool {
	n, err := strconv.ParseUint(s, 10, 16)
	return err == nil && n > 0 && strconv.FormatUint(n, 10) == s
}

// isHost reports whether s is a host name of labels, digits and hyphens.
//
// RFC 1123 2.1, lower case only; no dot at the end.
func isHost(s string) bool {
	if s == "" || len(s) > 253 {
		return false
	}
	for _, label := range strings.Split(s, ".") {
		if label == "" || len(label) > 63 || label[0] == '-' || label[len(label)-1] == '-' {
			return false
		}
		for _, c := range []byte(label) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
				return false
			}
		}
	}
	return true
}

// isAddress reports whether some resolver would take host for an IPv4 address:
// its last label is a number, decimal or hexadecimal (127.1, 0x7f.1).
func isAddress(host string) bool {
	if _, err := netip.ParseAddr(host); err == nil {
		return true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	if hex, ok := strings.CutPrefix(last, "0x"); ok {
		_, err := strconv.ParseUint("0"+hex, 16, 64)
		return err == nil
	}
	return strings.Trim(last, "0123456789") == ""
}

// isSegment reports whether s can be one segment of the path.
func isSegment(s string) bool {
	if s == "." || s == ".." {
		return false
	}
	for _, c := range []byte(s) {
		if !isAlnum(c) && strings.IndexByte("._-", c) < 0 {
			return false
		}
	}
	return s != ""
}
