package bundle_test

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon"
	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/bundle"
	"blazon/internal/fetch"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vc"
)

const (
	uni  = "https://uni.example/issuers/7"
	list = "https://uni.example/status/1"
)

var now = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

var key = ed25519.NewKeyFromSeed(bytes.Repeat([]byte{7}, 32))

func sign(t testing.TB, doc []byte) []byte {
	t.Helper()
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	signed, err := dataintegrity.Default().Sign(context.Background(), p, doc, "eddsa-rdfc-2022", key,
		dataintegrity.Options{VerificationMethod: uni + "#key-1", Created: now.Add(-time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	return signed
}

// network is a university that publishes its key and a status list in which one
// badge is revoked.
func network(t testing.TB) fetch.Documents {
	t.Helper()
	multikey, err := did.EncodeMultikey(key.Public())
	if err != nil {
		t.Fatal(err)
	}
	l := statuslist.New(statuslist.MinEntries)
	if err := l.Set(13, true); err != nil {
		t.Fatal(err)
	}
	doc, err := statuslist.Prepare(statuslist.Credential{ID: list, Issuer: uni, Purpose: statuslist.Revocation, List: l, ValidFrom: now.Add(-time.Hour), ValidUntil: now.Add(time.Hour)})
	if err != nil {
		t.Fatal(err)
	}
	profile := fmt.Sprintf(`{"@context":["https://www.w3.org/ns/credentials/v2"],"id":%q,"type":["Profile"],"name":"Example University",`+
		`"verificationMethod":[{"id":%q,"type":"Multikey","controller":%q,"publicKeyMultibase":%q}],"assertionMethod":[%q]}`,
		uni, uni+"#key-1", uni, multikey, uni+"#key-1")
	return fetch.Documents{Now: func() time.Time { return now }, Files: map[string][]byte{uni: []byte(profile), list: sign(t, doc.Bytes())}}
}

func badge(t testing.TB, index int) []byte {
	t.Helper()
	return sign(t, fmt.Appendf(nil, `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
		"id":"https://uni.example/awards/1","type":["VerifiableCredential","OpenBadgeCredential"],"name":"Knots",
		"issuer":{"id":%q,"type":["Profile"],"name":"Example University"},"validFrom":"2026-01-01T00:00:00Z",
		"credentialStatus":{"id":"https://uni.example/status/1#%d","type":"BitstringStatusListEntry","statusPurpose":"revocation","statusListIndex":"%d","statusListCredential":%q},
		"credentialSubject":{"id":"did:example:ada","type":["AchievementSubject"],"achievement":{"id":"https://uni.example/badges/1",
		"type":["Achievement"],"name":"Knots","description":"Ties knots","criteria":{"narrative":"Tie ten"}}}}`, uni, index, index, list))
}

func verify(t testing.TB, f did.Fetcher, clock func() time.Time, data []byte) *vc.Report {
	t.Helper()
	v := &vc.Verifier{Fetcher: f, Now: clock}
	report, err := blazon.Verify(context.Background(), v, data, vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// made returns a badge, the report on it and its bundle as text.
func made(t testing.TB, index int) (data []byte, report *vc.Report, text []byte) {
	t.Helper()
	data = badge(t, index)
	r := &bundle.Recorder{Next: network(t)}
	report = verify(t, r, func() time.Time { return now }, data)
	text, err := bundle.New("badge.json", data, report, r, jsonld.Pinned()).Encode()
	if err != nil {
		t.Fatal(err)
	}
	return data, report, text
}

// TestNote: whoever reads the verdict reads as of when and by whose word.
func TestNote(t *testing.T) {
	note := bundle.Note(time.Date(2026, 3, 1, 13, 0, 0, 0, time.FixedZone("", 3600)))
	for _, part := range []string{"as of 2026-03-01T12:00:00Z", "whoever made it", "not proven"} {
		if !strings.Contains(note, part) {
			t.Errorf("%q does not say %q", note, part)
		}
	}
}

// TestNotesOfAge: whoever reads the verdict reads how old is what it rests on, if that
// is much older.
func TestNotesOfAge(t *testing.T) {
	const day = 24 * time.Hour
	for name, tt := range map[string]struct {
		profile, list time.Duration // how long before the verdict
		want          []string
	}{
		"at once":        {0, 0, nil},
		"a little later": {-5 * time.Minute, -time.Second, nil},
		"within a day":   {day, day, nil},
		"an old list":    {0, day + time.Second, []string{"The list of withdrawn badges at " + list + " was fetched at 2026-02-28T11:59:59Z, more than a day before"}},
		"an old profile": {28 * day, 0, []string{"The document at " + uni + " was fetched at 2026-02-01T12:00:00Z, more than 28 days before"}},
		"both":           {3 * day, 2 * day, []string{"The list of withdrawn badges", "The document at " + uni}},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, text := made(t, 12)
			b, err := bundle.Parse(text, jsonld.Pinned())
			if err != nil {
				t.Fatal(err)
			}
			for i, d := range b.Documents {
				age := tt.profile
				if d.URL == list {
					age = tt.list
				}
				b.Documents[i].FetchedAt = b.AsOf.Add(-age)
			}
			if text, err = b.Encode(); err != nil {
				t.Fatal(err)
			}
			if b, err = bundle.Parse(text, jsonld.Pinned()); err != nil {
				t.Fatal(err)
			}
			got := b.Notes(verify(t, b, b.Clock, b.Badge.Body))
			if len(got) != 1+len(tt.want) || got[0] != bundle.Note(b.AsOf) {
				t.Fatalf("%q", got)
			}
			for i, want := range tt.want {
				if !strings.HasPrefix(got[1+i], want) {
					t.Errorf("%q, want %q", got[1+i], want)
				}
			}
		})
	}
}

// TestNotesOfRecord: whoever reads the verdict reads where the bundle says that another
// came out when it was made, or that other rules were gone by.
func TestNotesOfRecord(t *testing.T) {
	for name, tt := range map[string]struct {
		change func(b *bundle.Bundle)
		want   string
	}{
		"as it was":                    {func(*bundle.Bundle) {}, ""},
		"another verdict":              {func(b *bundle.Bundle) { b.Verdict = vc.Invalid }, `The bundle says that the verdict was "invalid" when it was made; here it is "valid".`},
		"another profile":              {func(b *bundle.Bundle) { b.Profile = vc.OneEdTech }, `The bundle was made with the profile "1edtech" and says that the verdict was "valid"; here it is judged with "strict".`},
		"a verdict of another profile": {func(b *bundle.Bundle) { b.Profile, b.Verdict = vc.OneEdTech, vc.Indeterminate }, `The bundle was made with the profile "1edtech" and says that the verdict was "indeterminate"; here it is judged with "strict".`},
		"another status":               {func(b *bundle.Bundle) { b.Status.Result = vc.Fail }, `The bundle says that the check status was answered with "fail" when it was made; here it is "pass".`},
		"another reason":               {func(b *bundle.Bundle) { b.Status.Code = vc.StatusSuspended }, `The bundle says that the check status was answered with "pass STATUS_SUSPENDED" when it was made; here it is "pass".`},
		"no verdict in it":             {func(b *bundle.Bundle) { b.Verdict = "" }, `The bundle says that the verdict was "" when it was made; here it is "valid".`},
	} {
		t.Run(name, func(t *testing.T) {
			_, _, text := made(t, 12)
			b, err := bundle.Parse(text, jsonld.Pinned())
			if err != nil {
				t.Fatal(err)
			}
			tt.change(b)
			if text, err = b.Encode(); err != nil {
				t.Fatal(err)
			}
			if b, err = bundle.Parse(text, jsonld.Pinned()); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(b.Notes(verify(t, b, b.Clock, b.Badge.Body))[1:], " ")
			if got != tt.want {
				t.Errorf("%q, want %q", got, tt.want)
			}
		})
	}
}

func TestRoundTrip(t *testing.T) {
	for index, want := range map[int]vc.Verdict{12: vc.Valid, 13: vc.Invalid} {
		data, first, text := made(t, index)
		if first.Verdict != want {
			t.Fatalf("with the network: %s %+v", first.Verdict, first.Checks)
		}
		b, err := bundle.Parse(text, jsonld.Pinned())
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(b.Badge.Body, data) || !b.AsOf.Equal(now) || len(b.Documents) != 2 || len(b.Contexts) != 2 {
			t.Errorf("as of %v, %d documents, contexts %v", b.AsOf, len(b.Documents), b.Contexts)
		}
		if b.Status.List != list || b.Status.Index != fmt.Sprint(index) || b.Verdict != want {
			t.Errorf("status %+v, verdict %s", b.Status, b.Verdict)
		}
		second := verify(t, b, b.Clock, b.Badge.Body)
		a, _ := json.Marshal(first)
		z, _ := json.Marshal(second)
		if !bytes.Equal(a, z) {
			t.Errorf("with the network\n%s\nfrom the bundle\n%s", a, z)
		}
		again, err := b.Encode()
		if err != nil || !bytes.Equal(again, text) {
			t.Errorf("encoded anew it is another: %v", err)
		}
	}
}

// What could not be had then cannot be had later either.
func TestFailures(t *testing.T) {
	data := badge(t, 12)
	site := network(t)
	delete(site.Files, list)
	r := &bundle.Recorder{Next: site}
	first := verify(t, r, func() time.Time { return now }, data)
	text, err := bundle.New("x", data, first, r, jsonld.Pinned()).Encode()
	if err != nil {
		t.Fatal(err)
	}
	b, err := bundle.Parse(text, jsonld.Pinned())
	if err != nil {
		t.Fatal(err)
	}
	second := verify(t, b, b.Clock, b.Badge.Body)
	if first.Verdict != vc.Indeterminate || second.Verdict != vc.Indeterminate || second.Check(vc.CheckStatus).Code != vc.StatusUnavailable {
		t.Errorf("%s, then %s %+v", first.Verdict, second.Verdict, second.Check(vc.CheckStatus))
	}
	var e *did.FetchError
	if _, err := b.Fetch(t.Context(), "https://elsewhere.example", "x"); !errors.As(err, &e) {
		t.Errorf("an address that was never asked: %v", err)
	}
	if resp, err := b.Fetch(t.Context(), uni, "another Accept"); err != nil || resp.Status != 200 {
		t.Errorf("the same address asked in other words: %v", err)
	}
}

func TestParseRefuses(t *testing.T) {
	_, _, text := made(t, 12)
	edit := func(f func(m map[string]any)) []byte {
		var m map[string]any
		if err := json.Unmarshal(text, &m); err != nil {
			t.Fatal(err)
		}
		f(m)
		out, err := json.Marshal(m)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	first := func(m map[string]any) map[string]any { return m["documents"].([]any)[0].(map[string]any) }
	for _, tt := range []struct {
		name string
		text []byte
		want error
	}{
		{"nothing", nil, bundle.ErrMalformed},
		{"a badge", badge(t, 1), bundle.ErrMalformed},
		{"something behind it", append(bytes.Clone(text), "{}"...), bundle.ErrMalformed},
		{"a member twice", bytes.Replace(text, []byte(`"asOf"`), []byte(`"format":"x","asOf"`), 1), bundle.ErrMalformed},
		{"a name in other letters", bytes.Replace(text, []byte(`"asOf"`), []byte(`"ASOF"`), 1), bundle.ErrMalformed},
		{"an unknown member", edit(func(m map[string]any) { m["trusted"] = true }), bundle.ErrMalformed},
		{"another edition", edit(func(m map[string]any) { m["format"] = "blazon-verify-bundle/2" }), bundle.ErrMalformed},
		{"no time", edit(func(m map[string]any) { delete(m, "asOf") }), bundle.ErrMalformed},
		{"no badge", edit(func(m map[string]any) { delete(m, "badge") }), bundle.ErrMalformed},
		{"another badge", edit(func(m map[string]any) { m["badge"].(map[string]any)["body"] = "e30=" }), bundle.ErrChanged},
		{"another document", edit(func(m map[string]any) { first(m)["body"] = "e30=" }), bundle.ErrChanged},
		{"another digest", edit(func(m map[string]any) { first(m)["sha256"] = strings.Repeat("0", 64) }), bundle.ErrChanged},
		{"a document twice", edit(func(m map[string]any) { m["documents"] = []any{first(m), first(m)} }), bundle.ErrMalformed},
		{"a document of a later time", edit(func(m map[string]any) { first(m)["fetchedAt"] = "2026-03-01T12:05:01Z" }), bundle.ErrMalformed},
		{"a document of no time", edit(func(m map[string]any) { delete(first(m), "fetchedAt") }), bundle.ErrMalformed},
		{"a verdict of an earlier time", edit(func(m map[string]any) { m["asOf"] = "2026-02-28T12:00:00Z" }), bundle.ErrMalformed},
		{"a context of another text", edit(func(m map[string]any) {
			m["contexts"].([]any)[0].(map[string]any)["sha256"] = strings.Repeat("0", 64)
		}), bundle.ErrContext},
		{"an unknown context", edit(func(m map[string]any) {
			m["contexts"].([]any)[0].(map[string]any)["url"] = "https://evil.example/context"
		}), bundle.ErrContext},
		{"very many documents", edit(func(m map[string]any) {
			var all []any
			for range 65 {
				all = append(all, map[string]any{})
			}
			m["documents"] = all
		}), bundle.ErrLimit},
		{"too large", make([]byte, bundle.MaxBytes+2), bundle.ErrLimit},
	} {
		t.Run(tt.name, func(t *testing.T) {
			b, err := bundle.Parse(tt.text, jsonld.Pinned())
			if !errors.Is(err, tt.want) || b != nil {
				t.Errorf("got %v, want %v", err, tt.want)
			}
		})
	}
}

func FuzzParse(f *testing.F) {
	_, _, text := made(f, 12)
	f.Add(text)
	f.Add([]byte(`{"format":"blazon-verify-bundle/1","asOf":"2026-01-01T00:00:00Z"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := bundle.Parse(data, jsonld.Pinned())
		if err != nil {
			return
		}
		again, err := b.Encode()
		if err != nil {
			t.Fatal(err)
		}
		if _, err := bundle.Parse(again, jsonld.Pinned()); err != nil {
			t.Errorf("what was read cannot be read again: %v", err)
		}
	})
}

// TestMisformed: why something is no bundle is said to people.
func TestMisformed(t *testing.T) {
	_, _, text := made(t, 12)
	for name, tt := range map[string]struct{ text, want string }{
		"nothing":     {" ", "there is nothing in it"},
		"no JSON":     {"PNG", "byte 0"},
		"cut":         {string(text[:40]), "was cut"},
		"a badge":     {`{"@context":"x"}`, "/@context, which no bundle has"},
		"twice":       {strings.Replace(string(text), `"asOf"`, `"format":"x","asOf"`, 1), "/format is in it twice"},
		"another":     {`[]`, "another kind of JSON"},
		"in it":       {`{"format":"blazon-verify-bundle/1","documents":[{"status":"x"}]}`, "/documents/0/status"},
		"no moment":   {`{"asOf":"yesterday"}`, "/asOf"},
		"no encoding": {`{"badge":{"body":"&"}}`, "/badge/body"},
	} {
		_, err := bundle.Parse([]byte(tt.text), jsonld.Pinned())
		if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "Go ") || strings.Contains(err.Error(), "json:") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
