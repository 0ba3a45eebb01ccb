package vcjwt

import (
	"bytes"
	"fmt"
	"math/big"
	"slices"
	"strconv"
	"strings"
	"time"

	"blazon/jsonld"
)

// registered are the claims that a token may have beside its credential.
//
// OB 3.0 8.2.4.2, RFC 7519 4.1.
var registered = []string{"iss", "sub", "jti", "nbf", "exp", "iat", "aud"}

// aside are claims that say nothing about the credential itself: whose key its holder
// has, for whom it was made, and where a status of the token is kept.
//
// RFC 7800, OpenID Connect Core 2, SD-JWT VC 3.2.2.2, Token Status List 6.
var aside = []string{"cnf", "nonce", "vct", "vct#integrity", "status"}

// contextV1 opens the credentials of the data model 1.1.
const contextV1 = "https://www.w3.org/2018/credentials/v1"

// A Mismatch is a claim of a token that does not say what its credential says.
type Mismatch struct {
	Claim    string // iss, sub, jti, nbf, exp or vc
	Property string // the property it stands for, such as issuer.id
	Reason   Reason
}

// A Reason tells how a claim and its property fail to agree.
type Reason string

// The reasons. A verifier that wants to read what the compatible world writes
// may forgive ClaimMissing for sub, which many issuers leave out; Differs is
// never forgiven.
const (
	Differs         Reason = "differs"          // both are there and are not the same
	ClaimMissing    Reason = "claim missing"    // the credential has the property, the token no claim
	PropertyMissing Reason = "property missing" // the token has the claim, the credential no property
)

// String says it for people.
func (m Mismatch) String() string {
	switch m.Reason {
	case ClaimMissing:
		return "the token has no " + m.Claim + ", though the credential has " + m.Property
	case PropertyMissing:
		return "the token has " + m.Claim + ", but the credential has no " + m.Property
	default:
		return "the token's " + m.Claim + " is not the credential's " + m.Property
	}
}

// ClaimMismatches compares each claim with the property that it repeats. A
// token without mismatches reads the same from either side.
//
// OB 3.0 8.2.4.2 and verification steps 6 to 10.
func (t *Token) ClaimMismatches() []Mismatch {
	var out []Mismatch
	add := func(claim, property string, r Reason) {
		if r != "" {
			out = append(out, Mismatch{claim, property, r})
		}
	}
	vc, c := t.Value.Get("vc"), t.Value
	from, until := "validFrom", "validUntil"
	if vc != nil {
		c, from, until = vc, "issuanceDate", "expirationDate"
		// VCDM 2: the payload is the credential. VCDM 1.1: it is in vc. Both is neither.
		isBoth := false
		for _, name := range []string{"@context", "type", "credentialSubject", "issuer", "credentialStatus", "validFrom", "validUntil", "issuanceDate", "expirationDate"} {
			// What is repeated says nothing else.
			v := t.Value.Get(name)
			isBoth = isBoth || v.Kind() != jsonld.Absent && v.Kind() != jsonld.Null && !isSame(v, vc.Get(name)) &&
				(name != "issuer" || !v.IsString() || v.Str() != idOf(vc.Get(name)).Str())
		}
		if isBoth {
			add("vc", "credential at the root", Differs)
		}
	}
	if isV1 := slices.ContainsFunc(first(c.Get("@context")), isContextV1); isV1 != (vc != nil) {
		add("vc", "@context", Differs)
	}
	// In vc a property may be left to its claim, so only a contradiction counts.
	complete := vc == nil
	add("iss", "issuer.id", compare(t.Value.Get("iss"), idOf(c.Get("issuer")), sameText, complete))
	add("sub", "credentialSubject.id", compare(t.Value.Get("sub"), idOf(c.Get("credentialSubject")), sameText, complete))
	add("jti", "id", compare(t.Value.Get("jti"), c.Get("id"), sameText, complete))
	add("nbf", from, compare(t.Value.Get("nbf"), c.Get(from), sameTime, complete))
	add("exp", until, compare(t.Value.Get("exp"), c.Get(until), sameTime, complete))
	return out
}

// isSame reports whether two values say the same; the order of members is no difference.
func isSame(a, b *jsonld.Value) bool {
	if b == nil {
		return false
	}
	textA, errA := a.JCS()
	textB, errB := b.JCS()
	return errA == nil && errB == nil && bytes.Equal(textA, textB)
}

// compare says what is wrong between a claim and its property, if anything.
// Neither being there is no mismatch: what is required is not for here to say.
func compare(claim, property *jsonld.Value, same func(claim, property *jsonld.Value) bool, complete bool) Reason {
	if property.Kind() == jsonld.Null {
		property = nil
	}
	switch {
	case claim == nil && property == nil:
		return ""
	case claim == nil:
		return ClaimMissing
	case property == nil:
		if !complete {
			return ""
		}
		return PropertyMissing
	case !same(claim, property):
		return Differs
	}
	return ""
}

func sameText(claim, property *jsonld.Value) bool {
	return claim.IsString() && property.IsString() && claim.Str() == property.Str()
}

// sameTime compares a NumericDate with a dateTime, to the second.
func sameTime(claim, property *jsonld.Value) bool {
	c, ok := numericDate(claim)
	p, err := time.Parse(time.RFC3339, property.Str())
	return ok && err == nil && c.Unix() == p.Unix()
}

// NotBefore returns the claim nbf, if it is there.
func (t *Token) NotBefore() (time.Time, bool) { return numericDate(t.Value.Get("nbf")) }

// Expires returns the claim exp, if it is there. Where it is
// earlier than validUntil, it is what counts.
func (t *Token) Expires() (time.Time, bool) { return numericDate(t.Value.Get("exp")) }

// numericDate: RFC 7519 2: seconds since 1970, perhaps with a fraction or an exponent.
// What lies before the year 0 or after 9999 is none: most such numbers are
// milliseconds.
func numericDate(v *jsonld.Value) (time.Time, bool) {
	literal := v.Number()
	if literal == "" || len(literal) > 32 {
		return time.Time{}, false
	}
	// The Rat of a number with a huge exponent would fill the memory.
	if i := strings.IndexAny(literal, "eE"); i >= 0 {
		if exponent, err := strconv.Atoi(literal[i+1:]); err != nil || exponent > 99 || exponent < -99 {
			return time.Time{}, false
		}
	}
	r, ok := new(big.Rat).SetString(literal)
	if !ok {
		return time.Time{}, false
	}
	sec := new(big.Int).Div(r.Num(), r.Denom()) // towards the past
	if !sec.IsInt64() || sec.Int64() < firstSecond || sec.Int64() > lastSecond {
		return time.Time{}, false
	}
	return time.Unix(sec.Int64(), 0).UTC(), true
}

// The first and the last moment of the years that RFC 3339 can write.
const (
	firstSecond = -62_167_219_200
	lastSecond  = 253_402_300_799
)

// checkTimes refuses claims that should be moments and are not. A moment that cannot
// be read must not count as one that was never given, for then the end of what a
// token says would be lost.
//
// RFC 7519 4.1.4 to 4.1.6: their values are a NumericDate.
func checkTimes(payload *jsonld.Value) error {
	for _, name := range []string{"nbf", "exp", "iat"} {
		v := payload.Get(name)
		if v == nil {
			continue
		}
		if _, ok := numericDate(v); !ok {
			return fmt.Errorf("%w: %s is %.40q, which is no number of seconds since 1970", ErrMalformed, name, v.JSON())
		}
	}
	return nil
}

// idOf returns the id of something given as an id or as an object with one.
func idOf(v *jsonld.Value) *jsonld.Value {
	if v.IsString() {
		return v
	}
	if items := v.Items(); len(items) == 1 {
		return items[0].Get("id")
	}
	return nil
}

func first(v *jsonld.Value) []*jsonld.Value { return v.Items()[:min(1, len(v.Items()))] }

func isContextV1(v *jsonld.Value) bool { return v.Str() == contextV1 }

// credentialOf returns the credential of a payload without the claims.
func credentialOf(payload *jsonld.Value) *jsonld.Value {
	vc := payload.Get("vc")
	if vc.Kind() != jsonld.Object {
		return payload.Without(registered...).Without(aside...)
	}
	// VCDM 1.1 6.3.1: a property that a claim represents may be missing in vc.
	fill := func(v *jsonld.Value, name string, x *jsonld.Value) *jsonld.Value {
		if kind := v.Get(name).Kind(); kind != jsonld.Absent && kind != jsonld.Null || x == nil {
			return v
		}
		return v.With(name, x)
	}
	vc = fill(vc, "id", payload.Get("jti"))
	vc = fill(vc, "issuer", payload.Get("iss"))
	if issuer := vc.Get("issuer"); issuer.Kind() == jsonld.Object {
		vc = vc.With("issuer", fill(issuer, "id", payload.Get("iss")))
	}
	if subject := vc.Get("credentialSubject"); subject.Kind() == jsonld.Object {
		vc = vc.With("credentialSubject", fill(subject, "id", payload.Get("sub")))
	}
	dates := [][2]string{{"nbf", "issuanceDate"}, {"exp", "expirationDate"}}
	if !slices.ContainsFunc(first(vc.Get("@context")), isContextV1) {
		dates = nil // of another model, which has no such words
	}
	for _, pair := range dates {
		if t, ok := numericDate(payload.Get(pair[0])); ok {
			vc = fill(vc, pair[1], jsonld.NewString(t.Format(time.RFC3339)))
		}
	}
	return vc
}
