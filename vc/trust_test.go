package vc_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"blazon/vc"
)

// ministry is who vouches for issuers in the tests.
const ministry = "https://ministry.example"

// registry is an unsigned registry of the ministry.
func registry(issuers ...string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],"id":"https://ministry.example/issuers",` +
		`"type":["VerifiableCredential"],"name":"Ministry of Education","issuer":"` + ministry + `","validFrom":"2026-01-01T00:00:00Z","credentialSubject":[` + strings.Join(issuers, ",") + `]}`
}

// listed is an issuer in a registry.
func listed(id, name string) string {
	return fmt.Sprintf(`{"id":%q,"type":["Profile"],"name":%q}`, id, name)
}

func TestTrust(t *testing.T) {
	list, err := vc.ParseTrustList([]byte(`{"name":"Our partners","issuers":[{"id":"` + uni + `","name":"The University"},{"id":"did:web:other.example"}]}`))
	if err != nil {
		t.Fatal(err)
	}
	other := sign(t, replace(t, badge, uni, evil), ed(9), evil+"#key-1")
	tests := []struct {
		name, doc string
		trust     vc.Trust
		verdict   vc.Verdict
		want      vc.Recognition
	}{
		{"nobody was asked", sealed(t, badge), nil, vc.Valid, vc.Recognition{}},
		{"known", sealed(t, badge), list, vc.Valid, vc.Recognition{State: vc.Recognized, By: "Our partners", Name: "The University"}},
		{"not known", other, list, vc.Valid, vc.Recognition{State: vc.Unrecognized}},
		{"known to the second", sealed(t, badge), vc.TrustLists{&vc.TrustList{Name: "Nobody"}, list}, vc.Valid, vc.Recognition{State: vc.Recognized, By: "Our partners", Name: "The University"}},
		{"not known to either", other, vc.TrustLists{&vc.TrustList{}, list}, vc.Valid, vc.Recognition{State: vc.Unrecognized}},
		{"in the name of one that is known", sign(t, badge, ed(9), evil+"#key-1"), list, vc.Invalid, vc.Recognition{}},
		{"changed", replace(t, sealed(t, badge), "Ties knots", "Ties nots"), list, vc.Invalid, vc.Recognition{}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
			r, err := (&vc.Verifier{Fetcher: s, Now: clock, Trust: tt.trust}).Verify(t.Context(), []byte(tt.doc), vc.Options{})
			if err != nil {
				t.Fatal(err)
			}
			if r.Verdict != tt.verdict || r.Trust != tt.want {
				t.Errorf("%s %+v", r.Verdict, r.Trust)
			}
		})
	}
}

// TestTrustAssertion: of badges of Open Badges 2.0 it is asked, too.
func TestTrustAssertion(t *testing.T) {
	list := &vc.TrustList{Name: "Our partners", Issuers: []vc.TrustedIssuer{{ID: issuer2, Name: "The University"}}}
	known := vc.Recognition{State: vc.Recognized, By: "Our partners", Name: "The University"}
	for name, tt := range map[string]struct {
		site  web
		trust vc.Trust
		want  vc.Recognition
	}{
		"known":                          {web2(t), list, known},
		"not known":                      {web2(t), &vc.TrustList{}, vc.Recognition{State: vc.Unrecognized}},
		"nobody was asked":               {web2(t), nil, vc.Recognition{}},
		"served where the issuer is not": {web2(t, issuer2, replace(t, profile2, issuer2, issuer2+"/other")), list, vc.Recognition{}},
	} {
		r, err := (&vc.Verifier{Fetcher: tt.site, Now: clock, Trust: tt.trust}).VerifyAssertion(t.Context(), []byte(hosted), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if r.Trust != tt.want {
			t.Errorf("%s: %s %+v\n%s", name, r.Verdict, r.Trust, lines(r))
		}
	}
}

// TestTrustBelieved: a key that the profile of 1EdTech believes makes nobody known.
func TestTrustBelieved(t *testing.T) {
	doc := sign(t, badge, ed(9), uni+"#"+multikey(t, ed(9).Public()))
	v := &vc.Verifier{Fetcher: world(t), Now: clock, Trust: &vc.TrustList{Issuers: []vc.TrustedIssuer{{ID: uni}}}}
	r, err := v.Verify(t.Context(), []byte(doc), vc.Options{Profile: vc.OneEdTech})
	if err != nil {
		t.Fatal(err)
	}
	if expect(t, r, vc.Valid); r.Trust != (vc.Recognition{}) {
		t.Errorf("%+v", r.Trust)
	}
}

func TestParseTrustList(t *testing.T) {
	for name, text := range map[string]string{
		"no JSON":          `issuers`,
		"no object":        `[]`,
		"no name":          `{"issuers":[]}`,
		"no issuers":       `{"name":"A"}`,
		"issuers no array": `{"name":"A","issuers":{}}`,
		"an issuer alone":  `{"name":"A","issuers":["https://a.example"]}`,
		"no address":       `{"name":"A","issuers":[{"id":"A"}]}`,
	} {
		if _, err := vc.ParseTrustList([]byte(text)); !errors.Is(err, vc.ErrTrustList) {
			t.Errorf("%s: %v", name, err)
		}
	}
	many := func(n int) []byte {
		return []byte(`{"name":"A","issuers":[` + strings.TrimSuffix(strings.Repeat(`{"id":"did:example:a"},`, n), ",") + `]}`)
	}
	if l, err := vc.ParseTrustList(many(10_000)); err != nil || len(l.Issuers) != 10_000 {
		t.Errorf("%v", err)
	}
	if _, err := vc.ParseTrustList(many(10_001)); !errors.Is(err, vc.ErrTrustList) {
		t.Errorf("%v", err)
	}
}

func TestParseRegistrySource(t *testing.T) {
	for text, want := range map[string]vc.RegistrySource{
		"https://m.example/issuers.json=https://m.example": {URL: "https://m.example/issuers.json", Issuer: "https://m.example"},
		"https://m.example/?of=1=did:web:m.example":        {URL: "https://m.example/?of=1", Issuer: "did:web:m.example"},
		"https://m.example/issuers.json":                   {},
		"did:web:m.example=https://m.example":              {},
		"=https://m.example":                               {},
		"":                                                 {},
	} {
		got, err := vc.ParseRegistrySource(text)
		if got != want || (err == nil) != (want != vc.RegistrySource{}) || err != nil && !errors.Is(err, vc.ErrRegistry) {
			t.Errorf("%q: %+v %v", text, got, err)
		}
	}
}

// TestRegistryAt: it is fetched, and its issuer must be the one that was named.
func TestRegistryAt(t *testing.T) {
	const at = "https://ministry.example/issuers"
	signed := sign(t, registry(listed(uni, "The University")), ed(7), ministry+"#key-1")
	for name, tt := range map[string]struct {
		served, issuer string
		verdict        vc.Verdict
		want           error
	}{
		"as it should be":  {signed, ministry, vc.Valid, nil},
		"of somebody else": {signed, uni, vc.Valid, vc.ErrRegistry},
		"not there":        {"!404", ministry, vc.Indeterminate, vc.ErrRegistry},
		"nobody there":     {"!down", ministry, vc.Indeterminate, vc.ErrRegistry},
		"changed":          {replace(t, signed, "The University", "My University"), ministry, vc.Invalid, vc.ErrRegistry},
	} {
		t.Run(name, func(t *testing.T) {
			s := world(t, ministry, profile(t, ministry, ed(7).Public(), ""), at, tt.served)
			l, r, err := (&vc.Verifier{Fetcher: s, Now: clock}).RegistryAt(t.Context(), vc.RegistrySource{URL: at, Issuer: tt.issuer})
			if !errors.Is(err, tt.want) || (l == nil) != (err != nil) || r.Verdict != tt.verdict {
				t.Errorf("%v %v %v", l, r.Verdict, err)
			}
		})
	}
}

// TestRegistryIsTheOneThere: the same issuer may publish several, so one that says it is
// at another address is not the one that was named.
func TestRegistryIsTheOneThere(t *testing.T) {
	const at = "https://ministry.example/issuers"
	doc := registry(listed(uni, "The University"))
	for id, want := range map[string]error{
		at:                                 nil,
		at + "#list":                       nil,
		at + "/closed":                     vc.ErrRegistry,
		"https://ministry.example/Issuers": vc.ErrRegistry,
		"https://mirror.example/issuers":   vc.ErrRegistry,
		"urn:uuid:2f8f7a2e-6f6e-4f0e-9d65-3a1f6f0a2b11": nil, // says nothing of a place
	} {
		s := world(t, ministry, profile(t, ministry, ed(7).Public(), ""), at, sign(t, replace(t, doc, `"id":"`+at+`"`, `"id":"`+id+`"`), ed(7), ministry+"#key-1"))
		l, r, err := (&vc.Verifier{Fetcher: s, Now: clock}).RegistryAt(t.Context(), vc.RegistrySource{URL: at, Issuer: ministry})
		if !errors.Is(err, want) || (l == nil) != (err != nil) || r.Verdict != vc.Valid {
			t.Errorf("%s: %v %v %v", id, l, r.Verdict, err)
		}
	}
}

// TestRegistryEditions: an older edition than one that was seen there is not had for the
// newest, and one that is as old as that is.
func TestRegistryEditions(t *testing.T) {
	const at = "https://ministry.example/issuers"
	edition := func(day, name string) string {
		return sign(t, replace(t, registry(listed(uni, name)), "2026-01-01T", day+"T"), ed(7), ministry+"#key-1")
	}
	memory := vc.NewMemory()
	for _, step := range []struct {
		served  string
		verdict vc.Verdict
	}{
		{edition("2026-01-01", "U"), vc.Valid},
		{edition("2026-02-01", "U"), vc.Valid},
		{edition("2026-01-01", "U"), vc.Indeterminate},
		{replace(t, edition("2026-02-28", "U"), `"name":"U"`, `"name":"V"`), vc.Invalid}, // what nobody signed is no edition
		{edition("2026-02-01", "The University"), vc.Valid},
	} {
		s := world(t, ministry, profile(t, ministry, ed(7).Public(), ""), at, step.served)
		v := &vc.Verifier{Fetcher: s, Now: clock, Memory: memory}
		l, r, err := v.RegistryAt(t.Context(), vc.RegistrySource{URL: at, Issuer: ministry})
		if r.Verdict != step.verdict || (l != nil) != (step.verdict == vc.Valid) || (l == nil) != errors.Is(err, vc.ErrRegistry) {
			t.Errorf("%v %v %v, want %v", l, r.Verdict, err, step.verdict)
		}
		if step.verdict == vc.Indeterminate && !strings.Contains(r.Check(vc.CheckFormat).Text, "newer edition") {
			t.Errorf("%+v", r.Check(vc.CheckFormat))
		}
	}
}

func TestRegistry(t *testing.T) {
	key := ministry + "#key-1"
	good := sign(t, registry(listed(uni, "The University"), listed("did:web:other.example", "Other")), ed(7), key)
	self := sign(t, replace(t, registry(listed(evil, "Me")), `"`+ministry+`"`, `"`+evil+`"`), ed(9), evil+"#key-1")
	tests := []struct {
		name, doc string
		want      error
	}{
		{"as it should be", good, nil},
		{"changed", replace(t, good, "The University", "My University"), vc.ErrRegistry},
		{"not signed", registry(listed(uni, "U")), vc.ErrRegistry},
		{"of somebody else", self, vc.ErrRegistry},
		{"expired", sign(t, with(registry(listed(uni, "U")), `"validUntil":"2026-02-01T00:00:00Z"`), ed(7), key), vc.ErrRegistry},
		{"of no Profiles", sign(t, registry(`{"id":"`+uni+`","name":"U"}`), ed(7), key), vc.ErrTrustList},
		{"a badge", sign(t, replace(t, badge, uni, ministry), ed(7), key), vc.ErrTrustList},
		{"no JSON", "hello", vc.ErrRegistry},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			s := world(t, ministry, profile(t, ministry, ed(7).Public(), ""), evil, profile(t, evil, ed(9).Public(), ""))
			l, r, err := (&vc.Verifier{Fetcher: s, Now: clock}).Registry(t.Context(), []byte(tt.doc), ministry)
			if !errors.Is(err, tt.want) || r == nil || (l == nil) != (err != nil) {
				t.Fatalf("%v %v %v", l, r, err)
			}
			if err != nil {
				return
			}
			if got, ok := l.Recognizes(t.Context(), uni); !ok || got.By != "Ministry of Education" || got.Name != "The University" {
				t.Errorf("%+v", got)
			}
			if _, ok := l.Recognizes(t.Context(), evil); ok || len(l.Issuers) != 2 {
				t.Errorf("%+v", l)
			}
		})
	}
}
