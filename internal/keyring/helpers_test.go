package keyring_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/issuer"
	"blazon/internal/keyring"
	"blazon/internal/store"
	"blazon/internal/store/storetest"
	"blazon/jsonld"
	"blazon/ob3"
	"blazon/statuslist"
)

// A world is a keyring on a real database.
type world struct {
	*keyring.Keyring
	DB    *store.DB
	Owner string
	clock *clock
}

type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) set(t time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = t
}

func newWorld(t testing.TB) *world {
	t.Helper()
	db := storetest.SQLite(t)
	c := &clock{t: storetest.Now}
	w := &world{
		DB: db, clock: c, Owner: (&storetest.World{DB: db}).Account(t, "ada@school.example").ID,
		Keyring: &keyring.Keyring{
			Store: db, Master: master(t, 1), Now: c.now, Rand: rand.Reader, BaseURL: "https://badges.example",
			Suites: dataintegrity.Default(), Processor: &jsonld.Processor{Contexts: jsonld.Pinned()},
		},
	}
	return w
}

// master returns master key number n.
func master(t testing.TB, n byte) keyring.Master {
	t.Helper()
	m, err := keyring.ParseMaster(base64.StdEncoding.EncodeToString(slices.Repeat([]byte{n}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// issuer adds an issuer with its keys and returns its id.
func (w *world) issuer(t testing.TB) string {
	t.Helper()
	n := (&storetest.World{DB: w.DB}).NewIssuer(w.Owner, "School")
	n.Issuer.ID = id.New(rand.Reader)
	n.Audit.IssuerID = n.Issuer.ID
	var err error
	if n.Keys, err = w.New(n.Issuer.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.DB.AddIssuer(t.Context(), issuer.New{Issuer: n.Issuer, Owner: n.Owner, Keys: n.Keys, Audit: n.Audit}); err != nil {
		t.Fatal(err)
	}
	return n.Issuer.ID
}

// key returns the one active key of an issuer of a purpose and kind.
func (w *world) key(t testing.TB, issuerID string, p keyring.Purpose, kind keyring.Kind) keyring.Key {
	t.Helper()
	all, err := w.Keys(t.Context(), issuerID)
	if err != nil {
		t.Fatal(err)
	}
	var found []keyring.Key
	for _, k := range all {
		if k.Purpose == p && k.Kind == kind && k.State == keyring.Active {
			found = append(found, k)
		}
	}
	if len(found) != 1 {
		t.Fatalf("there are %d active %s keys for %s, want 1", len(found), kind, p)
	}
	return found[0]
}

// credential returns a credential of an issuer, ready to be signed.
func (w *world) credential(t testing.TB, issuerID string) ob3.Document {
	t.Helper()
	doc, findings := ob3.AchievementCredential{
		ID: "https://badges.example/awards/1", Name: "Bowline", Issuer: ob3.Profile{ID: w.IssuerURL(issuerID), Name: "School"},
		ValidFrom: ob3.At(storetest.Now),
		CredentialSubject: ob3.AchievementSubject{ID: "urn:uuid:5a5cbd4c-8a0c-4b5e-9b0b-0a7b4b0c9d11", Achievement: ob3.Achievement{
			ID: "https://badges.example/badges/1", Name: "Bowline", Description: "Ties it.", Criteria: ob3.Criteria{Narrative: "Tie it."},
		}},
	}.Prepare()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return doc
}

// list returns a status list of an issuer, ready to be signed.
func (w *world) list(t testing.TB, issuerID string) statuslist.Document {
	t.Helper()
	doc, err := statuslist.Prepare(statuslist.Credential{
		ID: w.IssuerURL(issuerID) + "/status/1", Issuer: w.IssuerURL(issuerID), Purpose: statuslist.Revocation, List: statuslist.New(statuslist.MinEntries),
		ValidFrom: storetest.Now, ValidUntil: storetest.Now.Add(time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	return doc
}

// signedBy returns which of keys made the proof of a signed document, by
// mathematics alone.
func (w *world) signedBy(t testing.TB, signed []byte, keys []keyring.Key) string {
	t.Helper()
	v, err := jsonld.Parse(signed, jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	proof := v.Get("proof").Items()[0]
	for _, k := range keys {
		if k.Kind == keyring.RSA2048 {
			continue
		}
		method, err := w.Method(k)
		if err != nil {
			t.Fatal(err)
		}
		if method != proof.Get("verificationMethod").Str() {
			continue
		}
		pub, err := did.Unproven(method, k.Public)
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Suites.Verify(context.Background(), w.Processor, v, proof, pub, dataintegrity.Expect{Purpose: "assertionMethod", Now: w.clock.now()}); err != nil {
			t.Fatalf("the proof of %s does not verify: %v", k.ID, err)
		}
		return k.ID
	}
	t.Fatalf("the proof names %q, which is none of the keys", proof.Get("verificationMethod").Str())
	return ""
}

// wantFault fails t unless err is a fault of kind k.
func wantFault(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("got error %v, want a fault of kind %d", err, k)
	}
}

// wantError fails t unless err says want.
func wantError(t testing.TB, err error, want string) {
	t.Helper()
	if err == nil || !strings.Contains(err.Error(), want) {
		t.Errorf("got error %v, want one that says %q", err, want)
	}
}
