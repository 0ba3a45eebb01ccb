package text

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"blazon/internal/fault"
)

// maxURL is the longest web address, in bytes.
const maxURL = 2000

// URL checks a web address that people are to follow and returns it in ASCII:
// the host in A-labels, everything else percent-encoded where RFC 3986 demands
// it. The empty text is returned as it is. Addresses are https, or http too if
// allowHTTP is set, which is for development.
func URL(field, label, s string, allowHTTP bool) (string, error) {
	s, err := Rule{Field: field, Label: label, Max: maxURL}.Check(s)
	if err != nil || s == "" {
		return "", err
	}
	u, err := url.Parse(s)
	switch {
	case err != nil, u.Opaque != "", u.Host == "" && u.Scheme != "":
		return "", fault.Field(field, "%s is not a web address. Copy it from the address bar of a browser; it begins with https://.", label)
	case u.Scheme == "http" && !allowHTTP:
		return "", fault.Field(field, "%s begins with http://. Use an address that begins with https://, so that nobody can change the page on the way.", label)
	case u.Scheme != "https" && u.Scheme != "http":
		return "", fault.Field(field, "%s does not begin with https://. Copy the whole address from the address bar of a browser.", label)
	case u.User != nil:
		return "", fault.Field(field, "%s contains a user name or password. Remove what stands between // and @.", label)
	}
	host, ok := asciiHost(u.Hostname())
	if !ok {
		return "", fault.Field(field, "%s names no valid host. Check the part between // and the next slash.", label)
	}
	if port := u.Port(); port != "" {
		host += ":" + port
	}
	u.Host = host
	out := escape(u.String())
	if len(out) > maxURL {
		return "", fault.Field(field, "%s is too long. At most %d characters fit.", label, maxURL)
	}
	return out, nil
}

// asciiHost returns a host name in A-labels, or an IP address as RFC 3986
// writes it.
func asciiHost(host string) (string, bool) {
	if ip, err := netip.ParseAddr(host); err == nil {
		if ip.Zone() != "" {
			return "", false
		}
		if ip.Is6() {
			return "[" + ip.String() + "]", true
		}
		return ip.String(), true
	}
	name, err := Domain(host)
	return name, err == nil
}

// Domain returns a domain name in lower-case A-labels (IDNA 2008, as browsers
// look names up), or an error if it cannot name a host.
func Domain(s string) (string, error) {
	// What is longer has more than 253 letters, and turning it into A-labels takes time
	// in proportion to the square of them.
	if len(s) > 253*utf8.UTFMax {
		return "", errors.New("not the name of a host: it is too long")
	}
	name, err := idna.Lookup.ToASCII(s)
	if err != nil {
		return "", err
	}
	if name == "" || len(name) > 253 || strings.HasSuffix(name, ".") || strings.HasPrefix(name, ".") || strings.Contains(name, "..") {
		return "", errors.New("not the name of a host")
	}
	// Bytes that are no text become labels that nobody could look up.
	if again, err := idna.Lookup.ToASCII(name); err != nil || again != name {
		return "", errors.New("not the name of a host")
	}
	return name, nil
}

// escape percent-encodes each byte of s that may not stand in a URI, and each
// percent sign that begins no code.
func escape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == '%' && (i+2 >= len(s) || !isHex(s[i+1]) || !isHex(s[i+2])) || !inURI(c) {
			const hex = "0123456789ABCDEF"
			b.WriteString("%" + string(hex[c>>4]) + string(hex[c&15]))
			continue
		}
		b.WriteByte(c)
	}
	return b.String()
}

func isHex(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F'
}

// inURI reports whether RFC 3986 section 2 has c: reserved, unreserved, or the
// percent sign.
func inURI(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' ||
		strings.IndexByte("-._~:/?#[]@!$&'()*+,;=%", c) >= 0
}

// Registrable reports whether somebody can own a host, given as Domain returns it:
// it is below a suffix under which names are registered, and not such a suffix.
func Registrable(host string) bool {
	_, err := publicsuffix.EffectiveTLDPlusOne(host)
	return err == nil
}
