package app_test

import (
	"context"
	"crypto/rand"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blazon/internal/app"
	"blazon/internal/app/apptest"
)

// diagnose returns the findings on config, by check.
func diagnose(t *testing.T, config app.Config, now time.Time) map[string]app.Finding {
	t.Helper()
	findings, err := app.Diagnose(t.Context(), config, app.Deps{
		Now: func() time.Time { return now }, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler), Version: "test",
	})
	if err != nil {
		t.Fatal(err)
	}
	out := make(map[string]app.Finding)
	for _, f := range findings {
		if f.Text == "" || !f.OK && f.Remedy == "" {
			t.Errorf("the finding %+v says too little", f)
		}
		if seen, twice := out[f.Check]; !twice || seen.OK {
			out[f.Check] = f
		}
	}
	return out
}

// bad returns the checks that found something, in no order.
func bad(findings map[string]app.Finding) string {
	var names []string
	for name, f := range findings {
		if !f.OK {
			names = append(names, name+": "+f.Text)
		}
	}
	return strings.Join(names, "; ")
}

func TestDiagnose(t *testing.T) {
	var config app.Config
	s := apptest.New(t, func(c *app.Config) { config = *c })
	_, achievement, _ := furnish(t, s, s.Token(s.Owner))
	s.Do(apptest.Call{Method: "POST", Path: "/api/v1/achievements/" + achievement + "/awards", Token: s.Token(s.Owner), JSON: object{"recipient": object{"email": "b@c.example"}}}).Want(201)
	now := s.Now()

	found := diagnose(t, config, now)
	if text := bad(found); text != "" {
		t.Errorf("a sound set-up has %s", text)
	}
	for _, name := range []string{"settings", "clock", "mail", "storage", "database", "data", "master key", "signing keys", "awards", "pictures"} {
		if _, ok := found[name]; !ok {
			t.Errorf("there is no check called %s", name)
		}
	}
	if !strings.Contains(found["awards"].Text, "2") {
		t.Errorf("awards: %s", found["awards"].Text)
	}

	tests := []struct {
		name   string
		change func(*app.Config)
		now    time.Time
		want   string
	}{
		{"no base URL", func(c *app.Config) { c.BaseURL = "" }, now, "settings"},
		{"another base URL", func(c *app.Config) { c.BaseURL = "https://other.example" }, now, "base URL"},
		{"a clock that stands in the past", nil, now.Add(-time.Hour), "clock"},
		{"a clock that was never set", nil, time.Unix(0, 0), "clock"},
		{"a mail server that is none", func(c *app.Config) { c.SMTP = "ftp://x" }, now, "mail"},
		{"a mail server that is away", func(c *app.Config) { c.SMTP = "smtp://127.0.0.1:1?tls=off" }, now, "mail"},
		{"another master key", func(c *app.Config) { c.MasterKey = strings.Repeat("00", 32) }, now, "master key"},
		{"no database", func(c *app.Config) { c.Data = filepath.Join(t.TempDir(), "nothing") }, now, "database"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c := config
			if tt.change != nil {
				tt.change(&c)
			}
			got := diagnose(t, c, tt.now)
			if f, ok := got[tt.want]; !ok || f.OK {
				t.Errorf("the check %s found nothing, but others %s", tt.want, bad(got))
			}
		})
	}
	if _, err := os.Stat(filepath.Join(config.Data, "nothing")); err == nil {
		t.Error("the doctor made something")
	}
}

// TestDiagnoseFindsLostPictures takes the files away.
func TestDiagnoseFindsLostPictures(t *testing.T) {
	var config app.Config
	s := apptest.New(t, func(c *app.Config) { config = *c })
	furnish(t, s, s.Token(s.Owner))
	err := filepath.WalkDir(filepath.Join(config.Data, "files"), func(path string, d os.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			err = os.Remove(path)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	if f := diagnose(t, config, s.Now())["pictures"]; f.OK {
		t.Errorf("pictures: %+v", f)
	}
}

func TestMigrate(t *testing.T) {
	ctx := context.Background()
	config := app.Config{Data: t.TempDir()}
	if _, _, err := app.Migrate(ctx, config, true); err == nil || !strings.Contains(err.Error(), "BLAZON_DATA") {
		t.Errorf("the status of no database: %v", err)
	}
	at, latest, err := app.Migrate(ctx, config, false)
	if err != nil || at != latest || at == 0 {
		t.Fatalf("migrated to %d of %d, %v", at, latest, err)
	}
	if at, latest, err = app.Migrate(ctx, config, true); err != nil || at != latest {
		t.Errorf("status %d of %d, %v", at, latest, err)
	}
}
