package ob2

import (
	"strings"

	"blazon/jsonld"
	"blazon/lint"
)

// rule is what a class demands beyond its table.
type rule func(c *checker, v *jsonld.Value, at *lint.Place)

// ruleOf returns the rule of a class; nil if it has none.
func ruleOf(class string) rule {
	switch class {
	case "Assertion":
		return assertionRule
	case "BadgeClass":
		return badgeRule
	case "Issuer":
		return issuerRule
	case "IdentityObject":
		return identityRule
	case "VerificationObject":
		return verificationRule
	case "IssuerVerification":
		return issuerVerificationRule
	case "Criteria":
		return criteriaRule
	case "RevocationList":
		return revocationRule
	case "RevokedAssertion":
		return revokedRule
	}
	return nil
}

func assertionRule(c *checker, v *jsonld.Value, at *lint.Place) {
	if isRevoked(v) {
		return
	}
	image := v.Get("image")
	if !c.old && (isData(image.Str()) || isData(image.Get("id").Str())) {
		// OB 2.0 Image; 1EdTech's validator: the baked picture has an address.
		// OB 1.1 Assertion: it may be written out.
		c.Add(at.Member("image"), "OB 2.0 Assertion", "image must be the address of the picture: a data: URI is permitted in a BadgeClass and a Profile only.")
	}
	issued, err := ParseDateTime(v.Get("issuedOn").Str())
	if expires, errEnd := ParseDateTime(v.Get("expires").Str()); err == nil && errEnd == nil && expires.Before(issued.Time) {
		c.Add(at.Member("expires"), "OB 2.0 Assertion", "expires is before issuedOn: the badge would never count.")
	}
	if t := v.Get("verification").Get("type"); hasType(t, HostedBadge, "hosted") && v.Get("id") != nil && !isURL(v.Get("id").Str()) {
		c.Add(at.Member("id"), "OB 2.0 Assertion", "id must be the address where a hosted badge is served; it is %.80q.", v.Get("id").Str())
	}
}

func badgeRule(c *checker, v *jsonld.Value, at *lint.Place) {
	for _, s := range []string{v.Get("image").Str(), v.Get("image").Get("id").Str()} {
		if isData(s) && !IsDataImage(s) {
			c.Warn(at.Member("image"), "OB 2.0 BadgeClass, erratum of 2020", "image should be a PNG or an SVG.")
		}
	}
}

func issuerRule(c *checker, v *jsonld.Value, at *lint.Place) {
	if id := v.Get("id").Str(); id != "" && isIRI(id) && !isURL(id) {
		c.Warn(at.Member("id"), "OB 2.0 Profile", "id should be an address of the web: only there an issuer can show what is its own.")
	}
}

func identityRule(c *checker, v *jsonld.Value, at *lint.Place) {
	hashed, _ := v.Get("hashed").Bool()
	identity := v.Get("identity").Str()
	switch {
	case identity == "":
	case c.old && hashed && isOldHash(identity):
		c.AddMild(at.Member("identity"), "OB 2.0 IdentityHash", "identity is hashed with %s, which shows nothing: use sha256$.", identity[:strings.Index(identity, "$")])
	case hashed && !isIdentityHash(identity):
		c.Add(at.Member("identity"), "OB 2.0 IdentityHash", "identity says it is hashed and is no hash: it must be sha256$ and 64 hexadecimal digits.")
	case hashed && strings.HasPrefix(strings.ToLower(identity), "md5$"):
		c.Warn(at.Member("identity"), "OB 2.0 IdentityHash", "identity is hashed with MD5, which shows nothing: use sha256$.")
	case hashed && v.Get("salt").Str() == "":
		c.Warn(at.Member("salt"), "OB 2.0 IdentityObject", "salt is missing: without it strangers can find out whose address was hashed.")
	case !hashed && identityType(v.Get("type").Str()) == "email" && !isEmail(identity):
		c.Add(at.Member("identity"), "OB 2.0 IdentityObject", "identity must be an e-mail address; it is %.80q.", identity)
	}
}

func verificationRule(c *checker, v *jsonld.Value, at *lint.Place) {
	if hasType(v.Get("type"), SignedBadge, "signed") && v.Get("creator") == nil {
		c.Warn(at.Member("creator"), "OB 2.0 VerificationObject", "creator is missing: name the key that signs the badge.")
	}
}

func issuerVerificationRule(c *checker, v *jsonld.Value, at *lint.Place) {
	if p := v.Get("verificationProperty"); p.IsString() && localName(p.Str()) != "id" && p.Str() != "@id" {
		c.Warn(at.Member("verificationProperty"), "OB 2.0 VerificationObject", "verificationProperty can only be id.")
	}
	for i, s := range v.Get("startsWith").Items() {
		if isURL(s.Str()) && strings.Count(s.Str(), "/") < 3 {
			c.Warn(itemOf(v.Get("startsWith"), at.Member("startsWith"), i), "OB 2.0 VerificationObject", "startsWith should end the name of the host with a slash: %.80q is also how other hosts begin.", s.Str())
		}
	}
}

func criteriaRule(c *checker, v *jsonld.Value, at *lint.Place) {
	id := v.Get("id").Str()
	if v.Get("narrative").Str() == "" && (id == "" || strings.HasPrefix(id, "_:")) {
		c.AddMild(at, "OB 2.0 Criteria", "The criteria are empty: give a page (id), a text (narrative) or both.")
	}
}

func revocationRule(c *checker, v *jsonld.Value, at *lint.Place) {
	if v.Get("revokedAssertions") == nil && v.Get("revoked") == nil {
		c.Add(at.Member("revokedAssertions"), "OB 2.0 RevocationList", "revokedAssertions is missing: list what was withdrawn, or nothing.")
	}
}

func revokedRule(c *checker, v *jsonld.Value, at *lint.Place) {
	if v.Get("id").Str() == "" && v.Get("uid").Str() == "" {
		c.Add(at, "OB 2.0 RevocationList", "The entry names no badge: give its id or uid.")
	}
}
