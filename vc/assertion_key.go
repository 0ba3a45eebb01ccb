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

// How many keys of an issuer are tried: those that lie within what it publishes about
// itself, and those that must be fetched.
const (
	maxKeysWithin  = 50
	maxKeysFetched = 5
)

// keysOf are the keys of an issuer that may have signed a badge.
type keysOf struct {
	keys   []did.Key
	err    error // why there are none
	unseen error // why one that the issuer lists was not looked at; nil if all were
}

// errTooManyKeys: the issuer lists more keys than are tried.
var errTooManyKeys = fmt.Errorf("%w: the issuer lists more keys than are tried", did.ErrUnresolvable)

// checkSignature answers the checks proof and issuer_binding of a signed badge.
//
// OB 2.0 V2-04.
func (a *assertion) checkSignature(ctx context.Context) {
	a.report.set(Check{Name: CheckProof, Result: Unknown, Text: noKey})
	if !a.knowsIssuer() {
		return
	}
	found := a.issuerKeys(ctx)
	if found.err != nil {
		b := a.keyMissing(found.err)
		a.report.set(b)
		a.report.detail(CheckIssuer, "cause", cause(found.err))
		return
	}
	var first error
	for _, key := range found.keys {
		err := a.token.Verify(key)
		if err == nil {
			a.signer, a.listing = key, found.keys
			a.report.pass(CheckProof, "Nothing was changed since it was signed.")
			a.report.detail(CheckProof, "method", key.Method())
			a.report.detail(CheckProof, "algorithm", key.Algorithm())
			a.report.pass(CheckIssuer, fmt.Sprintf("The issuer, %.200s, lists the key that signed it as its own.", key.Issuer()))
			a.tellBelieved()
			return
		}
		// A key that does not fit the algorithm says less than one that does.
		if first == nil || errors.Is(first, vcjwt.ErrAlg) {
			first = err
		}
	}
	if found.unseen != nil && a.strict() {
		const text = "The badge does not say which key of its issuer signed it. None did of those that could be looked at, but the issuer lists more."
		a.report.unknown(CheckProof, IssuerUnresolvable, text)
		a.report.unknown(CheckIssuer, IssuerUnresolvable, text)
		a.report.detail(CheckIssuer, "cause", cause(found.unseen))
		return
	}
	a.notSigned(first)
}

// notSigned answers for a badge that no key of its issuer signed.
func (a *assertion) notSigned(err error) {
	code := proofCode(err)
	if errors.Is(err, vcjwt.ErrProofInvalid) {
		code = ProofInvalid
	}
	a.report.fail(CheckProof, code, sentence(code, err))
	a.report.detail(CheckProof, "cause", cause(err))
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
	creator := lowerScheme(idOf(a.object.Value.Get("verification").Get("creator")))
	if a.isFirst() && a.strict() && code == KeyNotBoundToIssuer && a.issuer.object.Value.Get("publicKey") == nil && sameHost(creator, a.issuer.id()) {
		return answer(CheckIssuer, Unknown, code, "In the version of this badge issuers could not list their keys. The one it names lies where its issuer is, which is not enough to say that it is the issuer's own.")
	}
	if from := a.movedFrom(creator); code == KeyNotBoundToIssuer && from != "" && a.strict() {
		return answer(CheckIssuer, Unknown, IssuerUnresolvable, fmt.Sprintf("What the badge names at %.100s has moved to %.100s, and its issuer there does not say whether the key at the old address is its own.", from, hostAt(a.issuer.id())))
	}
	if code == KeyNotBoundToIssuer {
		// Without a key nobody has seen that the signature holds.
		return answer(CheckIssuer, result, code, notListed)
	}
	return answer(CheckIssuer, result, code, "")
}

// movedFrom returns the host of an address if what the badge names of its issuer there
// leads to another host by now; else nothing. What was given cannot be written anew.
func (a *assertion) movedFrom(address string) string {
	for _, p := range []*part{a.badge, a.issuer} {
		if p != nil && p.moved != "" && sameHost(p.moved, address) && !sameHost(address, p.id()) && !sameHost(address, a.issuer.id()) {
			return hostAt(address)
		}
	}
	return ""
}

// issuerKeys returns the keys of the issuer that may have signed the badge: the
// one it names, if the issuer lists that, or all that the issuer lists.
//
// Pitfall 111: a key that the badge names and the issuer does not list counts for
// nothing, and is not even fetched.
func (a *assertion) issuerKeys(ctx context.Context) keysOf {
	listed := a.issuer.object.Value.Get("publicKey").Items()
	creator := lowerScheme(idOf(a.object.Value.Get("verification").Get("creator")))
	found := keysOf{err: fmt.Errorf("%w: %.200s lists no key", did.ErrNotBound, a.issuer.id())}
	if creator != "" {
		listed = slices.DeleteFunc(slices.Clone(listed), func(v *jsonld.Value) bool { return lowerScheme(idOf(v)) != creator })
		found.err = fmt.Errorf("%w: %.200s does not list %.200q", did.ErrNotBound, a.issuer.id(), creator)
	}
	var within, elsewhere []*jsonld.Value
	for _, v := range listed {
		if isNothing(v) {
			continue
		}
		if v.Get("publicKeyPem") != nil {
			within = append(within, v)
		} else {
			elsewhere = append(elsewhere, v)
		}
	}
	if len(within) > maxKeysWithin || len(elsewhere) > maxKeysFetched {
		found.unseen = errTooManyKeys
	}
	ended := make(map[string]error)
	for _, v := range slices.Concat(within[:min(len(within), maxKeysWithin)], elsewhere[:min(len(elsewhere), maxKeysFetched)]) {
		key, err := a.issuerKey(ctx, v)
		if err == nil {
			found.keys = append(found.keys, key)
			continue
		}
		found.err = err
		if errors.Is(err, did.ErrKeyRevoked) || errors.Is(err, did.ErrKeyExpired) {
			ended[lowerScheme(idOf(v))] = err
		}
		switch issuerCode(err) {
		case IssuerUnresolvable, FetchBlocked, LimitExceeded:
			found.unseen = err
		}
	}
	// One that is listed twice has ended where it has by either.
	found.keys = slices.DeleteFunc(found.keys, func(k did.Key) bool { return ended[k.Method()] != nil })
	if found.unseen != nil {
		found.err = found.unseen
	}
	if len(found.keys) > 0 {
		found.err = nil
	}
	return found
}

// issuerKey reads one key that the issuer lists. The key must name the issuer as
// its owner in turn.
//
// OB 2.0 CryptographicKey: the link goes both ways.
func (a *assertion) issuerKey(ctx context.Context, v *jsonld.Value) (did.Key, error) {
	id, issuer := lowerScheme(idOf(v)), a.issuer.id()
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
	if owner := idOf(key.Get("owner")); lowerScheme(owner) != issuer {
		return did.Key{}, fmt.Errorf("%w: the owner of the key is %.200q, not %.200q", did.ErrNotBound, owner, issuer)
	}
	if own := key.Get("id").Str(); own != "" && lowerScheme(own) != id {
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
