package vc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"

	"blazon/did"
	"blazon/jsonld"
	"blazon/ob2"
	"blazon/vcjwt"
)

// maxKeys bounds how many keys of an issuer are tried.
const maxKeys = 5

// checkSignature answers the checks proof and issuer_binding of a signed badge.
//
// OB 2.0 V2-04.
func (a *assertion) checkSignature(ctx context.Context) {
	a.report.set(Check{Name: CheckProof, Result: Unknown, Text: noKey})
	if !a.knowsIssuer() {
		return
	}
	keys, err := a.issuerKeys(ctx)
	if err != nil {
		b := a.keyMissing(err)
		a.report.set(b)
		a.report.detail(CheckIssuer, "cause", cause(err))
		return
	}
	var first error
	for _, key := range keys {
		err := a.token.Verify(key)
		if err == nil {
			a.signer, a.listing = key, keys
			a.report.pass(CheckProof, "Nothing was changed since it was signed.")
			a.report.detail(CheckProof, "method", key.Method())
			a.report.detail(CheckProof, "algorithm", key.Algorithm())
			a.report.pass(CheckIssuer, fmt.Sprintf("The issuer, %.200s, lists the key that signed it as its own.", key.Issuer()))
			a.tellBelieved()
			return
		}
		if first == nil {
			first = err
		}
	}
	code := proofCode(first)
	if errors.Is(first, vcjwt.ErrProofInvalid) {
		code = ProofInvalid
	}
	a.report.fail(CheckProof, code, sentence(code, first))
	a.report.detail(CheckProof, "cause", cause(first))
	which := "the key that the badge names as its own."
	if idOf(a.object.Value.Get("verification").Get("creator")) == "" {
		which = "keys as its own, of which none signed this."
	}
	a.report.pass(CheckIssuer, fmt.Sprintf("The issuer, %.200s, lists %s", a.issuer.id(), which))
}

// keyMissing is the answer to issuer_binding where no key of the issuer was
// found.
func (a *assertion) keyMissing(err error) Check {
	code, result := issuerCode(err), Fail
	switch code {
	case IssuerUnresolvable, FetchBlocked, LimitExceeded:
		if a.strict() {
			result = Unknown
		}
	case MalformedInput:
		code = KeyNotBoundToIssuer
	}
	creator := idOf(a.object.Value.Get("verification").Get("creator"))
	if a.isFirst() && a.strict() && code == KeyNotBoundToIssuer && a.issuer.object.Value.Get("publicKey") == nil && sameHost(creator, a.issuer.id()) {
		return answer(CheckIssuer, Unknown, code, "In the version of this badge issuers could not list their keys. The one it names lies where its issuer is, which is not enough to say that it is the issuer's own.")
	}
	if code == KeyNotBoundToIssuer {
		// Without a key nobody has seen that the signature holds.
		return answer(CheckIssuer, result, code, notListed)
	}
	return answer(CheckIssuer, result, code, "")
}

// issuerKeys returns the keys of the issuer that may have signed the badge: the
// one it names, if the issuer lists that, or all that the issuer lists.
//
// Pitfall 111: a key that the badge names and the issuer does not list counts for
// nothing, and is not even fetched.
func (a *assertion) issuerKeys(ctx context.Context) ([]did.Key, error) {
	listed := a.issuer.object.Value.Get("publicKey").Items()
	creator := idOf(a.object.Value.Get("verification").Get("creator"))
	var keys []did.Key
	err := fmt.Errorf("%w: %.200s lists no key", did.ErrNotBound, a.issuer.id())
	if creator != "" {
		listed = slices.DeleteFunc(slices.Clone(listed), func(v *jsonld.Value) bool { return idOf(v) != creator })
		err = fmt.Errorf("%w: %.200s does not list %.200q", did.ErrNotBound, a.issuer.id(), creator)
	}
	for _, v := range listed[:min(len(listed), maxKeys)] {
		key, keyErr := a.issuerKey(ctx, v)
		if keyErr != nil {
			err = keyErr
			continue
		}
		keys = append(keys, key)
	}
	if len(keys) > 0 {
		return keys, nil
	}
	return nil, err
}

// issuerKey reads one key that the issuer lists. The key must name the issuer as
// its owner in turn.
//
// OB 2.0 CryptographicKey: the link goes both ways.
func (a *assertion) issuerKey(ctx context.Context, v *jsonld.Value) (did.Key, error) {
	id, issuer := idOf(v), a.issuer.id()
	key := v
	if v.Get("publicKeyPem") == nil {
		resp, err := a.fetchOnceKey(ctx, id)
		if err != nil && errors.Is(err, errNoJSON) && a.isFirst() && v.IsString() && sameHost(id, issuer) {
			if text, ok := a.fetchPEM(ctx, id); ok {
				return did.BindPEM(issuer, id, text)
			}
		}
		if err != nil {
			return did.Key{}, err
		}
		key = resp
	}
	// The context has these members of the security vocabulary, too.
	if isRevocation(key.Get("revoked")) {
		return did.Key{}, fmt.Errorf("%w: %.200s", did.ErrKeyRevoked, id)
	}
	if end, err := instantOB2(key, "expires"); err != nil || !end.IsZero() && a.now.After(end) {
		return did.Key{}, fmt.Errorf("%w: %.200s", did.ErrKeyExpired, id)
	}
	if owner := idOf(key.Get("owner")); owner != issuer {
		return did.Key{}, fmt.Errorf("%w: the owner of the key is %.200q, not %.200q", did.ErrNotBound, owner, issuer)
	}
	if own := key.Get("id").Str(); own != "" && own != id {
		return did.Key{}, fmt.Errorf("%w: the key at %.200s calls itself %.200s", did.ErrNotBound, id, own)
	}
	return did.BindPEM(issuer, id, []byte(key.Get("publicKeyPem").Str()))
}

// isFirst reports whether the badge is of version 1, in which the address of a key led
// to the key itself, and issuers had no member to list keys in.
//
// OB 1.0 and 1.1, VerificationObject: url is the address of the public key.
func (a *assertion) isFirst() bool {
	return a.object.Version > ob2.V05 && a.object.Version < ob2.V20
}

// fetchPEM gets a key that lies by itself at an address that the issuer lists.
func (a *assertion) fetchPEM(ctx context.Context, address string) ([]byte, bool) {
	resp, err := a.Fetcher.Fetch(ctx, address, acceptBadge)
	if err != nil || resp.Status != 200 || a.strict() && !isAsSafe(resp.URL, address) {
		return nil, false
	}
	text := bytes.TrimSpace(resp.Body)
	return text, bytes.HasPrefix(text, []byte("-----BEGIN "))
}

func (a *assertion) fetchOnceKey(ctx context.Context, id string) (*jsonld.Value, error) {
	p, _, err := a.fetchOnce(ctx, id, ob2.ClassCryptographicKey)
	if err != nil {
		if isUnread(err) {
			return nil, fmt.Errorf("%w: %w", did.ErrUnresolvable, err)
		}
		return nil, fmt.Errorf("%w: %w", did.ErrNotBound, err)
	}
	return p.object.Value, nil
}
