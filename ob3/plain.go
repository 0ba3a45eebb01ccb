package ob3

import (
	"bytes"
	"fmt"
	"slices"

	"blazon/jsonld"
	"blazon/lint"
)

// IsBadge reports whether the types of a credential are those of Open Badges 3.0,
// so that Plain has something to say about it.
func IsBadge(v *jsonld.Value) bool {
	return hasType(v.Get("type"), "OpenBadgeCredential", ClassAchievement, ClassEndorsement)
}

// Plain brings a credential that somebody else wrote into the form in which ours
// are issued, to be signed: arrays where the maximum is *, times in UTC to the
// second, the issuer an object, the current contexts. What the credential says
// stays, members of other contexts with it.
//
// Where it departs from the standard there is no Document, and the findings say
// why. Findings that are only warnings do not stand in the way.
func Plain(v *jsonld.Value) (Document, []Finding) {
	c, findings := Read(v)
	if c.Class == "" {
		return Document{}, []Finding{{Path: "/type", Text: "The types name neither OpenBadgeCredential nor EndorsementCredential.", Cite: "OB 3.0 AchievementCredential"}}
	}
	if findings = append(Errors(findings), unissuable(v)...); len(findings) > 0 {
		return Document{}, findings
	}
	text, err := encode(withoutContext(c))
	if err != nil {
		return Document{}, []Finding{{Text: "It cannot be written as JSON: " + err.Error() + ".", Cite: "RFC 8259"}}
	}
	tree, err := jsonld.Parse(text, jsonld.Limits{})
	if err != nil {
		return Document{}, []Finding{{Text: "It cannot be written as JSON that all can read: " + err.Error() + ".", Cite: "RFC 7493"}}
	}
	tree = tree.With("@context", contextsOf(v, tree))
	if findings = lost(v, tree, nil); len(findings) > 0 {
		return Document{}, findings
	}
	check := checker{}
	check.object(tree, c.Class, nil)
	if len(Errors(check.Findings)) > 0 {
		return Document{}, check.Findings
	}
	return Document{tree.JSON()}, check.Findings
}

// unissuable lists what readers put up with and nobody should sign.
func unissuable(v *jsonld.Value) []Finding {
	var out []Finding
	if modelOf(v) == VCDM1 {
		out = append(out, Finding{Path: "/@context/0", Text: "The credential follows version 1.1 of Verifiable Credentials: write it by version 2.0, with validFrom and the context " + ContextVC + ".", Cite: "OB 3.0 B.1.1"})
	}
	from, okFrom := instant(v.Get("validFrom"))
	until, okUntil := instant(v.Get("validUntil"))
	if okFrom && okUntil && !until.After(from.Time) {
		out = append(out, Finding{Path: "/validUntil", Text: fmt.Sprintf("The credential ends (%s) before it begins (%s): give it a later end or none.", until, from), Cite: "VCDM 2.0 4.9"})
	}
	if v.Get("proof").Kind() != jsonld.Absent {
		out = append(out, Finding{Path: "/proof", Text: "There is a proof already: leave it out; signing adds it.", Cite: "Data Integrity 4.2"})
	}
	return out
}

// withoutContext returns the struct of a credential. It is encoded with the
// contexts that must lead; those of others may be objects, which it cannot hold.
func withoutContext(c *Credential) any {
	if e := c.Endorsement; e != nil {
		e.Context = nil
		return *e
	}
	a := *c.Achievement
	a.Context = nil
	return a
}

// contextsOf returns the contexts of plain, followed by what the given credential
// has behind its first two.
func contextsOf(given, plain *jsonld.Value) *jsonld.Value {
	list := slices.Clone(plain.Get("@context").Items())
	for _, c := range given.Get("@context").Items()[2:] {
		known := c.IsString() && slices.ContainsFunc(list, func(l *jsonld.Value) bool { return l.IsString() && l.Str() == c.Str() })
		if !known {
			list = append(list, c)
		}
	}
	return jsonld.NewArray(list...)
}

// lost lists what of given is not in plain, so that nothing is dropped or changed
// unseen by bringing it into form.
func lost(given, plain *jsonld.Value, at *lint.Place) []Finding {
	switch {
	case given.Kind() == jsonld.Null:
		// OB 3.0 DM-04: nothing is null.
		return []Finding{{Path: at.String(), Text: "It is null: leave it out or give it a value.", Cite: "OB 3.0 DM-04"}}
	case given.Kind() == jsonld.Object && plain.Kind() == jsonld.Object:
		var out []Finding
		for _, m := range given.Members() {
			if m.Name != "@context" || at != nil {
				out = append(out, lostMember(m, plain.Get(m.Name), at.Member(m.Name))...)
			}
		}
		return out
	case given.Kind() == jsonld.Array || plain.Kind() == jsonld.Array:
		from, to := given.Items(), plain.Items()
		if len(from) != len(to) {
			return notKept(at)
		}
		var out []Finding
		for i := range from {
			out = append(out, lost(from[i], to[i], itemOf(given, at, i))...)
		}
		return out
	case given.IsString() && plain.Kind() == jsonld.Object && plain.Get("id").Str() == given.Str():
		return nil // an issuer that was an address alone
	case !sameScalar(given, plain):
		return notKept(at)
	}
	return nil
}

// lostMember is lost for one member of an object.
func lostMember(m jsonld.Member, plain *jsonld.Value, at *lint.Place) []Finding {
	empty := m.Value.IsString() && m.Value.Str() == "" || m.Value.Kind() == jsonld.Array && len(m.Value.Items()) == 0
	switch {
	case empty && plain.Kind() == jsonld.Absent:
		return nil
	case m.Name == "type": // ours come first
		for _, t := range m.Value.Items() {
			if !hasType(plain, t.Str()) {
				return notKept(at)
			}
		}
		return nil
	case m.Name == "endorsement" && len(m.Value.Items()) == len(plain.Items()):
		return nil // signed by others, and kept as it is
	}
	return lost(m.Value, plain, at)
}

func notKept(at *lint.Place) []Finding {
	return []Finding{{Path: at.String(), Text: "Open Badges has no place for this as it stands, and it would be lost: take it out or write it as the standard has it.", Cite: "OB 3.0 DM-02"}}
}

// sameScalar reports whether two values say the same: times of the same second
// and numbers of the same worth do.
func sameScalar(a, b *jsonld.Value) bool {
	if bytes.Equal(a.JSON(), b.JSON()) {
		return true
	}
	if t, ok := instant(a); ok {
		u, ok := instant(b)
		return ok && At(t.Time).Equal(u.Time)
	}
	x, okX := number(a.Number())
	y, okY := number(b.Number())
	return okX && okY && x == y
}
