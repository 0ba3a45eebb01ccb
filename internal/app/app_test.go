package app_test

import (
	"context"
	"crypto/rand"
	"errors"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/app"
	"blazon/internal/app/apptest"
)

type object = apptest.Object

// furnish makes an issuer, an achievement and an award by REST and returns their ids.
func furnish(t *testing.T, s *apptest.Site, token string) (issuer, achievement, award string) {
	t.Helper()
	post := func(path string, body any) string {
		id, _ := s.Do(apptest.Call{Method: http.MethodPost, Path: path, Token: token, JSON: body}).Want(http.StatusCreated)["id"].(string)
		return id
	}
	issuer = post("/api/v1/issuers", object{"name": "Harbour Scouts", "email": "hello@harbourscouts.example"})
	achievement = post("/api/v1/issuers/"+issuer+"/achievements", object{"name": "Knot Tyer", "description": "Ties ten knots.", "criteria": "Tie ten knots."})
	award = post("/api/v1/achievements/"+achievement+"/awards", object{"recipient": object{"email": "ada@school.example", "name": "Ada"}})
	return issuer, achievement, award
}

func TestReady(t *testing.T) {
	s := apptest.New(t)
	for _, path := range []string{"/healthz", "/readyz"} {
		if got := s.Do(apptest.Call{Path: path}); got.Code != http.StatusOK {
			t.Errorf("%s: status %d: %s", path, got.Code, got.Body)
		}
	}
	if err := s.CloseStore(); err != nil {
		t.Fatal(err)
	}
	if got := s.Do(apptest.Call{Path: "/healthz"}); got.Code != http.StatusOK {
		t.Errorf("/healthz without a database: status %d", got.Code)
	}
	if got := s.Do(apptest.Call{Path: "/readyz"}); got.Code != http.StatusServiceUnavailable {
		t.Errorf("/readyz without a database: status %d, want 503", got.Code)
	}
	if !strings.Contains(s.Log.String(), "database:") {
		t.Errorf("the log does not say which part is missing: %s", s.Log)
	}
}

// open makes an App as a program would, without apptest's clock.
func open(t *testing.T, config app.Config, log io.Writer) *app.App {
	t.Helper()
	a, err := app.New(t.Context(), config, app.Deps{Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.NewTextHandler(log, nil)), Version: "test"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := a.Close(); err != nil {
			t.Error(err)
		}
	})
	return a
}

// freeAddress returns an address nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// get asks until somebody answers.
func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	var last error
	for range 200 {
		resp, err := http.Get(url)
		if err != nil {
			last = err
			time.Sleep(20 * time.Millisecond)
			continue
		}
		defer resp.Body.Close()
		text, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp.StatusCode, string(text)
	}
	t.Fatal(last)
	return 0, ""
}

// TestRun serves on both listeners and stops in good order: a request that was
// accepted is answered (F-18).
func TestRun(t *testing.T) {
	var log apptest.Log
	config := app.Config{Data: t.TempDir(), Listen: freeAddress(t), ListenInternal: freeAddress(t), InsecureDev: true}
	a := open(t, config, &log)
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx) }()

	if status, _ := get(t, "http://"+config.Listen+"/readyz"); status != http.StatusOK {
		t.Errorf("/readyz: status %d", status)
	}
	_, text := get(t, "http://"+config.ListenInternal+"/metrics")
	for _, want := range []string{
		`blazon_http_requests_total{route="GET /readyz",status="200"} 1`, "blazon_http_request_duration_seconds_bucket",
		`blazon_verifications_total{verdict="valid"} 0`, "blazon_awards_total 0", "blazon_jobs_waiting 0", "go_goroutines",
		"blazon_work_running 0", "blazon_work_waiting 0", "blazon_work_refused_total 0",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("/metrics has no %s", want)
		}
	}
	if status, _ := get(t, "http://"+config.ListenInternal+"/debug/pprof/"); status != http.StatusOK {
		t.Errorf("pprof on the second listener: status %d", status)
	}
	for _, path := range []string{"/metrics", "/debug/pprof/"} {
		if status, _ := get(t, "http://"+config.Listen+path); status != http.StatusNotFound {
			t.Errorf("%s on the public listener: status %d, want 404", path, status)
		}
	}

	// A request whose body is still on its way when the program is told to stop.
	body, more := io.Pipe()
	answered := make(chan error, 1)
	go func() {
		req, err := http.NewRequest(http.MethodPost, "http://"+config.Listen+"/sign-in", body)
		if err != nil {
			answered <- err
			return
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		req.Header.Set("Origin", "http://"+config.Listen)
		resp, err := http.DefaultClient.Do(req)
		if err == nil {
			err = resp.Body.Close()
			if resp.StatusCode >= 500 {
				err = errors.New(resp.Status)
			}
		}
		answered <- err
	}()
	_, _ = io.WriteString(more, "email=a%40b.example")
	time.Sleep(100 * time.Millisecond) // until the request is under way
	stop()
	time.Sleep(100 * time.Millisecond) // until the program begins to stop
	_, _ = io.WriteString(more, "&password=wrong")
	if err := more.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-answered; err != nil {
		t.Errorf("a request under way was not answered: %v", err)
	}
	if err := <-done; err != nil {
		t.Errorf("Run: %v\n%s", err, &log)
	}
}

func TestRunRefuses(t *testing.T) {
	l, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	a := open(t, app.Config{Data: t.TempDir(), Listen: l.Addr().String(), InsecureDev: true}, io.Discard)
	err = a.RunWith(t.Context(), func() { t.Error("it is said to be ready, at an address of somebody else") })
	if err == nil || !strings.Contains(err.Error(), "BLAZON_LISTEN") {
		t.Errorf("got %v, want an error that names the setting", err)
	}
}

func TestInternalKeepsProfilesHome(t *testing.T) {
	s := apptest.New(t)
	for ip, want := range map[string]int{"127.0.0.1": 200, "192.0.2.1": 404} {
		h := s.Internal(&net.TCPAddr{IP: net.ParseIP(ip), Port: 9000})
		for path, status := range map[string]int{"/metrics": 200, "/debug/pprof/": want} {
			if got := ask(t, h, path); got != status {
				t.Errorf("%s on %s: status %d, want %d", path, ip, got, status)
			}
		}
	}
}

// TestNewRefuses lists set-ups that cannot work, and that the error says which
// setting it is about and repeats no secret.
func TestNewRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, []byte("x"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := []struct {
		name   string
		change func(*app.Config)
		want   string
	}{
		{"no base URL", func(c *app.Config) { c.BaseURL = "" }, "BLAZON_BASE_URL"},
		{"data in a file", func(c *app.Config) { c.Data = file }, "BLAZON_DATA"},
		{"a database of no kind", func(c *app.Config) { c.Database = "mysql://u:canary@db.example/x" }, "BLAZON_DATABASE"},
		{"a database that is away", func(c *app.Config) { c.Database = "postgres://u:canary@127.0.0.1:1/x" }, "BLAZON_DATABASE"},
		{"a master key that is none", func(c *app.Config) { c.MasterKey = "canary" }, "BLAZON_MASTER_KEY"},
		{"a mail server that is none", func(c *app.Config) { c.SMTP = "http://u:canary@mail.example" }, "BLAZON_SMTP"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := app.Config{Data: t.TempDir(), Listen: "localhost:0", BaseURL: apptest.BaseURL}
			tt.change(&c)
			var log apptest.Log
			_, err := app.New(t.Context(), c, app.Deps{Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.NewTextHandler(&log, nil))})
			if err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Fatalf("got %v, want an error that names %s", err, tt.want)
			}
			if strings.Contains(err.Error()+log.String(), "canary") {
				t.Errorf("the error or the log repeats a secret: %v", err)
			}
		})
	}
}

// TestLogHoldsNoSecrets does what people do with secrets, with everything logged.
func TestLogHoldsNoSecrets(t *testing.T) {
	const masterKey = "Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2FuYXJ5Y2E="
	s := apptest.New(t, func(c *app.Config) {
		c.MasterKey = masterKey
		c.SMTP = "smtp://mailer:canary-smtp@localhost:2525"
		c.S3.SecretKey = "canary-s3"
	})
	token, session := s.Token(s.Owner), s.Session(s.Owner)
	_, _, award := furnish(t, s, token)
	secrets := []string{masterKey, "canary-smtp", "canary-s3", apptest.Password, token, session, "obr_canary", "obi_canary", "ada@school.example"}
	for _, c := range []apptest.Call{
		{Path: "/account", Session: session},
		{Method: http.MethodPost, Path: "/sign-in", Form: "email=owner%40club.example&password=" + apptest.Password, Header: map[string]string{"Origin": apptest.BaseURL}},
		{Path: "/reset/obr_canary"},
		{Path: "/setup/obi_canary"},
		{Path: "/RESET/obr_canary"},
		{Path: "/api/v1/awards/" + award, Token: token},
		{Path: "/api/v1/issuers?token=" + token},
		{Method: http.MethodPost, Path: "/reset", Form: "email=owner%40club.example", Header: map[string]string{"Origin": apptest.BaseURL}},
	} {
		s.Do(c)
	}
	log := s.Log.String()
	if !strings.Contains(log, "/account") {
		t.Fatal("nothing was logged")
	}
	for _, secret := range secrets {
		if strings.Contains(log, secret) {
			t.Errorf("the log holds %s", secret)
		}
	}
}

var setupLink = regexp.MustCompile(`^` + regexp.QuoteMeta(apptest.BaseURL) + `/setup/obi_[a-z2-7]{52}$`)

// TestAbuse_AZ_14 starts without anything configured: no password that everyone
// knows, no first visitor who becomes administrator.
func TestAbuse_AZ_14(t *testing.T) {
	a := open(t, app.Config{Data: t.TempDir(), Listen: "localhost:0", BaseURL: apptest.BaseURL}, io.Discard)
	link, err := a.SetupLink(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if !setupLink.MatchString(link) {
		t.Errorf("set-up link %q", link)
	}
	r := account.Registration{Email: "mallory@evil.example", Name: "Mallory", Password: apptest.Password}
	if _, _, err := a.Accounts.Setup(t.Context(), "obi_"+strings.Repeat("a", 52), r, account.Client{}); err == nil {
		t.Error("a guessed link made an administrator")
	}
	secret := strings.TrimPrefix(link, apptest.BaseURL+"/setup/")
	acc, _, err := a.Accounts.Setup(t.Context(), secret, account.Registration{Email: "olive@club.example", Name: "Olive", Password: apptest.Password}, account.Client{})
	if err != nil || !acc.Admin {
		t.Fatalf("the link made %+v, %v", acc, err)
	}
	if _, _, err := a.Accounts.Setup(t.Context(), secret, r, account.Client{}); err == nil {
		t.Error("the link worked twice")
	}
	if link, err := a.SetupLink(t.Context()); err != nil || link != "" {
		t.Errorf("with an administrator there is a link %q, %v", link, err)
	}
	if _, err := a.Accounts.Init(t.Context(), r); err == nil {
		t.Error("init made a second first administrator")
	}
}
