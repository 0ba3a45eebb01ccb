package account

import (
	"context"
	"fmt"
	"time"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/job"
)

// RequestReset mails a link with which a new password can be set. The answer,
// and the work done before it, are the same whether or not the address has an
// account: the job that sends the mail is what looks.
func (a *Accounts) RequestReset(ctx context.Context, email string, c Client) error {
	addr, err := ParseAddress("email", email)
	if err != nil {
		return err
	}
	quiet, err := a.mayMail(ctx, "reset", addr, c)
	if err != nil || quiet {
		return err
	}
	if err := a.Store.SaveJobs(ctx, job.New(JobReset, mailJob{Object: addr.Key(), Mail: id.New(a.Rand)})); err != nil {
		return fmt.Errorf("request reset: %w", err)
	}
	return nil
}

// resetHint is what to do when a link sets no password.
const resetHint = "Ask for a new link."

// ResetLink returns nil while the link with token sets a password, and else the
// error that Reset would return. It changes nothing.
func (a *Accounts) ResetLink(ctx context.Context, token string) error {
	_, err := a.secret(ctx, SecretReset, hashOf(prefixReset, token))
	if err != nil {
		return orLinkGone(err, "set a new password", resetHint)
	}
	return nil
}

// Reset sets a new password with the token of a link that was mailed, and ends
// everything the old one had opened: sessions, API tokens, other links.
func (a *Accounts) Reset(ctx context.Context, token, password string) error {
	hash := hashOf(prefixReset, token)
	s, err := a.secret(ctx, SecretReset, hash)
	if err != nil {
		return orLinkGone(err, "set a new password", resetHint)
	}
	login, err := a.Store.LoginByID(ctx, s.Subject)
	if err != nil {
		return orLinkGone(err, "set a new password", resetHint)
	}
	if err := a.setPassword(ctx, login.Account, password, PasswordChange{Reset: hash}, "password.reset"); err != nil {
		return orLinkGone(err, "set a new password", resetHint)
	}
	return nil
}

// ChangePassword sets a new password for someone who knows the current one.
// Every other session and every API token ends; keepSession, by its id, goes on.
func (a *Accounts) ChangePassword(ctx context.Context, accountID, current, next, keepSession string) error {
	login, err := a.Store.LoginByID(ctx, accountID)
	if err != nil {
		return fmt.Errorf("change password: %w", err)
	}
	if err := a.spend(ctx, Limit{Key: key("change password", accountID), Burst: 10, Every: 30 * time.Second}); err != nil {
		return err
	}
	ok, err := a.matches(ctx, login.Password, current)
	if err != nil {
		return err
	}
	if !ok {
		return fault.Field("current", "This is not your current password. Type it again, or sign out and ask for a new one.")
	}
	return a.setPassword(ctx, login.Account, next, PasswordChange{Keep: keepSession}, "password.change")
}

func (a *Accounts) setPassword(ctx context.Context, acc Account, password string, c PasswordChange, action string) error {
	addr, err := ParseAddress("email", acc.Email)
	if err != nil {
		return fmt.Errorf("the address of account %s: %v", acc.ID, err) //nolint:errorlint // a broken row is not the caller's fault
	}
	if err := checkPassword("password", password, addr); err != nil {
		return err
	}
	if c.Password, err = a.hash(ctx, password); err != nil {
		return err
	}
	c.AccountID, c.At = acc.ID, a.now()
	e := audit.Entry{At: c.At, Actor: acc.ID, Action: action, Object: acc.ID}
	told := job.New(JobPasswordChanged, mailJob{Object: acc.ID, Mail: id.New(a.Rand)})
	if err := a.Store.SetPassword(ctx, c, e, told); err != nil {
		return fmt.Errorf("set password: %w", err)
	}
	return nil
}
