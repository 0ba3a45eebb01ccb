package account

import (
	"context"
	"fmt"
	"time"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/job"
	"blazon/internal/text"
)

// How long links work.
const (
	setupLife   = 7 * 24 * time.Hour
	confirmLife = 24 * time.Hour
	resetLife   = 30 * time.Minute
)

// maxName is how many characters the name of a person or token has.
const maxName = 100

// parse checks all that was entered and says all that is wrong with it.
func (r Registration) parse() (Registration, Address, error) {
	addr, err1 := ParseAddress("email", r.Email)
	name, err2 := text.Rule{Field: "name", Label: "The name", Max: maxName, Required: true}.Check(r.Name)
	err3 := checkPassword("password", r.Password, addr)
	return Registration{addr.String(), name, r.Password}, addr, fault.Join(err1, err2, err3)
}

// SetupToken returns the secret of a link that makes the first administrator.
// It is not needed when there is one. Each call makes a new link; all of them
// end when one is used.
func (a *Accounts) SetupToken(ctx context.Context) (token string, needed bool, err error) {
	has, err := a.Store.HasAdmin(ctx)
	if err != nil || has {
		return "", false, err
	}
	token, hash := a.newSecret(prefixSetup)
	now := a.now()
	err = a.Store.SaveSecret(ctx, Secret{Kind: SecretSetup, Hash: hash, CreatedAt: now, ExpiresAt: now.Add(setupLife)})
	if err != nil {
		return "", false, fmt.Errorf("set up: %w", err)
	}
	return token, true, nil
}

// NeedsSetup reports whether there is no administrator yet.
func (a *Accounts) NeedsSetup(ctx context.Context) (bool, error) {
	has, err := a.Store.HasAdmin(ctx)
	return !has, err
}

// Setup makes the first administrator, with the token of a link that was
// printed where only the operator can read it, and signs them in.
func (a *Accounts) Setup(ctx context.Context, token string, r Registration, c Client) (Account, string, error) {
	hash := hashOf(prefixSetup, token)
	if hash == nil {
		return Account{}, "", linkGone("set up the site", "Start Blazon again; it prints a new link as long as there is no administrator.")
	}
	acc, err := a.addFirst(ctx, r, hash)
	if err != nil {
		return Account{}, "", err
	}
	secret, _, err := a.newSession(ctx, acc, c)
	return acc, secret, err
}

// Init makes the first administrator from the command line, where no link is
// needed.
func (a *Accounts) Init(ctx context.Context, r Registration) (Account, error) {
	return a.addFirst(ctx, r, nil)
}

func (a *Accounts) addFirst(ctx context.Context, r Registration, setup []byte) (Account, error) {
	r, _, err := r.parse()
	if err != nil {
		return Account{}, err
	}
	hashed, err := a.hash(ctx, r.Password)
	if err != nil {
		return Account{}, err
	}
	now := a.now()
	acc := Account{ID: id.New(a.Rand), Email: r.Email, Name: r.Name, Admin: true, VerifiedAt: now, CreatedAt: now}
	err = a.Store.AddFirstAdmin(ctx, Login{acc, hashed}, setup, audit.Entry{At: now, Actor: acc.ID, Action: "account.setup", Object: acc.ID})
	switch {
	case fault.Is(err, fault.NotFound):
		return Account{}, linkGone("set up the site", "Start Blazon again; it prints a new link as long as there is no administrator.")
	case fault.Is(err, fault.Conflict):
		return Account{}, fault.Wrap(err, fault.Conflict, "There is an administrator already. Sign in as them, or register an account of your own.")
	case err != nil:
		return Account{}, fmt.Errorf("add the first administrator: %w", err)
	}
	return acc, nil
}

// Register keeps a wish for an account and mails a link that confirms the
// address. The answer, and the work done before it, are the same whether or not
// the address has an account; what is different is in the mail.
func (a *Accounts) Register(ctx context.Context, r Registration, c Client) error {
	r, addr, err := r.parse()
	if err != nil {
		return err
	}
	quiet, err := a.mayMail(ctx, "register", addr, c)
	if err != nil {
		return err
	}
	hashed, err := a.hash(ctx, r.Password)
	if err != nil || quiet {
		return err
	}
	now := a.now()
	p := Pending{
		ID: id.New(a.Rand), Email: addr.String(), EmailKey: addr.Key(), Name: r.Name, Password: hashed,
		IP: c.Prefix(), CreatedAt: now, ExpiresAt: now.Add(confirmLife),
	}
	if err := a.Store.SaveRegistration(ctx, p, job.New(JobConfirm, mailJob{Object: p.ID})); err != nil {
		return fmt.Errorf("register: %w", err)
	}
	return nil
}

// confirmHint is what to do when a link confirms no address.
const confirmHint = "Register again to get a new one, or sign in if you have confirmed the address already."

// ConfirmEmail makes the account that was asked for, with the token of the link
// that was mailed. It must follow from a POST: mail is opened by machines.
func (a *Accounts) ConfirmEmail(ctx context.Context, token string) (Account, error) {
	hash := hashOf(prefixConfirm, token)
	s, err := a.secret(ctx, SecretConfirm, hash)
	if err != nil {
		return Account{}, orLinkGone(err, "confirm an address", confirmHint)
	}
	p, err := a.Store.PendingRegistration(ctx, s.Subject)
	if err != nil {
		return Account{}, orLinkGone(err, "confirm an address", confirmHint)
	}
	now := a.now()
	acc := Account{ID: p.ID, Email: p.Email, Name: p.Name, VerifiedAt: now, CreatedAt: now}
	err = a.Store.ConfirmRegistration(ctx, hash, p, Login{acc, p.Password}, audit.Entry{At: now, Actor: acc.ID, Action: "account.confirm", Object: acc.ID})
	if fault.Is(err, fault.Conflict) {
		return Account{}, fault.Wrap(err, fault.Conflict, "This address has an account already. Sign in, or ask for a new password if you have lost it.")
	}
	if err != nil {
		return Account{}, orLinkGone(err, "confirm an address", confirmHint)
	}
	return acc, nil
}

// ConfirmLink returns nil while the link with token confirms an address, and else
// the error that ConfirmEmail would return. It changes nothing.
func (a *Accounts) ConfirmLink(ctx context.Context, token string) error {
	_, err := a.secret(ctx, SecretConfirm, hashOf(prefixConfirm, token))
	if err != nil {
		return orLinkGone(err, "confirm an address", confirmHint)
	}
	return nil
}

// secret finds a link that still works.
func (a *Accounts) secret(ctx context.Context, kind string, hash []byte) (Secret, error) {
	if hash == nil {
		return Secret{}, fault.New(fault.NotFound, "There is no such link.")
	}
	s, err := a.Store.Secret(ctx, kind, hash)
	if err != nil {
		return Secret{}, err
	}
	if !a.now().Before(s.ExpiresAt) {
		return Secret{}, fault.New(fault.NotFound, "The link has expired.")
	}
	return s, nil
}

// orLinkGone makes a fault.NotFound into what to say about a link.
func orLinkGone(err error, purpose, hint string) error {
	if fault.Is(err, fault.NotFound) {
		return linkGone(purpose, hint)
	}
	return fmt.Errorf("%s: %w", purpose, err)
}

// linkGone is the one answer for links that were used, have expired, or never were.
func linkGone(purpose, hint string) error {
	return fault.New(fault.NotFound, "This link to %s does not work: it has been used, has expired, or was not copied whole. %s", purpose, hint)
}
