package ob3

import (
	"strings"

	"blazon/jsonld"
	"blazon/lint"
)

// rule checks what a table cannot say: what depends on several properties.
type rule func(*checker, *jsonld.Value, *lint.Place)

// ruleOf returns the rule of a class, or nil.
func ruleOf(class string) rule {
	switch class {
	case "AchievementCredential":
		return (*checker).achievementCredential
	case "EndorsementCredential":
		return (*checker).credential
	case "AchievementSubject":
		return (*checker).achievementSubject
	case "Achievement":
		return (*checker).achievement
	case "Criteria":
		return (*checker).criteria
	case "ResultDescription":
		return (*checker).resultDescription
	case "Image":
		return (*checker).image
	case "Profile":
		return (*checker).profile
	case "IdentityObject":
		return (*checker).identity
	case "CredentialStatus":
		return (*checker).status
	case "GeoCoordinates":
		return (*checker).coordinates
	}
	return nil
}

// achievementCredential has the rules of credentials and those of badges.
func (c *checker) achievementCredential(v *jsonld.Value, at *lint.Place) {
	if v.Get("name").Kind() == jsonld.Absent {
		// The standard requires a name since VCDM 1.1 did; version 2 does not. We
		// always give one; see docs/divergences.md.
		c.Warn(at.Member("name"), "OB 3.0 AchievementCredential", "name is missing: give the credential a title.")
	}
	c.endorsed(v, at)
	c.credential(v, at)
}

// credential has the rules of every credential.
func (c *checker) credential(v *jsonld.Value, at *lint.Place) {
	c.contexts(v.Get("@context"), at.Member("@context"), usesServices(v))
	from, okFrom := instant(v.Get(nameIn(v, "validFrom")))
	until, okUntil := instant(v.Get(nameIn(v, "validUntil")))
	if okFrom && okUntil && !until.After(from.Time) {
		c.Warn(at.Member(nameIn(v, "validUntil")), "VCDM 2.0 4.9", "The credential ends (%s) before it begins (%s): give it a later end or none.", until, from)
	}
	if c.Issuing && v.Get("proof").Kind() != jsonld.Absent {
		c.Add(at.Member("proof"), "Data Integrity 4.2", "There is a proof already: leave it out; signing adds it.")
	}
}

// usesServices reports whether a credential names a type that is defined in
// ContextExtensions.
func usesServices(v *jsonld.Value) bool {
	for _, name := range []string{"credentialStatus", "refreshService", "credentialSchema"} {
		for _, item := range v.Get(name).Items() {
			if hasType(item.Get("type"), TypeRevocationList, TypeRefresh, TypeSchemaValidator) {
				return true
			}
		}
	}
	return false
}

// contexts checks the contexts one by one, since their order matters.
//
// OB 3.0 B.1.1: the first two are given.
func (c *checker) contexts(v *jsonld.Value, at *lint.Place, services bool) {
	const cite = "OB 3.0 B.1.1"
	if v.Kind() == jsonld.Absent {
		return // reported as missing
	}
	items := v.Items()
	if len(items) < 2 {
		c.Add(at, cite, "@context must list the contexts of Verifiable Credentials and of Open Badges: %s, then %s.", ContextVC, ContextOB)
		return
	}
	switch first := items[0].Str(); {
	case first == ContextVC:
	case first == ContextVC1 && !c.Issuing:
		c.Warn(at.Item(0), cite, "The credential follows version 1.1 of Verifiable Credentials: issue it anew with version 2.0.")
	default:
		c.Add(at.Item(0), cite, "The first context must be %s.", ContextVC)
	}
	switch known, current := isContextOB(items[1].Str()); {
	case !known:
		c.Add(at.Item(1), cite, "The second context must be %s.", ContextOB)
	case !current:
		c.Warn(at.Item(1), cite, "The second context is an older one or an alias: use %s.", ContextOB)
	}
	has := false
	for i, item := range items[2:] {
		has = has || item.Str() == ContextExtensions
		if c.Issuing && !isURI(item.Str()) {
			c.Add(at.Item(i+2), cite, "A context must be an absolute address.")
		}
	}
	if services && !has {
		// OB 3.0 DM-08: these types are defined nowhere else.
		c.Warn(at, "OB 3.0 DM-08", "A type of 1EdTech's services is used that no context defines: add %s.", ContextExtensions)
	}
}

// achievementSubject looks at who the recipient is and how they did.
func (c *checker) achievementSubject(v *jsonld.Value, at *lint.Place) {
	if v.Get("id").Str() == "" && len(v.Get("identifier").Items()) == 0 {
		c.AddMild(at, "OB 3.0 AchievementSubject", "Nobody is named as the recipient: give the subject an id, an identifier or both.")
	}
	start, okStart := instant(v.Get("activityStartDate"))
	end, okEnd := instant(v.Get("activityEndDate"))
	if okStart && okEnd && end.Before(start.Time) {
		c.Warn(at.Member("activityEndDate"), "OB 3.0 AchievementSubject", "The activity ends before it starts: exchange or correct the dates.")
	}
	image := v.Get("image").Get("id").Str()
	if image != "" && image == v.Get("achievement").Get("image").Get("id").Str() {
		c.Warn(at.Member("image"), "OB 3.0 AchievementSubject", "The picture of the subject only repeats that of the achievement: leave it out, or give the baked picture.")
	}
	descriptions := make(map[string]*jsonld.Value)
	for _, d := range v.Get("achievement").Get("resultDescription").Items() {
		descriptions[d.Get("id").Str()] = d
	}
	for i, r := range v.Get("result").Items() {
		c.result(r, descriptions, itemOf(v.Get("result"), at.Member("result"), i))
	}
}

// itemOf points to item i of a value that may be an array.
func itemOf(v *jsonld.Value, at *lint.Place, i int) *lint.Place {
	if v.Kind() == jsonld.Array {
		return at.Item(i)
	}
	return at
}

// achievement looks at what hangs on an achievement.
func (c *checker) achievement(v *jsonld.Value, at *lint.Place) {
	c.endorsed(v, at)
	seen := make(map[string]bool)
	for i, d := range v.Get("resultDescription").Items() {
		id := d.Get("id").Str()
		if id != "" && seen[id] {
			c.Warn(itemOf(v.Get("resultDescription"), at.Member("resultDescription"), i).Member("id"), "OB 3.0 ResultDescription",
				"Another result description has this id, too: give each its own.")
		}
		seen[id] = true
	}
}

// criteria must say something.
//
// OB 3.0 Criteria: 1EdTech's validator refuses criteria without id and narrative.
func (c *checker) criteria(v *jsonld.Value, at *lint.Place) {
	if v.Get("id").Str() == "" && v.Get("narrative").Str() == "" {
		c.Add(at, "OB 3.0 Criteria", "The criteria say nothing: give a narrative, or the id of a page that tells how to earn this.")
	}
}

// image checks the kind of a picture that came along.
//
// OB 3.0 Image: PNG or SVG.
func (c *checker) image(v *jsonld.Value, at *lint.Place) {
	id := v.Get("id").Str()
	if strings.HasPrefix(id, "data:") && !strings.HasPrefix(id, "data:image/png") && !strings.HasPrefix(id, "data:image/svg+xml") {
		c.Warn(at.Member("id"), "OB 3.0 Image", "The picture must be PNG or SVG.")
	}
}

// profile looks at what hangs on a Profile.
func (c *checker) profile(v *jsonld.Value, at *lint.Place) {
	c.endorsed(v, at)
	if email := v.Get("email").Str(); c.Issuing && email != "" && !isEmail(email) {
		c.Add(at.Member("email"), "OB 3.0 EmailAddress", "%.80q is not an e-mail address.", email)
	}
}

// identity checks the hash of a recipient's identifier.
func (c *checker) identity(v *jsonld.Value, at *lint.Place) {
	hashed, _ := v.Get("hashed").Bool()
	hash := v.Get("identityHash")
	switch {
	case !hashed || !hash.IsString():
	case !isIdentityHash(hash.Str()):
		// OB 3.0 IdentityHash; 1EdTech's validator does not look at it.
		c.Warn(at.Member("identityHash"), "OB 3.0 IdentityHash", "identityHash must be sha256$ and 64 hexadecimal digits.")
	case strings.HasPrefix(hash.Str(), "md5$"):
		c.Warn(at.Member("identityHash"), "OB 3.0 IdentityHash", "MD5 can be undone: hash with SHA-256.")
	case c.Issuing && len(v.Get("salt").Str()) < saltBytes:
		c.Add(at.Member("salt"), "OB 3.0 IdentityObject", "Without a salt of at least %d characters the identifier can be guessed: use NewIdentityObject.", saltBytes)
	}
}

// status checks the properties that lead to a place in a status list.
//
// Bitstring Status List 2.1.
func (c *checker) status(v *jsonld.Value, at *lint.Place) {
	const cite = "Bitstring Status List 2.1"
	if !hasType(v.Get("type"), TypeBitstringStatus) {
		return
	}
	list := v.Get("statusListCredential").Str()
	if !isURI(list) {
		c.Add(at.Member("statusListCredential"), cite, "statusListCredential must be the address of the status list.")
	}
	if v.Get("statusPurpose").Str() == "" {
		c.Add(at.Member("statusPurpose"), cite, "statusPurpose is missing: say revocation or suspension.")
	}
	index := v.Get("statusListIndex")
	if number := index.Number(); number != "" && strings.Trim(number, "0123456789") == "" {
		c.Warn(at.Member("statusListIndex"), cite, "statusListIndex should be text: write quotes around it.")
	} else if s := index.Str(); s == "" || strings.Trim(s, "0123456789") != "" {
		c.Add(at.Member("statusListIndex"), cite, "statusListIndex must be decimal digits.")
	}
	if id := v.Get("id").Str(); id != "" && id == list {
		c.Warn(at.Member("id"), cite, "The id of the entry must not be that of the list: add # and the index.")
	}
}

// coordinates must be on the Earth.
func (c *checker) coordinates(v *jsonld.Value, at *lint.Place) {
	for _, axis := range []struct {
		name  string
		limit float64
	}{{"latitude", 90}, {"longitude", 180}} {
		if f, ok := number(v.Get(axis.name).Number()); ok && (f < -axis.limit || f > axis.limit) {
			c.Warn(at.Member(axis.name), "OB 3.0 GeoCoordinates", "%s must be between -%g and %g.", axis.name, axis.limit, axis.limit)
		}
	}
}

// endorsed checks that the endorsements that v carries are about v.
//
// OB 3.0 8.5: the id of the endorsement's subject is that of what is endorsed.
func (c *checker) endorsed(v *jsonld.Value, at *lint.Place) {
	list := v.Get("endorsement")
	for i, e := range list.Items() {
		where := itemOf(list, at.Member("endorsement"), i)
		if of := e.Get("credentialSubject").Get("id").Str(); of != "" && of != v.Get("id").Str() {
			c.Warn(where.Member("credentialSubject").Member("id"), "OB 3.0 EndorsementSubject", "The endorsement is about something else than what it is attached to.")
		}
		if e.Kind() == jsonld.Object && len(e.Get("proof").Items()) == 0 {
			c.Warn(where.Member("proof"), "OB 3.0 EndorsementCredential", "The endorsement is not signed, so it endorses nothing: attach the signed one.")
		}
	}
}

// instant reads a date of a value, if there is a sound one.
func instant(v *jsonld.Value) (DateTime, bool) {
	d, err := ParseDateTime(v.Str())
	return d, err == nil
}
