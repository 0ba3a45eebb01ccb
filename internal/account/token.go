package account

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/text"
)

// Limits of API tokens.
const (
	maxTokens    = 100
	maxTokenLife = 5 * 366 * 24 * time.Hour
	// shownOfToken is how much of a secret its list shows: the prefix and 40 of
	// 256 bits.
	shownOfToken = len(prefixToken) + 8
	usedEvery    = time.Minute
)

// NewToken makes a token for programs that act for an account, and returns its
// secret, which is not kept. It expires after ttl, or never if ttl is zero.
func (a *Accounts) NewToken(ctx context.Context, accountID, name string, scopes []string, ttl time.Duration) (Token, string, error) {
	name, err := text.Rule{Field: "name", Label: "The name of the token", Max: maxName, Required: true}.Check(name)
	scopes, err2 := checkScopes(scopes)
	var err3 error
	if ttl < 0 || ttl > maxTokenLife {
		err3 = fault.Field("expires", "A token lasts at most five years. Choose an earlier day.")
	}
	if err := fault.Join(err, err2, err3); err != nil {
		return Token{}, "", err
	}
	have, err := a.Tokens(ctx, accountID)
	if err != nil {
		return Token{}, "", err
	}
	if len(have) >= maxTokens {
		return Token{}, "", fault.New(fault.Conflict, "You have %d tokens, which is as many as there can be. Revoke one that is no longer used.", len(have))
	}
	now := a.now()
	secret, hash := a.newSecret(prefixToken)
	t := Token{ID: id.New(a.Rand), AccountID: accountID, Name: name, Prefix: secret[:shownOfToken], Scopes: scopes, CreatedAt: now}
	if ttl > 0 {
		t.ExpiresAt = now.Add(ttl)
	}
	e := audit.Entry{At: now, Actor: accountID, Action: "token.new", Object: t.ID, Detail: audit.Detail(name + ": " + strings.Join(scopes, " "))}
	if err := a.Store.AddToken(ctx, t, hash, e); err != nil {
		return Token{}, "", fmt.Errorf("add token: %w", err)
	}
	return t, secret, nil
}

// checkScopes returns scopes in the order of Scopes, each once.
func checkScopes(scopes []string) ([]string, error) {
	for _, s := range scopes {
		if !slices.Contains(Scopes(), s) {
			return nil, fault.Field("scopes", "There is no scope %q. The scopes are %s.", shown(s, 40), strings.Join(Scopes(), ", "))
		}
	}
	var out []string
	for _, s := range Scopes() {
		if slices.Contains(scopes, s) {
			out = append(out, s)
		}
	}
	if len(out) == 0 {
		return nil, fault.Field("scopes", "The token may do nothing. Choose at least one scope.")
	}
	return out, nil
}

// Tokens returns the tokens of an account that are not revoked, newest first.
func (a *Accounts) Tokens(ctx context.Context, accountID string) ([]Token, error) {
	tokens, err := a.Store.TokensOf(ctx, accountID)
	if err != nil {
		return nil, fmt.Errorf("list tokens: %w", err)
	}
	return tokens, nil
}

// RevokeToken ends a token of an account.
func (a *Accounts) RevokeToken(ctx context.Context, accountID, tokenID string) error {
	gone := fault.New(fault.NotFound, "There is no such token. It may have been revoked already.")
	if !id.Valid(tokenID) {
		return gone
	}
	now := a.now()
	err := a.Store.RevokeToken(ctx, accountID, tokenID, now, audit.Entry{At: now, Actor: accountID, Action: "token.revoke", Object: tokenID})
	if fault.Is(err, fault.NotFound) {
		return gone
	}
	if err != nil {
		return fmt.Errorf("revoke token: %w", err)
	}
	return nil
}

// ByToken returns who the secret of a token acts for. It is
// fault.Unauthenticated when the token does not work.
func (a *Accounts) ByToken(ctx context.Context, secret string) (Account, Token, error) {
	bad := fault.New(fault.Unauthenticated, "The API token is wrong, has expired or was revoked. Make a new one on your account page.")
	hash := hashOf(prefixToken, secret)
	if hash == nil {
		return Account{}, Token{}, bad
	}
	t, acc, err := a.Store.TokenByHash(ctx, hash)
	if fault.Is(err, fault.NotFound) {
		return Account{}, Token{}, bad
	}
	if err != nil {
		return Account{}, Token{}, fmt.Errorf("find token: %w", err)
	}
	now := a.now()
	if !t.RevokedAt.IsZero() || !acc.DisabledAt.IsZero() || !t.ExpiresAt.IsZero() && !now.Before(t.ExpiresAt) {
		return Account{}, Token{}, bad
	}
	if now.Sub(t.LastUsedAt) >= usedEvery {
		err := a.Store.TouchToken(ctx, t.ID, now)
		if err != nil && !fault.Is(err, fault.Unavailable) { // as in BySession
			return Account{}, Token{}, fmt.Errorf("use token: %w", err)
		}
		t.LastUsedAt = now
	}
	return acc, t, nil
}

// ByEmail returns the account that has an address. Only operators ask so.
func (a *Accounts) ByEmail(ctx context.Context, email string) (Account, error) {
	addr, err := ParseAddress("email", email)
	if err != nil {
		return Account{}, err
	}
	login, err := a.Store.LoginByEmail(ctx, addr.Key())
	if fault.Is(err, fault.NotFound) {
		return Account{}, fault.New(fault.NotFound, "No account has the address %s.", addr)
	}
	return login.Account, err
}
