package vc_test

import (
	"context"
	"crypto"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/vc"
	"blazon/vcjwt"
)

func jwk(t testing.TB, pub crypto.PublicKey, members string) string {
	t.Helper()
	v, err := did.EncodeJWK(pub)
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(string(v.JSON()), "}") + members + "}"
}

// everything is a badge with all that a report shows.
func everything(t testing.TB) string {
	return replace(t, badge,
		`"validFrom":"2026-01-01T00:00:00Z"`, `"awardedDate":"2025-12-31T00:00:00Z","validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z",`+
			`"evidence":[{"id":"https://uni.example/e/1","type":["Evidence"],"name":"A rope","description":"of hemp","narrative":"tied"}]`,
		`"type":["AchievementSubject"]`, `"type":["AchievementSubject"],"narrative":"By tying","identifier":[{"type":"IdentityObject","hashed":false,"identityHash":"Ada Lovelace","identityType":"name"}]`,
		`"criteria":{"narrative":"Tie ten"}`, `"criteria":{"id":"https://uni.example/c/1","narrative":"Tie ten"},"tag":["rope"],"achievementType":"Certificate",`+
			`"image":{"id":"https://uni.example/i/1.png","type":"Image","caption":"a knot"}`)
}

func TestValid(t *testing.T) {
	key := ed(1)
	didKey, method, err := did.KeyDID(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	didJWK, jwkMethod, err := did.JWKDID(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	didWeb := "did:web:uni.example:issuers:7"
	by := func(id string) string {
		return replace(t, badge, `"issuer":{"id":"`+uni+`"`, `"issuer":{"id":"`+id+`"`)
	}
	tests := []struct {
		name, input, host string
		documents         []string
	}{
		{"https issuer", sealed(t, badge), "uni.example", nil},
		{"did:key", sign(t, by(didKey), key, method), didKey, nil},
		{"did:jwk", sign(t, by(didJWK), key, jwkMethod), didJWK, nil},
		{"did:web", sign(t, by(didWeb), key, didWeb+"#key-1"), "uni.example", []string{"https://uni.example/issuers/7/did.json", profile(t, didWeb, key.Public(), "")}},
		{"issuer as a string", sealed(t, strings.Replace(badge, `{"id":"https://uni.example/issuers/7","type":["Profile"],"name":"Example University","url":"https://uni.example"}`, `"`+uni+`"`, 1)), "uni.example", nil},
		{"JWT, kid of the document", token(t, badge, key, vcjwt.SignHeader{Kid: uniKey}), "uni.example", nil},
		{"JWT, fragment as kid", token(t, badge, key, vcjwt.SignHeader{Kid: "key-1"}), "uni.example", nil},
		{"JWT, jwk of the document", token(t, badge, key, vcjwt.SignHeader{JWK: key.Public()}), "uni.example", nil},
		{"JWT, kid of the key set", token(t, badge, ed(2), vcjwt.SignHeader{Kid: "k2"}), "uni.example", keySet(jwk(t, ed(2).Public(), `,"kid":"k2","iss":"`+uni+`"`))},
		{"JWT, jwk of the key set", token(t, badge, ed(2), vcjwt.SignHeader{JWK: ed(2).Public()}), "uni.example", keySet(jwk(t, ed(2).Public(), `,"iss":"`+uni+`"`))},
		{"JWT, white space around it", "\n " + token(t, badge, key, vcjwt.SignHeader{Kid: uniKey}) + "\n", "uni.example", nil},
		{"all members", sealed(t, everything(t)), "uni.example", nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judge(t, world(t, tt.documents...), tt.input)
			if tt.name == "issuer as a string" {
				// The data model asks for a Profile; the signature does not care.
				expect(t, r, r.Verdict, "proof=pass", "issuer_binding=pass")
				return
			}
			expect(t, r, vc.Valid, "format=pass", "context=pass", "schema=pass", "proof=pass", "issuer_binding=pass", "time=pass", "status=pass", "recipient=skipped", "endorsement=skipped")
			if r.Summary.IssuerHost != tt.host || r.Summary.Name != "Knots" {
				t.Errorf("summary %+v, want the host %s", r.Summary, tt.host)
			}
			if string(r.Raw) != strings.TrimSpace(tt.input) {
				t.Errorf("raw is %.80q", r.Raw)
			}
			if !r.At.Equal(now) || r.Profile != vc.Strict {
				t.Errorf("judged at %s by %s", r.At, r.Profile)
			}
		})
	}
}

func TestSummary(t *testing.T) {
	r := judge(t, world(t), sealed(t, everything(t)))
	expect(t, r, vc.Valid)
	got, err := json.Marshal(r.Summary)
	if err != nil {
		t.Fatal(err)
	}
	want := `{"id":"https://uni.example/awards/1","achievementId":"https://uni.example/badges/1","name":"Knots","description":"Ties knots",` +
		`"achievementType":"Certificate","criteriaNarrative":"Tie ten","criteriaUrl":"https://uni.example/c/1","tags":["rope"],"image":"https://uni.example/i/1.png","imageAlt":"a knot",` +
		`"issuerId":"https://uni.example/issuers/7","issuerName":"Example University","issuerUrl":"https://uni.example","issuerHost":"uni.example",` +
		`"recipientName":"Ada Lovelace","recipientId":"did:example:ada","narrative":"By tying",` +
		`"evidence":[{"id":"https://uni.example/e/1","name":"A rope","description":"of hemp","narrative":"tied"}],` +
		`"awardedDate":"2025-12-31T00:00:00Z","validFrom":"2026-01-01T00:00:00Z","validUntil":"2027-01-01T00:00:00Z"}`
	if string(got) != want {
		t.Errorf("summary\n%s, want\n%s", got, want)
	}
}

// TestThreeValues: what could not be found out is neither valid nor invalid, and
// a forged text is invalid whatever else could not be found out.
func TestThreeValues(t *testing.T) {
	entry := with(badge, `"credentialStatus":`+statusOf("7", "revocation"))
	forged := replace(t, sealed(t, badge), "Ties knots", "Ties nots")
	tests := []struct {
		name, input string
		documents   []string
		verdict     vc.Verdict
		checks      string
	}{
		{"issuer down", sealed(t, badge), []string{uni, "!down"}, vc.Indeterminate, "proof=unknown issuer_binding=unknown:ISSUER_UNRESOLVABLE status=skipped"},
		{"issuer gone", sealed(t, badge), []string{uni, "!404"}, vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		{"issuer at a private address", sealed(t, badge), []string{uni, "!blocked"}, vc.Indeterminate, "issuer_binding=unknown:FETCH_BLOCKED"},
		{"issuer serves a page", sealed(t, badge), []string{uni, "<html>"}, vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		{"issuer calls itself something else", sealed(t, badge), []string{uni, profile(t, evil, ed(1).Public(), "")}, vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE"},
		{"issuer lists another key", sealed(t, badge), []string{uni, profile(t, uni, ed(2).Public(), "")}, vc.Invalid, "proof=fail:PROOF_INVALID"},
		{"status list down", sealed(t, entry), []string{list, "!down"}, vc.Indeterminate, "proof=pass status=unknown:STATUS_UNAVAILABLE"},
		{"forged, and the status list down", replace(t, sealed(t, entry), "Ties knots", "Ties nots"), []string{list, "!down"}, vc.Invalid, "proof=fail:PROOF_INVALID status=skipped"},
		{"forged", forged, nil, vc.Invalid, "context=pass proof=fail:PROOF_INVALID issuer_binding=pass status=skipped"},
		{"a suite nobody knows", strings.Replace(sealed(t, badge), "eddsa-rdfc-2022", "eddsa-rdfc-3022", 1), nil, vc.Indeterminate, "proof=unknown:UNSUPPORTED_FORMAT issuer_binding=pass"},
		{"no proof", badge, nil, vc.Invalid, "proof=fail:PROOF_MISSING"},
		{"nothing", "", nil, vc.Invalid, "format=fail:MALFORMED_INPUT context=skipped"},
		{"not an object", `["a"]`, nil, vc.Invalid, "format=fail:MALFORMED_INPUT"},
		{"no credential", `{"type":"Assertion"}`, nil, vc.Invalid, "format=fail:UNSUPPORTED_FORMAT"},
		{"a credential of another kind", `{"type":["VerifiableCredential","DriversLicence"]}`, nil, vc.Invalid, "format=fail:UNSUPPORTED_FORMAT"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			expect(t, judge(t, world(t, tt.documents...), tt.input), tt.verdict, strings.Fields(tt.checks)...)
		})
	}
}

// TestIssuerFirst: a forged text leads to the issuer and nowhere else.
func TestIssuerFirst(t *testing.T) {
	s := world(t)
	doc := with(badge, `"credentialStatus":`+statusOf("7", "revocation"))
	r := judge(t, s, replace(t, sealed(t, doc), "Ties knots", "Ties nots"))
	if fmt.Sprint(s.asked) != "["+uni+"]" {
		t.Errorf("asked %v", s.asked)
	}
	if len(r.Documents) != 1 || r.Documents[0].URL != uni || r.Documents[0].Status != 200 || r.Documents[0].SHA256 == "" {
		t.Errorf("documents %+v", r.Documents)
	}
	if r.Summary.Name != "" {
		t.Errorf("a forged text is shown: %+v", r.Summary)
	}
}

func TestCaller(t *testing.T) {
	if _, err := new(vc.Verifier).Verify(t.Context(), []byte(badge), vc.Options{}); err == nil {
		t.Error("a Verifier without a clock answers")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	v := &vc.Verifier{Fetcher: world(t), Now: clock}
	if r, err := v.Verify(ctx, []byte(sealed(t, badge)), vc.Options{}); !errors.Is(err, context.Canceled) || r != nil {
		t.Errorf("%v, %v", r, err)
	}
	v.Fetcher = nil
	r, err := v.Verify(t.Context(), []byte(sealed(t, badge)), vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, vc.Indeterminate, "issuer_binding=unknown:ISSUER_UNRESOLVABLE")
}

// slow is a network that answers after the time for one verification.
type slow struct{}

func (s *slow) Fetch(ctx context.Context, url, _ string) (*did.Response, error) {
	<-ctx.Done()
	return nil, &did.FetchError{URL: url, Err: ctx.Err()}
}

// TestTimeUsedUp: that the time is used up is an answer, also for a caller that
// began the verification itself.
func TestTimeUsedUp(t *testing.T) {
	v := &vc.Verifier{Fetcher: new(slow), Now: clock, Budget: vc.Budget{Time: 20 * time.Millisecond}}
	for range 2 {
		r, err := v.Verify(t.Context(), []byte(sealed(t, badge)), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, vc.Indeterminate)
	}
	begun, ctx, cancel, err := v.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer cancel()
	for range 2 {
		r, err := begun.Verify(ctx, []byte(sealed(t, badge)), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, vc.Indeterminate)
	}
	// A token needs no network once the time is up; its words must not go unchecked.
	r, err := begun.Verify(ctx, []byte(token(t, badge, ed(1), vcjwt.SignHeader{JWK: ed(1).Public()})), vc.Options{Profile: vc.OneEdTech})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, vc.Indeterminate, "context=unknown")
}

// TestOneMoment: a clock that moves does not move within one verification.
func TestOneMoment(t *testing.T) {
	at := now
	v := &vc.Verifier{Fetcher: world(t), Now: func() time.Time { at = at.Add(24 * time.Hour); return at }}
	begun, ctx, cancel, err := v.Begin(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer cancel()
	first, _ := begun.Verify(ctx, []byte(sealed(t, badge)), vc.Options{})
	second, _ := begun.Verify(ctx, []byte(sealed(t, badge)), vc.Options{})
	if !first.At.Equal(second.At) {
		t.Errorf("%s and %s", first.At, second.At)
	}
	if n := len(begun.Documents()); n != 1 {
		t.Errorf("%d documents, want the issuer's once", n)
	}
	if v.Documents() != nil {
		t.Error("documents before anything began")
	}
}

func TestBudget(t *testing.T) {
	doc := sealed(t, with(badge, `"credentialStatus":`+statusOf("7", "revocation")))
	documents := []string{list, sealed(t, published(t, uni, "revocation"))}
	size := int64(len(documents[1]) + len(world(t).documents[uni]))
	tests := []struct {
		budget vc.Budget
		want   vc.Verdict
	}{
		{vc.Budget{Fetches: 2}, vc.Valid},
		{vc.Budget{Fetches: 1}, vc.Indeterminate},
		{vc.Budget{Bytes: size}, vc.Valid},
		{vc.Budget{Bytes: size - 1}, vc.Indeterminate},
	}
	for _, tt := range tests {
		v := &vc.Verifier{Fetcher: world(t, documents...), Now: clock, Budget: tt.budget}
		r, err := v.Verify(t.Context(), []byte(doc), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, tt.want)
	}
}

// TestOneEdTech: the profile believes keys that the issuer does not confirm, and
// says so.
func TestOneEdTech(t *testing.T) {
	didKey, _, err := did.KeyDID(ed(3).Public())
	if err != nil {
		t.Fatal(err)
	}
	fragment := uni + "#" + multikey(t, ed(3).Public())
	document := `{"controller":"` + uni + `","publicKeyMultibase":"` + multikey(t, ed(3).Public()) + `"}`
	tests := []struct{ name, input string }{
		{"a key in the fragment", sign(t, badge, ed(3), fragment)},
		{"a bare did:key", sign(t, badge, ed(3), didKey)},
		{"a key document", sign(t, badge, ed(3), "https://keys.example/3")},
		{"a key in the header", token(t, badge, ed(3), vcjwt.SignHeader{JWK: ed(3).Public()})},
		{"a key at an address in the header", token(t, badge, ed(3), vcjwt.SignHeader{Kid: "https://keys.example/jwk"})},
		{"a did:key in the header", token(t, badge, ed(3), vcjwt.SignHeader{Kid: didKey})},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := world(t, "https://keys.example/3", document, "https://keys.example/jwk", jwk(t, ed(3).Public(), ""))
			r := judgeAs(t, s, tt.input, vc.Options{Profile: vc.OneEdTech})
			expect(t, r, vc.Valid, "issuer_binding=pass")
			if c := r.Check(vc.CheckIssuer); c.Detail["strict"] != vc.KeyNotBoundToIssuer || r.Summary.IssuerHost != "" || r.Profile != vc.OneEdTech {
				t.Errorf("it does not say that the issuer confirmed nothing: %+v %+v", c, r.Summary)
			}
			expect(t, judge(t, s, tt.input), vc.Invalid, "issuer_binding=fail:KEY_NOT_BOUND_TO_ISSUER")
		})
	}
}

func TestExplain(t *testing.T) {
	r := judgeAs(t, world(t), sealed(t, badge), vc.Options{Explain: true})
	d := r.Check(vc.CheckProof).Detail
	if !strings.Contains(d["canonicalDocument"], "Ties knots") || len(d["documentHash"]) != 64 || d["hash"] != "SHA-256" || d["method"] != uniKey || d["algorithm"] != "EdDSA" {
		t.Errorf("detail %v", d)
	}
	if _, ok := judge(t, world(t), sealed(t, badge)).Check(vc.CheckProof).Detail["documentHash"]; ok {
		t.Error("explained without being asked")
	}
}
