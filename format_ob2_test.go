package blazon_test

import (
	"context"
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"blazon"
	"blazon/bake"
	"blazon/did"
	"blazon/vc"
)

// The badges of a harbour, hosted.
const (
	harbour    = "https://harbour.example"
	hostedText = `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://harbour.example/a/1",` +
		`"recipient":{"type":"email","hashed":false,"identity":"ada@school.example"},"issuedOn":"2026-01-01T00:00:00Z",` +
		`"badge":"https://harbour.example/b/1","verification":{"type":"HostedBadge"}}`
	oldText = `{"uid":"1","recipient":{"type":"email","hashed":false,"identity":"ada@school.example"},"issuedOn":1767225600,` +
		`"badge":"https://harbour.example/b/old","verify":{"type":"hosted","url":"https://harbour.example/a/old"}}`
)

// hostedSite is where the harbour publishes what its badges lead to.
func hostedSite() map[string]string {
	return map[string]string{
		harbour + "/a/1":   hostedText,
		harbour + "/a/old": oldText,
		harbour + "/b/1": `{"@context":"https://w3id.org/openbadges/v2","type":"BadgeClass","id":"https://harbour.example/b/1","name":"Knots","description":"Ties knots",` +
			`"image":"https://harbour.example/b/1.png","criteria":{"narrative":"Tie ten"},"issuer":"https://harbour.example/issuer"}`,
		harbour + "/b/old": `{"name":"Knots","description":"Ties knots","image":"https://harbour.example/b/1.png","criteria":"https://harbour.example/c","issuer":"https://harbour.example/old"}`,
		harbour + "/old":   `{"name":"Harbour","url":"https://harbour.example"}`,
		harbour + "/issuer": `{"@context":"https://w3id.org/openbadges/v2","type":"Issuer","id":"https://harbour.example/issuer","name":"Harbour",` +
			`"url":"https://harbour.example","email":"badges@harbour.example"}`,
	}
}

// compactJWS is a text as the payload of a compact JWS that nobody signed.
func compactJWS(payload string) string {
	b64 := base64.RawURLEncoding.EncodeToString
	return b64([]byte(`{"alg":"RS256"}`)) + "." + b64([]byte(payload)) + "." + b64(make([]byte, 256))
}

func TestOlderBadgesInAnyForm(t *testing.T) {
	baked := func(text string) []byte { return bakedPNG(t, bake.Badge{Kind: bake.OB2, Text: text}) }
	tests := []struct {
		name  string
		input []byte
		kind  string
		want  vc.Verdict
	}{
		{"2.0 as JSON", []byte(hostedText), "Open Badges 2.0", vc.Valid},
		{"2.0 by its address", []byte(harbour + "/a/1"), "Open Badges 2.0", vc.Valid},
		{"2.0 in a PNG", baked(hostedText), "Open Badges 2.0", vc.Valid},
		{"2.0 in an SVG", bakedSVG(t, bake.Badge{Kind: bake.OB2, Text: hostedText, HostedURL: harbour + "/a/1"}), "Open Badges 2.0", vc.Valid},
		{"an address in a PNG", baked(harbour + "/a/1"), "Open Badges 2.0", vc.Valid},
		{"1.0 as JSON", []byte(oldText), "Open Badges 1.0", vc.Valid},
		{"1.0 by its address", []byte(harbour + "/a/old"), "Open Badges 1.0", vc.Valid},
		{"signed by nobody", []byte(compactJWS(hostedText)), "Open Badges 2.0", vc.Invalid},
		{"the address of an issuer", []byte(harbour + "/issuer"), "Open Badges 2.0", vc.Invalid},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			r, _ := verify(t, test.input, hostedSite())
			if r.Verdict != test.want || r.Kind != test.kind {
				t.Errorf("%s %s, want %s %s\n%s", r.Kind, r.Verdict, test.kind, test.want, lines(r))
			}
			if test.want == vc.Valid && (r.Summary.Name != "Knots" || r.Summary.IssuerHost != "harbour.example" || len(r.Documents) == 0) {
				t.Errorf("%+v", r.Summary)
			}
		})
	}
}

// TestVersion05InAPicture: what a picture says beside the address of a badge of 0.5 is
// compared with what is there.
func TestVersion05InAPicture(t *testing.T) {
	const at = "https://old.example/05"
	const text = `{"recipient":"ada@uni.example","issued_on":"2011-08-25","badge":{"version":"0.5.0","name":"Knots","image":"/i.png",` +
		`"description":"D","criteria":"/c","issuer":{"origin":"https://old.example","name":"Old School"}}}`
	with := func(from, to string) string { return strings.Replace(text, from, to, 1) }
	newer := map[string]string{
		at:                      `{"uid":"1","recipient":{"type":"email","hashed":false,"identity":"ada@uni.example"},"issuedOn":"2011-08-25","badge":"https://old.example/b","verify":{"type":"hosted","url":"` + at + `"}}`,
		"https://old.example/b": `{"name":"Knots","description":"D","image":"https://old.example/i.png","criteria":"https://old.example/c","issuer":"https://old.example/i"}`,
		"https://old.example/i": `{"name":"Old School","url":"https://old.example"}`,
	}
	for name, tt := range map[string]struct {
		text   string
		site   map[string]string
		want   vc.Verdict
		differ string
	}{
		"as it is there":         {text, map[string]string{at: text}, vc.Valid, ""},
		"of somebody else":       {with("ada@", "eve@"), map[string]string{at: text}, vc.Invalid, ""},
		"with another name":      {with("Knots", "All knots"), map[string]string{at: text}, vc.Indeterminate, "badge.name"},
		"of another day":         {with("2011-08-25", "2012-08-25"), map[string]string{at: text}, vc.Invalid, ""},
		"now of a newer version": {text, newer, vc.Indeterminate, "badge.version"},
	} {
		tt.site["https://old.example"] = "<!DOCTYPE html><html></html>" // a home page, as origins have
		r, _ := verify(t, bakedSVG(t, bake.Badge{Kind: bake.OB2, Text: tt.text, HostedURL: at}), tt.site)
		if c := r.Check(vc.CheckProof); r.Verdict != tt.want || !strings.HasPrefix(c.Detail[vc.Differs], tt.differ) {
			t.Errorf("%s: %s, %v\n%s", name, r.Verdict, c.Detail, lines(r))
		}
	}
}

// TestAddressesInAPicture: what the attribute verify writes in other letters is the same
// address, and where it is another, that is what is said.
func TestAddressesInAPicture(t *testing.T) {
	picture := func(verify string) []byte {
		return []byte(`<svg xmlns="http://www.w3.org/2000/svg"><assertion xmlns="http://openbadges.org" verify="` + verify + `"><![CDATA[` + hostedText + `]]></assertion></svg>`)
	}
	for verifyAt, want := range map[string]vc.Verdict{
		harbour + "/a/1":                  vc.Valid,
		"https://HARBOUR.example:443/a/1": vc.Valid,
		"http://harbour.example/a/1":      vc.Valid,
		"https://evil.example/a/1":        vc.Invalid,
	} {
		r, _ := verify(t, picture(verifyAt), hostedSite())
		if c := r.Check(vc.CheckFormat); r.Verdict != want || want == vc.Invalid && (c.Code != vc.MultipleCredentials || !strings.Contains(c.Text, "one address of the badge")) {
			t.Errorf("%s: %s %+v", verifyAt, r.Verdict, c)
		}
	}
}

// vanished is a network in which one document was taken away for good.
type vanished struct{ site }

func (s *vanished) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	if url == harbour+"/a/1" {
		return &did.Response{URL: url, Status: 410, FetchedAt: now}, nil
	}
	return s.site.Fetch(ctx, url, accept)
}

func TestAddressThatIsGoneIsABadgeTakenBack(t *testing.T) {
	for _, input := range []string{harbour + "/a/1", hostedText} {
		r, err := blazon.Verify(t.Context(), &vc.Verifier{Fetcher: &vanished{site{documents: hostedSite()}}, Now: clock}, []byte(input), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if c := r.Check(vc.CheckStatus); r.Verdict != vc.Invalid || c.Code != vc.StatusRevoked {
			t.Errorf("%s\n%s", r.Verdict, lines(r))
		}
	}
}

func TestOlderBadgeWhoseServerIsDownIsUndecided(t *testing.T) {
	r, err := blazon.Verify(t.Context(), &vc.Verifier{Fetcher: down{}, Now: clock}, []byte(hostedText), vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Check(vc.CheckProof); r.Verdict != vc.Indeterminate || c.Code != vc.FetchFailed {
		t.Errorf("%s\n%s", r.Verdict, lines(r))
	}
}

// down is a network in which nobody answers.
type down struct{}

func (down) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	return nil, &did.FetchError{URL: url, Err: errors.New("nobody there")}
}
