package storetest

import (
	"sync"
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/job"
)

func testAccounts(t *testing.T, w *World) {
	ctx := t.Context()
	a := w.Account(t, "Ada@School.example")
	got, err := w.DB.LoginByID(ctx, a.ID)
	must(t, err)
	same(t, account.Login{Account: a, Password: "$argon2id$" + a.ID}, got)
	addr, err := account.ParseAddress("email", "ada@school.EXAMPLE")
	must(t, err)
	got, err = w.DB.LoginByEmail(ctx, addr.Key())
	must(t, err)
	same(t, a, got.Account)
	_, err = w.DB.LoginByEmail(ctx, "bob@school.example")
	wantFault(t, err, fault.NotFound)
	_, err = w.DB.LoginByID(ctx, "nobody")
	wantFault(t, err, fault.NotFound)
	if err := w.DB.Ready(ctx); err != nil {
		t.Errorf("not ready: %v", err)
	}
}

func testFirstAdmin(t *testing.T, w *World) {
	ctx := t.Context()
	has, err := w.DB.HasAdmin(ctx)
	must(t, err)
	same(t, false, has)
	link, late := []byte("a link"), []byte("an old link")
	must(t, w.DB.SaveSecret(ctx, account.Secret{Kind: account.SecretSetup, Hash: link, CreatedAt: Now, ExpiresAt: Now.Add(time.Second)}))
	must(t, w.DB.SaveSecret(ctx, account.Secret{Kind: account.SecretSetup, Hash: late, CreatedAt: day(-8), ExpiresAt: Now}))
	admin := func() account.Login {
		id := w.id("acct")
		return account.Login{Account: account.Account{ID: id, Email: id + "@school.example", Name: "Grace", Admin: true, VerifiedAt: Now, CreatedAt: Now}, Password: "x"}
	}
	wantFault(t, w.DB.AddFirstAdmin(ctx, admin(), []byte("no link"), Entry("account.setup", "", "")), fault.NotFound)
	wantFault(t, w.DB.AddFirstAdmin(ctx, admin(), late, Entry("account.setup", "", "")), fault.NotFound)

	// Many try at once, with and without the link: there is one first.
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		setup := link
		if i%2 == 0 {
			setup = nil
		}
		l := admin()
		wg.Go(func() { errs[i] = w.DB.AddFirstAdmin(ctx, l, setup, Entry("account.setup", "", "")) })
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantFault(t, err, fault.Conflict)
	}
	same(t, 1, won)
	has, err = w.DB.HasAdmin(ctx)
	must(t, err)
	same(t, true, has)
	for _, hash := range [][]byte{link, late} {
		_, err = w.DB.Secret(ctx, account.SecretSetup, hash)
		wantFault(t, err, fault.NotFound)
	}
	verifyAudit(t, w, 1)
}

func testRegistrations(t *testing.T, w *World) {
	ctx := t.Context()
	pending := func(name string) account.Pending {
		return account.Pending{
			ID: w.id("acct"), Email: "Ada@school.example", EmailKey: "ada@school.example", Name: name, Password: "hash of " + name,
			IP: "2001:db8::/64", CreatedAt: Now, ExpiresAt: day(1),
		}
	}
	one, two := pending("Ada"), pending("Mallory")
	must(t, w.DB.SaveRegistration(ctx, one, job.New("account.confirm", one.ID)))
	must(t, w.DB.SaveRegistration(ctx, two, job.New("account.confirm", two.ID)))
	got, err := w.DB.PendingRegistration(ctx, two.ID)
	must(t, err)
	same(t, two, got)
	for _, p := range []account.Pending{one, two} {
		must(t, w.DB.SaveSecret(ctx, account.Secret{Kind: account.SecretConfirm, Hash: []byte(p.ID), Subject: p.ID, CreatedAt: Now, ExpiresAt: day(1)}))
	}
	login := func(p account.Pending) account.Login {
		return account.Login{Account: account.Account{ID: p.ID, Email: p.Email, Name: p.Name, VerifiedAt: Now, CreatedAt: Now}, Password: p.Password}
	}
	e := Entry("account.confirm", one.ID, "")
	wantFault(t, w.DB.ConfirmRegistration(ctx, []byte(two.ID), one, login(one), e), fault.NotFound) // the link of another
	lateEntry := e
	lateEntry.At = day(2)
	wantFault(t, w.DB.ConfirmRegistration(ctx, []byte(one.ID), one, login(one), lateEntry), fault.NotFound)
	must(t, w.DB.ConfirmRegistration(ctx, []byte(one.ID), one, login(one), e))
	wantFault(t, w.DB.ConfirmRegistration(ctx, []byte(one.ID), one, login(one), e), fault.NotFound)
	_, err = w.DB.PendingRegistration(ctx, two.ID)
	wantFault(t, err, fault.NotFound)
	_, err = w.DB.Secret(ctx, account.SecretConfirm, []byte(two.ID))
	wantFault(t, err, fault.NotFound)

	// Somebody registers the address once more and confirms it.
	three := pending("Eve")
	must(t, w.DB.SaveRegistration(ctx, three))
	must(t, w.DB.SaveSecret(ctx, account.Secret{Kind: account.SecretConfirm, Hash: []byte(three.ID), Subject: three.ID, CreatedAt: Now, ExpiresAt: day(1)}))
	wantFault(t, w.DB.ConfirmRegistration(ctx, []byte(three.ID), three, login(three), e), fault.Conflict)
	_, err = w.DB.Secret(ctx, account.SecretConfirm, []byte(three.ID))
	must(t, err) // nothing changed
}

func testPasswords(t *testing.T, w *World) {
	ctx := t.Context()
	a, other := w.Account(t, "ada@school.example"), w.Account(t, "bob@school.example")
	session := func(accountID string) string {
		s := account.Session{ID: w.id("sess"), AccountID: accountID, CreatedAt: Now, SeenAt: Now, ExpiresAt: day(30)}
		must(t, w.DB.AddSession(ctx, s, []byte(s.ID), Entry("account.sign-in", accountID, "")))
		return s.ID
	}
	keep, ended, others := session(a.ID), session(a.ID), session(other.ID)
	token := account.Token{ID: w.id("tokn"), AccountID: a.ID, Name: "script", CreatedAt: Now, ExpiresAt: day(1)}
	must(t, w.DB.AddToken(ctx, token, []byte("token"), Entry("account.token", a.ID, "")))
	reset := func(hash string, subject string) {
		must(t, w.DB.SaveSecret(ctx, account.Secret{Kind: account.SecretReset, Hash: []byte(hash), Subject: subject, CreatedAt: Now, ExpiresAt: day(1)}))
	}
	reset("one", a.ID)
	reset("two", a.ID)
	reset("other", other.ID)
	e := Entry("account.password", a.ID, "")
	change := account.PasswordChange{AccountID: a.ID, Password: "new", Keep: keep, At: Now, Reset: []byte("other")}
	wantFault(t, w.DB.SetPassword(ctx, change, e), fault.NotFound)
	change.Reset = []byte("one")
	must(t, w.DB.SetPassword(ctx, change, e, job.New("account.password-changed", a.ID)))
	l, err := w.DB.LoginByID(ctx, a.ID)
	must(t, err)
	same(t, "new", l.Password)
	for hash, want := range map[string]bool{keep: true, ended: false, others: true} {
		_, _, err := w.DB.SessionByHash(ctx, []byte(hash))
		if got := err == nil; got != want {
			t.Errorf("session %s is there: %v (%v), want %v", hash, got, err, want)
		}
	}
	got, _, err := w.DB.TokenByHash(ctx, []byte("token"))
	must(t, err)
	same(t, Now, got.RevokedAt)
	for _, hash := range []string{"one", "two"} {
		_, err = w.DB.Secret(ctx, account.SecretReset, []byte(hash))
		wantFault(t, err, fault.NotFound)
	}
	_, err = w.DB.Secret(ctx, account.SecretReset, []byte("other"))
	must(t, err)
	wantFault(t, w.DB.SetPassword(ctx, change, e), fault.NotFound) // the link was used
	change = account.PasswordChange{AccountID: "nobody", Password: "x", At: Now}
	wantFault(t, w.DB.SetPassword(ctx, change, e), fault.NotFound)
}

func testLimits(t *testing.T, w *World) {
	ctx := t.Context()
	perMinute := account.Limit{Key: "a", Burst: 3, Every: time.Minute}
	perHour := account.Limit{Key: "b", Burst: 1, Every: time.Hour}
	for i := range 3 {
		wait, _, err := w.DB.Spend(ctx, Now, perMinute)
		must(t, err)
		if wait != 0 {
			t.Errorf("attempt %d has to wait %v", i, wait)
		}
	}
	wait, which, err := w.DB.Spend(ctx, Now, perHour, perMinute)
	must(t, err)
	if wait != time.Minute || which != 1 {
		t.Errorf("wait %v for limit %d, want a minute for 1", wait, which)
	}
	wait, _, err = w.DB.Spend(ctx, Now, perHour) // nothing was taken from it before
	must(t, err)
	same(t, 0, wait)
	wait, which, err = w.DB.Spend(ctx, Now, perMinute, perHour)
	must(t, err)
	if wait != time.Hour || which != 1 {
		t.Errorf("wait %v for limit %d, want an hour for 1", wait, which)
	}
	must(t, w.DB.Forgive(ctx, "a", "b", "c"))
	wait, _, err = w.DB.Spend(ctx, Now, perMinute, perHour)
	must(t, err)
	same(t, 0, wait)

	// Together, many get no more than one alone.
	var wg sync.WaitGroup
	waits := make([]time.Duration, 20)
	errs := make([]error, len(waits))
	crowd := account.Limit{Key: "crowd", Burst: 5, Every: time.Minute}
	for i := range waits {
		limits := []account.Limit{crowd, {Key: "y", Burst: 100, Every: time.Minute}, {Key: "x", Burst: 100, Every: time.Minute}}
		if i%2 == 0 {
			limits[1], limits[2] = limits[2], limits[1]
		}
		wg.Go(func() { waits[i], _, errs[i] = w.DB.Spend(ctx, Now, limits...) })
	}
	wg.Wait()
	passed := 0
	for i, wait := range waits {
		must(t, errs[i])
		if wait == 0 {
			passed++
		}
	}
	same(t, 5, passed)
}

func testForgetExpired(t *testing.T, w *World) {
	ctx := t.Context()
	a := w.Account(t, "ada@school.example")
	secret := func(hash string, expires time.Time) {
		must(t, w.DB.SaveSecret(ctx, account.Secret{Kind: account.SecretReset, Hash: []byte(hash), Subject: a.ID, CreatedAt: Now, ExpiresAt: expires}))
	}
	secret("old", Now)
	secret("new", Now.Add(time.Microsecond))
	must(t, w.DB.SaveRegistration(ctx, account.Pending{ID: "old", EmailKey: "x", ExpiresAt: Now}))
	must(t, w.DB.SaveRegistration(ctx, account.Pending{ID: "new", EmailKey: "y", ExpiresAt: day(1)}))
	session := func(id string, expires, ended time.Time) {
		s := account.Session{ID: id, AccountID: a.ID, CreatedAt: day(-200), SeenAt: day(-200), ExpiresAt: expires, Prefix: "net " + id}
		must(t, w.DB.AddSession(ctx, s, []byte(id), Entry("account.sign-in", a.ID, "")))
		if !ended.IsZero() {
			_, err := w.DB.EndSessions(ctx, a.ID, account.Ending{Only: id}, ended, Entry("account.sign-out", a.ID, ""))
			must(t, err)
		}
	}
	session("expired long ago", day(-91), time.Time{})
	session("expired", day(-89), time.Time{})
	session("ended long ago", day(10), day(-91))
	session("ended", day(10), day(-89))
	must(t, w.DB.ForgetExpired(ctx, Now))
	for hash, want := range map[string]bool{"old": false, "new": true} {
		_, err := w.DB.Secret(ctx, account.SecretReset, []byte(hash))
		same(t, want, err == nil)
		_, err = w.DB.PendingRegistration(ctx, hash)
		same(t, want, err == nil)
	}
	for id, want := range map[string]bool{"expired long ago": false, "expired": true, "ended long ago": false, "ended": true} {
		from, err := w.DB.SignedInFrom(ctx, a.ID, "net "+id, day(-300))
		must(t, err)
		if from != want {
			t.Errorf("the session %q is remembered: %v, want %v", id, from, want)
		}
	}
}
