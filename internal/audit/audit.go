// Package audit holds what is written down about who did what. An Entry is
// saved in the transaction of the deed itself, so there is never one without
// the other; the store chains entries by hash, so none can be changed or taken
// out unseen.
package audit

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// An Entry says that someone did something to something.
type Entry struct {
	At time.Time
	// Actor is the id of the account that acted; empty when nobody was signed
	// in, as at registration.
	Actor string
	// Action is a dotted word such as "award.revoke".
	Action string
	// Object is the id of what it was done to.
	Object string
	// IssuerID is the tenant whose log shows the entry; empty for accounts.
	IssuerID string
	// Detail is a short text for people, made by Detail; it holds no secrets
	// and no addresses.
	Detail string
}

// maxDetail is how many bytes of a detail are kept.
const maxDetail = 500

// Detail makes s safe to keep and to print: control characters become spaces
// and the end of a long text is cut off.
func Detail(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, "\ufffd"))
	if len(s) <= maxDetail {
		return s
	}
	cut := maxDetail
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}
