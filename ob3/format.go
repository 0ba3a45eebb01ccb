package ob3

import (
	"slices"
	"strconv"
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
	"URI":          {isURI, "an absolute address, such as https://school.example/badges/1 or urn:uuid:…"},
	"URL":          {isURI, "an absolute address, such as https://school.example/badges/1"},
	"DateTime":     {isRFC3339, "a date and time with a zone, such as 2026-05-01T09:00:00Z"},
	"DateTimeZ":    {isRFC3339, "a date and time with a zone, such as 2026-05-01T09:00:00Z"},
	"Date":         {isDate, "a day, such as 2026-05-01"},
	"LanguageCode": {isLanguage, "a language code, such as en or pt-BR"},
	"CountryCode":  {isCountry, "a country code of two capital letters (ISO 3166-1), such as NL"},
	"CompactJws":   {isCompactJWS, "a compact JWS: three parts of base64url with dots between"},
}

// isURI reports whether s is an absolute URI of RFC 3986: a scheme, a colon and
// only characters that may stand there unescaped. An http URL needs a host.
func isURI(s string) bool {
	scheme, rest, ok := strings.Cut(s, ":")
	if !ok || rest == "" || !isScheme(scheme) {
		return false
	}
	for i := 0; i < len(rest); i++ {
		if c := rest[i]; c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>\\^`{|}", c) >= 0 {
			return false
		}
		if rest[i] == '%' && (i+2 >= len(rest) || !isHex(rest[i+1]) || !isHex(rest[i+2])) {
			return false
		}
	}
	switch strings.ToLower(scheme) {
	case "http", "https":
		host, ok := strings.CutPrefix(rest, "//")
		return ok && host != "" && !strings.ContainsAny(host[:1], "/?#:")
	}
	return true
}

func isScheme(s string) bool {
	for i := 0; i < len(s); i++ {
		letter := 'a' <= s[i]|0x20 && s[i]|0x20 <= 'z'
		if !letter && (i == 0 || !isDigit(s[i]) && strings.IndexByte("+-.", s[i]) < 0) {
			return false
		}
	}
	return s != ""
}

func isHex(c byte) bool { return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f' }

// isLanguage follows the pattern of the JSON schema:
// ^[a-z]{2,4}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?$
func isLanguage(s string) bool {
	parts := strings.Split(s, "-")
	if len(parts) > 3 || len(parts[0]) < 2 || len(parts[0]) > 4 || strings.Trim(parts[0], lower) != "" {
		return false
	}
	parts = parts[1:]
	if len(parts) > 0 && len(parts[0]) == 4 && strings.Trim(parts[0][:1], upper) == "" && strings.Trim(parts[0][1:], lower) == "" {
		parts = parts[1:]
	}
	if len(parts) > 0 && (len(parts[0]) == 2 && strings.Trim(parts[0], upper) == "" || len(parts[0]) == 3 && strings.Trim(parts[0], "0123456789") == "") {
		parts = parts[1:]
	}
	return len(parts) == 0
}

const (
	lower = "abcdefghijklmnopqrstuvwxyz"
	upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
)

func isCountry(s string) bool { return slices.Contains(countries, s) }

// isCompactJWS follows the pattern of the JSON schema:
// ^[a-zA-Z0-9_-]+\.[a-zA-Z0-9_-]*\.[a-zA-Z0-9_-]+$
func isCompactJWS(s string) bool {
	parts := strings.SplitN(s, ".", 4)
	return len(parts) == 3 && parts[0] != "" && parts[2] != "" &&
		strings.Trim(parts[0]+parts[1]+parts[2], lower+upper+"0123456789_-") == ""
}

// isExtensionName reports whether s is a name of one's own for an enumeration.
//
// OB 3.0: terms that extend an enumeration begin with ext:. The pattern of the
// JSON schema is not anchored; see docs/divergences.md.
func isExtensionName(s string) bool {
	rest, ok := strings.CutPrefix(s, "ext:")
	return ok && rest != "" && strings.Trim(rest, lower+upper+"0123456789.-_") == ""
}

// isEmail reports whether s looks like an address of one mailbox.
func isEmail(s string) bool {
	local, host, ok := strings.Cut(s, "@")
	return ok && local != "" && host != "" && !strings.ContainsAny(s, " \t\r\n<>,") && !strings.Contains(host, "@")
}

// number reads a string that should hold a number, such as valueMin.
func number(s string) (float64, bool) {
	f, err := strconv.ParseFloat(s, 64)
	return f, err == nil
}

// countries are the codes of ISO 3166-1 alpha-2.
var countries = strings.Fields(`AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI
	BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE
	DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS
	GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW
	KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW
	MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO
	RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM
	TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW`)
