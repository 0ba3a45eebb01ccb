package issuer_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/keyring"
	"blazon/internal/store"
	"blazon/internal/store/storetest"
	"blazon/jsonld"
	"blazon/ob3"
	"blazon/vc"
)

const base = "https://badges.example"

// A world is issuers on a real database, with real keys.
type world struct {
	*issuer.Issuers
	DB       *store.DB
	Ada, Eve string // accounts
	files    map[string][]byte
	clock    time.Time
}

func newWorld(t testing.TB) *world {
	t.Helper()
	db := storetest.SQLite(t)
	people := &storetest.World{DB: db}
	w := &world{
		DB: db, Ada: people.Account(t, "ada@school.example").ID, Eve: people.Account(t, "eve@other.example").ID,
		files: make(map[string][]byte), clock: storetest.Now,
	}
	master, err := keyring.ParseMaster(base64.StdEncoding.EncodeToString(slices.Repeat([]byte{1}, 32)))
	if err != nil {
		t.Fatal(err)
	}
	now := func() time.Time { return w.clock }
	w.Issuers = &issuer.Issuers{
		Store: db, Pictures: w, Domains: db, Now: now, Rand: rand.Reader, BaseURL: base, Contact: "badges@badges.example",
		Keys: &keyring.Keyring{
			Store: db, Master: master, Now: now, Rand: rand.Reader, BaseURL: base,
			Suites: dataintegrity.Default(), Processor: &jsonld.Processor{Contexts: jsonld.Pinned()},
		},
	}
	return w
}

// Keep is issuer.Pictures.
func (w *world) Keep(_ context.Context, upload []byte) (key, mediaType string, err error) {
	if !bytes.HasPrefix(upload, []byte("PNG")) {
		return "", "", fault.Field("image", "This is not a picture.")
	}
	key = "images/" + string(upload)
	w.files[key] = upload
	return key, "image/png", nil
}

// Load is issuer.Pictures.
func (w *world) Load(_ context.Context, key string) ([]byte, error) {
	data, ok := w.files[key]
	if !ok {
		return nil, errors.New("no such file")
	}
	return data, nil
}

// draft returns what can be said about an issuer.
func draft() issuer.Draft {
	return issuer.Draft{
		Name: "Knot School", Description: "We teach knots.", URL: "https://school.example", Email: "knots@school.example",
		ImageAlt: "A knot", Image: []byte("PNG knot"),
	}
}

// school makes an issuer whose owner is by.
func (w *world) school(t testing.TB, by string) issuer.Issuer {
	t.Helper()
	i, err := w.Create(t.Context(), by, draft(), "")
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// key returns the active key of an issuer of a purpose and kind.
func (w *world) key(t testing.TB, issuerID string, p keyring.Purpose, kind keyring.Kind) keyring.Key {
	t.Helper()
	all, err := w.Keys.Keys(t.Context(), issuerID)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range all {
		if k.Purpose == p && k.Kind == kind && k.State == keyring.Active {
			return k
		}
	}
	t.Fatalf("there is no active %s key for %s", kind, p)
	return keyring.Key{}
}

// credential returns an award of an issuer, ready to be signed.
func (w *world) credential(t testing.TB, issuerID string) ob3.Document {
	t.Helper()
	p, err := w.Profile(t.Context(), issuerID)
	if err != nil {
		t.Fatal(err)
	}
	doc, findings := ob3.AchievementCredential{
		ID: base + "/awards/1", Name: "Bowline", Issuer: p, ValidFrom: ob3.At(storetest.Now),
		CredentialSubject: ob3.AchievementSubject{ID: "urn:uuid:5a5cbd4c-8a0c-4b5e-9b0b-0a7b4b0c9d11", Achievement: ob3.Achievement{
			ID: base + "/badges/1", Name: "Bowline", Description: "Ties it.", Criteria: ob3.Criteria{Narrative: "Tie it."},
		}},
	}.Prepare()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return doc
}

// Fetch is did.Fetcher: it answers with the documents of the site as the web
// does, at their addresses.
func (w *world) Fetch(ctx context.Context, url, _ string) (*did.Response, error) {
	resp := &did.Response{URL: url, Status: 404, MediaType: "application/json"}
	path, ours := strings.CutPrefix(url, base)
	if !ours {
		return nil, &did.FetchError{URL: url, Err: errors.New("no such host")}
	}
	var err error
	switch p := strings.Split(path, "/"); {
	case path == "/.well-known/jwks.json":
		resp.Body, err = w.JWKS(ctx)
	case len(p) == 3 && p[1] == "issuers":
		resp.Body, err = w.ControllerDocument(ctx, p[2])
	case len(p) == 4 && p[1] == "issuers" && p[3] == "did.json":
		resp.Body, err = w.DIDDocument(ctx, p[2])
	case len(p) == 5 && p[1] == "issuers" && p[3] == "keys":
		resp.Body, err = w.JWK(ctx, p[2], p[4])
	case len(p) == 4 && p[1] == "ob2" && p[2] == "issuers":
		resp.Body, err = w.ProfileOB2(ctx, p[3])
	case len(p) == 6 && p[1] == "ob2" && p[4] == "keys":
		resp.Body, err = w.CryptographicKey(ctx, p[3], p[5])
	default:
		return resp, nil
	}
	switch {
	case fault.Is(err, fault.NotFound):
		return resp, nil
	case err != nil:
		return nil, err
	}
	resp.Status = 200
	return resp, nil
}

// get returns the document at an address, and fails t if there is none.
func (w *world) get(t testing.TB, url string) *jsonld.Value {
	t.Helper()
	resp, err := w.Fetch(t.Context(), url, "")
	if err != nil {
		t.Fatal(err)
	}
	if resp.Status != 200 {
		t.Fatalf("%s is not there", url)
	}
	v, err := jsonld.Parse(resp.Body, jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// verify judges a credential as a stranger does, who fetches what they need.
func (w *world) verify(t testing.TB, signed []byte) *vc.Report {
	t.Helper()
	v := vc.Verifier{Fetcher: w, Now: func() time.Time { return w.clock }}
	r, err := v.Verify(t.Context(), signed, vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// wantFault fails t unless err is a fault of kind k.
func wantFault(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("got error %v, want a fault of kind %d", err, k)
	}
}

// operator adds an administrator of the site.
func (w *world) operator(t testing.TB) string {
	t.Helper()
	a := account.Account{ID: "operatoroperatoroperatorop", Email: "operator@badges.example", Name: "Olive", Admin: true, VerifiedAt: w.clock, CreatedAt: w.clock}
	if err := w.DB.AddFirstAdmin(t.Context(), account.Login{Account: a, Password: "$argon2id$"}, nil, storetest.Entry("account.setup", a.ID, "")); err != nil {
		t.Fatal(err)
	}
	return a.ID
}
