package issuer

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"blazon/internal/account"
	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/keyring"
	"blazon/internal/once"
	"blazon/internal/page"
	"blazon/internal/text"
)

// How many characters an issuer may use to describe itself.
const (
	maxName        = 200
	maxDescription = 5000
	maxAlt         = 500
)

// checkMarks are characters that say "checked", which only a verifier may.
const checkMarks = "✓✔✅☑🗸🗹"

// check returns d as it is to be kept, or all that is wrong with it.
func (s *Issuers) check(d Draft) (Draft, error) {
	var errs [5]error
	d.Name, errs[0] = text.Rule{Field: "name", Label: "The name", Max: maxName, Required: true}.Check(d.Name)
	if errs[0] == nil && strings.ContainsAny(d.Name, checkMarks) {
		errs[0] = fault.Field("name", "The name has a check mark in it. Leave it out: beside a badge such a mark would look like our word that it is genuine.")
	}
	d.Description, errs[1] = text.Rule{Field: "description", Label: "The description", Max: maxDescription, Lines: true}.Check(d.Description)
	d.URL, errs[2] = text.URL("url", "The web site", d.URL, s.AllowHTTP)
	if d.Email != "" {
		var addr account.Address
		addr, errs[3] = account.ParseAddress("email", d.Email)
		d.Email = addr.String()
	}
	d.ImageAlt, errs[4] = text.Rule{Field: "imageAlt", Label: "The description of the picture", Max: maxAlt}.Check(d.ImageAlt)
	return d, fault.Join(errs[:]...)
}

// picture keeps an uploaded mark and notes where, or leaves the one there is. A
// mark always has words.
func (s *Issuers) picture(ctx context.Context, i *Issuer, image []byte) error {
	if len(image) == 0 && i.ImageKey == "" {
		return nil
	}
	if i.ImageAlt == "" {
		return fault.Field("imageAlt", "The picture has no words. Describe it in a sentence for people who cannot see it.")
	}
	if len(image) == 0 {
		return nil
	}
	key, mediaType, err := s.Pictures.Keep(ctx, image)
	if err != nil {
		return fmt.Errorf("keep picture: %w", err)
	}
	i.ImageKey, i.ImageType = key, mediaType
	return nil
}

// Create makes an issuer whose owner is by, with its keys. The same request
// with the same idempotency key makes it once.
func (s *Issuers) Create(ctx context.Context, by string, d Draft, idempotencyKey string) (Issuer, error) {
	d, err := s.check(d)
	if err != nil {
		return Issuer{}, err
	}
	k, err := once.New(by, "issuer", idempotencyKey, []byte(d.Name), []byte(d.Description), []byte(d.URL), []byte(d.Email), []byte(d.ImageAlt), d.Image)
	if err != nil {
		return Issuer{}, err
	}
	if made, err := s.made(ctx, k); err != nil || made.ID != "" {
		return made, err
	}
	now := s.now()
	i := Issuer{
		ID: id.New(s.Rand), Name: d.Name, Description: d.Description, URL: d.URL, Email: d.Email, ImageAlt: d.ImageAlt,
		Revision: 1, CreatedAt: now, UpdatedAt: now,
	}
	if i.Standing, err = s.firstStanding(ctx, by); err != nil {
		return Issuer{}, fmt.Errorf("create issuer: %w", err)
	}
	if err := s.picture(ctx, &i, d.Image); err != nil {
		return Issuer{}, err
	}
	keys, err := s.Keys.New(i.ID)
	if err != nil {
		return Issuer{}, fmt.Errorf("create issuer: %w", err)
	}
	err = s.Store.AddIssuer(ctx, New{
		Issuer: i, Owner: by, Keys: keys, Once: k,
		Audit: audit.Entry{At: now, Actor: by, Action: "issuer.create", Object: i.ID, IssuerID: i.ID, Detail: audit.Detail(i.Name)},
	})
	if errors.Is(err, once.ErrDone) {
		return s.made(ctx, k)
	}
	if err != nil {
		return Issuer{}, fmt.Errorf("create issuer: %w", err)
	}
	return i, nil
}

// made returns the issuer that k made before, or none.
func (s *Issuers) made(ctx context.Context, k once.Key) (Issuer, error) {
	issuerID, err := once.Find(ctx, s.Store, k)
	if err != nil || issuerID == "" {
		return Issuer{}, err
	}
	return s.Store.Issuer(ctx, issuerID)
}

// Update changes what an issuer says about itself. Revision is the one the
// change was made from: if someone else was faster it is fault.Conflict.
func (s *Issuers) Update(ctx context.Context, by, issuerID string, revision int, d Draft) (Issuer, error) {
	if err := s.May(ctx, by, issuerID, Edit); err != nil {
		return Issuer{}, err
	}
	d, err := s.check(d)
	if err != nil {
		return Issuer{}, err
	}
	i, err := s.Store.Issuer(ctx, issuerID)
	if err != nil {
		return Issuer{}, fmt.Errorf("update issuer: %w", err)
	}
	stale := fault.New(fault.Conflict, "Someone else changed this issuer while you were writing. Load the page again and repeat your change.")
	if i.Revision != revision {
		return Issuer{}, stale
	}
	old := i.Name
	i.Name, i.Description, i.URL, i.Email, i.ImageAlt = d.Name, d.Description, d.URL, d.Email, d.ImageAlt
	i.Revision, i.UpdatedAt = revision+1, s.now()
	if err := s.renamed(ctx, by, &i, old); err != nil {
		return Issuer{}, fmt.Errorf("update issuer: %w", err)
	}
	if err := s.picture(ctx, &i, d.Image); err != nil {
		return Issuer{}, err
	}
	err = s.Store.UpdateIssuer(ctx, i, audit.Entry{At: i.UpdatedAt, Actor: by, Action: "issuer.update", Object: i.ID, IssuerID: i.ID, Detail: audit.Detail(i.Name)})
	if fault.Is(err, fault.Conflict) {
		return Issuer{}, stale
	}
	if err != nil {
		return Issuer{}, fmt.Errorf("update issuer: %w", err)
	}
	return i, nil
}

// Issuer returns an issuer to someone of its staff.
func (s *Issuers) Issuer(ctx context.Context, by, issuerID string) (Issuer, error) {
	if _, err := s.Role(ctx, by, issuerID); err != nil {
		return Issuer{}, err
	}
	return s.Public(ctx, issuerID)
}

// Public returns an issuer to anyone. What an issuer says about itself is
// public, and stays so when it is archived, because its badges remain.
func (s *Issuers) Public(ctx context.Context, issuerID string) (Issuer, error) {
	if !id.Valid(issuerID) {
		return Issuer{}, noIssuer()
	}
	i, err := s.Store.Issuer(ctx, issuerID)
	if fault.Is(err, fault.NotFound) {
		return Issuer{}, noIssuer()
	}
	if err != nil {
		return Issuer{}, fmt.Errorf("find issuer: %w", err)
	}
	return i, nil
}

// List returns the issuers that by works for.
func (s *Issuers) List(ctx context.Context, by string, q page.Query) (page.Page[Issuer], error) {
	return s.Store.IssuersOf(ctx, by, q)
}

// PublicList returns the issuers that are not archived.
func (s *Issuers) PublicList(ctx context.Context, q page.Query) (page.Page[Issuer], error) {
	return s.Store.PublicIssuers(ctx, q)
}

// Image returns the mark of an issuer and its media type.
func (s *Issuers) Image(ctx context.Context, issuerID string) (data []byte, mediaType string, err error) {
	i, err := s.Public(ctx, issuerID)
	if err != nil {
		return nil, "", err
	}
	if i.ImageKey == "" {
		return nil, "", fault.New(fault.NotFound, "This issuer has no picture.")
	}
	data, err = s.Pictures.Load(ctx, i.ImageKey)
	if err != nil {
		return nil, "", fmt.Errorf("picture of issuer %s: %w", issuerID, err)
	}
	return data, i.ImageType, nil
}

// SigningKeys returns every key of an issuer, oldest first.
func (s *Issuers) SigningKeys(ctx context.Context, by, issuerID string) ([]keyring.Key, error) {
	if err := s.May(ctx, by, issuerID, View); err != nil {
		return nil, err
	}
	return s.Keys.Keys(ctx, issuerID)
}

// RotateKey replaces an active key; see keyring.Keyring.Rotate.
func (s *Issuers) RotateKey(ctx context.Context, by, issuerID, keyID string) (keyring.Key, error) {
	if err := s.May(ctx, by, issuerID, ManageKeys); err != nil {
		return keyring.Key{}, err
	}
	return s.Keys.Rotate(ctx, by, issuerID, keyID)
}

// CompromiseKey withdraws a key; see keyring.Keyring.Compromise.
func (s *Issuers) CompromiseKey(ctx context.Context, by, issuerID, keyID string) error {
	if err := s.May(ctx, by, issuerID, ManageKeys); err != nil {
		return err
	}
	return s.Keys.Compromise(ctx, by, issuerID, keyID)
}
