package ob2

import (
	"net/url"
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/lint"
)

// An upgrader writes what versions before 2.0 say in the form of 2.0, and notes
// what it did.
type upgrader struct {
	from Version
	done []Upgrade
}

// oldIssuer is another name of the class Issuer.
//
// OB 1.1: IssuerOrg is obi:Issuer in its context.
const oldIssuer = "IssuerOrg"

// draftNames are the classes by the names that they have in the draft of 1.1, whose
// context badges were published with.
//
// OB 1.1 draft: standard.openbadges.org/1.1/context.
var draftNames = [][2]string{{"assertion", ClassAssertion}, {"badgeclass", ClassBadgeClass}, {"issuerorg", ClassIssuer}}

// maxUpgrades bounds what is noted about one badge.
const maxUpgrades = 100

func (u *upgrader) note(at *lint.Place, text string) {
	if len(u.done) < maxUpgrades {
		u.done = append(u.done, Upgrade{at.String(), text})
	}
}

// object upgrades a value of a class. A class within another may be an address,
// which stays as it is.
func (u *upgrader) object(v *jsonld.Value, class string, at *lint.Place) *jsonld.Value {
	if v.Kind() != jsonld.Object {
		return v
	}
	v = u.draft(v, at)
	switch class {
	case ClassAssertion:
		v = u.assertion(v, at)
	case ClassBadgeClass:
		v = u.badge(v, at)
	case ClassIssuer, ClassProfile:
		// OB 1.x: an issuer has the same properties as in 2.0.
		if hasType(v.Get("type"), oldIssuer) && !hasType(v.Get("type"), ClassIssuer) {
			v = v.With("type", jsonld.NewString(ClassIssuer))
			u.note(at.Member("type"), oldIssuer+" is called Issuer.")
		}
	case ClassRevocationList:
		v = u.revocations(v, at)
	}
	if class != "" && v.Get("type") == nil {
		v = v.With("type", jsonld.NewString(class))
		u.note(at.Member("type"), "The version has no types; this is one of the class "+class+".")
	}
	if at != nil && v.Get("id") == nil && (class == ClassBadgeClass || class == ClassIssuer) {
		v = v.With("id", jsonld.NewString("_:"+strings.ToLower(class)))
		u.note(at.Member("id"), "It has no address of its own; it was given a label.")
	}
	if at == nil {
		v = v.With("@context", jsonld.NewString(Context))
		u.note(at.Member("@context"), "It was read as version "+string(u.from)+" and is written as 2.0.")
	}
	return v
}

// draft upgrades the names of classes that are those of the draft of 1.1.
func (u *upgrader) draft(v *jsonld.Value, at *lint.Place) *jsonld.Value {
	types, changed := slices.Clone(v.Get("type").Items()), false
	for i, t := range types {
		for _, pair := range draftNames {
			if u.from == V11 && t.Str() == pair[0] {
				types[i], changed = jsonld.NewString(pair[1]), true
				u.note(at.Member("type"), pair[0]+" is called "+pair[1]+".")
			}
		}
	}
	switch {
	case !changed:
		return v
	case len(types) == 1:
		return v.With("type", types[0])
	}
	return v.With("type", jsonld.NewArray(types...))
}

func (u *upgrader) assertion(v *jsonld.Value, at *lint.Place) *jsonld.Value {
	if u.from == V05 {
		v = u.assertion05(v, at)
	}
	v = u.verification(v, at)
	v = u.date(v, "issuedOn", at)
	v = u.date(v, "expires", at)
	if badge := v.Get("badge"); badge != nil {
		v = v.With("badge", u.object(badge, ClassBadgeClass, at.Member("badge")))
	}
	return v
}

// verification upgrades verify, and gives the assertion the id that version 1.0
// leaves to it.
//
// OB 2.0 L1-02, L1-03.
func (u *upgrader) verification(v *jsonld.Value, at *lint.Place) *jsonld.Value {
	verify := v.Get("verify")
	if verify == nil {
		return v
	}
	v = v.Without("verify")
	out := verify
	switch signed := hasType(verify.Get("type"), "signed", SignedBadge); {
	case signed:
		out = verify.With("type", jsonld.NewString(SignedBadge))
		if key := verify.Get("url"); key != nil && out.Get("creator") == nil {
			out = out.Without("url").With("creator", key)
			u.note(at.Member("verification").Member("creator"), "verify.url names the key; 2.0 calls it creator.")
		}
		if uid := UID(v); v.Get("id") == nil && uid != "" {
			v = v.With("id", jsonld.NewString("uid:"+uid))
			u.note(at.Member("id"), "The version has no id; it was made of uid.")
		}
	case hasType(verify.Get("type"), "hosted", HostedBadge):
		out = verify.With("type", jsonld.NewString(HostedBadge))
		if where := verify.Get("url"); where.IsString() {
			out = out.Without("url")
			if v.Get("id") == nil {
				v = v.With("id", where)
				u.note(at.Member("id"), "The version has no id; it is verify.url.")
			}
		}
	}
	u.note(at.Member("verification"), "verify is called verification.")
	return v.With("verification", out)
}

// date upgrades a date that is a day, a number of seconds or without a zone.
func (u *upgrader) date(v *jsonld.Value, name string, at *lint.Place) *jsonld.Value {
	value := v.Get(name)
	s := value.Str() + value.Number()
	if s == "" {
		return v
	}
	if value.IsString() {
		if _, err := ParseDateTime(s); err == nil {
			return v
		}
	}
	d, ok := parseOldDateTime(s)
	if !ok {
		return v
	}
	u.note(at.Member(name), "The date "+s+" was read as "+d.String()+".")
	return v.With(name, jsonld.NewString(d.String()))
}

func (u *upgrader) badge(v *jsonld.Value, at *lint.Place) *jsonld.Value {
	if list := v.Get("alignment"); list.Kind() == jsonld.Array || list.Kind() == jsonld.Object {
		v = v.With("alignment", u.alignments(list, at.Member("alignment")))
	}
	if issuer := v.Get("issuer"); issuer != nil {
		v = v.With("issuer", u.object(issuer, ClassIssuer, at.Member("issuer")))
	}
	return v
}

// alignments upgrades the names of the properties of alignments.
//
// OB 2.0 L1-02.
func (u *upgrader) alignments(list *jsonld.Value, at *lint.Place) *jsonld.Value {
	items := make([]*jsonld.Value, len(list.Items()))
	for i, item := range list.Items() {
		items[i] = item
		for _, pair := range [][2]string{{"url", "targetUrl"}, {"name", "targetName"}, {"description", "targetDescription"}} {
			if old := item.Get(pair[0]); old != nil && item.Get(pair[1]) == nil {
				items[i] = items[i].Without(pair[0]).With(pair[1], old)
				u.note(at.Item(i).Member(pair[1]), pair[0]+" is called "+pair[1]+".")
			}
		}
	}
	return jsonld.NewArray(items...)
}

// revocations upgrades the list of version 1.0: an object whose members are the
// uids, with the reasons as their values.
//
// OB 1.0: revocationList.
func (u *upgrader) revocations(v *jsonld.Value, at *lint.Place) *jsonld.Value {
	if v.Get("revokedAssertions") != nil || v.Get("@context") != nil {
		return v
	}
	var entries []*jsonld.Value
	for _, m := range v.Members() {
		if m.Name == "type" || m.Name == "id" || m.Name == "issuer" {
			continue
		}
		entry := jsonld.NewObject(jsonld.Member{Name: "uid", Value: jsonld.NewString(m.Name)})
		if m.Value.IsString() {
			entry = entry.With("revocationReason", m.Value)
		}
		entries = append(entries, entry)
	}
	u.note(at.Member("revokedAssertions"), "The list is an object of uids with reasons; 2.0 has entries.")
	return jsonld.NewObject(
		jsonld.Member{Name: "type", Value: jsonld.NewString(ClassRevocationList)},
		jsonld.Member{Name: "revokedAssertions", Value: jsonld.NewArray(entries...)},
	)
}

// assertion05 brings version 0.5 into the form of 1.0: everything is within the
// assertion, and addresses are relative to the origin of the issuer.
//
// OB 2.0 L1-04.
func (u *upgrader) assertion05(v *jsonld.Value, at *lint.Place) *jsonld.Value {
	origin := v.Get("badge").Get("issuer").Get("origin").Str()
	identity := v.Get("recipient").Str()
	recipient := jsonld.NewObject(
		jsonld.Member{Name: "type", Value: jsonld.NewString("email")},
		jsonld.Member{Name: "hashed", Value: jsonld.NewBool(!strings.Contains(identity, "@"))},
		jsonld.Member{Name: "identity", Value: jsonld.NewString(identity)},
	)
	if salt := v.Get("salt"); salt.IsString() {
		recipient = recipient.With("salt", salt)
	}
	v = v.Without("salt").With("recipient", recipient)
	u.note(at.Member("recipient"), "The recipient is a text; 2.0 has an object.")
	if issued := v.Get("issued_on"); issued != nil {
		v = v.Without("issued_on").With("issuedOn", issued)
		u.note(at.Member("issuedOn"), "issued_on is called issuedOn.")
	}
	for _, name := range []string{"evidence", "image"} {
		v = u.absolute(v, name, origin, at)
	}
	badge := v.Get("badge")
	if badge.Kind() == jsonld.Object {
		at := at.Member("badge")
		for _, name := range []string{"image", "criteria"} {
			badge = u.absolute(badge, name, origin, at)
		}
		if issuer := badge.Get("issuer"); issuer.Kind() == jsonld.Object {
			badge = badge.With("issuer", u.issuer05(issuer, at.Member("issuer")))
		}
		v = v.With("badge", badge)
	}
	if v.Get("verify") == nil {
		// Where it is hosted only who fetched it knows.
		verify := jsonld.NewObject(jsonld.Member{Name: "type", Value: jsonld.NewString("hosted")})
		v = v.With("verify", verify)
	}
	return v
}

// issuer05 upgrades the issuer of version 0.5.
func (u *upgrader) issuer05(v *jsonld.Value, at *lint.Place) *jsonld.Value {
	origin, name := v.Get("origin"), v.Get("name").Str()
	if org := v.Get("org").Str(); org != "" {
		if name != "" {
			name += ": "
		}
		name += org
		u.note(at.Member("name"), "name and org are one name.")
	}
	out := v.Without("origin", "org", "contact")
	if name != "" {
		out = out.With("name", jsonld.NewString(name))
	}
	if origin.IsString() {
		out = out.With("url", origin).With("id", jsonld.NewString(originOf(origin.Str())))
		u.note(at.Member("url"), "origin is called url, and its host is the id.")
	}
	if contact := v.Get("contact"); contact.IsString() {
		out = out.With("email", contact)
		u.note(at.Member("email"), "contact is called email.")
	}
	return out
}

// originOf cuts what follows the host, which is no part of an origin: it would be the id
// of somebody else.
//
// OB 0.5, issuer: origin is protocol, host and port.
func originOf(s string) string {
	u, err := url.Parse(s)
	if err != nil || u.Host == "" {
		return s
	}
	return u.Scheme + "://" + u.Host
}

// absolute makes the address of a member absolute.
func (u *upgrader) absolute(v *jsonld.Value, name, origin string, at *lint.Place) *jsonld.Value {
	s := v.Get(name).Str()
	if s == "" || !strings.HasPrefix(s, "/") {
		return v
	}
	base, err := url.Parse(origin)
	if err != nil || !isURL(origin) {
		return v
	}
	relative, err := url.Parse(s)
	if err != nil {
		return v
	}
	whole := base.ResolveReference(relative).String()
	u.note(at.Member(name), "The address was made whole: "+whole+".")
	return v.With(name, jsonld.NewString(whole))
}
