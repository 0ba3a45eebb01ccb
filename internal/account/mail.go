package account

import (
	"context"

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

// Jobs maps each kind of job of this package to what does it.
func (a *Accounts) Jobs() map[string]func(ctx context.Context, args []byte) error { return nil }
