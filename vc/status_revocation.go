package vc

import (
	"context"
	"errors"
	"fmt"

	"blazon/jsonld"
	"blazon/statuslist"
)

// A revocations is a 1EdTech Revocation List that was read.
type revocations struct {
	list    statuslist.RevocationList
	err     error // why it is none that counts
	names   *listedNames
	unclear bool // an entry may be that of any credential
}

// revocationList looks the credential up in a 1EdTech Revocation List.
//
// VCRL 1.0; RV-04: the list is that of the credential's issuer, however that is written.
func (j *judgement) revocationList(ctx context.Context, e statuslist.Entry) Check {
	r, err := j.session.revoked.get(ctx, fmt.Sprint(j.strict(), e.Credential), func(ctx context.Context) (*revocations, error) { return j.readRevocations(ctx, e.Credential) })
	if err != nil {
		return unavailable(err)
	}
	if r.err != nil {
		return invalidList("")
	}
	if j.strict() && !isOneList(r.list.ID, e.Credential) {
		return invalidList("It does not call itself by the address at which the badge names it.")
	}
	if j.cred.id == "" {
		return answer(CheckStatus, Unknown, StatusUnavailable, "Its issuer lists withdrawn badges by their ids, and this one has none.")
	}
	reason, revoked := r.names.find(r.names.plain(j.cred.id))
	switch {
	case revoked:
		return answer(CheckStatus, Fail, StatusRevoked, revokedText(reason))
	case j.strict() && plainName(r.list.Issuer) != plainName(j.cred.issuer):
		return answer(CheckStatus, Unknown, StatusListInvalid, fmt.Sprintf("The list that the badge names says that it is that of another issuer, %.200s, and does not have the badge.", r.list.Issuer))
	case r.unclear && j.strict():
		return answer(CheckStatus, Unknown, StatusUnavailable, "The list of withdrawn badges has an entry of which nobody can say which badge it means.")
	}
	return Check{Name: CheckStatus, Result: Pass}
}

// readRevocations gets the list at an address and reads it. The error says that there is
// none.
func (j *judgement) readRevocations(ctx context.Context, address string) (*revocations, error) {
	resp, err := j.fetchList(ctx, address, "application/json, application/ld+json")
	if err != nil {
		return nil, err
	}
	v, err := jsonld.Parse(resp.Body, jsonld.Limits{Members: 200_000})
	if err != nil {
		return nil, errors.New("what is there is not a revocation list")
	}
	one, many := v.Get("revokedCredential"), v.Get("revokedCredentials")
	r := new(revocations)
	r.list, r.err = statuslist.ParseRevocationList(v)
	switch {
	case r.err != nil && v.Get("id") == nil && v.Get("issuer") == nil && one == nil && many == nil:
		return nil, errors.New("what is there is not a revocation list")
	case r.err != nil && one.Kind() == jsonld.Null || r.err != nil && many.Kind() == jsonld.Null:
		return nil, errors.New("the list does not say which badges were withdrawn")
	case r.err == nil:
		return r, r.look(ctx, newNames(j.strict(), address, resp.URL))
	}
	return r, nil
}

// look notes the names of all that the list withdraws. Addresses without a host are at
// that of the list, by whichever of its addresses; one that is no address at all may be
// the name of any badge.
func (r *revocations) look(ctx context.Context, names *listedNames) error {
	for i, c := range r.list.RevokedCredential {
		if err := isTimeFor(ctx, i); err != nil {
			return fmt.Errorf("read the list of withdrawn badges: %w", err)
		}
		names.add(c.ID, c.RevocationReason, true)
		r.unclear = r.unclear || isUnclear(c.ID)
	}
	r.names = names
	return nil
}
