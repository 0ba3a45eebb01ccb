package vcjwt

import (
	"crypto"
	_ "crypto/sha256" // digests of disclosures
	_ "crypto/sha512"
	"encoding/base64"
	"fmt"
	"slices"
	"strings"

	"blazon/did"
	"blazon/jsonld"
)

// An SDToken is a token with selective disclosure (SD-JWT), taken apart but not
// yet verified: the issuer's token, what its holder disclosed of it, and perhaps
// the holder's own signature.
//
// The embedded Token is the issuer's. Its Payload is what the issuer signed; its
// Value and Credential are what is left of that for whoever reads it, with the
// disclosed claims in their places and all digests gone. If Credential has no
// @context, the token is a plain SD-JWT VC, whose claims are in Value, and
// ClaimMismatches has nothing to compare.
type SDToken struct {
	*Token
	Disclosures []Disclosure
	Binding     *Token // the holder's signature (KB-JWT), or nil; see VerifyBinding

	hash  crypto.Hash
	bound string // what the holder signed the hash of
	hides bool
}

// Hides reports whether the root of the token has digests of which nobody disclosed
// what they stand for. They have no names: each may be any claim, or a decoy. That a
// claim is not in Value then does not mean that the issuer did not make it.
func (t *SDToken) Hides() bool { return t.hides }

// A Disclosure is one claim, or one item of an array, that the holder discloses.
type Disclosure struct {
	Salt  string
	Name  string // of the claim; empty for an item of an array
	Value *jsonld.Value

	isItem bool
}

// sdTypes are the values of typ of the issuer's token. IETF SD-JWT VC writes
// dc+sd-jwt, and wrote vc+sd-jwt before, as the W3C does for the data model 2.
var sdTypes = []string{"dc+sd-jwt", "vc+sd-jwt", "vc+ld+json+sd-jwt", "application/dc+sd-jwt", "application/vc+sd-jwt"}

// The bounds of selective disclosure.
const (
	maxDisclosures = 1000
	maxSDDepth     = 64
)

// neverDisclosed are the claims of the root that a holder must not be able to leave
// out, in whole or in part: without them the token would mean something else, or count
// when it does not.
//
// SD-JWT VC 3.2.2.2, and what takes their place in the data model of Verifiable
// Credentials.
var neverDisclosed = []string{
	"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "jti",
	"@context", "id", "type", "issuer", "validFrom", "validUntil", "issuanceDate", "expirationDate", "credentialStatus", "credentialSchema",
	"credentialSubject", "vc",
}

// neverOfSubject are the claims about the subject that say who was given what.
var neverOfSubject = []string{"id", "type", "identifier", "achievement"}

// A guard says what may be left out at a place in a token.
type guard int

const (
	anything  guard = iota // whatever it is
	ofRoot                 // all but neverDisclosed
	ofSubject              // all but neverOfSubject
	nothing                // no part of it
)

// within returns the guard of a member.
func (g guard) within(name string) guard {
	switch {
	case g == nothing:
		return nothing
	case g == ofRoot && name == "vc":
		return ofRoot // VCDM 1.1: the credential is in vc
	case g == ofRoot && name == "credentialSubject":
		return ofSubject
	case g.keeps(name) && (g != ofSubject || name != "achievement"):
		return nothing
	}
	return anything
}

// keeps reports whether a member must not be hidden.
func (g guard) keeps(name string) bool {
	return g == nothing || g == ofRoot && slices.Contains(neverDisclosed, name) || g == ofSubject && slices.Contains(neverOfSubject, name)
}

// IsSD reports whether text has the look of a token with selective disclosure,
// which Parse refuses and ParseSD reads.
func IsSD(text string) bool {
	text = strings.Trim(text, " \t\r\n")
	return strings.HasPrefix(text, "eyJ") && strings.Contains(text, "~")
}

// ParseSD takes a token with selective disclosure apart and puts what is
// disclosed in its place. It refuses digests that come twice, disclosures that no
// digest stands for, claims that are there already, and claims that must not be
// hidden. Errors wrap those of Parse.
//
// RFC 9901 4 and 7.1: <issuer's token>~<disclosure>~…~<holder's token or nothing>.
func ParseSD(text string) (*SDToken, error) {
	text = strings.Trim(text, " \t\r\n")
	if len(text) > maxToken {
		return nil, fmt.Errorf("token: %w", &jsonld.LimitError{Name: "bytes of a token", Limit: maxToken})
	}
	if n := strings.Count(text, "~"); n == 0 {
		return nil, fmt.Errorf("token: %w: no selective disclosure", ErrUnsupported)
	} else if n > maxDisclosures+1 {
		return nil, fmt.Errorf("token: %w", &jsonld.LimitError{Name: "disclosures", Limit: maxDisclosures})
	}
	parts := strings.Split(text, "~")
	issued, holder := parts[0], parts[len(parts)-1]
	tok, err := parseTyped(issued, sdTypes)
	if err != nil {
		return nil, err
	}
	if tok.Header.Typ == "" {
		return nil, fmt.Errorf("token header: %w: selective disclosure without typ", ErrUnsupported)
	}
	t := &SDToken{Token: tok, bound: strings.TrimSuffix(text, holder)}
	if t.hash, err = hashOf(tok.Value.Get("_sd_alg")); err != nil {
		return nil, fmt.Errorf("token payload: %w", err)
	}
	if err := t.disclose(parts[1 : len(parts)-1]); err != nil {
		return nil, err
	}
	if holder != "" {
		if t.Binding, err = parseTyped(holder, []string{"kb+jwt"}); err != nil {
			return nil, fmt.Errorf("holder's token: %w", err)
		}
	}
	return t, nil
}

// hashOf: RFC 9901 4.1.1: _sd_alg, which is sha-256 unless said otherwise.
func hashOf(v *jsonld.Value) (crypto.Hash, error) {
	if v.Kind() == jsonld.Absent || v.Kind() == jsonld.Null {
		return crypto.SHA256, nil
	}
	hash := map[string]crypto.Hash{"sha-256": crypto.SHA256, "sha-384": crypto.SHA384, "sha-512": crypto.SHA512}[v.Str()]
	if hash == 0 {
		return 0, fmt.Errorf("%w: _sd_alg is %.40q", ErrAlg, v.JSON())
	}
	return hash, nil
}

// digest is the hash of some text, as it stands in a token.
func (t *SDToken) digest(text string) string {
	h := t.hash.New()
	h.Write([]byte(text))
	return base64.RawURLEncoding.EncodeToString(h.Sum(nil))
}

// disclose puts the disclosures where their digests are.
func (t *SDToken) disclose(texts []string) error {
	d := discloser{known: make(map[string]*Disclosure, len(texts)), seen: make(map[string]bool)}
	var order []string
	for i, text := range texts {
		found, err := parseDisclosure(text)
		if err != nil {
			return fmt.Errorf("disclosure %d: %w", i+1, err)
		}
		digest := t.digest(text)
		if d.known[digest] != nil {
			return fmt.Errorf("disclosure %d: %w: it comes twice", i+1, ErrMalformed)
		}
		d.known[digest] = &found
		order = append(order, digest)
	}
	v, err := d.value(t.Value.Without("_sd_alg"), 0, ofRoot)
	if err != nil {
		return fmt.Errorf("token payload: %w", err)
	}
	for i, digest := range order {
		// RFC 9901 7.1, step 5: each disclosure is referenced.
		if !d.seen[digest] {
			return fmt.Errorf("disclosure %d: %w: the issuer did not sign it", i+1, ErrProofInvalid)
		}
		t.Disclosures = append(t.Disclosures, *d.known[digest])
	}
	if v, err = claimed(v); err != nil {
		return fmt.Errorf("token payload: %w", err)
	}
	t.hides = d.hidden
	t.Value, t.Credential = v, credentialOf(v)
	return nil
}

// parseDisclosure: RFC 9901 4.2: [salt, name, value] or [salt, value] in base64url.
func parseDisclosure(text string) (Disclosure, error) {
	b, err := decode(text)
	if err != nil {
		return Disclosure{}, err
	}
	v, err := jsonld.Parse(b, jsonld.Limits{})
	if err != nil {
		return Disclosure{}, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	items := v.Items()
	if v.Kind() != jsonld.Array || len(items) < 2 || len(items) > 3 || !items[0].IsString() {
		return Disclosure{}, fmt.Errorf("%w: want a salt, perhaps a name, and a value", ErrMalformed)
	}
	d := Disclosure{Salt: items[0].Str(), Value: items[len(items)-1], isItem: len(items) == 2}
	if d.isItem {
		return d, nil
	}
	if !items[1].IsString() || items[1].Str() == "_sd" || items[1].Str() == "..." {
		return Disclosure{}, fmt.Errorf("%w: %.40q is no name of a claim", ErrMalformed, items[1].JSON())
	}
	d.Name = items[1].Str()
	return d, nil
}

// discloser replaces digests by what they stand for.
type discloser struct {
	known map[string]*Disclosure // by digest
	seen  map[string]bool        // digests that were met

	hidden bool // some claims of the root are not disclosed
}

// meet notes a digest. RFC 9901 7.1, step 4: none comes twice, so no disclosure
// can be in two places.
func (d *discloser) meet(digest string) (*Disclosure, error) {
	if d.seen[digest] {
		return nil, fmt.Errorf("%w: the digest %.60q comes twice", ErrMalformed, digest)
	}
	d.seen[digest] = true
	return d.known[digest], nil
}

// value returns v with everything disclosed. RFC 9901 7.1, step 3.
func (d *discloser) value(v *jsonld.Value, depth int, g guard) (*jsonld.Value, error) {
	if depth > maxSDDepth {
		return nil, &jsonld.LimitError{Name: "levels", Limit: maxSDDepth}
	}
	switch v.Kind() {
	case jsonld.Object:
		return d.object(v, depth, g)
	case jsonld.Array:
		return d.array(v, depth, g)
	default:
		return v, nil
	}
}

// errHidden says that parts could be left out of what must be whole.
var errHidden = fmt.Errorf("%w: a claim that must not be hidden has parts that can be left out", ErrMalformed)

func (d *discloser) object(v *jsonld.Value, depth int, g guard) (*jsonld.Value, error) {
	members := make([]jsonld.Member, 0, len(v.Members()))
	names := make(map[string]bool, len(v.Members()))
	for _, m := range v.Members() {
		switch m.Name {
		case "_sd":
			continue
		case "...", "_sd_alg":
			return nil, fmt.Errorf("%w: %s in a place where it means nothing", ErrMalformed, m.Name)
		}
		value, err := d.value(m.Value, depth+1, g.within(m.Name))
		if err != nil {
			return nil, err
		}
		names[m.Name] = true
		members = append(members, jsonld.Member{Name: m.Name, Value: value})
	}
	digests := v.Get("_sd")
	switch digests.Kind() {
	case jsonld.Absent, jsonld.Array:
	case jsonld.Null: // says nothing
		digests = nil
	default:
		return nil, fmt.Errorf("%w: _sd is not an array", ErrMalformed)
	}
	for _, item := range digests.Items() {
		found, err := d.claim(item, g, names)
		if err != nil {
			return nil, err
		}
		if found == nil {
			continue
		}
		value, err := d.value(found.Value, depth+1, g.within(found.Name))
		if err != nil {
			return nil, err
		}
		names[found.Name] = true
		members = append(members, jsonld.Member{Name: found.Name, Value: value})
	}
	return jsonld.NewObject(members...), nil
}

// claim returns what a digest of _sd stands for; nil if that is not disclosed.
func (d *discloser) claim(digest *jsonld.Value, g guard, names map[string]bool) (*Disclosure, error) {
	if !digest.IsString() {
		return nil, fmt.Errorf("%w: a digest that is not a string", ErrMalformed)
	}
	if g == nothing {
		return nil, errHidden
	}
	found, err := d.meet(digest.Str())
	d.hidden = d.hidden || g == ofRoot && found == nil
	switch {
	case err != nil || found == nil:
		return nil, err
	case found.isItem:
		return nil, fmt.Errorf("%w: an item of an array disclosed as a claim", ErrMalformed)
	case found.Name == "_sd_alg", names[found.Name]:
		return nil, fmt.Errorf("%w: the claim %.60q is there already", ErrMalformed, found.Name)
	case g.keeps(found.Name):
		return nil, fmt.Errorf("%w: the claim %s must not be hidden", ErrMalformed, found.Name)
	}
	return found, nil
}

func (d *discloser) array(v *jsonld.Value, depth int, g guard) (*jsonld.Value, error) {
	items := make([]*jsonld.Value, 0, len(v.Items()))
	for _, item := range v.Items() {
		item, err := d.item(item, g)
		if err != nil {
			return nil, err
		}
		if item == nil {
			continue // not disclosed
		}
		value, err := d.value(item, depth+1, g)
		if err != nil {
			return nil, err
		}
		items = append(items, value)
	}
	return jsonld.NewArray(items...), nil
}

// item returns an item of an array: itself, or what its digest stands for, or nil
// if that was not disclosed.
func (d *discloser) item(v *jsonld.Value, g guard) (*jsonld.Value, error) {
	digest := v.Get("...")
	switch {
	case digest == nil:
		return v, nil
	case g != anything:
		return nil, errHidden
	case !digest.IsString() || len(v.Members()) != 1:
		return nil, fmt.Errorf("%w: a digest of an item that is more or less than that", ErrMalformed)
	}
	found, err := d.meet(digest.Str())
	switch {
	case err != nil || found == nil:
		return nil, err
	case !found.isItem:
		return nil, fmt.Errorf("%w: a claim disclosed as an item of an array", ErrMalformed)
	}
	return found.Value, nil
}

// Verify checks the issuer's signature, as Token.Verify does. With a bound key,
// the issuer is that of the credential and of the claim iss, whichever there are,
// and at least one of them. Whether the token was shown by the one it was given to
// is for VerifyBinding.
func (t *SDToken) Verify(key did.Key) error {
	iss, issuer := t.Value.Get("iss"), idOf(t.Credential.Get("issuer"))
	if key.Bound() {
		if iss == nil && issuer == nil {
			return fmt.Errorf("verify token: %w: it does not say who issued it", did.ErrNotBound)
		}
		for _, v := range []*jsonld.Value{iss, issuer} {
			if v != nil && v.Str() != key.Issuer() {
				return fmt.Errorf("verify token: %w: the key is that of %.200q, the issuer is %.200q", did.ErrNotBound, key.Issuer(), v.Str())
			}
		}
	}
	return t.Token.Verify(key)
}
