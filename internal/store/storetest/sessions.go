package storetest

import (
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
)

func testSessions(t *testing.T, w *World) {
	ctx := t.Context()
	a, other := w.Account(t, "ada@school.example"), w.Account(t, "bob@school.example")
	add := func(accountID string, seen, expires time.Time) account.Session {
		s := account.Session{
			ID: w.id("sess"), AccountID: accountID, CreatedAt: Now, SeenAt: seen, ExpiresAt: expires,
			UserAgent: "Netscape \U0001f9ed", IP: "2001:db8::7", Prefix: "2001:db8::/64",
		}
		must(t, w.DB.AddSession(ctx, s, []byte("hash "+s.ID), Entry("account.sign-in", accountID, "")))
		return s
	}
	first, last := add(a.ID, day(1), day(30)), add(a.ID, day(2), day(30))
	expired, bobs := add(a.ID, day(3), Now), add(other.ID, Now, day(30))

	s, acc, err := w.DB.SessionByHash(ctx, []byte("hash "+first.ID))
	must(t, err)
	same(t, first, s)
	same(t, a, acc)
	s, _, err = w.DB.SessionByHash(ctx, []byte("hash "+expired.ID)) // whoever asks looks at the date
	must(t, err)
	same(t, expired, s)
	_, _, err = w.DB.SessionByHash(ctx, nil)
	wantFault(t, err, fault.NotFound)
	list, err := w.DB.SessionsOf(ctx, a.ID, Now)
	must(t, err)
	same(t, []account.Session{last, first}, list)
	wantFault(t, w.DB.AddSession(ctx, account.Session{ID: w.id("sess"), AccountID: a.ID}, []byte("hash "+first.ID), Entry("account.sign-in", a.ID, "")), fault.Conflict)
	wantFault(t, w.DB.AddSession(ctx, account.Session{ID: w.id("sess"), AccountID: "nobody"}, []byte("x"), Entry("account.sign-in", a.ID, "")), fault.NotFound)

	must(t, w.DB.TouchSession(ctx, first.ID, day(5)))
	must(t, w.DB.TouchSession(ctx, first.ID, day(4))) // a slower node comes too late
	s, _, err = w.DB.SessionByHash(ctx, []byte("hash "+first.ID))
	must(t, err)
	same(t, day(5), s.SeenAt)

	for prefix, want := range map[string]bool{"2001:db8::/64": true, "2001:db8:1::/64": false} {
		from, err := w.DB.SignedInFrom(ctx, a.ID, prefix, day(-1))
		must(t, err)
		same(t, want, from)
	}
	from, err := w.DB.SignedInFrom(ctx, a.ID, "2001:db8::/64", Now)
	must(t, err)
	same(t, false, from)

	end := func(accountID string, sel account.Ending) int {
		n, err := w.DB.EndSessions(ctx, accountID, sel, Now, Entry("account.sign-out", accountID, ""))
		must(t, err)
		return n
	}
	before := auditLength(t, w)
	same(t, 0, end(a.ID, account.Ending{Only: bobs.ID})) // not hers
	same(t, before, auditLength(t, w))
	same(t, 2, end(a.ID, account.Ending{Except: first.ID}))
	same(t, before+1, auditLength(t, w))
	_, _, err = w.DB.SessionByHash(ctx, []byte("hash "+last.ID))
	wantFault(t, err, fault.NotFound)
	same(t, 1, end(a.ID, account.Ending{}))
	same(t, 1, end(other.ID, account.Ending{Only: bobs.ID}))
	from, err = w.DB.SignedInFrom(ctx, a.ID, "2001:db8::/64", day(-1)) // ended sessions are remembered
	must(t, err)
	same(t, true, from)
}

func testTokens(t *testing.T, w *World) {
	ctx := t.Context()
	a, other := w.Account(t, "ada@school.example"), w.Account(t, "bob@school.example")
	one := account.Token{
		ID: w.id("tokn"), AccountID: a.ID, Name: "Ädas Skript", Prefix: "blz_abc", Scopes: []string{"award:read", "award:write"},
		CreatedAt: Now, ExpiresAt: day(90),
	}
	two := account.Token{ID: w.id("tokn"), AccountID: a.ID, Name: "none", Scopes: []string{}, CreatedAt: day(1), ExpiresAt: day(2)}
	must(t, w.DB.AddToken(ctx, one, []byte("one"), Entry("account.token", one.ID, "")))
	must(t, w.DB.AddToken(ctx, two, []byte("two"), Entry("account.token", two.ID, "")))
	got, acc, err := w.DB.TokenByHash(ctx, []byte("one"))
	must(t, err)
	same(t, one, got)
	same(t, a, acc)
	list, err := w.DB.TokensOf(ctx, a.ID)
	must(t, err)
	same(t, []account.Token{two, one}, list)

	must(t, w.DB.TouchToken(ctx, one.ID, day(1)))
	must(t, w.DB.TouchToken(ctx, one.ID, Now))
	wantFault(t, w.DB.RevokeToken(ctx, other.ID, one.ID, Now, Entry("account.token", one.ID, "")), fault.NotFound)
	must(t, w.DB.RevokeToken(ctx, a.ID, one.ID, day(2), Entry("account.token", one.ID, "")))
	wantFault(t, w.DB.RevokeToken(ctx, a.ID, one.ID, Now, Entry("account.token", one.ID, "")), fault.NotFound)
	got, _, err = w.DB.TokenByHash(ctx, []byte("one"))
	must(t, err)
	one.LastUsedAt, one.RevokedAt = day(1), day(2)
	same(t, one, got)
	list, err = w.DB.TokensOf(ctx, a.ID)
	must(t, err)
	same(t, []account.Token{two}, list)
	_, _, err = w.DB.TokenByHash(ctx, []byte("three"))
	wantFault(t, err, fault.NotFound)
	wantFault(t, w.DB.AddToken(ctx, account.Token{ID: w.id("tokn"), AccountID: a.ID}, []byte("two"), Entry("account.token", "", "")), fault.Conflict)
}
