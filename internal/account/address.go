package account

import (
	"strings"

	"blazon/internal/fault"
	"blazon/internal/text"
)

// An Address is an e-mail address that can be written into a header and a
// command of SMTP as it stands. The zero Address is none.
type Address struct{ local, domain string }

// The longest parts of an address, RFC 5321 section 4.5.3.1.
const (
	maxLocal   = 64
	maxAddress = 254
)

// ParseAddress reads an address typed into the field of that name. It accepts
// the plain form that people use, a dot-atom of RFC 5322 section 3.4.1 before
// the @ and a host name after it, and turns international names of hosts into
// A-labels. Display names, comments, quotes, lists and numbers in brackets are
// refused: each has been a way to reach somebody else.
func ParseAddress(field, s string) (Address, error) {
	s = strings.TrimSpace(s)
	wrong := func(why string) (Address, error) {
		return Address{}, fault.Field(field, "This is not an email address: %s. It looks like name@school.example.", why)
	}
	if s == "" {
		return Address{}, fault.Field(field, "The email address is missing. It looks like name@school.example.")
	}
	if len(s) > 4*maxAddress {
		return wrong("it is too long")
	}
	at := strings.LastIndexByte(s, '@')
	if at < 0 {
		return wrong("it has no @")
	}
	local, host := s[:at], s[at+1:]
	if len(local) > maxLocal {
		return wrong("the part before the @ is too long")
	}
	if why := checkLocal(local); why != "" {
		return wrong(why)
	}
	domain, err := text.Domain(host)
	if err != nil || !isMailDomain(domain) {
		return wrong("the part after the @ is not the name of a mail domain")
	}
	if len(local)+1+len(domain) > maxAddress {
		return wrong("it is too long")
	}
	return Address{local, domain}, nil
}

// checkLocal says what is wrong with the part before the @, or nothing.
func checkLocal(local string) string {
	for _, atom := range strings.Split(local, ".") {
		if atom == "" {
			return "a dot stands where a letter should, or nothing stands before the @"
		}
		for _, c := range []byte(atom) {
			switch {
			case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
			case strings.IndexByte("!#$%&'*+/=?^_`{|}~-", c) >= 0: // RFC 5322 atext
			case c >= 0x80:
				return "the part before the @ has letters that mail servers do not all accept"
			default:
				return "the part before the @ has characters that do not belong there"
			}
		}
	}
	return ""
}

// isMailDomain reports whether a host name in A-labels has at least two labels,
// of letters, digits and hyphens, and is not a number.
func isMailDomain(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || l[0] == '-' || l[len(l)-1] == '-' {
			return false
		}
		for _, c := range []byte(l) {
			if (c < 'a' || c > 'z') && (c < '0' || c > '9') && c != '-' {
				return false
			}
		}
	}
	return strings.Trim(labels[len(labels)-1], "0123456789") != ""
}

// String returns the address as mail is sent to it.
func (a Address) String() string {
	if a == (Address{}) {
		return ""
	}
	return a.local + "@" + a.domain
}

// Key returns the address folded for comparison: in lower case, which is ASCII
// throughout. Dots and what follows a plus are kept, because at most places
// they make another person's address.
func (a Address) Key() string { return strings.ToLower(a.String()) }
