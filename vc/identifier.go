package vc

import (
	"net/url"
	"slices"
	"strings"

	"golang.org/x/net/idna"
)

// An identifier is how a person is asked for, and its other spellings: issuers
// differ in which they write, or hash.
type identifier struct {
	kind  identifierKind
	forms []string // as it was asked for first; never empty
}

type identifierKind int

const (
	otherIdentifier identifierKind = iota
	mailIdentifier
	phoneIdentifier
	webIdentifier
)

// identifierOf tells what an identifier is by its form.
func identifierOf(asked string) identifier {
	if rest, ok := withoutScheme(asked, "mailto"); ok {
		if plain, err := url.PathUnescape(rest); err == nil { // RFC 6068 §2
			rest = plain
		}
		return identifier{mailIdentifier, spellings(rest, mailbox(rest), inUnicode(rest))}
	}
	if rest, ok := withoutScheme(asked, "tel"); ok {
		return identifier{phoneIdentifier, spellings(rest, digits(rest), "tel:"+digits(rest))}
	}
	switch {
	case strings.Contains(asked, "@") && !strings.Contains(asked, ":"):
		return identifier{mailIdentifier, spellings(asked, mailbox(asked), inUnicode(asked))}
	case isWeb(lowerScheme(asked)):
		return identifier{webIdentifier, spellings(asked, website(asked), withoutRoot(website(asked)))}
	case strings.Trim(asked, phoneLetters) == "" && strings.ContainsAny(asked, "0123456789"):
		return identifier{phoneIdentifier, spellings(asked, digits(asked), "tel:"+digits(asked))}
	}
	if uuid := uuidOf(asked); uuid != "" { // RFC 9562 4: a UUID has no case
		return identifier{otherIdentifier, spellings(asked, small(asked), strings.Replace(small(asked), uuid, strings.ToUpper(uuid), 1))}
	}
	return identifier{otherIdentifier, []string{asked}}
}

// same reports whether what a badge writes in plain is this identifier. The kind
// is what the badge says that it is, or what its scheme tells.
func (i identifier) same(written string) bool {
	written = strings.TrimSpace(written)
	if written == i.forms[0] {
		return true
	}
	other := identifierOf(written)
	if other.kind != i.kind {
		return false
	}
	switch i.kind {
	case mailIdentifier:
		return mailbox(other.forms[0]) == mailbox(i.forms[0])
	case phoneIdentifier:
		return digits(other.forms[0]) == digits(i.forms[0])
	case webIdentifier:
		return website(other.forms[0]) == website(i.forms[0])
	case otherIdentifier: // has one spelling, but for a UUID
		return slices.Contains(i.forms, written)
	}
	return false
}

// alike reports whether what a badge writes in plain is of the kind of this
// identifier, so that the two say something about one another. Of other kinds than
// those that are known the scheme tells.
func (i identifier) alike(written string) bool {
	written = strings.TrimSpace(written)
	if written == "" || identifierOf(written).kind != i.kind {
		return false
	}
	ours, _, _ := strings.Cut(i.forms[0], ":")
	theirs, _, _ := strings.Cut(written, ":")
	return i.kind != otherIdentifier || small(ours) == small(theirs)
}

// phoneLetters are those of telephone numbers.
//
// RFC 3966 §3: the last four only make a number readable.
const phoneLetters = "+0123456789 -.()"

// digits is a telephone number without what only makes it readable.
func digits(phone string) string {
	return strings.Map(func(r rune) rune {
		if strings.ContainsRune(" -.()", r) {
			return -1
		}
		return r
	}, phone)
}

// mailbox is how an e-mail address is compared: in small letters of ASCII, its
// host in ASCII (RFC 5891 §5.3). Nothing else is folded: two people may have the
// two addresses.
func mailbox(address string) string {
	address = small(address)
	at := strings.LastIndexByte(address, '@')
	if at < 0 || len(address)-at > maxHost {
		return address
	}
	host, err := hosts().ToASCII(address[at+1:])
	if err != nil {
		return address
	}
	return address[:at+1] + host
}

// inUnicode is an e-mail address with its host in the letters of its language.
func inUnicode(address string) string {
	address = mailbox(address)
	at := strings.LastIndexByte(address, '@')
	if at < 0 || len(address)-at > maxHost {
		return address
	}
	host, err := hosts().ToUnicode(address[at+1:])
	if err != nil {
		return address
	}
	return address[:at+1] + host
}

// maxHost is the longest name of a host, and its bound before IDNA, whose work
// grows with the square of the length.
const maxHost = 253

// hosts converts names of hosts and maps no letter to another.
func hosts() *idna.Profile {
	return idna.New(idna.ValidateLabels(true), idna.StrictDomainName(true), idna.VerifyDNSLength(true), idna.BidiRule())
}

// website is an address with its scheme and host in small letters.
//
// RFC 3986 §6.2.2.1, §6.2.3.
func website(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Scheme, u.Host = small(u.Scheme), small(u.Host)
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}

// withoutRoot is the address of a host without the slash at its end, which is not needed
// there. Behind a path it is part of that.
func withoutRoot(address string) string {
	if u, err := url.Parse(address); err == nil && u.Path == "/" {
		return strings.TrimSuffix(address, "/")
	}
	return address
}

// small writes the capitals of ASCII small. Other letters stay: the sign for
// kelvin is no k.
func small(s string) string {
	return strings.Map(func(r rune) rune {
		if 'A' <= r && r <= 'Z' {
			return r + ('a' - 'A')
		}
		return r
	}, s)
}

// withoutScheme cuts a scheme off, which may be written in capitals.
func withoutScheme(s, scheme string) (string, bool) {
	before, rest, ok := strings.Cut(s, ":")
	if !ok || small(before) != scheme {
		return s, false
	}
	return strings.TrimSpace(rest), true
}

// spellings leaves out those that are there already.
func spellings(forms ...string) []string {
	var out []string
	seen := map[string]bool{}
	for _, f := range forms {
		if f != "" && !seen[f] {
			out, seen[f] = append(out, f), true
		}
	}
	if out == nil {
		return []string{""}
	}
	return out
}
