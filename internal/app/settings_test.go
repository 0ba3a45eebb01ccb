package app_test

import (
	"bytes"
	"crypto/rand"
	"database/sql"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"blazon/internal/app"
	"blazon/internal/app/apptest"
	"blazon/internal/award"
)

// TestNewMakesNothing gives settings that cannot work. Nothing is made for them.
func TestNewMakesNothing(t *testing.T) {
	for name, change := range map[string]func(*app.Config){
		"base URL":     func(c *app.Config) { c.BaseURL = "https://badges.example/path" },
		"mail server":  func(c *app.Config) { c.SMTP = "http://mail.example" },
		"sender":       func(c *app.Config) { c.MailFrom = "nobody" },
		"database":     func(c *app.Config) { c.Database = "mysql://db.example/x" },
		"master key":   func(c *app.Config) { c.MasterKey = "short" },
		"proxies":      func(c *app.Config) { c.TrustedProxies = []string{"everyone"} },
		"bucket":       func(c *app.Config) { c.S3.Endpoint = "s3.example" },
		"listener":     func(c *app.Config) { c.Listen = "8080" },
		"own listener": func(c *app.Config) { c.ListenInternal = "8080" },
	} {
		t.Run(name, func(t *testing.T) {
			c := app.Config{Data: filepath.Join(t.TempDir(), "data"), Listen: "localhost:0", BaseURL: apptest.BaseURL}
			change(&c)
			a, err := app.New(t.Context(), c, app.Deps{Now: time.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
			if err == nil {
				t.Fatal("it was taken", a.Close())
			}
			if !strings.Contains(err.Error(), "BLAZON_") {
				t.Errorf("the error names no setting: %v", err)
			}
			if _, err := os.Stat(c.Data); err == nil {
				t.Error("the data directory was made")
			}
		})
	}
}

// TestAnotherBaseURL starts with another base URL: that is fine while nobody has
// a badge, and refused afterwards.
func TestAnotherBaseURL(t *testing.T) {
	var config app.Config
	s := apptest.New(t, func(c *app.Config) { config = *c })
	moved := config
	moved.BaseURL = "https://other.example"
	start := func() error {
		a, err := app.New(t.Context(), moved, app.Deps{Now: s.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
		if err == nil {
			err = a.Close()
		}
		return err
	}
	if err := start(); err != nil {
		t.Fatalf("without awards: %v", err)
	}
	furnish(t, s, s.Token(s.Owner))
	err := start()
	if err == nil {
		t.Fatal("with awards it was taken")
	}
	for _, want := range []string{"BLAZON_BASE_URL", "https://other.example", apptest.BaseURL, "start with"} {
		if !strings.Contains(err.Error(), want) {
			t.Errorf("%q does not say %q", err, want)
		}
	}
	moved.OnlyAccounts = true
	if err := start(); err != nil {
		t.Errorf("to look after accounts: %v", err)
	}
	moved.BaseURL, moved.OnlyAccounts = config.BaseURL, false
	if err := start(); err != nil {
		t.Errorf("with the one of the badges: %v", err)
	}
}

// spoil changes what is kept past the program.
func spoil(t *testing.T, config app.Config, query string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", filepath.Join(config.Data, "blazon.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	r, err := db.Exec(query, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := r.RowsAffected(); err != nil || n == 0 {
		t.Fatalf("%s changed nothing, %v", query, err)
	}
}

// TestDiagnoseFindsChanges changes one thing at a time that is kept.
func TestDiagnoseFindsChanges(t *testing.T) {
	for _, tt := range []struct {
		name, check, want string
		change            func(t *testing.T, c app.Config, s *apptest.Site, issuerID, awardID string)
	}{
		{"an assertion of Open Badges 2.0", "awards", "Open Badges 2.0", func(t *testing.T, c app.Config, _ *apptest.Site, _, _ string) {
			spoil(t, c, `UPDATE award_documents SET ob2 = cast(replace(cast(ob2 AS text), 'sha256$', 'sha256$0') AS blob)`)
		}},
		{"a signature of a status list", "status lists", "do not verify", func(t *testing.T, c app.Config, _ *apptest.Site, _, _ string) {
			spoil(t, c, `UPDATE status_lists SET credential = cast(replace(cast(credential AS text), '"ttl":', '"ttl":1') AS blob)`)
		}},
		{"a picture", "pictures", "not what they were", func(t *testing.T, c app.Config, _ *apptest.Site, _, _ string) {
			err := filepath.WalkDir(filepath.Join(c.Data, "files"), func(path string, d os.DirEntry, err error) error {
				if err != nil || d.IsDir() {
					return err
				}
				data, err := os.ReadFile(path)
				if err != nil {
					return err
				}
				return os.WriteFile(path, bytes.Replace(data, []byte("<svg"), []byte("<svg "), 1), 0o600)
			})
			if err != nil {
				t.Fatal(err)
			}
		}},
		{"nothing: a file of nobody", "files", "Nothing points to 1 of ", func(t *testing.T, c app.Config, _ *apptest.Site, _, _ string) {
			if err := os.WriteFile(filepath.Join(c.Data, "files", "pictures", strings.Repeat("a", 64)+".png"), []byte("x"), 0o600); err != nil {
				t.Fatal(err)
			}
		}},
		{"nothing: a status key that was withdrawn", "status lists", "All 0", func(t *testing.T, _ app.Config, s *apptest.Site, issuerID, _ string) {
			a := asked{Site: s, issuer: issuerID}
			a.withdraw(t, a.key(t, "status", "ed25519"))
		}},
		{"nothing: a badge key that was withdrawn", "awards", "All 1", func(t *testing.T, _ app.Config, s *apptest.Site, issuerID, _ string) {
			a := asked{Site: s, issuer: issuerID}
			a.withdraw(t, a.key(t, "badge", "ed25519"))
		}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			var config app.Config
			s := apptest.New(t, func(c *app.Config) { config = *c })
			issuerID, _, awardID := furnish(t, s, s.Token(s.Owner))
			if _, err := s.Awarder.StatusList(t.Context(), issuerID, 1); err != nil {
				t.Fatal(err)
			}
			if text := bad(diagnose(t, config, s.Now())); text != "" {
				t.Fatalf("before: %s", text)
			}
			tt.change(t, config, s, issuerID, awardID)
			f := diagnose(t, config, s.Now())[tt.check]
			if f.OK != strings.HasPrefix(tt.name, "nothing") || !strings.Contains(f.Text, tt.want) {
				t.Errorf("%+v, want one that says %q", f, tt.want)
			}
		})
	}
}

// TestKeysOfOldAwards opens a database whose awards do not say yet who signed
// them, and withdraws a key.
func TestKeysOfOldAwards(t *testing.T) {
	var config app.Config
	s := apptest.New(t, func(c *app.Config) { config = *c })
	issuerID, _, awardID := furnish(t, s, s.Token(s.Owner))
	before, err := s.Awarder.Public(t.Context(), awardID)
	if err != nil {
		t.Fatal(err)
	}
	spoil(t, config, `UPDATE awards SET proof_key = '', token_key = ''`)
	a, err := app.New(t.Context(), config, app.Deps{Now: s.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	after, err := a.Awarder.Public(t.Context(), awardID)
	if err != nil || after.ProofKey != before.ProofKey || after.TokenKey != before.TokenKey || after.ProofKey == "" {
		t.Errorf("it was signed by %s and %s, and says %s and %s, %v", before.ProofKey, before.TokenKey, after.ProofKey, after.TokenKey, err)
	}
	if err := a.Issuers.CompromiseKey(t.Context(), s.Owner.ID, issuerID, after.ProofKey); err != nil {
		t.Fatal(err)
	}
	spoil(t, config, `UPDATE awards SET proof_key = '', token_key = '', state = 'active'`)
	spoil(t, config, `UPDATE status_lists SET revision = 0`)
	b, err := app.New(t.Context(), config, app.Deps{Now: s.Now, Rand: rand.Reader, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer b.Close()
	if text := bad(diagnose(t, config, s.Now())); text != "" {
		t.Error(text)
	}
	if after, err = b.Awarder.Public(t.Context(), awardID); err != nil || after.RevokedAt.IsZero() || after.State != award.KeyWithdrawn {
		t.Errorf("it is %s, %v", after.State, err)
	}
}
