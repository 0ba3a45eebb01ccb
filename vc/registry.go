package vc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"blazon/did"
)

// A RegistrySource says where a registry of issuers is and who must have signed it.
type RegistrySource struct{ URL, Issuer string }

// ParseRegistrySource reads a source as people write it: the address of the
// registry, an equals sign, and the id of its issuer, which is an address of the
// web or a DID. The error wraps ErrRegistry.
func ParseRegistrySource(text string) (RegistrySource, error) {
	at := -1
	for _, begin := range []string{"=https://", "=http://", "=did:"} {
		at = max(at, strings.LastIndex(text, begin))
	}
	if at < 0 || !isWeb(text[:at]) || len(text) > maxMethod {
		return RegistrySource{}, fmt.Errorf("%w: %.200q is not the address of a registry and, behind =, the id of its issuer", ErrRegistry, text)
	}
	return RegistrySource{text[:at], text[at+1:]}, nil
}

// RegistryAt is Registry for a registry that is fetched. One that could not be had is
// an error that wraps ErrRegistry as well, and a Report that is indeterminate; so is one
// that is older than an edition of it which Memory has seen. One whose id is another
// address is another registry of the same issuer.
func (v *Verifier) RegistryAt(ctx context.Context, source RegistrySource) (*TrustList, *Report, error) {
	begun, inner, cancel, err := v.Begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer cancel()
	resp, err := begun.Fetcher.Fetch(inner, source.URL, "application/vc, application/vc+jwt, application/ld+json, application/json")
	if err == nil && resp.Status != 200 {
		err = &did.FetchError{URL: source.URL, Err: fmt.Errorf("the answer has the status %d", resp.Status)}
	}
	if gone := Gone(ctx); gone != nil {
		return nil, nil, gone
	}
	if err != nil {
		return nil, Unreached(Strict, begun.Now(), FetchFailed, ""), fmt.Errorf("%w: it could not be had: %w", ErrRegistry, err)
	}
	l, r, cred, err := begun.registry(inner, resp.Body, source.Issuer)
	if err != nil {
		return nil, r, err
	}
	if isWeb(cred.id) && withoutFragment(cred.id) != withoutFragment(source.URL) {
		return nil, r, fmt.Errorf("%w: what is there is another one, %.200s", ErrRegistry, cred.id)
	}
	if edition := cred.edition(); v.Memory != nil && v.Memory.Newest(source.URL, edition).After(edition) {
		const old = "The registry that was to be had is an old one: a newer edition of it was seen before."
		return nil, Unreached(Strict, begun.Now(), FetchFailed, old), fmt.Errorf("%w: it is an old edition, from %s; a newer one was seen before", ErrRegistry, date(edition))
	}
	return l, r, nil
}

// Registry reads a list of issuers that is a credential: its subjects are the
// issuers, each a Profile. It must be valid and be issued by issuer, whom the
// operator named: a registry that vouches for itself vouches for nothing. The
// Report says what was found out, also where the error wraps ErrRegistry.
func (v *Verifier) Registry(ctx context.Context, input []byte, issuer string) (*TrustList, *Report, error) {
	begun, inner, cancel, err := v.Begin(ctx)
	if err != nil {
		return nil, nil, err
	}
	defer cancel()
	l, r, _, err := begun.registry(inner, input, issuer)
	return l, r, err
}

// registry reads a registry that must be of issuer, and returns the credential, too.
func (v *Verifier) registry(ctx context.Context, input []byte, issuer string) (*TrustList, *Report, *credential, error) {
	j := v.judge(Options{Profile: Strict}, role{any: true})
	if !j.readText(parse(input, trustLimits)) {
		return nil, j.done(), nil, fmt.Errorf("%w: it cannot be read", ErrRegistry)
	}
	r := j.all(ctx)
	if err := Gone(ctx); err != nil {
		return nil, nil, nil, err
	}
	switch {
	case r.Verdict != Valid:
		return nil, r, nil, fmt.Errorf("%w: the verdict on it is %s", ErrRegistry, r.Verdict)
	case j.cred.issuer != issuer || issuer == "":
		return nil, r, nil, fmt.Errorf("%w: it was issued by %.200s", ErrRegistry, j.cred.issuer)
	case j.cred.kind != kindOther:
		return nil, r, nil, fmt.Errorf("%w: it is a credential of another kind", ErrTrustList)
	}
	l := &TrustList{Name: j.cred.doc.Get("name").Str()}
	if l.Name == "" {
		l.Name = issuer
	}
	subjects := j.cred.doc.Get("credentialSubject").Items()
	for _, s := range subjects {
		if !slices.Contains(texts(s.Get("type")), "Profile") {
			return nil, r, nil, fmt.Errorf("%w: one of its subjects is no Profile", ErrTrustList)
		}
	}
	if err := l.add(subjects); err != nil {
		return nil, r, nil, err
	}
	return l, r, j.cred, nil
}
