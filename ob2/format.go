package ob2

import (
	"encoding/pem"
	"net"
	"net/url"
	"strings"
)

// A format is how a primitive type of the standard looks and how to say so.
type format struct {
	ok   func(string) bool
	want string
}

// formats are those of the primitive types that are strings. Types that are not
// here are any text.
var formats = map[string]format{
	"IRI":          {isIRI, "an address such as https://school.example/badges/1, or urn:uuid:…"},
	"URL":          {isURL, "an address of the web, such as https://school.example/badges/1"},
	"AnyURI":       {isAbsolute, "an absolute address, such as https://school.example/apply"},
	"ImageURL":     {func(s string) bool { return isIRI(s) || isPicture(s) }, "the address of a picture, or a data: URI of a PNG or SVG"},
	"DateTime":     {isDateTime, "a date and time with a zone, such as 2026-05-01T09:00:00Z"},
	"Email":        {isEmail, "an e-mail address"},
	"Telephone":    {isTelephone, "a telephone number as E.164 has it, such as +31201234567"},
	"LanguageCode": {isLanguage, "a language code, such as en or pt-BR"},
	"Origin":       {isOrigin, "the name of a host, such as school.example"},
	"PEM":          {isPEM, "a public key in PEM: -----BEGIN PUBLIC KEY-----"},
	"IdentityType": {isIdentityType, "the property that identifies the recipient: email, url, telephone or id"},
	"Date":         {isDay, "a day, such as 2026-05-01"},
	"License":      {isLicense, "a Creative Commons licence, such as CC-BY"},
}

// oddLetters are those that an address must write with percent signs.
//
// RFC 3986 2.
const oddLetters = " <>\"\\^`{|}"

func isURL(s string) bool {
	return isOddURL(s) && !strings.ContainsAny(s, oddLetters)
}

// isOddURL reports whether s is an address of the web, also if it has spaces or braces
// behind the host that should stand behind percent signs.
func isOddURL(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Hostname() != "" && !strings.ContainsAny(u.Host, oddLetters) &&
		!strings.ContainsAny(s, `<>"\`)
}

// isAbsolute reports whether s is an absolute URI, of whatever scheme.
func isAbsolute(s string) bool {
	u, err := url.Parse(s)
	return err == nil && u.IsAbs() && !strings.ContainsAny(s, oddLetters)
}

// isIRI follows the two validators of 1EdTech: a URL, urn:uuid: or a label of
// the document. Other schemes are absolute IRIs by the standard and permitted.
func isIRI(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || rest == "" || strings.ContainsAny(s, oddLetters) {
		return false
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		return isURL(s)
	case "urn":
		kind, value, ok := strings.Cut(rest, ":")
		return ok && value != "" && (kind != "uuid" || isUUID(value))
	case "data":
		return false
	case "_":
		return true
	}
	return isScheme(scheme)
}

func isUUID(s string) bool {
	if len(s) != 36 {
		return false
	}
	for i := range len(s) {
		switch hyphen := i == 8 || i == 13 || i == 18 || i == 23; {
		case hyphen != (s[i] == '-'):
			return false
		case !hyphen && strings.IndexByte("0123456789abcdefABCDEF", s[i]) < 0:
			return false
		}
	}
	return true
}

func isScheme(s string) bool {
	return s != "" && strings.Trim(s, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789+-.") == ""
}

// IsDataImage reports whether s is a data: URI of a PNG or SVG picture.
//
// OB 2.0, erratum of 2020: pictures are PNG or SVG.
func IsDataImage(s string) bool {
	media := mediaOf(s)
	return media == "image/png" || media == "image/svg+xml"
}

// isPicture reports whether s is a data: URI of a picture of some kind that was usual
// before the erratum.
func isPicture(s string) bool {
	media := mediaOf(s)
	return IsDataImage(s) || media == "image/jpeg" || media == "image/jpg" || media == "image/gif"
}

// mediaOf returns the media type of a data: URI, and nothing of what is none.
//
// RFC 3986 3.1, RFC 2045 5.1: neither the scheme nor the type has a case.
func mediaOf(s string) string {
	head, _, comma := strings.Cut(s, ",")
	if !isData(s) || !comma {
		return ""
	}
	media, _, _ := strings.Cut(head[len("data:"):], ";")
	return strings.ToLower(media)
}

func isData(s string) bool {
	return len(s) >= len("data:") && strings.EqualFold(s[:len("data:")], "data:")
}

func isDateTime(s string) bool {
	_, err := ParseDateTime(s)
	return err == nil
}

func isDay(s string) bool {
	if len(s) > len("2006-01-02") {
		s = s[:len("2006-01-02")]
	}
	_, ok := parseOldDateTime(s)
	return ok && len(s) == len("2006-01-02")
}

// isEmail reports whether s looks like an address of one mailbox.
func isEmail(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	return ok && local != "" && host != "" && !strings.ContainsAny(s, " \t\r\n<>,") && !strings.Contains(host, "@")
}

// isTelephone follows E.164 with an extension: +18006662344;ext=666.
func isTelephone(s string) bool {
	number, ext, has := strings.Cut(strings.TrimPrefix(s, "+"), ";ext=")
	digits := func(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
	return digits(number) && number[0] != '0' && len(number) >= 2 && len(number) <= 15 && (!has || digits(ext))
}

// isLanguage looks at the shape of a BCP 47 tag.
func isLanguage(s string) bool {
	for i, part := range strings.Split(s, "-") {
		if part == "" || len(part) > 8 || i == 0 && len(part) < 2 && part != "x" && part != "i" {
			return false
		}
		if strings.Trim(strings.ToLower(part), "abcdefghijklmnopqrstuvwxyz0123456789") != "" {
			return false
		}
	}
	return true
}

// isOrigin reports whether s is the name of a host, with or without a port.
func isOrigin(s string) bool {
	u, err := url.Parse("//" + s)
	return err == nil && s != "" && u.Host == s && u.Hostname() != "" && net.ParseIP(u.Hostname()) == nil
}

func isPEM(s string) bool {
	block, _ := pem.Decode([]byte(s))
	return block != nil
}

func isIdentityType(s string) bool {
	switch identityType(s) {
	case "email", "url", "telephone", "id":
		return !isBadgrID(s)
	}
	return false
}

func isLicense(s string) bool {
	return strings.HasPrefix(s, "CC-") || strings.HasPrefix(s, "CC0") || strings.Contains(s, "creativecommons.org/")
}
