package vc

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"blazon/did"
	"blazon/jsonld"
	"blazon/ob2"
	"blazon/vcjwt"
)

// How many keys of an issuer are tried: those that lie within what it publishes about
// itself, and those that must be fetched.
const (
	maxKeysWithin  = 50
	maxMethodsRead = 256 // as in documents of newer badges
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
	gone := lostKeys{make(map[string]error), make(map[string]error)}
	marks := make(map[string][]string) // by method
	for _, v := range slices.Concat(within[:min(len(within), maxKeysWithin)], elsewhere[:min(len(elsewhere), maxKeysFetched)]) {
		key, names, err := a.issuerKey(ctx, v)
		if err == nil {
			found.keys = append(found.keys, key)
			marks[key.Method()] = append(marks[key.Method()], names...)
			continue
		}
		found.err = err
		gone.note(lowerScheme(idOf(v)), names, err)
		switch issuerCode(err) {
		case IssuerUnresolvable, FetchBlocked, LimitExceeded:
			found.unseen = err
		}
	}
	if creator != "" && len(found.keys) > 0 {
		a.lookAtOthers(ctx, creator, gone)
	}
	if a.strict() && len(found.keys) > 0 {
		a.lookAtMethods(gone)
	}
	found.keys = slices.DeleteFunc(found.keys, func(k did.Key) bool {
		err := gone.of(k.Method(), marks[k.Method()])
		if err != nil {
			found.err = err
		}
		return err != nil
	})
	if found.unseen != nil {
		found.err = found.unseen
	}
	if len(found.keys) > 0 {
		found.err = nil
	}
	return found
}

// lostKeys are keys of an issuer that count no more, and why: by the ids under which they
// are listed, and the keys themselves, as did.Marks names them.
type lostKeys struct{ ids, keys map[string]error }

// note keeps what came of reading a key. One that is listed twice has ended where it has by
// either; a key that was withdrawn or whose private half is published is lost under
// whichever id, for whoever has it chooses by which it signs.
func (l lostKeys) note(id string, marks []string, err error) {
	isLost := errors.Is(err, did.ErrKeyRevoked) || errors.Is(err, errExposed)
	if isLost || errors.Is(err, did.ErrKeyExpired) {
		l.ids[id] = err
	}
	for _, mark := range marks {
		if isLost {
			l.keys[mark] = err
		}
	}
}

// of returns why a key is lost; nil if it is not.
func (l lostKeys) of(id string, marks []string) error {
	for _, mark := range marks {
		if err := l.keys[mark]; err != nil {
			return err
		}
	}
	return l.ids[id]
}

// errExposed: whoever looks can sign with the key.
var errExposed = fmt.Errorf("%w: its private key is published, too", did.ErrKeyWeak)

// lookAtOthers notes which keys are lost of those that the issuer lists beside the one
// that a badge names. One that cannot be had says nothing, and no other host is asked.
func (a *assertion) lookAtOthers(ctx context.Context, creator string, gone lostKeys) {
	left := map[bool]int{true: maxKeysWithin, false: maxKeysFetched - 1}
	for _, v := range a.issuer.object.Value.Get("publicKey").Items() {
		id, isWithin := lowerScheme(idOf(v)), v.Get("publicKeyPem") != nil
		if id == creator || isNothing(v) || left[isWithin] == 0 || !isWithin && (!a.strict() || !sameHost(id, a.issuer.id())) {
			continue
		}
		left[isWithin]--
		_, marks, err := a.issuerKey(ctx, v)
		gone.note(id, marks, err)
	}
}

// lookAtMethods notes which keys the issuer says are lost where it lists those for newer
// badges: many Profiles are both.
//
// Controlled Identifiers 2.2: revoked.
func (a *assertion) lookAtMethods(gone lostKeys) {
	methods := did.Listed(a.issuer.object.Value)
	for _, m := range methods[:min(len(methods), maxMethodsRead)] {
		id := idOf(m)
		if strings.HasPrefix(id, "#") {
			id = a.issuer.id() + id // DID Core 3.2.2
		}
		end, _ := instantOB2(m, "expires") // in whichever way 2.0 writes dates
		switch {
		case did.Withdrawn(m, a.now):
			gone.note(lowerScheme(id), did.Marks(m), did.ErrKeyRevoked)
		case did.Exposes(m):
			gone.note(lowerScheme(id), did.Marks(m), errExposed)
		case did.Ended(m, a.now), !end.IsZero() && a.now.After(end):
			gone.note(lowerScheme(id), nil, did.ErrKeyExpired) // what has that id, and no other
		}
	}
}

// issuerKey reads one key that the issuer lists, and names it as did.Marks does, also if it
// does not count. The key must name the issuer as its owner in turn.
//
// OB 2.0 CryptographicKey: the link goes both ways.
func (a *assertion) issuerKey(ctx context.Context, v *jsonld.Value) (k did.Key, marks []string, err error) {
	id, issuer := lowerScheme(idOf(v)), a.issuer.id()
	key := v
	if v.Get("publicKeyPem") == nil {
		resp, err := a.fetchOnceKey(ctx, id)
		if err != nil && errors.Is(err, errNoJSON) && a.isFirst() && v.IsString() && sameHost(id, issuer) {
			if text, ok := a.fetchPEM(ctx, id); ok {
				k, err = did.BindPEM(issuer, id, text)
				return k, did.Marks(jsonld.NewObject(jsonld.Member{Name: "publicKeyPem", Value: jsonld.NewString(string(text))})), err
			}
		}
		if err != nil {
			return k, nil, err
		}
		key = resp
	}
	marks = did.Marks(key)
	// The context has these members of the security vocabulary, too.
	if did.Withdrawn(key, a.now) {
		return k, marks, fmt.Errorf("%w: %.200s", did.ErrKeyRevoked, id)
	}
	if a.strict() && did.Exposes(key) {
		return k, marks, fmt.Errorf("key %.200s: %w", id, errExposed)
	}
	if end, err := instantOB2(key, "expires"); err != nil || !end.IsZero() && a.now.After(end) {
		return k, marks, fmt.Errorf("%w: %.200s", did.ErrKeyExpired, id)
	}
	if owner := idOf(key.Get("owner")); lowerScheme(owner) != issuer {
		return k, marks, fmt.Errorf("%w: the owner of the key is %.200q, not %.200q", did.ErrNotBound, owner, issuer)
	}
	if own := key.Get("id").Str(); own != "" && lowerScheme(own) != id {
		return k, marks, fmt.Errorf("%w: the key at %.200s calls itself %.200s", did.ErrNotBound, id, own)
	}
	k, err = did.BindPEM(issuer, id, []byte(key.Get("publicKeyPem").Str()))
	return k, marks, err
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
