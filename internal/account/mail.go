package account

import (
	"context"
	_ "embed" // for the messages
	"encoding/json"
	"fmt"
	"net/url"
	"time"

	"blazon/internal/fault"
	"blazon/internal/job"
	"blazon/internal/mail"
)

// The kinds of job of this package.
const (
	JobConfirm         = "account.confirm"          // mail a link that confirms an address
	JobReset           = "account.reset"            // mail a link that sets a password
	JobPasswordChanged = "account.password-changed" // mail that a password was changed
)

// mailJob says what a mail is about and which mail it is, so that one that is
// sent twice can be known for the same.
type mailJob struct {
	Object string `json:"object"`
	Mail   string `json:"mail,omitempty"`
}

// Mailer sends mail.
type Mailer interface {
	Send(ctx context.Context, m mail.Message) error
}

//go:embed messages.en.tmpl
var english string

var letters = mail.MustLetters("en", english)

// Jobs maps each kind of job of this package to what does it.
func (a *Accounts) Jobs() map[string]func(ctx context.Context, args []byte) error {
	handle := func(do func(context.Context, mailJob) error) func(context.Context, []byte) error {
		return func(ctx context.Context, args []byte) error {
			var j mailJob
			if err := json.Unmarshal(args, &j); err != nil {
				return job.GiveUp(fmt.Errorf("read job: %w", err))
			}
			return do(ctx, j)
		}
	}
	return map[string]func(context.Context, []byte) error{
		JobConfirm:         handle(a.mailConfirm),
		JobReset:           handle(a.mailReset),
		JobPasswordChanged: handle(a.mailPasswordChanged),
	}
}

// mailConfirm writes to the address of a registration: with a link, or, if the
// address has an account, that it has. The name that was entered is not in it,
// for whoever entered it may be anyone.
func (a *Accounts) mailConfirm(ctx context.Context, j mailJob) error {
	p, err := a.Store.PendingRegistration(ctx, j.Object)
	if fault.Is(err, fault.NotFound) {
		return nil // confirmed, or forgotten
	}
	if err != nil {
		return fmt.Errorf("mail a confirmation: %w", err)
	}
	left := p.ExpiresAt.Sub(a.now())
	if left <= 0 {
		return nil
	}
	l := letter{kind: JobConfirm, id: "confirm." + p.ID, Duration: spell(left)}
	if p.IP != noPrefix {
		l.From = p.IP
	}
	login, err := a.Store.LoginByEmail(ctx, p.EmailKey)
	switch {
	case err == nil:
		l.Link = a.BaseURL + "/sign-in"
		return a.send(ctx, login.Account.Email, "known", l)
	case !fault.Is(err, fault.NotFound):
		return fmt.Errorf("mail a confirmation: %w", err)
	}
	token, err := a.newLink(ctx, prefixConfirm, Secret{Kind: SecretConfirm, Subject: p.ID, ExpiresAt: p.ExpiresAt})
	if err != nil {
		return err
	}
	l.Link = a.BaseURL + "/confirm/" + token
	return a.send(ctx, p.Email, "confirm", l)
}

// mailReset writes a link to the address of an account: the address that is
// kept, not the one that was typed. An address without an account gets nothing,
// so that nobody can have strangers written to.
func (a *Accounts) mailReset(ctx context.Context, j mailJob) error {
	login, err := a.Store.LoginByEmail(ctx, j.Object)
	if fault.Is(err, fault.NotFound) || err == nil && !login.Account.DisabledAt.IsZero() {
		return nil
	}
	if err != nil {
		return fmt.Errorf("mail a new password: %w", err)
	}
	token, err := a.newLink(ctx, prefixReset, Secret{Kind: SecretReset, Subject: login.Account.ID, ExpiresAt: a.now().Add(resetLife)})
	if err != nil {
		return err
	}
	l := letter{kind: JobReset, id: "reset." + j.Mail, Link: a.BaseURL + "/reset/" + token, Duration: spell(resetLife)}
	return a.send(ctx, login.Account.Email, "reset", l)
}

// mailPasswordChanged tells the owner of an account, in case it was not them.
func (a *Accounts) mailPasswordChanged(ctx context.Context, j mailJob) error {
	login, err := a.Store.LoginByID(ctx, j.Object)
	if fault.Is(err, fault.NotFound) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("mail that a password was changed: %w", err)
	}
	l := letter{kind: JobPasswordChanged, id: "password-changed." + j.Mail, Link: a.BaseURL + "/reset"}
	return a.send(ctx, login.Account.Email, "changed", l)
}

// newLink saves a new secret and returns it. It is made only now, when it is
// mailed, and kept as a hash.
func (a *Accounts) newLink(ctx context.Context, prefix string, s Secret) (token string, err error) {
	token, s.Hash = a.newSecret(prefix)
	s.CreatedAt = a.now()
	if err := a.Store.SaveSecret(ctx, s); err != nil {
		return "", fmt.Errorf("make a link: %w", err)
	}
	return token, nil
}

// A letter is what a message says, and which message it is.
type letter struct {
	kind, id string

	Site     string // the host of the site
	Link     string
	From     string // the network the request came from
	Duration string // how long the link works
}

// send writes to an address.
func (a *Accounts) send(ctx context.Context, to, name string, l letter) error {
	base, err := url.Parse(a.BaseURL)
	if err != nil {
		return fmt.Errorf("write mail: %w", err)
	}
	l.Site = base.Host
	m := mail.Message{Kind: l.kind, MessageID: l.id + "@" + base.Hostname(), To: to}
	if m, err = letters.Write(m, name, l); err != nil {
		return err
	}
	if err := a.Mail.Send(ctx, m); err != nil {
		return fmt.Errorf("send mail %s: %w", l.id, err)
	}
	return nil
}

// spell writes a duration for people.
func spell(d time.Duration) string {
	switch s := int(d.Seconds()); {
	case s == 1:
		return "a second"
	case s < 120:
		return fmt.Sprintf("%d seconds", s)
	case s < 2*3600:
		return fmt.Sprintf("%d minutes", (s+59)/60)
	default:
		return fmt.Sprintf("%d hours", (s+1800)/3600)
	}
}
