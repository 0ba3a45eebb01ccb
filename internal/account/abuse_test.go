package account_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/audit"
	"blazon/internal/fault"
)

// Nothing that was registered before an address was confirmed counts: whoever
// can read its mail decides, and what others entered is gone.
func TestAbuse_REC_02(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	evil := account.Registration{Email: "victim@school.example", Name: "visit evil.example", Password: "the attacker's"}
	must(t, w.Register(ctx, evil, account.Client{IP: "203.0.113.9"}))
	w.work(t)
	theirs := w.link(t, "confirm")
	if m := w.sent(t)[0]; strings.Contains(m.Text+m.HTML+m.Subject+m.ToName, "evil") || !strings.Contains(m.Text, "203.0.113.9") {
		t.Errorf("sent %+v", m)
	}
	w.Clock.add(time.Hour)
	w.register(t, "victim@school.example")
	_, err := w.ConfirmEmail(ctx, theirs)
	wantFault(t, err, fault.NotFound)
	_, _, err = w.SignIn(ctx, evil.Email, evil.Password, home)
	wantFault(t, err, fault.Unauthenticated)
	w.signIn(t, "victim@school.example")
}

// Links in mail are made from the configured address of the site, whatever a
// request says; there is no request that could say so.
func TestAbuse_MAIL_03(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register(t, "ada@school.example")
	must(t, w.RequestReset(t.Context(), "ada@school.example", account.Client{IP: "evil.example", UserAgent: "Host: evil.example"}))
	w.work(t)
	w.link(t, "reset")
	for _, m := range w.sent(t) {
		must(t, m.Check())
		if strings.Contains(m.Text+m.HTML, "evil") || !strings.HasSuffix(m.MessageID, "@badges.example") {
			t.Errorf("sent %+v", m)
		}
	}
}

// One address gets only so much mail, and whoever asks is answered the same.
func TestAbuse_MAIL_04(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.register(t, "ada@school.example")
	for i := range 15 {
		must(t, w.RequestReset(t.Context(), "ada@school.example", account.Client{IP: fmt.Sprint("198.51.100.", i)}))
		must(t, w.Register(t.Context(), account.Registration{Email: "bob@school.example", Name: "Ada", Password: password}, account.Client{IP: fmt.Sprint("198.51.101.", i)}))
	}
	w.work(t)
	got := make(map[string]int)
	for _, m := range w.sent(t) {
		got[m.Kind+" "+m.To]++
	}
	if got["account.reset ada@school.example"] != 3 || got["account.confirm bob@school.example"] != 3 {
		t.Errorf("sent %v", got)
	}
	// One network may not write to many addresses.
	var err error
	for i := 0; err == nil && i < 50; i++ {
		err = w.RequestReset(t.Context(), fmt.Sprintf("p%d@school.example", i), home)
	}
	wantFault(t, err, fault.TooMany)
	if fault.All(err)[0].RetryAfter <= 0 {
		t.Error("it does not say when to come back")
	}
}

// Ten thousand passwords from many networks are slowed, and the owner, who
// signed in from home before, still gets in there.
func TestAbuse_SE_04(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.register(t, "ada@school.example")
	w.signIn(t, "ada@school.example")
	tried := 0
	for i := range 1000 {
		_, _, err := w.SignIn(ctx, "ada@school.example", fmt.Sprint("guess number ", i), account.Client{IP: fmt.Sprintf("198.51.%d.%d", i/250, i%250)})
		if fault.Is(err, fault.Unauthenticated) {
			tried++
		} else {
			wantFault(t, err, fault.TooMany)
		}
	}
	if tried > 40 {
		t.Errorf("%d passwords were tried", tried)
	}
	w.signIn(t, "ada@school.example")
	// An IPv6 household is one network.
	tried = 0
	for i := range 100 {
		_, _, err := w.SignIn(ctx, fmt.Sprintf("p%d@school.example", i), "a wrong password", account.Client{IP: fmt.Sprintf("2001:db8::%x", i+1)})
		if fault.Is(err, fault.Unauthenticated) {
			tried++
		}
	}
	if tried > 60 {
		t.Errorf("%d passwords were tried from one /64", tried)
	}
	// Even from home guesses are few, and a good one clears them.
	for range 9 {
		_, _, err := w.SignIn(ctx, "ada@school.example", "wrong wrong", home)
		wantFault(t, err, fault.Unauthenticated)
	}
	w.signIn(t, "ada@school.example")
	var err error
	for range 11 {
		_, _, err = w.SignIn(ctx, "ada@school.example", "wrong wrong", home)
	}
	wantFault(t, err, fault.TooMany)
	_, _, err = w.SignIn(ctx, "ada@school.example", password, home)
	wantFault(t, err, fault.TooMany)
	w.Clock.add(time.Minute)
	w.signIn(t, "ada@school.example")
}

// An address that has an account and one that has not are answered alike: in
// words, in what is saved, and in time.
func TestAbuse_SE_05(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.Cost = account.Cost{Memory: 8 << 10, Passes: 2}
	w.register(t, "ada@school.example")
	for name, call := range map[string]func(email string) error{
		"sign in": func(email string) error { _, _, err := w.SignIn(ctx, email, "a wrong password", home); return err },
		"reset":   func(email string) error { return w.RequestReset(ctx, email, home) },
		"register": func(email string) error {
			return w.Register(ctx, account.Registration{Email: email, Name: "Ada", Password: password}, home)
		},
	} {
		known := call("ada@school.example")
		jobs := len(w.Store.take())
		unknown := call("nobody@school.example")
		if fmt.Sprint(known) != fmt.Sprint(unknown) || jobs != len(w.Store.take()) {
			t.Errorf("%s: %v for a known address, %v for an unknown one", name, known, unknown)
		}
	}
	const rounds = 9
	var known, unknown []time.Duration
	for range rounds {
		w.Clock.add(time.Hour)
		for email, times := range map[string]*[]time.Duration{"ada@school.example": &known, "nobody@school.example": &unknown} {
			start := time.Now()
			_, _, err := w.SignIn(ctx, email, "a wrong password", home)
			*times = append(*times, time.Since(start))
			wantFault(t, err, fault.Unauthenticated)
		}
	}
	// Hashing takes nearly all of the time. The quickest of each are compared,
	// because the machine may do other things meanwhile.
	if a, b := slices.Min(known), slices.Min(unknown); a > 2*b || b > 2*a {
		t.Errorf("a known address takes %v, an unknown one %v", a, b)
	}
}

// A password may be long and no longer, and all of it counts.
func TestAbuse_SE_06(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	long := strings.Repeat("abcdefgh", 32)
	must(t, w.Register(ctx, account.Registration{Email: "ada@school.example", Name: "Ada", Password: long}, home))
	w.work(t)
	_, err := w.ConfirmEmail(ctx, w.link(t, "confirm"))
	must(t, err)
	for _, wrong := range []string{long[:72], long[:255], long[:255] + "x", long + "x", strings.Repeat("x", 1<<20)} {
		_, _, err := w.SignIn(ctx, "ada@school.example", wrong, home)
		wantFault(t, err, fault.Unauthenticated)
	}
	_, _, err = w.SignIn(ctx, "ada@school.example", long, home)
	must(t, err)
	for _, p := range []string{long + "x", strings.Repeat("x", 1<<20), "1234567"} {
		err := w.Register(ctx, account.Registration{Email: "bob@school.example", Name: "Ada", Password: p}, home)
		wantFault(t, err, fault.Invalid)
	}
	login, err := w.Store.LoginByEmail(ctx, "ada@school.example")
	must(t, err)
	if !strings.HasPrefix(login.Password, "$argon2id$v=19$m=64,t=1,p=1$") {
		t.Errorf("kept as %s", login.Password)
	}
	w.Cost = account.Cost{}
	must(t, w.ChangePassword(ctx, login.Account.ID, long, password, ""))
	login, err = w.Store.LoginByEmail(ctx, "ada@school.example")
	must(t, err)
	if !strings.HasPrefix(login.Password, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Errorf("by default kept as %s", login.Password)
	}
	w.signIn(t, "ada@school.example")
}

// A hash that was not made here is an error, and never work.
func TestForeignHashes(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	acc := w.register(t, "ada@school.example")
	login, err := w.Store.LoginByEmail(ctx, "ada@school.example")
	must(t, err)
	for _, bad := range []string{
		"x", "$2a$10$abcdefghijklmnopqrstuv", strings.Replace(login.Password, "m=64", "m=4294967295", 1),
		strings.Replace(login.Password, "t=1", "t=0", 1), strings.Replace(login.Password, "t=1", "t=4294967295", 1),
		strings.Replace(login.Password, "p=1", "p=12", 1), strings.Replace(login.Password, "v=19", "v=16", 1),
		login.Password + "=", login.Password[:len(login.Password)-4],
	} {
		must(t, w.Store.SetPassword(ctx, account.PasswordChange{AccountID: acc.ID, Password: bad, At: w.Clock.now()}, audit.Entry{At: w.Clock.now(), Action: "test"}))
		w.Clock.add(time.Hour)
		_, _, err := w.SignIn(ctx, "ada@school.example", password, home)
		if err == nil || fault.Is(err, fault.Unauthenticated) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

// A link for a new password works once, for half an hour, for one account.
func TestAbuse_SE_07(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	w.register(t, "ada@school.example")
	ask := func() string {
		t.Helper()
		w.Clock.add(time.Hour)
		must(t, w.RequestReset(ctx, "Ada@School.example", home))
		w.work(t)
		return w.link(t, "reset")
	}
	late := ask()
	w.Clock.add(30 * time.Minute)
	wantFault(t, w.Reset(ctx, late, "another password"), fault.NotFound)

	first, second := ask(), ""
	w.Clock.add(time.Minute)
	must(t, w.RequestReset(ctx, "ada@school.example", home))
	w.work(t)
	second = w.link(t, "reset")
	wantFault(t, w.Reset(ctx, second, "short"), fault.Invalid) // and it can be used once more
	var wg sync.WaitGroup
	errs := make([]error, 10)
	for i := range errs {
		wg.Go(func() { errs[i] = w.Reset(ctx, second, fmt.Sprint("another password ", i)) })
	}
	wg.Wait()
	won := 0
	for i, err := range errs {
		if err == nil {
			won++
			_, _, err := w.SignIn(ctx, "ada@school.example", fmt.Sprint("another password ", i), home)
			must(t, err)
			continue
		}
		wantFault(t, err, fault.NotFound)
	}
	if won != 1 {
		t.Errorf("it worked %d times", won)
	}
	wantFault(t, w.Reset(ctx, first, "yet another password"), fault.NotFound)
	for _, bad := range []string{"", "obr_", second + "x", "obc_" + second[4:]} {
		wantFault(t, w.Reset(ctx, bad, "yet another password"), fault.NotFound)
	}
	// The secret is in the message and nowhere else.
	w.Clock.add(time.Hour)
	must(t, w.RequestReset(ctx, "ada@school.example", home))
	for _, j := range w.Store.take() {
		if strings.Contains(string(j.Args), "obr_") {
			t.Errorf("the job holds %s", j.Args)
		}
	}
	// Nobody is written to who has no account.
	before := len(w.sent(t))
	must(t, w.RequestReset(ctx, "stranger@school.example", home))
	w.work(t)
	if got := len(w.sent(t)); got != before {
		t.Errorf("a stranger got %d messages", got-before)
	}
}

// A new password ends every session but the one it was set in, and every token.
func TestAbuse_SE_08(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	acc := w.register(t, "ada@school.example")
	mine, s := w.signIn(t, "ada@school.example")
	other, _ := w.signIn(t, "ada@school.example")
	_, token, err := w.NewToken(ctx, acc.ID, "CI", []string{"award:read"}, 0)
	must(t, err)
	err = w.ChangePassword(ctx, acc.ID, "a wrong one", "another password", s.ID)
	wantFault(t, err, fault.Invalid)
	if f := fault.Fields(err); len(f) != 1 || f[0].Field != "current" {
		t.Errorf("it is about %v", f)
	}
	must(t, w.ChangePassword(ctx, acc.ID, password, "another password", s.ID))
	if _, _, err := w.BySession(ctx, mine); err != nil {
		t.Errorf("the session it was changed in: %v", err)
	}
	_, _, err = w.BySession(ctx, other)
	wantFault(t, err, fault.Unauthenticated)
	_, _, err = w.ByToken(ctx, token)
	wantFault(t, err, fault.Unauthenticated)
	w.work(t)
	if m := w.sent(t)[0]; m.Kind != account.JobPasswordChanged || m.To != "ada@school.example" || !strings.Contains(m.Text, "https://badges.example/reset") {
		t.Errorf("sent %+v", m)
	}

	w.Clock.add(time.Hour)
	must(t, w.RequestReset(ctx, "ada@school.example", home))
	w.work(t)
	must(t, w.Reset(ctx, w.link(t, "reset"), "a third password"))
	_, _, err = w.BySession(ctx, mine)
	wantFault(t, err, fault.Unauthenticated)
	for range 12 {
		err = w.ChangePassword(ctx, acc.ID, "a wrong one", "another password", "")
	}
	wantFault(t, err, fault.TooMany)
}

// AU-03, SE-11: what a client says about itself is kept short and harmless, and
// secrets are kept as hashes.
func TestAbuse_AU_03(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	acc := w.register(t, "ada@school.example")
	secret, s, err := w.SignIn(ctx, "ada@school.example", password, account.Client{IP: strings.Repeat("x", 1000), UserAgent: "a\x1b[31m\r\nb\x00\xff" + strings.Repeat("語", 1000)})
	must(t, err)
	if len(s.UserAgent) > 210 || len(s.IP) > 64 || strings.ContainsAny(s.UserAgent, "\x1b\r\n\x00") || s.Prefix != "unknown" {
		t.Errorf("kept %+v", s)
	}
	list, err := w.Sessions(ctx, acc.ID)
	must(t, err)
	if text := fmt.Sprintf("%+v", list); strings.Contains(text, secret[4:]) {
		t.Error("the list of sessions holds a secret")
	}
}

// Only so many passwords are hashed at a time, and those who wait may leave.
func TestHashing(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Cost = account.Cost{Memory: 16 << 10, Passes: 3, AtOnce: 1}
	ctx := t.Context()
	w.register(t, "ada@school.example")
	var wg sync.WaitGroup
	errs := make([]error, 30)
	for i := range errs {
		wg.Go(func() {
			_, _, errs[i] = w.SignIn(ctx, fmt.Sprintf("p%d@school.example", i), "a wrong password", account.Client{IP: fmt.Sprint("198.51.100.", i)})
		})
	}
	wg.Wait()
	for _, err := range errs {
		if !fault.Is(err, fault.Unauthenticated) {
			wantFault(t, err, fault.Unavailable)
		}
	}
	gone, cancel := context.WithCancel(ctx)
	cancel()
	if _, _, err := w.SignIn(gone, "ada@school.example", password, home); err == nil {
		t.Error("signed in someone who has left")
	}
	w.signIn(t, "ada@school.example")
}

// A message that cannot be sent is tried again.
func TestMailServerDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	must(t, w.Register(t.Context(), account.Registration{Email: "ada@school.example", Name: "Ada", Password: password}, home))
	j := w.Store.take()[0]
	outbox := w.Mail
	w.Mail = broken{}
	if err := w.Jobs()[j.Kind](t.Context(), j.Args); !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
	w.Mail = outbox
	must(t, w.Jobs()[j.Kind](t.Context(), j.Args))
	_, err := w.ConfirmEmail(t.Context(), w.link(t, "confirm"))
	must(t, err)
}

// Without randomness no password is hashed.
func TestNoRandomness(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Rand = strings.NewReader("")
	err := w.Register(t.Context(), account.Registration{Email: "ada@school.example", Name: "Ada", Password: password}, home)
	if !errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}
