package issuer

import (
	"context"
	"fmt"
	"slices"

	"blazon/internal/fault"
	"blazon/internal/id"
)

// A Role is what a person is to an issuer.
type Role string

// The roles.
const (
	Owner    Role = "owner"    // everything
	Admin    Role = "admin"    // everything but what cannot be taken back
	Designer Role = "designer" // makes achievements
	Awarder  Role = "awarder"  // awards them
	Assessor Role = "assessor" // judges evidence, and sees no more than that
	Viewer   Role = "viewer"   // looks on
)

// An Action is something done for an issuer.
type Action string

// The actions.
const (
	View       Action = "see the workspace of"
	Edit       Action = "change the profile of"
	ManageKeys Action = "change the keys of"
	Design     Action = "make badges for"
	Award      Action = "award badges for"
	Assess     Action = "judge evidence for"
)

// allowed is who may do what. An action that is not here nobody may do.
var allowed = map[Action][]Role{
	View:       {Owner, Admin, Designer, Awarder, Viewer},
	Edit:       {Owner, Admin},
	ManageKeys: {Owner},
	Design:     {Owner, Admin, Designer},
	Award:      {Owner, Admin, Awarder},
	Assess:     {Owner, Admin, Assessor},
}

// Allows reports whether someone with role r may do a.
func (r Role) Allows(a Action) bool { return slices.Contains(allowed[a], r) }

// noIssuer is the answer for an issuer that does not exist and for one that is
// not for the person who asks; nobody can tell the two apart.
func noIssuer() error {
	return fault.New(fault.NotFound, "There is no such issuer, or you do not work for it.")
}

// Role returns what the account by is to an issuer. It is fault.NotFound for
// those who are nothing to it. The role is read anew each time, so that someone
// who leaves may do nothing more at once.
func (s *Issuers) Role(ctx context.Context, by, issuerID string) (Role, error) {
	if by == "" || !id.Valid(issuerID) {
		return "", noIssuer()
	}
	r, err := s.Store.RoleOf(ctx, issuerID, by)
	if fault.Is(err, fault.NotFound) {
		return "", noIssuer()
	}
	if err != nil {
		return "", fmt.Errorf("role of %s: %w", by, err)
	}
	return r, nil
}

// May returns nil if the account by may do a for an issuer, fault.NotFound if
// they are not of its staff, and fault.Denied if their role does not allow it.
func (s *Issuers) May(ctx context.Context, by, issuerID string, a Action) error {
	r, err := s.Role(ctx, by, issuerID)
	if err != nil {
		return err
	}
	if !r.Allows(a) {
		return fault.New(fault.Denied, "You may not %s this issuer: your role is %s. Ask an owner for another role.", a, r)
	}
	return nil
}
