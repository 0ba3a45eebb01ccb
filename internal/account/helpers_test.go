package account_test

import (
	"context"
	"crypto/rand"
	"net/mail"
	"regexp"
	"sync"
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/job"
	blazonmail "blazon/internal/mail"
	"blazon/internal/page"
	"blazon/internal/store"
	"blazon/internal/store/storetest"
)

const password = "correct horse battery"

// home is where people of these tests sit.
var home = account.Client{IP: "192.0.2.7", UserAgent: "Browser/1"}

// A world is accounts on a real database.
type world struct {
	*account.Accounts
	Store  *listening
	Clock  *clock
	Outbox *blazonmail.Outbox
}

func newWorld(t testing.TB) *world {
	t.Helper()
	w := &world{Store: &listening{DB: storetest.SQLite(t)}, Clock: &clock{t: storetest.Now}}
	w.Outbox = &blazonmail.Outbox{Shelf: w.Store.DB, From: mail.Address{Address: "badges@badges.example"}, Now: w.Clock.now, Rand: rand.Reader}
	w.Accounts = &account.Accounts{
		Store: w.Store, Mail: w.Outbox, Now: w.Clock.now, Rand: rand.Reader, BaseURL: "https://badges.example",
		Cost: account.Cost{Memory: 64, Passes: 1},
	}
	return w
}

// work does the jobs that were saved.
func (w *world) work(t testing.TB) {
	t.Helper()
	for _, j := range w.Store.take() {
		must(t, w.Jobs()[j.Kind](t.Context(), j.Args))
	}
}

// sent returns the messages in the outbox, latest first.
func (w *world) sent(t testing.TB) []blazonmail.Kept {
	t.Helper()
	p, err := w.Outbox.List(t.Context(), page.Query{Limit: page.MaxLimit})
	must(t, err)
	for i := range p.Items {
		p.Items[i], err = w.Outbox.Read(t.Context(), p.Items[i].ID)
		must(t, err)
	}
	return p.Items
}

// link returns the token of the link in the latest message.
func (w *world) link(t testing.TB, kind string) string {
	t.Helper()
	m := w.sent(t)
	found := regexp.MustCompile(`https://badges\.example/` + kind + `/(\w+)`).FindStringSubmatch(m[0].Text)
	if len(found) != 2 {
		t.Fatalf("there is no link to %s in:\n%s", kind, m[0].Text)
	}
	return found[1]
}

// register makes an account.
func (w *world) register(t testing.TB, email string) account.Account {
	t.Helper()
	must(t, w.Register(t.Context(), account.Registration{Email: email, Name: "Ada", Password: password}, home))
	w.work(t)
	acc, err := w.ConfirmEmail(t.Context(), w.link(t, "confirm"))
	must(t, err)
	w.Clock.add(time.Second)
	return acc
}

// signIn signs in from home.
func (w *world) signIn(t testing.TB, email string) (string, account.Session) {
	t.Helper()
	secret, s, err := w.SignIn(t.Context(), email, password, home)
	must(t, err)
	return secret, s
}

// A listening store remembers the jobs that are saved, and can be made unable
// to write.
type listening struct {
	*store.DB
	mu     sync.Mutex
	jobs   []job.Job
	locked bool
}

func (l *listening) hear(err error, jobs []job.Job) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		l.jobs = append(l.jobs, jobs...)
	}
	return err
}

func (l *listening) take() []job.Job {
	l.mu.Lock()
	defer l.mu.Unlock()
	jobs := l.jobs
	l.jobs = nil
	return jobs
}

func (l *listening) SaveRegistration(ctx context.Context, p account.Pending, jobs ...job.Job) error {
	return l.hear(l.DB.SaveRegistration(ctx, p, jobs...), jobs)
}

func (l *listening) SaveJobs(ctx context.Context, jobs ...job.Job) error {
	return l.hear(l.DB.SaveJobs(ctx, jobs...), jobs)
}

func (l *listening) SetPassword(ctx context.Context, c account.PasswordChange, e audit.Entry, jobs ...job.Job) error {
	return l.hear(l.DB.SetPassword(ctx, c, e, jobs...), jobs)
}

func (l *listening) TouchSession(ctx context.Context, sessionID string, at time.Time) error {
	if l.locked {
		return fault.New(fault.Unavailable, "The database is locked.")
	}
	return l.DB.TouchSession(ctx, sessionID, at)
}

func (l *listening) TouchToken(ctx context.Context, tokenID string, at time.Time) error {
	if l.locked {
		return fault.New(fault.Unavailable, "The database is locked.")
	}
	return l.DB.TouchToken(ctx, tokenID, at)
}

// A clock shows what the test sets.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// must fails t if err is not nil.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantFault fails t unless err is a fault of kind k.
func wantFault(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Fatalf("got error %v, want a fault of kind %d", err, k)
	}
}
