package vc_test

import (
	"context"
	"crypto"
	"crypto/ed25519"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vc"
	"blazon/vcjwt"
)

// now is the moment as of which all tests judge.
var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// The parties of the tests: a university, its key, and somebody else.
const (
	uni    = "https://uni.example/issuers/7"
	uniKey = uni + "#key-1"
	evil   = "https://evil.example/issuer"
	list   = "https://uni.example/status/1"
)

// ed returns an Ed25519 key that is the same in each run. Number 1 is the
// university's.
func ed(n byte) ed25519.PrivateKey {
	seed := make([]byte, ed25519.SeedSize)
	seed[0] = n
	return ed25519.NewKeyFromSeed(seed)
}

func multikey(t testing.TB, pub crypto.PublicKey) string {
	t.Helper()
	s, err := did.EncodeMultikey(pub)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// profile is the document that an https issuer serves: a Profile that lists one
// key. more is added to the method.
func profile(t testing.TB, id string, pub crypto.PublicKey, more string) string {
	t.Helper()
	return fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":%q,"type":["Profile"],"name":"Example University",`+
		`"verificationMethod":[{"id":%q,"type":"Multikey","controller":%q,"publicKeyMultibase":%q%s}],"assertionMethod":[%q]}`,
		id, id+"#key-1", id, multikey(t, pub), more, id+"#key-1")
}

// A site answers URLs with documents and notes who was asked. A document that
// begins with ! is an error: !blocked, !404, !503, !down.
type site struct {
	documents map[string]string
	asked     []string
}

func (s *site) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	s.asked = append(s.asked, url)
	plain, _, _ := strings.Cut(url, "#")
	body, ok := s.documents[plain]
	switch {
	case !ok, body == "!down":
		return nil, &did.FetchError{URL: url, Err: errors.New("nobody there")}
	case body == "!blocked":
		return nil, &did.FetchError{URL: url, Blocked: true, Err: errors.New("a private address")}
	case body == "!503":
		return &did.Response{URL: plain, Status: 503, Body: []byte("busy"), FetchedAt: now}, nil
	case body == "!404":
		return &did.Response{URL: plain, Status: 404, Body: []byte("not here"), FetchedAt: now}, nil
	}
	return &did.Response{URL: plain, Status: 200, MediaType: "application/json", Body: []byte(body), FetchedAt: now}, nil
}

// world is a network in which the university publishes its key.
func world(t testing.TB, more ...string) *site {
	t.Helper()
	s := &site{documents: map[string]string{uni: profile(t, uni, ed(1).Public(), "")}}
	for i := 0; i+1 < len(more); i += 2 {
		s.documents[more[i]] = more[i+1]
	}
	return s
}

// badge is an unsigned badge of the university.
const badge = `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
	`"id":"https://uni.example/awards/1","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots",` +
	`"issuer":{"id":"https://uni.example/issuers/7","type":["Profile"],"name":"Example University","url":"https://uni.example"},` +
	`"validFrom":"2026-01-01T00:00:00Z",` +
	`"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{"id":"https://uni.example/badges/1",` +
	`"type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}}}`

func replace(t testing.TB, s string, pairs ...string) string {
	t.Helper()
	for i := 0; i+1 < len(pairs); i += 2 {
		if !strings.Contains(s, pairs[i]) {
			t.Fatalf("%s is not in %.600s", pairs[i], s)
		}
		s = strings.Replace(s, pairs[i], pairs[i+1], 1)
	}
	return s
}

// with adds members to the root of a document.
func with(doc, members string) string { return strings.TrimSuffix(doc, "}") + "," + members + "}" }

var processor = &jsonld.Processor{Contexts: jsonld.Pinned()}

// sign adds a proof of a key to a document.
func sign(t testing.TB, doc string, key ed25519.PrivateKey, method string) string {
	t.Helper()
	return signWith(t, doc, key, dataintegrity.Options{VerificationMethod: method, Created: now.Add(-time.Hour)})
}

func signWith(t testing.TB, doc string, key crypto.Signer, opt dataintegrity.Options) string {
	t.Helper()
	return signBy(t, "eddsa-rdfc-2022", doc, key, opt)
}

func signBy(t testing.TB, suite, doc string, key crypto.Signer, opt dataintegrity.Options) string {
	t.Helper()
	signed, err := dataintegrity.Default().Sign(context.Background(), processor, []byte(doc), suite, key, opt)
	if err != nil {
		t.Fatalf("sign %s: %v", doc, err)
	}
	return string(signed)
}

// sealed is a document signed by the university.
func sealed(t testing.TB, doc string) string { t.Helper(); return sign(t, doc, ed(1), uniKey) }

// token is a document as a JWT.
func token(t testing.TB, doc string, key ed25519.PrivateKey, h vcjwt.SignHeader) string {
	t.Helper()
	s, err := vcjwt.Sign([]byte(doc), "EdDSA", key, h)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// statusOf is a badge with a place in the status list of the university.
func statusOf(index, purpose string) string {
	return fmt.Sprintf(`{"id":"%s#%s","type":"BitstringStatusListEntry","statusPurpose":%q,"statusListIndex":%q,"statusListCredential":%q}`, list, index, purpose, index, list)
}

// published is a status list in which the given places are set.
func published(t testing.TB, issuer, purpose string, set ...int) string {
	t.Helper()
	return publishedOf(t, statuslist.MinEntries, issuer, purpose, set...)
}

func publishedOf(t testing.TB, bits int, issuer, purpose string, set ...int) string {
	t.Helper()
	l := statuslist.New(bits)
	for _, i := range set {
		if err := l.Set(i, true); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := statuslist.Prepare(statuslist.Credential{ID: list, Issuer: issuer, Purpose: purpose, List: l, ValidFrom: now.Add(-time.Hour), ValidUntil: now.Add(24 * time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return string(doc.Bytes())
}

// judge has an input judged by the strict profile.
func judge(t testing.TB, s *site, input string) *vc.Report {
	t.Helper()
	return judgeAs(t, s, input, vc.Options{})
}

func judgeAs(t testing.TB, s *site, input string, opt vc.Options) *vc.Report {
	t.Helper()
	return judgeWith(t, s, input, opt)
}

// A fataler is a test, also one of properties.
type fataler interface {
	Helper()
	Errorf(format string, args ...any)
	Fatal(args ...any)
	Fatalf(format string, args ...any)
}

func judgeIn(t fataler, s *site, input string) *vc.Report {
	t.Helper()
	return judgeWith(t, s, input, vc.Options{})
}

func judgeWith(t fataler, s *site, input string, opt vc.Options) *vc.Report {
	t.Helper()
	v := &vc.Verifier{Fetcher: s, Now: clock}
	r, err := v.Verify(context.Background(), []byte(input), opt)
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Checks) != len(vc.CheckNames()) {
		t.Fatalf("%d checks", len(r.Checks))
	}
	return r
}

// expect holds a report against a verdict and, as check=result or
// check=result:CODE, some of its checks.
func expect(t fataler, r *vc.Report, verdict vc.Verdict, checks ...string) {
	t.Helper()
	if r.Verdict != verdict {
		t.Errorf("verdict %s, want %s\n%s", r.Verdict, verdict, lines(r))
	}
	for _, want := range checks {
		name, want, _ := strings.Cut(want, "=")
		c := r.Check(name)
		got := c.Result
		if strings.Contains(want, ":") {
			got += ":" + c.Code
		}
		if got != want {
			t.Errorf("%s is %s %s, want %s\n%s", name, c.Result, c.Code, want, lines(r))
		}
	}
}

func lines(r *vc.Report) string {
	var b strings.Builder
	for _, c := range r.Checks {
		fmt.Fprintf(&b, "  %s %s %s %s %v\n", c.Name, c.Result, c.Code, c.Text, c.Detail)
	}
	return b.String()
}
