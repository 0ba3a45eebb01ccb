package account

import (
	"context"
	"time"

	"blazon/internal/fault"
)

// Guessing a password is slowed three times: for the account and the network
// together, for the account, and for the site. Someone who signed in from a
// network before is known there, and only the first applies to them: strangers
// who guess cannot keep an owner out.
func (a *Accounts) signInLimits(addr Address, prefix string, known bool) (limits []Limit, forgiven []string) {
	own := key("sign-in", addr.Key(), prefix)
	limits = []Limit{
		{Key: own, Burst: 10, Every: 30 * time.Second},
		{Key: key("sign-in network", prefix), Burst: 60, Every: 5 * time.Second},
	}
	if !known {
		limits = append(limits,
			Limit{Key: key("sign-in account", addr.Key()), Burst: 30, Every: time.Minute},
			Limit{Key: key("sign-in site"), Burst: 600, Every: 100 * time.Millisecond},
		)
	}
	return limits, []string{own}
}

// mailLimits slow down what sends mail to an address somebody typed.
func mailLimits(kind, prefix string) []Limit {
	return []Limit{
		{Key: key(kind+" network", prefix), Burst: 20, Every: time.Minute},
		{Key: key(kind + " site"), Burst: 300, Every: time.Second},
	}
}

// mailQuota is how much mail of one kind one address gets.
func mailQuota(kind string, addr Address) Limit {
	return Limit{Key: key(kind+" address", addr.Key()), Burst: 3, Every: 10 * time.Minute}
}

// spend takes an attempt from each limit or asks for patience.
func (a *Accounts) spend(ctx context.Context, limits ...Limit) error {
	wait, _, err := a.Store.Spend(ctx, a.now(), limits...)
	if err != nil {
		return err
	}
	if wait > 0 {
		return tooMany(wait)
	}
	return nil
}

// mayMail spends the limits of sending mail of a kind to addr. Whoever asks is
// told of their own limits, and never of the address's: there, quiet is true and
// nothing is to be sent.
func (a *Accounts) mayMail(ctx context.Context, kind string, addr Address, c Client) (quiet bool, err error) {
	if err := a.spend(ctx, mailLimits(kind, c.Prefix())...); err != nil {
		return false, err
	}
	err = a.spend(ctx, mailQuota(kind, addr))
	if fault.Is(err, fault.TooMany) {
		return true, nil
	}
	return false, err
}
