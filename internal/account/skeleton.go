package account

import (
	"context"
	"errors"
	"time"
)

func (a *Accounts) SetupToken(ctx context.Context) (token string, needed bool, err error) {
	return "", false, errors.ErrUnsupported
}
func (a *Accounts) Setup(ctx context.Context, token string, r Registration, c Client) (Account, string, error) {
	return Account{}, "", errors.ErrUnsupported
}
func (a *Accounts) Init(ctx context.Context, r Registration) (Account, error) {
	return Account{}, errors.ErrUnsupported
}
func (a *Accounts) Register(ctx context.Context, r Registration, c Client) error {
	return errors.ErrUnsupported
}
func (a *Accounts) ConfirmEmail(ctx context.Context, token string) (Account, error) {
	return Account{}, errors.ErrUnsupported
}
func (a *Accounts) SignIn(ctx context.Context, email, password string, c Client) (secret string, s Session, err error) {
	return "", Session{}, errors.ErrUnsupported
}
func (a *Accounts) SignOut(ctx context.Context, secret string) error { return errors.ErrUnsupported }
func (a *Accounts) BySession(ctx context.Context, secret string) (Account, Session, error) {
	return Account{}, Session{}, errors.ErrUnsupported
}
func (a *Accounts) Sessions(ctx context.Context, accountID string) ([]Session, error) {
	return nil, errors.ErrUnsupported
}
func (a *Accounts) EndSession(ctx context.Context, accountID, sessionID string) error {
	return errors.ErrUnsupported
}
func (a *Accounts) EndOtherSessions(ctx context.Context, accountID, keepSession string) error {
	return errors.ErrUnsupported
}
func (a *Accounts) RequestReset(ctx context.Context, email string, c Client) error {
	return errors.ErrUnsupported
}
func (a *Accounts) Reset(ctx context.Context, token, password string) error {
	return errors.ErrUnsupported
}
func (a *Accounts) ChangePassword(ctx context.Context, accountID, current, next, keepSession string) error {
	return errors.ErrUnsupported
}
func (a *Accounts) NewToken(ctx context.Context, accountID, name string, scopes []string, ttl time.Duration) (Token, string, error) {
	return Token{}, "", errors.ErrUnsupported
}
func (a *Accounts) Tokens(ctx context.Context, accountID string) ([]Token, error) {
	return nil, errors.ErrUnsupported
}
func (a *Accounts) RevokeToken(ctx context.Context, accountID, tokenID string) error {
	return errors.ErrUnsupported
}
func (a *Accounts) ByToken(ctx context.Context, secret string) (Account, Token, error) {
	return Account{}, Token{}, errors.ErrUnsupported
}

// ByEmail is for the command line (blazon token).
func (a *Accounts) ByEmail(ctx context.Context, email string) (Account, error) {
	return Account{}, errors.ErrUnsupported
}

// Jobs maps each kind of job of this package to what does it.
func (a *Accounts) Jobs() map[string]func(ctx context.Context, args []byte) error { return nil }

// ForgetExpired is run once an hour by app.
func (a *Accounts) ForgetExpired(ctx context.Context) error { return errors.ErrUnsupported }
