package account_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
)

// A person registers, confirms the address, signs in, and is known.
func TestRegister(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	must(t, w.Register(ctx, account.Registration{Email: " Ada@School.example", Name: " Ada ", Password: password}, home))
	_, _, err := w.SignIn(ctx, "ada@school.example", password, home)
	wantFault(t, err, fault.Unauthenticated) // not before the address is confirmed
	w.work(t)
	m := w.sent(t)
	if len(m) != 1 || m[0].To != "Ada@school.example" || !strings.Contains(m[0].Text, "192.0.2.7") || !strings.Contains(m[0].Text, "24 hours") {
		t.Fatalf("sent %+v", m)
	}
	token := w.link(t, "confirm")
	if !strings.Contains(m[0].HTML, "/confirm/"+token) {
		t.Errorf("the link is not in %s", m[0].HTML)
	}
	acc, err := w.ConfirmEmail(ctx, token)
	must(t, err)
	if acc.Email != "Ada@school.example" || acc.Name != "Ada" || acc.Admin || acc.VerifiedAt.IsZero() {
		t.Errorf("the account is %+v", acc)
	}
	_, err = w.ConfirmEmail(ctx, token)
	wantFault(t, err, fault.NotFound)
	secret, s := w.signIn(t, "ADA@school.EXAMPLE")
	who, same, err := w.BySession(ctx, secret)
	must(t, err)
	if who.ID != acc.ID || same.ID != s.ID || same.UserAgent != "Browser/1" {
		t.Errorf("signed in as %+v in %+v", who, same)
	}
	found, err := w.ByEmail(ctx, "ada@school.example")
	must(t, err)
	if found.ID != acc.ID {
		t.Errorf("found %+v", found)
	}
	_, err = w.ByEmail(ctx, "bob@school.example")
	wantFault(t, err, fault.NotFound)
}

// All that is wrong is said at once.
func TestRegistrationFaults(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for _, tt := range []struct {
		name string
		r    account.Registration
		want []string
	}{
		{"everything", account.Registration{Email: "x", Name: "a\x00", Password: "short"}, []string{"email", "name", "password"}},
		{"the address as password", account.Registration{Email: "ada.lovelace@school.example", Name: "Ada", Password: "Ada.Lovelace"}, []string{"password"}},
		{"no name", account.Registration{Email: "ada@school.example", Name: " ", Password: password}, []string{"name"}},
		{"one character again", account.Registration{Email: "ada@school.example", Name: "Ada", Password: "ééééééééé"}, []string{"password"}},
		{"a NUL", account.Registration{Email: "ada@school.example", Name: "Ada", Password: "pass\x00word"}, []string{"password"}},
		{"no text", account.Registration{Email: "ada@school.example", Name: "Ada", Password: "pass\xffword"}, []string{"password"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			err := w.Register(t.Context(), tt.r, home)
			wantFault(t, err, fault.Invalid)
			var got []string
			for _, f := range fault.Fields(err) {
				got = append(got, f.Field)
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("faults of %v, want %v", got, tt.want)
			}
		})
	}
	if jobs := w.Store.take(); len(jobs) != 0 {
		t.Errorf("%d jobs were saved", len(jobs))
	}
}

// A confirmation that comes late, twice or for what is confirmed already does
// no harm.
func TestConfirmJob(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	must(t, w.Register(ctx, account.Registration{Email: "ada@school.example", Name: "Ada", Password: password}, home))
	j := w.Store.take()[0]
	do := w.Jobs()[j.Kind]
	must(t, do(ctx, j.Args))
	token := w.link(t, "confirm")
	must(t, do(ctx, j.Args)) // the same message, which the outbox knows
	if got := len(w.sent(t)); got != 1 {
		t.Errorf("%d messages", got)
	}
	if _, err := w.ConfirmEmail(ctx, token); err != nil {
		t.Errorf("the link of the first: %v", err)
	}
	must(t, do(ctx, j.Args))
	if got := len(w.sent(t)); got != 1 {
		t.Errorf("%d messages after the confirmation", got)
	}
	must(t, w.Register(ctx, account.Registration{Email: "bob@school.example", Name: "Ada", Password: password}, home))
	w.Clock.add(24 * time.Hour)
	w.work(t)
	if got := len(w.sent(t)); got != 1 {
		t.Errorf("%d messages when it is too late", got)
	}
	if err := do(ctx, []byte("[")); err == nil {
		t.Error("a job that cannot be read was done")
	}
}

// Who registers again is told that they have an account, in mail only.
func TestRegisterAgain(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register(t, "ada@school.example")
	must(t, w.Register(t.Context(), account.Registration{Email: "ADA@school.example", Name: "Ada", Password: "something else entirely"}, home))
	w.work(t)
	m := w.sent(t)[0]
	if !strings.Contains(m.Subject, "already have an account") || !strings.Contains(m.Text, "https://badges.example/sign-in") || strings.Contains(m.Text, "/confirm/") || m.To != "ada@school.example" {
		t.Errorf("sent %+v", m)
	}
	w.signIn(t, "ada@school.example")
}

// The first administrator needs the link that was printed, which works once.
func TestSetup(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	r := account.Registration{Email: "root@school.example", Name: "Root", Password: password}
	token, needed, err := w.SetupToken(ctx)
	if err != nil || !needed {
		t.Fatal(needed, err)
	}
	for _, bad := range []string{"", "obi_x", token + "a", "obr_" + token[4:]} {
		_, _, err := w.Setup(ctx, bad, r, home)
		wantFault(t, err, fault.NotFound)
	}
	acc, secret, err := w.Setup(ctx, token, r, home)
	must(t, err)
	if who, _, err := w.BySession(ctx, secret); err != nil || who.ID != acc.ID || !who.Admin {
		t.Errorf("signed in as %+v, %v", who, err)
	}
	_, _, err = w.Setup(ctx, token, r, home)
	if err == nil {
		t.Error("the link worked twice")
	}
	if _, needed, err := w.SetupToken(ctx); needed || err != nil {
		t.Error(needed, err)
	}
	_, err = w.Init(ctx, r)
	wantFault(t, err, fault.Conflict)
}

// A setup link runs out.
func TestSetupExpires(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	token, _, err := w.SetupToken(t.Context())
	must(t, err)
	w.Clock.add(7 * 24 * time.Hour)
	_, _, err = w.Setup(t.Context(), token, account.Registration{Email: "root@school.example", Name: "Ada", Password: password}, home)
	wantFault(t, err, fault.NotFound)
}

// Sessions end when they are old or idle, when they are ended, and at sign-out.
func TestSessions(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	acc := w.register(t, "ada@school.example")
	idle, _ := w.signIn(t, "ada@school.example")
	used, mine := w.signIn(t, "ada@school.example")
	for range 4 {
		w.Clock.add(7*24*time.Hour + time.Hour)
		if _, _, err := w.BySession(ctx, used); err != nil {
			t.Fatalf("after %v: %v", w.Clock.now(), err)
		}
	}
	_, _, err := w.BySession(ctx, idle)
	wantFault(t, err, fault.Unauthenticated)
	list, err := w.Sessions(ctx, acc.ID)
	must(t, err)
	if len(list) != 1 || list[0].ID != mine.ID {
		t.Errorf("listed %+v", list)
	}
	w.Clock.add(2 * 24 * time.Hour)
	_, _, err = w.BySession(ctx, used) // 30 days old
	wantFault(t, err, fault.Unauthenticated)

	one, s1 := w.signIn(t, "ada@school.example")
	two, s2 := w.signIn(t, "ada@school.example")
	three, _ := w.signIn(t, "ada@school.example")
	wantFault(t, w.EndSession(ctx, "somebody", s1.ID), fault.NotFound)
	wantFault(t, w.EndSession(ctx, acc.ID, "x"), fault.NotFound)
	must(t, w.EndSession(ctx, acc.ID, s1.ID))
	wantFault(t, w.EndSession(ctx, acc.ID, s1.ID), fault.NotFound)
	must(t, w.EndOtherSessions(ctx, acc.ID, s2.ID))
	for secret, live := range map[string]bool{one: false, two: true, three: false, "": false, "obs_x": false} {
		if _, _, err := w.BySession(ctx, secret); (err == nil) != live {
			t.Errorf("session %.8s: %v", secret, err)
		}
	}
	must(t, w.SignOut(ctx, two))
	must(t, w.SignOut(ctx, two))
	_, _, err = w.BySession(ctx, two)
	wantFault(t, err, fault.Unauthenticated)
}

// Reading goes on while nothing can be written.
func TestLockedDatabase(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	acc := w.register(t, "ada@school.example")
	secret, _ := w.signIn(t, "ada@school.example")
	_, token, err := w.NewToken(t.Context(), acc.ID, "CI", []string{"award:read"}, 0)
	must(t, err)
	w.Clock.add(time.Hour)
	w.Store.locked = true
	if _, _, err := w.BySession(t.Context(), secret); err != nil {
		t.Errorf("session: %v", err)
	}
	if _, _, err := w.ByToken(t.Context(), token); err != nil {
		t.Errorf("token: %v", err)
	}
}

// A token works within its scopes, until it expires or is revoked.
func TestTokens(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	acc := w.register(t, "ada@school.example")
	tok, secret, err := w.NewToken(ctx, acc.ID, " CI ", []string{"award:write", "issuer:read", "award:write"}, time.Hour)
	must(t, err)
	if tok.Name != "CI" || !slices.Equal(tok.Scopes, []string{"issuer:read", "award:write"}) || !strings.HasPrefix(secret, tok.Prefix) || len(secret) != 56 {
		t.Errorf("made %+v, %s", tok, secret)
	}
	who, got, err := w.ByToken(ctx, secret)
	must(t, err)
	if who.ID != acc.ID || got.ID != tok.ID || !got.LastUsedAt.Equal(w.Clock.now()) {
		t.Errorf("acts for %+v as %+v", who, got)
	}
	for _, bad := range []string{"", secret + "a", secret[:len(secret)-1], strings.ToUpper(secret), "obs_" + secret[4:]} {
		_, _, err := w.ByToken(ctx, bad)
		wantFault(t, err, fault.Unauthenticated)
	}
	wantFault(t, w.RevokeToken(ctx, "somebody", tok.ID), fault.NotFound)
	w.Clock.add(time.Hour)
	_, _, err = w.ByToken(ctx, secret)
	wantFault(t, err, fault.Unauthenticated)
	last, secret, err := w.NewToken(ctx, acc.ID, "for ever", []string{"award:read"}, 0)
	must(t, err)
	must(t, w.RevokeToken(ctx, acc.ID, last.ID))
	wantFault(t, w.RevokeToken(ctx, acc.ID, last.ID), fault.NotFound)
	_, _, err = w.ByToken(ctx, secret)
	wantFault(t, err, fault.Unauthenticated)

	_, _, err = w.NewToken(ctx, acc.ID, "", []string{"root"}, -1)
	if got := len(fault.Fields(err)); got != 3 {
		t.Errorf("%d faults: %v", got, err)
	}
	_, _, err = w.NewToken(ctx, acc.ID, "x", nil, 0)
	wantFault(t, err, fault.Invalid)
}

// What has run out is forgotten.
func TestForgetExpired(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	must(t, w.Register(ctx, account.Registration{Email: "ada@school.example", Name: "Ada", Password: password}, home))
	w.work(t)
	token := w.link(t, "confirm")
	w.Clock.add(25 * time.Hour)
	must(t, w.ForgetExpired(ctx))
	_, err := w.ConfirmEmail(ctx, token)
	wantFault(t, err, fault.NotFound)
	w.register(t, "ada@school.example")
}
