package check

import (
	"net/url"
	"regexp"
	"strings"

	"blazon/internal/fault"
)

// token is how a badge looks that is a JWT or an SD-JWT: parts in base64url, of which the
// first is the beginning of an object.
var token = regexp.MustCompile(`^eyJ[\w-]*\.[\w-]+\.[\w-]*(~[\w.~-]*)?$`)

// IsBadge reports whether what somebody gave as the address of a badge is the badge itself:
// one that is written out in an address, or the text of one.
func IsBadge(address string) bool {
	address = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(address), "\ufeff"))
	for _, begin := range []string{"data:", "{", "<svg", "<?xml", "<!"} {
		if strings.HasPrefix(address, begin) {
			return true
		}
	}
	return token.MatchString(strings.Join(strings.Fields(address), ""))
}

// Address says what is wrong with the address of a badge that somebody typed or copied,
// as a fault of the field it stands in; nil if it can be asked for.
func Address(field, address string) error {
	u, err := url.Parse(address)
	scheme, _, _ := strings.Cut(address, "//")
	web := strings.EqualFold(scheme, "https:") || strings.EqualFold(scheme, "http:")
	switch {
	case address == "":
		return fault.Field(field, "There is no address in it. Send that of the badge, which begins with https://, or the badge itself.")
	case strings.ContainsAny(address, " \t\r\n") && !web:
		return noAddress(field)
	case strings.ContainsAny(address, " \t\r\n"):
		return fault.Field(field, "There is a space in this address, and addresses have none. Copy it again from the address bar of a browser, or write %%20 where the space belongs to it.")
	case strings.ContainsAny(address, "\"<>{}"):
		return fault.Field(field, "In this address there is %q, which addresses do not have. Copy it again, without what stands around it.", address[strings.IndexAny(address, "\"<>{}")])
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Host == "", u.Opaque != "":
		return noAddress(field)
	case u.User != nil:
		return fault.Field(field, "There is a user name in this address. Take out what stands between // and @.")
	}
	return nil
}

func noAddress(field string) error {
	return fault.Field(field, "This is not a web address. Copy it from the address bar of a browser; it begins with https://.")
}
