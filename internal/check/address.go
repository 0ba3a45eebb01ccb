package check

import (
	"net/url"
	"strings"

	"blazon/internal/fault"
)

// Address says what is wrong with the address of a badge that somebody typed or copied,
// as a fault of the field it stands in; nil if it can be asked for.
func Address(field, address string) error {
	u, err := url.Parse(address)
	switch {
	case address == "":
		return fault.Field(field, "There is no address in it. Send that of the badge, which begins with https://, or the badge itself.")
	case strings.ContainsAny(address, " \t\r\n"):
		return fault.Field(field, "There is a space in this address, and addresses have none. Copy it again from the address bar of a browser, or write %%20 where the space belongs to it.")
	case strings.ContainsAny(address, "\"<>{}"):
		return fault.Field(field, "In this address there is %q, which addresses do not have. Copy it again, without what stands around it.", address[strings.IndexAny(address, "\"<>{}")])
	case err != nil, u.Scheme != "https" && u.Scheme != "http", u.Host == "", u.Opaque != "":
		return fault.Field(field, "This is not a web address. Copy it from the address bar of a browser; it begins with https://.")
	case u.User != nil:
		return fault.Field(field, "There is a user name in this address. Take out what stands between // and @.")
	}
	return nil
}
