package vcjwt

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"blazon/did"
	"blazon/jsonld"
)

// The kinds of failure. Errors of this package wrap one of them, or one of
// package did when it is the key that fails, or the *jsonld.SyntaxError or
// *jsonld.LimitError of the payload.
var (
	// ErrMalformed: not a token of the compact form, or one that a strict reader
	// must not interpret (an extension marked critical, a member twice).
	ErrMalformed = errors.New("malformed token")
	// ErrUnsupported: a token, but of a kind that is no signed credential:
	// encrypted, compressed, with selective disclosure, or typed as something else.
	ErrUnsupported = errors.New("unsupported kind of token")
	// ErrAlg: the algorithm is not allowed, at all or with this key.
	ErrAlg = errors.New("algorithm not allowed")
	// ErrOtherAlg: the algorithm may well be sound, and is not verified here.
	ErrOtherAlg = fmt.Errorf("%w: another algorithm", ErrUnsupported)
	// ErrKeySource: the header says where to fetch a key. We do not.
	ErrKeySource = errors.New("key from an untrusted source")
	// ErrAudience and ErrNonce: the signature is good, but was made for another
	// audience, or in answer to another nonce, than the verifier expects.
	ErrAudience = errors.New("token for another audience")
	ErrNonce    = errors.New("token for another nonce")
	// ErrProofInvalid: the signature does not fit the text and the key.
	ErrProofInvalid = errors.New("invalid signature")
)

// The bounds of a token.
const (
	maxToken  = 4 << 20
	maxHeader = 16 << 10
	maxKid    = 2 << 10
	maxSig    = 2 << 10 // RSA of 8192 bits has 1 KiB
)

// algorithms is the whole list of what may be verified. There is no symmetric
// algorithm in it, so no public key can be mistaken for a secret.
//
// OB 3.0 8.2.3: RS256 is the minimum, others may be supported.
var algorithms = []string{"RS256", "ES256", "EdDSA", "ES384", "PS256"}

// others are sound and not verified here, which says nothing against whoever used
// them. RFC 7518 3.1, RFC 8812 3.2, RFC 9864 2.
var others = []string{"RS384", "RS512", "PS384", "PS512", "ES512", "ES256K", "ESP256", "ESP384", "ESP512", "Ed448"}

// A Header is what a token says about its own signature. Nothing in it is to be
// believed before Verify has succeeded with the issuer's key.
type Header struct {
	Alg string
	Kid string        // the id of the key, or empty
	Typ string        // JWT, vc+jwt, vc+ld+json+jwt or empty
	JWK *jsonld.Value // the key that came along, or nil
	Raw *jsonld.Value // the header as it was read
	key *did.JWK      // JWK, decoded
}

// A Token is a JWS that was taken apart but not yet verified.
type Token struct {
	Header  Header
	Payload []byte        // the bytes that are signed
	Value   *jsonld.Value // the payload as JSON, without claims that are null

	// Credential is the credential in the payload without the claims of the
	// token: the payload less iss, sub, jti, nbf, exp, iat and aud, or, for
	// VCDM 1.1, the claim vc completed from them.
	Credential *jsonld.Value

	compact string
}

// Parse takes a token apart. White space around it is passed over, as files
// and SVG attributes have it; anything else that is not exactly the compact
// form is refused before a part is decoded.
//
// RFC 7515 7.1: BASE64URL(header).BASE64URL(payload).BASE64URL(signature).
func Parse(compact string) (*Token, error) { return ParseOptions{}.Parse(compact) }

// ParseOptions say what else than a credential of usual size will do. The zero
// ParseOptions are those of the function Parse.
type ParseOptions struct {
	Limits       jsonld.Limits // of the payload; a status list has one very long string
	Presentation bool          // typ may also be that of a presentation (vp+jwt)
	JWS          bool          // typ may also say no more than that it is signed
}

// Parse takes a token apart, as the function Parse does.
func (o ParseOptions) Parse(compact string) (*Token, error) {
	allowed := slices.Clone(types)
	if o.Presentation {
		allowed = append(allowed, presentationTypes...)
	}
	if o.JWS {
		allowed = append(allowed, jwsTypes...)
	}
	return parseLimited(strings.Trim(compact, " \t\r\n"), allowed, o.Limits)
}

// IsPresentationType reports whether typ says that a token is a presentation.
//
// VC-JOSE-COSE 3.1.2.
func IsPresentationType(typ string) bool {
	return slices.ContainsFunc(presentationTypes, func(t string) bool { return strings.EqualFold(t, typ) })
}

// presentationTypes are the values of typ that mean a presentation.
var presentationTypes = []string{"vp+jwt", "vp+ld+json+jwt", "vp+ld+jwt", "application/vp+jwt"}

// IsJWSType reports whether typ says no more of a token than that it is signed, which is
// all that a badge of Open Badges 2.0 and before has to be.
func IsJWSType(typ string) bool {
	return slices.ContainsFunc(jwsTypes, func(t string) bool { return strings.EqualFold(t, typ) })
}

// jwsTypes are the values of typ that mean any JWS. RFC 7515 4.1.9; its first drafts had
// the latter.
var jwsTypes = []string{"JOSE", "JWS"}

// parseTyped is Parse for tokens of some types.
func parseTyped(compact string, types []string) (*Token, error) {
	return parseLimited(compact, types, jsonld.Limits{})
}

// parseLimited is parseTyped with the limits of the payload.
func parseLimited(compact string, types []string, limits jsonld.Limits) (*Token, error) {
	parts, err := split(compact)
	if err != nil {
		return nil, err
	}
	h, err := parseHeader(parts[0], types)
	if err != nil {
		return nil, err
	}
	if len(parts[2]) == 0 || len(parts[2]) > maxSig {
		return nil, fmt.Errorf("token: %w: a signature of %d characters", ErrMalformed, len(parts[2]))
	}
	if _, err := decode(parts[2]); err != nil {
		return nil, fmt.Errorf("token signature: %w", err)
	}
	payload, err := decode(parts[1])
	if err != nil {
		return nil, fmt.Errorf("token payload: %w", err)
	}
	v, err := jsonld.Parse(payload, limits)
	if err != nil {
		return nil, fmt.Errorf("token payload: %w", err)
	}
	if v.Kind() != jsonld.Object {
		return nil, fmt.Errorf("token payload: %w: not a JSON object", ErrMalformed)
	}
	if v, err = claimed(v); err != nil {
		return nil, fmt.Errorf("token payload: %w", err)
	}
	return &Token{Header: h, Payload: payload, Value: v, Credential: credentialOf(v), compact: compact}, nil
}

// split finds the three parts and looks at each character once. It allocates
// nothing that grows with the input.
func split(s string) (parts [3]string, err error) {
	if len(s) > maxToken {
		return parts, fmt.Errorf("token: %w", &jsonld.LimitError{Name: "bytes of a token", Limit: maxToken})
	}
	dots, start := 0, 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '-' || c == '_':
		case c == '.':
			if dots < len(parts) {
				parts[dots] = s[start:i]
			}
			dots, start = dots+1, i+1
		case c == '~':
			return parts, fmt.Errorf("token: %w: selective disclosure (SD-JWT)", ErrUnsupported)
		default:
			return parts, fmt.Errorf("token: %w: character %d is not of base64url", ErrMalformed, i+1)
		}
	}
	if dots == 4 {
		return parts, fmt.Errorf("token: %w: five parts, so it is encrypted (JWE)", ErrUnsupported)
	}
	if dots != 2 {
		return parts, fmt.Errorf("token: %w: %d parts, want three with dots between", ErrMalformed, dots+1)
	}
	parts[2] = s[start:]
	if parts[0] == "" || parts[1] == "" {
		return parts, fmt.Errorf("token: %w: an empty part", ErrMalformed)
	}
	return parts, nil
}

// decode reads base64url without padding; bits left over at the end must be 0,
// so that each part has one text.
func decode(s string) ([]byte, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrMalformed, err)
	}
	return b, nil
}

// parseHeader reads the header and refuses, in this order, what cannot be
// read, what must not be verified, and what is no credential.
func parseHeader(part string, types []string) (Header, error) {
	if len(part) > maxHeader {
		return Header{}, fmt.Errorf("token header: %w: longer than %d characters", ErrMalformed, maxHeader)
	}
	b, err := decode(part)
	if err != nil {
		return Header{}, fmt.Errorf("token header: %w", err)
	}
	v, err := jsonld.Parse(b, jsonld.Limits{Bytes: maxHeader, Depth: 8, Members: 64})
	if err != nil {
		return Header{}, fmt.Errorf("token header: %w: %w", ErrMalformed, err)
	}
	if v.Kind() != jsonld.Object {
		return Header{}, fmt.Errorf("token header: %w: not a JSON object", ErrMalformed)
	}
	if err := checkNames(v); err != nil {
		return Header{}, fmt.Errorf("token header: %w", err)
	}
	raw := v
	v = said(v)
	h := Header{Alg: v.Get("alg").Str(), Kid: v.Get("kid").Str(), Typ: v.Get("typ").Str(), JWK: v.Get("jwk"), Raw: raw}
	if h.Alg == "Ed25519" {
		h.Alg = "EdDSA" // RFC 9864 2.2 gave it the other name
	}
	if err := checkHeader(v, h, types); err != nil {
		return Header{}, fmt.Errorf("token header: %w", err)
	}
	if h.JWK != nil {
		k, err := did.ParseJWK(h.JWK)
		if err != nil {
			return Header{}, fmt.Errorf("token header: %w", err)
		}
		if !k.Allows(h.Alg) {
			return Header{}, fmt.Errorf("token header: %w: alg is %s, but the key in jwk is for %s", ErrAlg, h.Alg, k.Algorithm)
		}
		h.key = &k
	}
	return h, nil
}

// keySources are the members of a header that lead to a key.
var keySources = []string{"jku", "x5u", "x5c"}

// said returns a header without the members that say nothing: null, and an address or a chain
// of certificates that is empty. What decides how a token is verified stays whatever it is.
func said(header *jsonld.Value) *jsonld.Value {
	var unsaid []string
	for _, m := range header.Members() {
		isEmpty := m.Value.IsString() && m.Value.Str() == "" || m.Value.Kind() == jsonld.Array && len(m.Value.Items()) == 0
		isNull := m.Value.Kind() == jsonld.Null && !slices.Contains([]string{"crit", "b64", "alg"}, m.Name)
		if isNull || isEmpty && slices.Contains(keySources, m.Name) {
			unsaid = append(unsaid, m.Name)
		}
	}
	return header.Without(unsaid...)
}

// checkHeader holds a header to OB 3.0 8.2.4.1 and RFC 7515 4.1.
func checkHeader(v *jsonld.Value, h Header, types []string) error {
	// RFC 7515 4.1.11: what is marked critical and not understood must be refused.
	for _, name := range []string{"crit", "b64"} {
		if v.Get(name) != nil {
			return fmt.Errorf("%w: the extension %s", ErrMalformed, name)
		}
	}
	for _, name := range []string{"zip", "enc"} {
		if v.Get(name) != nil {
			return fmt.Errorf("%w: %s belongs to encrypted tokens", ErrUnsupported, name)
		}
	}
	if slices.Contains(others, h.Alg) {
		return fmt.Errorf("%w: alg is %s, which is not verified here", ErrOtherAlg, h.Alg)
	}
	if !slices.Contains(algorithms, h.Alg) {
		return fmt.Errorf("%w: alg is %.40q, want one of %s", ErrAlg, h.Alg, strings.Join(algorithms, ", "))
	}
	for _, name := range keySources {
		if v.Get(name) != nil {
			return fmt.Errorf("%w: %s; keys come from the issuer", ErrKeySource, name)
		}
	}
	for _, name := range []string{"kid", "typ"} {
		if m := v.Get(name); m != nil && !m.IsString() {
			return fmt.Errorf("%w: %s is not a string", ErrMalformed, name)
		}
	}
	if len(h.Kid) > maxKid {
		return fmt.Errorf("%w: a kid of %d bytes, more than %d", ErrMalformed, len(h.Kid), maxKid)
	}
	// RFC 8725 3.11: a token says what it is, so that none is taken for another.
	if h.Typ != "" && !slices.ContainsFunc(types, func(t string) bool { return strings.EqualFold(t, h.Typ) }) {
		return fmt.Errorf("%w: typ is %.40q", ErrUnsupported, h.Typ)
	}
	if cty := v.Get("cty").Str(); strings.EqualFold(cty, "JWT") {
		return fmt.Errorf("%w: a token within a token", ErrUnsupported)
	}
	return nil
}

// types are the values of typ that mean a credential. Open Badges writes JWT,
// the W3C vc+jwt, and before that vc+ld+json+jwt or vc+ld+jwt.
var types = []string{"JWT", "vc+jwt", "vc+ld+json+jwt", "vc+ld+jwt", "application/vc+jwt"}

// claimed refuses a payload whose claims two readers could understand differently, and
// returns it without the claims that are null, which say nothing.
func claimed(v *jsonld.Value) (*jsonld.Value, error) {
	if err := checkNames(v); err != nil {
		return nil, err
	}
	var unsaid []string
	for _, name := range slices.Concat(registered, aside) {
		if v.Get(name).Kind() == jsonld.Null {
			unsaid = append(unsaid, name)
		}
	}
	if unsaid != nil {
		v = v.Without(unsaid...)
	}
	return v, checkTimes(v)
}

// checkNames refuses an object with two members whose names differ in case
// only: a reader that folds case would take one for the other.
func checkNames(v *jsonld.Value) error {
	seen := make(map[string]string)
	for _, m := range v.Members() {
		key := fold(m.Name)
		if other, twice := seen[key]; twice {
			return fmt.Errorf("%w: %.40q and %.40q are one name to some readers", ErrMalformed, other, m.Name)
		}
		seen[key] = m.Name
	}
	return nil
}

// fold maps all names that strings.EqualFold calls equal to one.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for c := unicode.SimpleFold(r); c != r; c = unicode.SimpleFold(c) {
			least = min(least, c)
		}
		return least
	}, s)
}
