package vc

import (
	"context"
	"crypto"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"blazon/did"
	"blazon/vcjwt"
)

// checkToken judges the signature of a JWT.
//
// OB 3.0 8.2.4: the key is named by kid or carried as jwk; if both are there,
// kid counts and jwk must be the same.
func (j *judgement) checkToken(ctx context.Context) {
	token := j.cred.token
	b := j.bindToken(ctx, token.Header)
	s := signature{binding: b, named: true}
	switch {
	case b.key.Public() == nil && b.code == KeyWeak:
		s.result, s.code = Fail, KeyWeak
	case b.key.Public() == nil:
		s.result, s.text = Unknown, noKey
	default:
		s.result, s.code, s.text = j.verifyToken(b.key)
	}
	if s.result == Pass {
		if text := j.mismatch(); text != "" {
			s.result, s.code, s.text = Fail, ClaimMismatch, text
		}
		if code := j.forAudience(); code != "" {
			s.result, s.code, s.text = Fail, code, ""
		}
	}
	j.decide([]signature{s})
	j.explainToken(b.key)
}

// explainToken adds what the key signs, if that is asked for.
func (j *judgement) explainToken(key did.Key) {
	if !j.opt.Explain {
		return
	}
	input, _, _ := strings.Cut(string(j.report.Raw), "~")
	if i := strings.LastIndexByte(input, '.'); i > 0 && key.Public() != nil {
		sum := sha256.Sum256([]byte(input[:i]))
		j.report.detail(CheckProof, "signingInputHash", hex.EncodeToString(sum[:]))
	}
	j.value("payload", string(j.cred.token.Payload))
}

// publicText writes a key for experts.
func publicText(key did.Key) string {
	if key.Public() == nil {
		return ""
	}
	text, err := did.EncodeMultikey(key.Public())
	if err != nil {
		return fmt.Sprintf("%T", key.Public())
	}
	return text
}

func (j *judgement) verifyToken(key did.Key) (result, code, text string) {
	if j.cred.sd != nil {
		return j.verifySelective(key)
	}
	err := j.cred.token.Verify(key)
	switch {
	case err == nil:
		return Pass, "", "Nothing was changed since it was signed."
	case errors.Is(err, vcjwt.ErrUnsupported):
		return Unknown, UnsupportedFormat, ""
	}
	code = proofCode(err)
	return Fail, code, sentence(code, err)
}

// verifySelective judges the signature of a token of which the holder may have
// left parts out and, if the holder signed it, too, that signature.
//
// RFC 9901 7.1 and 7.3.
func (j *judgement) verifySelective(key did.Key) (result, code, text string) {
	err := j.cred.sd.Verify(key)
	if err == nil && j.cred.sd.Binding != nil {
		err = j.cred.sd.VerifyBinding(vcjwt.BindingExpect{Now: j.now, Skew: skew, Audience: j.opt.Domain, Nonce: j.opt.Challenge})
	}
	switch {
	case err == nil && j.cred.sd.Binding == nil && (j.opt.Domain != "" || j.opt.Challenge != "") && j.cred.token.Value.Get("cnf") != nil:
		// RFC 9901 9.5: whether that is wanted is not for whoever shows it to decide.
		return Fail, ProofInvalid, "It was given to the holder of a key, and whoever shows it has not signed that it is shown to the one who asks."
	case err == nil && j.cred.sd.Binding != nil && j.opt.asked():
		return Pass, "", "Nothing of what is shown was changed since it was signed, and whoever shows it has the key it was given to. Parts may have been left out."
	case err == nil && j.cred.sd.Binding != nil:
		return Pass, "", "Nothing of what is shown was changed since it was signed. It was once shown by its holder; whether the one who shows it now is its holder was not asked. Parts may have been left out."
	case err == nil:
		return Pass, "", "Nothing of what is shown was changed since it was signed. Whoever shows it may have left parts out."
	case errors.Is(err, vcjwt.ErrUnsupported):
		return Unknown, UnsupportedFormat, ""
	}
	code = proofCode(err)
	return Fail, code, sentence(code, err)
}

// endUnknown answers the check time of a token of which parts of the root were left
// out and that shows no end. What is left out has no name, so it may be the end.
func (j *judgement) endUnknown(end time.Time) {
	if j.cred.sd != nil && j.cred.sd.Hides() && end.IsZero() && j.report.Check(CheckTime).Result == Pass {
		j.report.unknown(CheckTime, PartsHidden, "It shows no end, and parts were left out that may say when it ends.")
	}
}

// statusUnknown answers the check status of a token that shows no credentialStatus,
// where it has a status of another kind, or parts were left out that may be one.
func (j *judgement) statusUnknown() bool {
	if c, ok := j.tokenStatus(); ok {
		j.report.set(c)
		return true
	}
	if sd := j.cred.sd; sd == nil || !sd.Hides() {
		return false
	}
	j.report.unknown(CheckStatus, PartsHidden, "It shows no list of withdrawn badges, and parts were left out that may name one.")
	return true
}

// tokenStatus is the answer for a token that has a status of its own, beside that of the
// credential in it.
func (j *judgement) tokenStatus() (Check, bool) {
	switch {
	case j.cred.token == nil || isNothing(j.cred.token.Value.Get("status")):
		return Check{}, false
	case j.cred.sd != nil:
		return answer(CheckStatus, Unknown, StatusUnavailable, "Its status is kept in a way that is not understood here (status of SD-JWT VC)."), true
	}
	return answer(CheckStatus, Unknown, StatusUnavailable, "Its status is kept in a way that is not understood here (status of tokens)."), true
}

// mismatch compares the claims of the token with the credential and says what
// differs.
func (j *judgement) mismatch() string {
	if j.cred.kind == kindPresentation {
		return j.holderMismatch()
	}
	var found, lacking []string
	for _, m := range j.cred.token.ClaimMismatches() {
		// VC-JOSE-COSE 3.1.1: claims are optional. What is not said twice is no contradiction.
		if m.Reason == vcjwt.ClaimMissing {
			lacking = append(lacking, m.Claim)
			continue
		}
		// The data model 2.0 has no claim vc. A credential that stands in one all the
		// same is read there and nowhere else, so it says nothing about the signature.
		if j.opt.ProofOnly && m.Claim == "vc" && m.Property == "@context" {
			continue
		}
		found = append(found, m.String())
	}
	if len(lacking) > 0 && !j.opt.ProofOnly {
		j.report.note(fmt.Sprintf("The token does not repeat what the badge says in claims of its own (%s), as the standard wants it to. It contradicts nothing.", strings.Join(lacking, ", ")))
	}
	if len(found) == 0 {
		return ""
	}
	return fmt.Sprintf("%s (%s)", meaning(ClaimMismatch), strings.Join(found, "; "))
}

// holderMismatch compares the claims of a token that is a presentation with it.
//
// VC-JOSE-COSE 3.1.2; VCDM 1.1 6.3.1.
func (j *judgement) holderMismatch() string {
	claims, doc := j.cred.token.Value, j.cred.doc
	switch {
	case claims.Get("iss") != nil && claims.Get("iss").Str() != j.cred.issuer:
		return meaning(ClaimMismatch) + " (iss and holder)"
	case claims.Get("jti") != nil && doc.Get("id") != nil && claims.Get("jti").Str() != doc.Get("id").Str():
		return meaning(ClaimMismatch) + " (jti and id)"
	}
	return ""
}

// bindToken finds the issuer's key for a token.
func (j *judgement) bindToken(ctx context.Context, h vcjwt.Header) binding {
	if h.Kid == "" && h.Key() == nil {
		return binding{result: Fail, code: KeyNotBoundToIssuer, text: "The token names no key (kid) and carries none (jwk), so nobody can check it."}
	}
	if ctx.Err() != nil {
		return late(h.Kid)
	}
	if j.opt.ProofOnly {
		return j.anyToken(ctx, h)
	}
	if !j.strict() && j.cred.kind != kindPresentation {
		if b, ok := j.believeToken(ctx, h); ok {
			return b
		}
	}
	key, doc, err := j.issuerKey(ctx, h)
	if err == nil {
		return j.bound(ctx, key, doc)
	}
	b := j.unbound(err)
	b.method = h.Kid
	switch pub := h.Key(); {
	case pub != nil:
		b.key, _ = did.UnprovenFor(h.Kid, j.purpose(), pub)
	case key.Public() != nil:
		b.key = key
	default:
		// A kid is looked up at the issuer's and nowhere else.
		b.key = j.foreign(ctx, doc, h.Kid, false)
	}
	return b
}

// anyToken finds the key of a token where whoever signed it might be anybody.
func (j *judgement) anyToken(ctx context.Context, h vcjwt.Header) binding {
	if pub := h.Key(); pub != nil {
		key, err := did.UnprovenFor(h.Kid, j.purpose(), pub)
		if err != nil {
			return binding{method: h.Kid, result: Fail, code: KeyWeak, text: meaning(KeyWeak)}
		}
		return binding{key: key, method: h.Kid, result: Skipped}
	}
	method := h.Kid
	if !strings.Contains(method, ":") {
		// RFC 7515 4.1.4: a kid that is no address is one of the issuer's own.
		method = j.cred.issuer + "#" + strings.TrimPrefix(method, "#")
	}
	return j.anyones(ctx, method, j.purpose())
}

// issuerKey finds the key of a token among those that the issuer publishes. Where
// the issuer's document lists keys, they are all that count: the key set of the host
// may have keys of others, and keys that were taken out of the document. Only a
// document that says nothing of keys leaves the question to that set.
//
// OB 3.0 JW-08: kid or jwk must be a member of that set.
func (j *judgement) issuerKey(ctx context.Context, h vcjwt.Header) (did.Key, *did.Document, error) {
	doc, err := j.issuerDocument(ctx)
	if err != nil {
		return did.Key{}, nil, err
	}
	list := keyList{
		named: func() (did.Key, error) { return bindIn(doc, j.cred.issuer, h, j) },
		same: func(pub crypto.PublicKey) (did.Key, error) {
			return did.BindKey(doc, j.cred.issuer, pub, j.purpose(), j.now)
		},
	}
	if !doc.ListsKeys() && isWeb(j.cred.issuer) && j.cred.kind != kindPresentation {
		if list, err = j.keySet(ctx, h, doc); err != nil {
			return did.Key{}, doc, ofIssuer(err)
		}
	}
	key, err := list.named()
	if errors.Is(err, did.ErrNotBound) && isWeb(h.Kid) {
		key, err = j.keyAt(ctx, h.Kid, list)
	}
	return key, doc, ofIssuer(err)
}

// A keyList finds keys among those that an issuer publishes: the one that a token
// names, or one by itself.
type keyList struct {
	named func() (did.Key, error)
	same  func(crypto.PublicKey) (did.Key, error)
}

// keySet is the list of the issuer's host, less what the issuer's document says is lost.
func (j *judgement) keySet(ctx context.Context, h vcjwt.Header, doc *did.Document) (keyList, error) {
	issuer := j.cred.issuer
	set, err := j.hostKeys(ctx, issuer)
	if err != nil {
		return keyList{}, err
	}
	counting := func(key did.Key, err error) (did.Key, error) {
		if err == nil {
			err = doc.Lost(key, j.now)
		}
		if err != nil {
			return did.Key{}, err
		}
		return key, nil
	}
	return keyList{
		named: func() (did.Key, error) {
			if h.Kid != "" {
				return counting(set.Bind(issuer, h.Kid))
			}
			return counting(set.BindKey(issuer, h.Key()))
		},
		same: func(pub crypto.PublicKey) (did.Key, error) { return counting(set.BindKey(issuer, pub)) },
	}, nil
}

// hostKeys gets the key set of an issuer's host. A session reads each once.
func (j *judgement) hostKeys(ctx context.Context, issuer string) (*did.KeySet, error) {
	at, err := did.JWKSURL(issuer)
	if err != nil {
		return nil, err
	}
	return j.session.keySets.get(ctx, at, func(ctx context.Context) (*did.KeySet, error) {
		set, err := did.FetchJWKS(ctx, j.Fetcher, issuer)
		if err != nil {
			return nil, err
		}
		return set.At(j.now), nil
	})
}

// keyAt finds the key that lies at the address kid, if the issuer keeps it there and
// lists it, under whatever name. A key that it does not list is returned with the
// error, for the maths.
//
// OB 3.0 8.2.4.1: kid is a URI that leads to a JWK.
func (j *judgement) keyAt(ctx context.Context, kid string, list keyList) (did.Key, error) {
	issuer := j.cred.issuer
	k, err := j.session.keysAt.get(ctx, fmt.Sprintf("%q %q", issuer, kid), func(ctx context.Context) (did.JWK, error) { return did.FetchJWK(ctx, j.Fetcher, issuer, kid) })
	if err != nil {
		return did.Key{}, err
	}
	key, err := list.same(k.Public)
	if gone := k.Counts(j.now); err == nil && gone != nil {
		err = gone
	}
	if err != nil {
		key, _ = did.UnprovenFor(kid, j.purpose(), k.Public)
	}
	return key, err
}

// listedWith returns the keys that the issuer lists in the place where it lists key:
// its document, or the key set of its host. A session makes each list once.
func (j *judgement) listedWith(ctx context.Context, key did.Key, doc *did.Document) []did.Key {
	keys, _ := j.session.listings.get(ctx, key.Purpose()+" "+key.Issuer(), func(ctx context.Context) ([]did.Key, error) {
		if doc.ListsKeys() {
			return doc.Keys(key.Purpose(), j.now), nil
		}
		set, err := j.hostKeys(ctx, key.Issuer())
		if err != nil {
			return nil, err
		}
		return slices.DeleteFunc(set.Keys(key.Issuer()), func(k did.Key) bool { return doc.Lost(k, j.now) != nil }), nil
	})
	return keys
}

// bindIn finds the key of a token in the issuer's document. A kid may be the
// id of the method, or only its fragment.
func bindIn(doc *did.Document, issuer string, h vcjwt.Header, j *judgement) (did.Key, error) {
	if h.Kid == "" {
		return did.BindKey(doc, issuer, h.Key(), j.purpose(), j.now)
	}
	key, err := did.Bind(doc, issuer, h.Kid, j.purpose(), j.now)
	if errors.Is(err, did.ErrNotBound) && !strings.Contains(h.Kid, ":") {
		return did.Bind(doc, issuer, issuer+"#"+strings.TrimPrefix(h.Kid, "#"), j.purpose(), j.now)
	}
	return key, err
}

// believeToken finds the key as 1EdTech's public validator does: kid leads to a
// JWK wherever it is, else jwk is taken.
func (j *judgement) believeToken(ctx context.Context, h vcjwt.Header) (binding, bool) {
	var pub crypto.PublicKey
	why := "the key in the header of the token"
	switch {
	case strings.HasPrefix(h.Kid, "did:"):
		return j.believe(ctx, h.Kid)
	case isWeb(h.Kid):
		if u, err := url.Parse(h.Kid); err != nil || u.User != nil {
			return binding{}, false
		}
		v, err := j.keyText(ctx, h.Kid, "application/jwk+json, application/json")
		if err != nil {
			return binding{}, false
		}
		k, err := did.ParseJWK(v)
		if err != nil {
			return binding{}, false
		}
		pub, why = k.Public, "the key at the address in the header of the token"
	default:
		pub = h.Key()
	}
	if pub == nil {
		return binding{}, false
	}
	return j.believed(h.Kid, pub, why)
}
