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

// knowsIssuer answers the check issuer_binding where the issuer's own document
// could not be had, and reports whether it was.
//
// OB 2.0 Profile: an issuer is who serves its id, so it needs one of the web.
func (a *assertion) knowsIssuer() bool {
	for _, p := range []*part{a.badge, a.issuer} {
		if p != nil && p.err != nil {
			a.issuerMissing(p)
			return false
		}
	}
	if a.issuer == nil || a.issuer.object == nil {
		a.report.fail(CheckIssuer, IssuerUnresolvable, "It does not say who issued it.")
		return false
	}
	switch id := a.issuer.id(); {
	case a.strict() && a.badge != nil && a.badge.address != "" && !isSecure(a.badge.address) && isSecure(id):
		a.report.unknown(CheckIssuer, IssuerUnresolvable, "What describes the badge, and says who issued it, is served without encryption and its issuer is not, so whoever is on the way could have written it.")
	case isWeb(id) && (a.issuer.address != "" || !a.strict()):
		return true
	case a.strict() && isLabel(id):
		a.report.fail(CheckIssuer, IssuerUnresolvable, "The issuer has no address of its own, at which it could say that the badge is its own.")
	case isLabel(id):
		a.report.set(Check{Name: CheckIssuer, Result: Warning, Text: "The issuer has no address of its own."})
	case a.strict():
		a.report.fail(CheckIssuer, IssuerUnresolvable, fmt.Sprintf("Nothing is published under an issuer called %.100q, so nobody can say that the badge is its own.", id))
	default:
		a.report.set(Check{Name: CheckIssuer, Result: Warning, Text: fmt.Sprintf("The issuer is called %.100q, which is no address of the web.", id)})
	}
	return false
}

// issuerMissing answers for a BadgeClass or issuer that could not be had.
func (a *assertion) issuerMissing(p *part) {
	var (
		fetch *did.FetchError
		limit *jsonld.LimitError
	)
	code, result, text := IssuerUnresolvable, Fail, ""
	switch {
	case errors.Is(p.err, errBudget):
		code, result, text = LimitExceeded, Unknown, meaning(LimitExceeded)
	case errors.As(p.err, &fetch) && fetch.Blocked:
		code, result, text = FetchBlocked, Unknown, meaning(FetchBlocked)
	case errors.As(p.err, &limit):
		code, result, text = LimitExceeded, Unknown, "It leads to a document that has more in it than is read here."
	case isUnread(p.err) && p == a.badge:
		code, result = FetchFailed, Unknown
	case isUnread(p.err):
		result = Unknown
	}
	switch {
	case p == a.badge && text == "":
		text = "What describes the badge could not be had from its own address, and with it who issued it."
	case text == "":
		text = "What the issuer publishes about itself could not be had, so nobody can say whether the badge is its own."
	}
	if !a.strict() {
		result = Fail
	}
	a.report.set(answer(CheckIssuer, result, code, text))
	a.report.detail(CheckIssuer, "cause", cause(p.err))
	a.report.detail(CheckIssuer, "document", p.address)
}

// A policy is what an issuer says of where its badges are.
type policy struct {
	prefixes, origins []string
	unread            string // why not all of it could be read; "" if it was
}

// policy reads what the issuer says, under the names of this version and the one before.
// What is passed over would be a policy that anybody is within, so what cannot be read is
// said.
func (a *assertion) policy() policy {
	var p policy
	profile := a.issuer.object.Value
	for _, v := range []*jsonld.Value{profile.Get("verification"), profile.Get("verify")} {
		prefixes, origins := v.Get("startsWith"), v.Get("allowedOrigins")
		switch {
		case isNothing(v):
			continue
		case isReference(v):
			p.unread = "The issuer says elsewhere where its badges are, and that is not followed here, so nobody can say whether the address of this one is among them."
		case v.Kind() != jsonld.Object, !isTexts(prefixes), !isTexts(origins):
			p.unread = "The issuer says where its badges are in a way that cannot be read, so nobody can say whether the address of this one is among them."
		}
		if p.prefixes == nil {
			p.prefixes = texts(prefixes)
		}
		if p.origins == nil {
			p.origins = texts(origins)
		}
	}
	return p
}

// isEmpty reports whether the issuer says nothing.
func (p policy) isEmpty() bool { return len(p.prefixes)+len(p.origins) == 0 }

// hasPrefix reports whether an address is among those that the issuer names.
func (p policy) hasPrefix(address string, strict bool) bool {
	return slices.ContainsFunc(p.prefixes, func(prefix string) bool { return startsWith(address, prefix, strict) })
}

// hasOrigin reports whether an address is of a host that the issuer names.
func (p policy) hasOrigin(address string) bool {
	return slices.ContainsFunc(p.origins, func(origin string) bool { return isOriginOf(origin, address) })
}

// isReference reports whether something is no more than an address of the web at which
// it is said.
func isReference(v *jsonld.Value) bool {
	for _, m := range v.Members() {
		if m.Name != "id" && m.Name != "type" && m.Name != "@context" {
			return false
		}
	}
	return isWeb(idOf(v))
}

// isTexts reports whether a member is nothing, a text, or texts. Null is as if it were
// not there.
func isTexts(v *jsonld.Value) bool {
	if v.Kind() == jsonld.Null {
		return true
	}
	return !slices.ContainsFunc(v.Items(), func(item *jsonld.Value) bool { return item.Str() == "" })
}

// tellBelieved marks what was taken for the issuer's word as the profile 1edtech has it:
// a text as it came, or a document for what it calls itself, wherever it was.
func (a *assertion) tellBelieved() {
	believed := a.report.Check(CheckProof).Detail["believed"]
	inside := a.issuer.address == ""
	moved := inside || a.report.Check(CheckProof).Detail["moved"] != "" || a.badge != nil && a.badge.moved != "" || a.issuer.moved != ""
	for _, p := range []*part{a.badge, a.issuer} {
		moved = moved || p != nil && p.end != "" && !sameHost(p.end, p.address)
	}
	moved = moved || a.end != "" && !sameHost(a.end, a.id())
	if !a.strict() && believed == "" && moved {
		believed = "a document that calls itself by another address"
		if inside {
			believed = "what the badge itself says of its issuer"
		}
	}
	if believed != "" {
		a.report.detail(CheckIssuer, "believed", believed)
	}
}

// isUnread reports whether a document is one that could not be had or read, which says
// nothing against the badge: nobody answered, or it was no document, or it is gone.
func isUnread(err error) bool {
	var fetch *did.FetchError
	return errors.As(err, &fetch) || errors.Is(err, errNoJSON) || errors.Is(err, errGone) || errors.Is(err, errElsewhere)
}

// checkScope answers whether the issuer of a hosted badge says that badges at
// that address are its own.
//
// OB 2.0 V2-02.
func (a *assertion) checkScope() {
	if !a.knowsIssuer() {
		return
	}
	id, issuer := a.id(), a.issuer.id()
	policy := a.policy()
	if a.strict() && policy.unread != "" {
		a.report.unknown(CheckIssuer, IssuerUnresolvable, policy.unread)
		return
	}
	text := ""
	switch {
	case a.strict() && !isPlain(id):
		text = "The address of the badge is written so that it leads elsewhere than it seems to."
	case len(policy.prefixes) > 0 && !policy.hasPrefix(id, a.strict()):
		text = fmt.Sprintf("The issuer says that the addresses of its badges begin with %.300s; the address of this one does not.", strings.Join(policy.prefixes, " or "))
	case len(policy.origins) > 0 && !policy.hasOrigin(id):
		text = fmt.Sprintf("The issuer says that its badges are at %.300s; this one is at %.100s.", strings.Join(policy.origins, ", "), hostAt(id))
	case policy.isEmpty() && !sameHost(id, issuer):
		text = fmt.Sprintf("The badge is at %.100s and its issuer at %.100s, which does not say that its badges are elsewhere.", hostAt(id), hostAt(issuer))
	case policy.isEmpty() && a.strict() && !isAsSafe(id, issuer):
		text = "The badge is served without encryption and its issuer is not, so whoever is on the way could have written it."
	case policy.isEmpty() && a.strict() && isWeb(a.badge.id()) && !sameHost(a.badge.id(), issuer):
		text = fmt.Sprintf("The badge is described at %.100s and its issuer is at %.100s, which does not say that its badges are elsewhere.", hostAt(a.badge.id()), hostAt(issuer))
	}
	if text != "" && policy.isEmpty() && a.issuer.moved != "" && !sameHost(a.issuer.moved, issuer) && sameHost(id, a.issuer.moved) {
		a.report.unknown(CheckIssuer, IssuerUnresolvable, fmt.Sprintf("Its issuer was at %.100s and is at %.100s now, and does not say whether badges at the old address are its own.", hostAt(a.issuer.moved), hostAt(issuer)))
		return
	}
	if text != "" {
		a.report.fail(CheckIssuer, KeyNotBoundToIssuer, text)
		return
	}
	if text := a.unsure(policy); text != "" {
		a.report.unknown(CheckIssuer, IssuerUnresolvable, text)
		return
	}
	if a.object.Version == ob2.V05 {
		a.report.pass(CheckIssuer, fmt.Sprintf("It is kept where its issuer is, at %.200s, which is all that badges of this version have to show for themselves.", issuer))
	} else {
		a.report.pass(CheckIssuer, fmt.Sprintf("The issuer, %.200s, says that badges at this address are its own.", issuer))
	}
	a.tellBelieved()
}

// unsure says why an address that the issuer says is one of its badges may have
// somebody else's text; "" if nothing speaks for that.
func (a *assertion) unsure(policy policy) string {
	id, issuer := a.id(), a.issuer.id()
	switch {
	case !a.strict():
	case isSecure(issuer) && !isSecure(id):
		return "The badge is served without encryption and its issuer is not, so whoever is on the way could have written it."
	case len(policy.prefixes) > 0 && a.end != "" && (!isPlain(a.end) || !policy.hasPrefix(a.end, true)):
		// Where several share a host, whoever can redirect within it must not choose.
		return fmt.Sprintf("The issuer says that the addresses of its badges begin with %.300s; that of this one does, but leads on to %.300s, which does not.", strings.Join(policy.prefixes, " or "), a.end)
	}
	return ""
}

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
