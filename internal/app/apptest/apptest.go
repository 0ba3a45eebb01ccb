// Package apptest puts the whole program together on a new SQLite database, for
// tests that ask it questions over HTTP without a network: nothing is faked but
// the clock and the mailbox.
package apptest

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/app"
	"blazon/internal/job"
	"blazon/internal/mail"
)

// BaseURL is where every Site believes to be.
const BaseURL = "https://badges.example"

// Password is that of everyone.
const Password = "correct horse battery staple"

// A Site is a program with an administrator and a clock that stands still.
type Site struct {
	*app.App
	// Owner is the administrator.
	Owner account.Account
	Log   *Log

	t     testing.TB
	mu    sync.Mutex
	now   time.Time
	jobs  []job.Job
	inbox []mail.Message
}

// New makes a Site. Each change may alter its configuration first.
func New(t testing.TB, change ...func(*app.Config)) *Site {
	t.Helper()
	return made(t, change, nil)
}

// NewWith makes a Site of which what is outside of it may be altered first.
func NewWith(t testing.TB, change func(*app.Deps)) *Site {
	t.Helper()
	return made(t, nil, change)
}

func made(t testing.TB, change []func(*app.Config), outside func(*app.Deps)) *Site {
	t.Helper()
	s := &Site{t: t, now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC), Log: &Log{}}
	config := app.Config{Data: t.TempDir(), Listen: "localhost:0", BaseURL: BaseURL, LogFormat: "text", LogLevel: "debug"}
	for _, f := range change {
		f(&config)
	}
	log := slog.New(slog.NewTextHandler(s.Log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	d := app.Deps{Now: s.Now, Rand: rand.Reader, Log: log, Version: "test", DNS: noRecords{}}
	if outside != nil {
		outside(&d)
	}
	a, err := app.New(t.Context(), config, d)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	s.App = a
	a.Accounts.Cost = account.Cost{Memory: 64, Passes: 1} // tests hash many passwords
	a.Accounts.Store = overheard{a.Accounts.Store, s}
	a.Accounts.Mail = s
	if s.Owner, err = a.Accounts.Init(t.Context(), account.Registration{Email: "owner@club.example", Name: "Olive Owner", Password: Password}); err != nil {
		t.Fatal(err)
	}
	return s
}

// noRecords is a DNS without any.
type noRecords struct{}

// TXT implements issuer.Resolver.
func (noRecords) TXT(context.Context, string) ([]string, error) { return nil, nil }

// Now is the clock.
func (s *Site) Now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.now
}

// Pass lets time go by.
func (s *Site) Pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.now = s.now.Add(d)
}

// Send implements account.Mailer: it is everybody's mailbox.
func (s *Site) Send(_ context.Context, m mail.Message) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.inbox = append(s.inbox, m)
	return nil
}

// overheard is a store that notes the jobs of registrations, so that a test can
// do them itself.
type overheard struct {
	account.Store
	site *Site
}

// SaveRegistration implements account.Registrations.
func (o overheard) SaveRegistration(ctx context.Context, p account.Pending, jobs ...job.Job) error {
	o.site.mu.Lock()
	o.site.jobs = append(o.site.jobs, jobs...)
	o.site.mu.Unlock()
	return o.Store.SaveRegistration(ctx, p, jobs...)
}

var confirmLink = regexp.MustCompile(`/confirm/(\S+)`)

// Person registers someone and confirms their address with the mailed link.
func (s *Site) Person(email, name string) account.Account {
	s.t.Helper()
	ctx := s.t.Context()
	if err := s.Accounts.Register(ctx, account.Registration{Email: email, Name: name, Password: Password}, account.Client{IP: "192.0.2.7"}); err != nil {
		s.t.Fatal(err)
	}
	last := s.jobs[len(s.jobs)-1]
	if err := s.Accounts.Jobs()[last.Kind](ctx, last.Args); err != nil {
		s.t.Fatal(err)
	}
	m := confirmLink.FindStringSubmatch(s.inbox[len(s.inbox)-1].Text)
	if m == nil {
		s.t.Fatalf("no link in the mail: %s", s.inbox[len(s.inbox)-1].Text)
	}
	acc, err := s.Accounts.ConfirmEmail(ctx, m[1])
	if err != nil {
		s.t.Fatal(err)
	}
	return acc
}

// Token makes an API token for acc with the scopes, or with every one.
func (s *Site) Token(acc account.Account, scopes ...string) string {
	s.t.Helper()
	if len(scopes) == 0 {
		scopes = account.Scopes()
	}
	_, secret, err := s.Accounts.NewToken(s.t.Context(), acc.ID, "test", scopes, time.Hour)
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// Session signs acc in and returns the secret of the session.
func (s *Site) Session(acc account.Account) string {
	s.t.Helper()
	secret, _, err := s.Accounts.SignIn(s.t.Context(), acc.Email, Password, account.Client{IP: "192.0.2.7"})
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// A Call is one request. What is empty is left out.
type Call struct {
	Method, Path string // GET if empty
	Token        string // an API token
	Session      string // the secret of a session, sent as its cookie
	JSON         any    // the body; a string is sent as it is
	Form         string // the body of a form
	Header       map[string]string
}

// An Answer is what came back.
type Answer struct {
	*httptest.ResponseRecorder
	t testing.TB
}

// Do sends c.
func (s *Site) Do(c Call) Answer {
	s.t.Helper()
	body, kind := c.body(s.t)
	if c.Method == "" {
		c.Method = http.MethodGet
	}
	r := httptest.NewRequestWithContext(s.t.Context(), c.Method, c.Path, strings.NewReader(body))
	r.Host = "badges.example"
	r.RemoteAddr = "192.0.2.9:1234"
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	if c.Token != "" {
		r.Header.Set("Authorization", "Bearer "+c.Token)
	}
	if c.Session != "" {
		r.AddCookie(&http.Cookie{Name: "__Host-blazon-session", Value: c.Session, Secure: true, HttpOnly: true})
		r.Header.Set("Origin", BaseURL)
		r.Header.Set("Sec-Fetch-Site", "same-origin")
	}
	for name, value := range c.Header {
		r.Header.Set(name, value)
	}
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	return Answer{w, s.t}
}

func (c Call) body(t testing.TB) (text, kind string) {
	t.Helper()
	switch b := c.JSON.(type) {
	case nil:
		if c.Form != "" {
			return c.Form, "application/x-www-form-urlencoded"
		}
		return "", ""
	case string:
		return b, "application/json"
	default:
		data, err := json.Marshal(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(data), "application/json"
	}
}

// Object is a JSON object.
type Object = map[string]any

// Object reads the body as a JSON object.
func (a Answer) Object() Object {
	a.t.Helper()
	var out Object
	if err := json.Unmarshal(a.Body.Bytes(), &out); err != nil {
		a.t.Fatalf("status %d, %q is no JSON object: %v", a.Code, a.Body, err)
	}
	return out
}

// Want fails the test if the status is another, and returns the body if it is
// JSON.
func (a Answer) Want(status int) Object {
	a.t.Helper()
	if a.Code != status {
		a.t.Fatalf("status %d, want %d: %s", a.Code, status, a.Body)
	}
	if !strings.Contains(a.Header().Get("Content-Type"), "json") {
		return nil
	}
	return a.Object()
}

// A Log keeps what was logged.
type Log struct {
	mu   sync.Mutex
	text strings.Builder
}

// Write implements io.Writer.
func (l *Log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

// String returns everything.
func (l *Log) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}
