package vc

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"blazon/jsonld"
	"blazon/ob2"
)

// differs compares what was given with what is served, in what makes it this
// badge of this person, and names a member that is another. In what else they
// differ is told by checkCopy.
func (a *assertion) differs(served *ob2.Object) string {
	names := []string{"recipient", "badge", "issuedOn", "claim"}
	if a.object.Class == ob2.ClassEndorsement {
		names = append(names, "issuer") // who says it makes it another
	}
	return a.differsIn(served, names...)
}

// copyDiffers is differs for a copy of a hosted badge, and passes over what may differ
// although nobody changed it. Platforms hash the address that the earner has today, with
// the salt that they have today, write out a BadgeClass, and keep dates less exactly than
// they did, or more. What checkCopy finds of these is told all the same.
func (a *assertion) copyDiffers(served *ob2.Object) string {
	given := a.object.Value
	names := []string{"claim"}
	x, y := given.Get("recipient"), served.Value.Get("recipient")
	if bothHashed := recipientOf(x).Hashed && recipientOf(y).Hashed; !bothHashed && !sameRecipient(x, y) {
		names = append(names, "recipient")
	}
	if badge := given.Get("badge"); badge.Kind() != jsonld.Object || !isNothing(badge.Get("id")) {
		names = append(names, "badge")
	}
	if !nearlySameMoment(given.Get("issuedOn"), served.Value.Get("issuedOn")) {
		names = append(names, "issuedOn")
	}
	return a.differsIn(served, names...)
}

// sameRecipient reports whether one recipient is the other with its address hashed.
func sameRecipient(x, y *jsonld.Value) bool {
	hashed, plain := recipientOf(x), recipientOf(y)
	if !hashed.Hashed {
		hashed, plain = plain, hashed
	}
	return hashed.Hashed && !plain.Hashed && plain.Identity != "" && isSHA256(hashed.Identity) && hashed.Matches(plain.Identity, plain.Type)
}

func recipientOf(v *jsonld.Value) ob2.IdentityObject {
	hashed, _ := v.Get("hashed").Bool()
	return ob2.IdentityObject{Type: v.Get("type").Str(), Hashed: hashed, Salt: v.Get("salt").Str(), Identity: v.Get("identity").Str()}
}

// nearlySameMoment reports whether two dates may be one that was written more or less
// exactly: without its fraction of a second, or as a day.
func nearlySameMoment(x, y *jsonld.Value) bool {
	s, errS := ob2.ParseDateTime(x.Str())
	t, errT := ob2.ParseDateTime(y.Str())
	if errS != nil || errT != nil {
		return false
	}
	const day = 24 * time.Hour
	isDay := func(t time.Time) bool { return t.Equal(t.Truncate(day)) }
	return s.Truncate(time.Second).Equal(t.Truncate(time.Second)) || (isDay(s.Time) || isDay(t.Time)) && s.Truncate(day).Equal(t.Truncate(day))
}

func (a *assertion) differsIn(served *ob2.Object, names ...string) string {
	if saysRevoked(served.Value) {
		return ""
	}
	for _, name := range names {
		x, y := a.object.Value.Get(name), served.Value.Get(name)
		if name == "badge" && a.object.Version == ob2.V05 {
			continue // it has no address, and is compared by what it says
		}
		if name == "badge" || name == "issuer" {
			x, y = jsonld.NewString(idOf(x)), jsonld.NewString(idOf(y))
		}
		if name == "issuedOn" && sameMoment(x, y) {
			continue
		}
		if !ob2.Same(name, x, y) {
			return name
		}
	}
	return ""
}

func sameMoment(x, y *jsonld.Value) bool {
	s, errS := ob2.ParseDateTime(x.Str())
	t, errT := ob2.ParseDateTime(y.Str())
	return errS == nil && errT == nil && s.Equal(t.Time)
}

// maxNamed bounds how many members are named in which two texts differ.
const maxNamed = 8

// checkCopy compares what was given of a hosted badge with what its issuer serves
// and, where they differ, says in the check proof in what. What is served counts,
// so the badge is genuine; but whoever reads the copy reads something else.
func (a *assertion) checkCopy() {
	if a.copied == nil {
		return
	}
	names := a.differing("", a.copied, a.object.Value)
	if len(names) == 0 {
		return
	}
	more, another := "", ""
	if slices.Contains(names, "recipient") {
		another = " To whom it was given is hashed in another way there: it may be another address of the same person, or another person."
	}
	if n := len(names) - maxNamed; n > 0 {
		names, more = names[:maxNamed], fmt.Sprintf(" and %d more", n)
	}
	c := a.report.Check(CheckProof)
	c.Result = Warning
	c.Text = fmt.Sprintf("Its issuer publishes something else at its address than your copy says: %s%s.%s What is shown here is what the issuer publishes.", strings.Join(names, ", "), more, another)
	c.Remedy = "Rely on what the issuer publishes and not on your copy. If you need a copy, get it again from the issuer."
	a.report.set(c)
	a.report.detail(CheckProof, Differs, strings.Join(names, " ")+more)
}

// differing names the members, at the top, in which what was given differs from
// what is served. A BadgeClass or issuer that lies within what was given is
// compared with the one that is published.
func (a *assertion) differing(at string, given, served *jsonld.Value) []string {
	var out []string
	seen, ofGiven, ofServed := make(map[string]bool), byName(given), byName(served)
	for _, m := range slices.Concat(given.Members(), served.Members()) {
		if seen[m.Name] {
			continue
		}
		seen[m.Name] = true
		x, y := ofGiven[m.Name], ofServed[m.Name]
		switch p := a.published(at, m.Name); {
		case m.Name == "@context": // it only names the words, and of two only the one served is judged
		case at+m.Name == "uid" && y == nil && ob2.VersionOf(a.given) < ob2.V20: // 2.0 has ids in its place
		case a.isOfBackpack(at+m.Name, x, y):
		case m.Name == "id" && at != "" && isNothing(x): // it was written out, and is compared by what it says
		case sameMember(m.Name, x, y), m.Name == "id" && (a.hasMoved(at) || strings.HasPrefix(x.Str(), "_:")):
		case p != nil && x.Kind() == jsonld.Object && p.object != nil:
			out = append(out, a.differing(at+m.Name+".", x, p.object.Value)...)
		case p != nil && jsonld.SameID(idOf(x), idOf(y)):
		default:
			out = append(out, fmt.Sprintf("%s%.60s", at, m.Name))
		}
	}
	return out
}

// isOfBackpack reports whether a member in which a copy differs is one that Mozilla's
// Backpack wrote into it, and says what is published. It baked what it knew of a badge, in
// the form of 0.5 whichever it had been, and not what it had been given.
//
// 1EdTech's schema of 0.5: backpack_error_assertion.
func (a *assertion) isOfBackpack(name string, x, y *jsonld.Value) bool {
	if ob2.VersionOf(a.given) != ob2.V05 {
		return false
	}
	leadsTo := func(p *part) bool {
		at := plainName(x.Str())
		return p != nil && p.object != nil && at != "" && (at == plainName(p.id()) || at == plainName(p.moved))
	}
	switch name {
	case "_originalRecipient":
		return sameMember("recipient", x, a.object.Value.Get("recipient"))
	case "badge._location":
		return leadsTo(a.badge)
	case "badge.issuer._location":
		return leadsTo(a.issuer)
	case "badge.issuer.id": // which is made of its origin
		return a.issuer != nil && isOrigin(x.Str()) && sameHost(x.Str(), a.issuer.id())
	case "badge.issuer.url": // as is what is read in its place
		return ob2.Same("url", a.given.Get("badge").Get("issuer").Get("url"), y)
	}
	return false
}

// byName returns the members of an object, for who looks up all of them.
func byName(v *jsonld.Value) map[string]*jsonld.Value {
	out := make(map[string]*jsonld.Value, len(v.Members()))
	for _, m := range v.Members() {
		out[m.Name] = m.Value
	}
	return out
}

// published returns the part of the badge that is at a member; nil if none is.
func (a *assertion) published(at, name string) *part {
	switch at + name {
	case "badge":
		return a.badge
	case "badge.issuer":
		return a.issuer
	case "issuer":
		if a.badge == nil {
			return a.issuer // of an endorsement
		}
	}
	return nil
}

// hasMoved reports whether what is served calls itself by another address than
// the one that led to it, of which the report tells already.
func (a *assertion) hasMoved(at string) bool {
	switch at {
	case "":
		return a.report.Check(CheckProof).Detail["moved"] != ""
	case "badge.":
		return a.badge.moved != ""
	}
	return a.issuer.moved != ""
}

// sameMember compares what a member holds in two texts.
func sameMember(name string, x, y *jsonld.Value) bool {
	return ob2.Same(name, x, y) || name == "recipient" && sameRecipient(x, y) || (name == "issuedOn" || name == "expires") && sameMoment(x, y)
}
