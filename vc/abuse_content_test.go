package vc_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/vc"
)

// TestAbuse_LD_03_Told: a context that gives a protected word another meaning is
// called that, and not a word that means nothing.
func TestAbuse_LD_03_Told(t *testing.T) {
	const ob = `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
	doc := replace(t, sealed(t, badge), ob, ob+`,"https://www.w3.org/2018/credentials/v1"`)
	r := judge(t, world(t), doc)
	expect(t, r, vc.Invalid, "context=fail:CONTEXT_NOT_ALLOWED")
	if text := r.Check(vc.CheckContext).Text; !strings.Contains(text, "different meanings") {
		t.Errorf("%q", text)
	}
}

// TestAbuse_LD_01: contexts that are not known by their exact URL change the
// meaning of words, and are never fetched.
func TestAbuse_LD_01(t *testing.T) {
	good := sealed(t, badge)
	const ob = `"https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"`
	for name, contexts := range map[string]string{
		"LD-01 a stranger's":         ob + `,"https://evil.example/ctx"`,
		"LD-02 @vocab":               ob + `,{"@vocab":"https://evil.example/#"}`,
		"LD-02 @base":                ob + `,{"@base":"https://evil.example/"}`,
		"LD-03 redefined":            ob + `,{"name":"https://evil.example/name"}`,
		"LD-03 reset":                `null,` + ob,
		"LD-07 upper case":           strings.Replace(ob, "https://purl", "HTTPS://purl", 1),
		"LD-07 slash":                strings.Replace(ob, `.json"`, `.json/"`, 1),
		"LD-07 fragment":             strings.Replace(ob, `.json"`, `.json#"`, 1),
		"LD-07 percent":              strings.Replace(ob, `context`, `conte%78t`, 1),
		"LD-08 a file":               `"/etc/passwd"`,
		"LD-08 a file URL":           `"file:///etc/passwd"`,
		"not of badges":              `"https://www.w3.org/ns/credentials/v2"`,
		"a prefix of that of badges": `"https://purl.imsglobal.org/spec/ob/v3p0/context-9.9.9.json"`,
	} {
		t.Run(name, func(t *testing.T) {
			s := world(t)
			expect(t, judge(t, s, replace(t, good, ob, contexts)), vc.Invalid, "context=fail:CONTEXT_NOT_ALLOWED", "proof=skipped")
			if len(s.asked) > 0 {
				t.Errorf("asked %v", s.asked)
			}
		})
	}
}

// TestAbuse_LD_04: a word that no context defines is signed by nobody.
func TestAbuse_LD_04(t *testing.T) {
	good := sealed(t, badge)
	for name, doc := range map[string]string{
		"LD-04 in the subject":  replace(t, good, `"credentialSubject":{`, `"credentialSubject":{"honours":"summa",`),
		"LD-04 at the top":      with(good, `"honours":"summa"`),
		"LD-04 in the proof":    replace(t, good, `"proofPurpose"`, `"honours":"summa","proofPurpose"`),
		"LD-05 relative type":   replace(t, good, `"type":["Achievement"]`, `"type":["Achievement","../evil"]`),
		"LD-05 no type":         replace(t, good, `"type":["Achievement"]`, `"type":["Achievement","not a type"]`),
		"LD-05 relative id":     replace(t, good, `"https://uni.example/badges/1"`, `"../badges/1"`),
		"LD-05 no id":           replace(t, good, `"did:example:ada"`, `"not a url"`),
		"LD-06 a full address":  with(good, `"https://www.w3.org/2018/credentials#validUntil":{"@type":"http://www.w3.org/2001/XMLSchema#dateTime","@value":"2026-02-01T00:00:00Z"}`),
		"LD-06 a short address": with(good, `"cred:validUntil":"2026-02-01T00:00:00Z"`),
		"LD-06 @graph":          with(good, `"@graph":[]`),
		"LD-06 @included":       with(good, `"@included":[{"id":"urn:x:1"}]`),
		"LD-06 @reverse":        with(good, `"@reverse":{}`),
		"LD-06 @nest":           with(good, `"@nest":{"name":"other"}`),
		"LD-06 @id":             replace(t, good, `"id":"https://uni.example/badges/1"`, `"@id":"https://uni.example/badges/1"`),
		"LD-06 @type":           replace(t, good, `"type":["Achievement"]`, `"@type":["Achievement"]`),
		"LD-06 @value":          replace(t, good, `"description":"Ties knots"`, `"description":{"@value":"Ties knots"}`),
		"LD-06 inner context":   replace(t, good, `"credentialSubject":{`, `"credentialSubject":{"@context":"https://www.w3.org/ns/credentials/v2",`),
		"LD-10 blank label":     replace(t, good, `"did:example:ada"`, `"_:c14n0"`),
	} {
		t.Run(name, func(t *testing.T) {
			r := judge(t, world(t), doc)
			expect(t, r, vc.Invalid, "context=fail:TERM_UNDEFINED")
			if r.Summary.Name != "" {
				t.Errorf("it is shown: %+v", r.Summary)
			}
		})
	}
}

// TestAbuse_LD_06_Moved: what is said about the credential is said at its top. A
// proof covers statements, and the end of the validity, moved into another object
// with the id of the credential, is the same statement.
func TestAbuse_LD_06_Moved(t *testing.T) {
	const id = "https://uni.example/awards/1"
	ended := with(badge, `"validUntil":"2026-02-01T00:00:00Z"`)
	expect(t, judge(t, world(t), sealed(t, ended)), vc.Invalid, "proof=pass", "time=fail:EXPIRED")
	moved := replace(t, sealed(t, replace(t, ended, `"did:example:ada"`, `"`+id+`"`)),
		`,"validUntil":"2026-02-01T00:00:00Z"`, ``, `"credentialSubject":{`, `"credentialSubject":{"validUntil":"2026-02-01T00:00:00Z",`)
	expect(t, judge(t, world(t), moved), vc.Invalid, "context=fail:TERM_UNDEFINED")
}

// TestAbuse_LD_06_Name: the name of the issuer, moved to where the same issuer stands
// as the creator of the achievement, is the same statement, and is still shown.
func TestAbuse_LD_06_Name(t *testing.T) {
	const name = `,"name":"Example University","url":"https://uni.example"`
	doc := sealed(t, replace(t, badge, `"achievement":{`, `"achievement":{"creator":{"id":"`+uni+`","type":["Profile"]},`))
	moved := replace(t, doc, name, "", `"creator":{"id":"`+uni+`","type":["Profile"]`, `"creator":{"id":"`+uni+`","type":["Profile"]`+name)
	for _, text := range []string{doc, moved} {
		r := judge(t, world(t), text)
		expect(t, r, vc.Valid)
		if r.Summary.IssuerName != "Example University" || r.Summary.IssuerURL != "https://uni.example" {
			t.Errorf("the issuer is %q at %q", r.Summary.IssuerName, r.Summary.IssuerURL)
		}
	}
	// Another creator lends the issuer nothing.
	other := sealed(t, replace(t, badge, `,"name":"Example University"`, "", `"achievement":{`, `"achievement":{"creator":{"id":"`+evil+`","type":["Profile"],"name":"Somebody"},`))
	if r := judge(t, world(t), other); r.Verdict != vc.Valid || r.Summary.IssuerName != "" {
		t.Errorf("%s: the issuer is %q", r.Verdict, r.Summary.IssuerName)
	}
}

// TestAbuse_CAN_03 and its neighbours: inputs that are too large are refused
// before any work, and those that are just not too large are judged.
func TestAbuse_CAN_03(t *testing.T) {
	narrative := func(n int) string {
		return sealed(t, replace(t, badge, "Tie ten", strings.Repeat("x", n)))
	}
	nest := func(n int) string { return `{"a":` + strings.Repeat("[", n-1) + strings.Repeat("]", n-1) + "}" }
	members := func(n int) string { return `{"a":[` + strings.TrimSuffix(strings.Repeat("1,", n-1), ",") + `]}` }
	space := func(n int) string { return "{}" + strings.Repeat(" ", n-2) }
	tests := []struct {
		name, input string
		limited     bool
	}{
		{"a string of 64 KiB", narrative(64 << 10), false},
		{"a depth of 64", nest(64), false},
		{"a depth of 65", nest(65), true},
		{"20 000 members", members(20_000), false},
		{"20 001 members", members(20_001), true},
		{"4 MiB", space(4 << 20), false},
		{"4 MiB and a byte", space(4<<20 + 1), true},
		{"5 000 objects deep", strings.Repeat(`{"a":`, 5000), true},
		{"100 000 arrays deep", strings.Repeat("[", 100_000), true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judge(t, world(t), tt.input)
			if got := r.Check(vc.CheckFormat).Code == vc.LimitExceeded; got != tt.limited {
				t.Errorf("limit exceeded: %t, want %t\n%s", got, tt.limited, lines(r))
			}
		})
	}
	long := replace(t, narrative(64<<10), "xxxx", "xxxxx")
	expect(t, judge(t, world(t), long), vc.Indeterminate, "format=unknown:LIMIT_EXCEEDED")
}

// endorsement is an unsigned endorsement of something.
func endorsement(of, members string) string {
	return `{"@context":["https://www.w3.org/ns/credentials/v2","https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],` +
		`"id":"urn:uuid:9e1f6b9a-3e33-4e6b-9a3b-0d3c5a3a7d11","type":["VerifiableCredential","EndorsementCredential"],"name":"Seconded",` +
		`"issuer":{"id":"` + evil + `","type":["Profile"],"name":"Somebody"},"validFrom":"2026-01-01T00:00:00Z",` +
		`"credentialSubject":{"id":"` + of + `","type":["EndorsementSubject"],"endorsementComment":"Good knots"}` + members + `}`
}

// TestAbuse_CAN_05: endorsements within endorsements, and very many of them.
func TestAbuse_CAN_05(t *testing.T) {
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""))
	of := func(n int) string {
		one := sign(t, endorsement("https://uni.example/awards/1", ""), ed(9), evil+"#key-1")
		return sealed(t, with(badge, `"endorsement":[`+strings.TrimSuffix(strings.Repeat(one+",", n), ",")+`]`))
	}
	expect(t, judge(t, s, of(20)), vc.Valid, "endorsement=pass")
	expect(t, judge(t, s, of(21)), vc.Indeterminate, "endorsement=unknown:LIMIT_EXCEEDED", "proof=skipped")

	deep := func(n int) string {
		inner := ""
		for range n {
			of := "urn:uuid:9e1f6b9a-3e33-4e6b-9a3b-0d3c5a3a7d11"
			if inner != "" {
				inner = `,"endorsement":[` + inner + `]`
			}
			inner = sign(t, endorsement(of, inner), ed(9), evil+"#key-1")
		}
		return sealed(t, with(badge, `"endorsement":[`+inner+`]`))
	}
	if r := judge(t, s, deep(2)); r.Check(vc.CheckEndorsement).Code == vc.LimitExceeded {
		t.Errorf("two deep: %s", lines(r))
	}
	expect(t, judge(t, s, deep(3)), vc.Indeterminate, "endorsement=unknown:LIMIT_EXCEEDED", "proof=skipped")
	expect(t, judge(t, s, deep(20)), vc.Indeterminate, "endorsement=unknown:LIMIT_EXCEEDED")
}

// extended is a badge with the context of the services of 1EdTech.
func extended(t testing.TB) string {
	return replace(t, badge, `context-3.0.3.json"`, `context-3.0.3.json","https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"`)
}

// TestAbuse_CAN_06: schemas of strangers are neither fetched nor run.
func TestAbuse_CAN_06(t *testing.T) {
	s := world(t)
	doc := sealed(t, with(extended(t), `"credentialSchema":[{"id":"https://evil.example/schema.json","type":"1EdTechJsonSchemaValidator2019"}]`))
	r := judge(t, s, doc)
	expect(t, r, vc.Valid, "proof=pass")
	if fmt.Sprint(s.asked) != "["+uni+"]" || len(r.Notes) != 1 || !strings.Contains(r.Notes[0], "evil.example") {
		t.Errorf("asked %v, notes %q", s.asked, r.Notes)
	}
}

// TestAbuse_SSRF_12: a credential that names very many addresses leads to few
// requests.
func TestAbuse_SSRF_12(t *testing.T) {
	var entries, endorsements []string
	for i := range 8 {
		entries = append(entries, fmt.Sprintf(`{"id":"https://h%d.example/r","type":"1EdTechRevocationList"}`, i))
	}
	for i := range 20 {
		other := fmt.Sprintf("https://i%d.example/", i)
		endorsements = append(endorsements, sign(t, replace(t, endorsement("https://uni.example/awards/1", ""), evil, other, "urn:uuid:9e1f6b9a", fmt.Sprintf("urn:uuid:9e1f6%03d", i)), ed(9), other+"#key-1"))
	}
	s := world(t)
	doc := with(extended(t), `"credentialStatus":[`+strings.Join(entries, ",")+`],"endorsement":[`+strings.Join(endorsements, ",")+`]`)
	r := judge(t, s, sealed(t, doc))
	expect(t, r, vc.Indeterminate, "proof=unknown:PARTS_EXCHANGEABLE", "status=unknown:STATUS_UNAVAILABLE", "endorsement=unknown")
	if len(s.asked) != 12 || len(r.Documents) < 12 {
		t.Errorf("%d requests and %d documents", len(s.asked), len(r.Documents))
	}
	// What cannot be looked up at all is refused before anything is asked.
	s = world(t)
	many := sealed(t, with(extended(t), `"credentialStatus":[`+strings.Join(append(entries, entries[0]), ",")+`]`))
	expect(t, judge(t, s, many), vc.Invalid, "status=fail:MALFORMED_INPUT")
	if len(s.asked) != 1 {
		t.Errorf("asked %v", s.asked)
	}
}

// TestAbuse_SSRF_14: an address that offers a newer edition is asked only for who
// wants that, once, and what it answers changes no verdict.
func TestAbuse_SSRF_14(t *testing.T) {
	s := world(t)
	doc := with(extended(t), `"refreshService":{"id":"https://evil.example/new","type":"1EdTechCredentialRefresh"}`)
	expect(t, judge(t, s, sealed(t, doc)), vc.Valid)
	if fmt.Sprint(s.asked) != "["+uni+"]" {
		t.Errorf("asked %v", s.asked)
	}
	// Whoever wants to know is told; the verdict on the original stands.
	mine := replace(t, badge, "Ties knots", "Ties all knots", "2026-01-01", "2026-02-01")
	forged := replace(t, sealed(t, mine), "Ties all knots", "Ties no knots")
	for name, tt := range map[string]struct{ served, note string }{
		"another id":             {sealed(t, replace(t, mine, "awards/1", "awards/2")), "another credential"},
		"somebody else's":        {sign(t, replace(t, mine, uni, evil), ed(9), evil+"#key-1"), "another credential"},
		"forged":                 {forged, "not genuine"},
		"expired":                {sealed(t, with(mine, `"validUntil":"2026-02-02T00:00:00Z"`)), "not genuine"},
		"older":                  {sealed(t, replace(t, badge, "2026-01-01", "2025-01-01")), "newest edition"},
		"no credential":          {"<html>", "could not be found out"},
		"nobody":                 {"!down", "could not be found out"},
		"a private address":      {"!blocked", "could not be found out"},
		"one that leads further": {sealed(t, replace(t, with(extended(t), `"refreshService":{"id":"https://evil.example/newer","type":"1EdTechCredentialRefresh"}`), "2026-01-01", "2026-02-01")), "newer edition of it, from 1 February 2026"},
	} {
		s := world(t, "https://evil.example/new", tt.served, evil, profile(t, evil, ed(9).Public(), ""))
		r := judgeAs(t, s, sealed(t, doc), vc.Options{Refresh: true})
		expect(t, r, vc.Valid)
		if len(r.Notes) != 1 || !strings.Contains(r.Notes[0], tt.note) || (r.Newer != nil) != strings.HasPrefix(tt.note, "newer") {
			t.Errorf("%s: %q, newer %v", name, r.Notes, r.Newer)
		}
		if len(s.asked) > 3 || slices.Contains(s.asked, "https://evil.example/newer") {
			t.Errorf("%s: asked %v", name, s.asked)
		}
	}
}

// TestAbuse_KEY_06: clocks may differ by five minutes.
func TestAbuse_KEY_06(t *testing.T) {
	from := func(d time.Duration) string { return `"validFrom":"` + now.Add(d).Format(time.RFC3339) + `"` }
	until := func(d time.Duration) string {
		return from(-time.Hour) + `,"validUntil":"` + now.Add(d).Format(time.RFC3339) + `"`
	}
	tests := []struct {
		name, dates string
		code        string
	}{
		{"now", from(0), ""},
		{"in 5 minutes", from(5 * time.Minute), ""},
		{"in 5 minutes and a second", from(5*time.Minute + time.Second), "NOT_YET_VALID"},
		{"until now", until(0), ""},
		{"until 5 minutes ago", until(-5 * time.Minute), ""},
		{"until 5 minutes and a second ago", until(-5*time.Minute - time.Second), "EXPIRED"},
		{"ends before it begins", until(-2 * time.Hour), "MALFORMED_INPUT"},
		{"another zone", `"validFrom":"2026-03-01T14:00:00+02:00"`, ""},
		{"no zone", `"validFrom":"2026-01-01T00:00:00"`, "MALFORMED_INPUT"},
		{"a day", `"validFrom":"2026-01-01"`, "MALFORMED_INPUT"},
		{"the year 10000", from(-time.Hour) + `,"validUntil":"10000-01-01T00:00:00Z"`, "MALFORMED_INPUT"},
		{"the 30th of February", `"validFrom":"2026-02-30T00:00:00Z"`, "MALFORMED_INPUT"},
		{"no text", `"validFrom":7`, "MALFORMED_INPUT"},
		{"in an array", from(-time.Hour) + `,"validUntil":["2026-02-01T00:00:00Z"]`, "MALFORMED_INPUT"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judge(t, world(t), with(replace(t, badge, `"validFrom":"2026-01-01T00:00:00Z"`, tt.dates), `"proof":[]`))
			if c := r.Check(vc.CheckTime); c.Code != tt.code || (c.Result == vc.Pass) != (tt.code == "") {
				t.Errorf("%s %s, want %s: %s", c.Result, c.Code, tt.code, c.Text)
			}
		})
	}
	expect(t, judge(t, world(t), sealed(t, replace(t, badge, `"validFrom":"2026-01-01T00:00:00Z"`, until(-time.Hour+time.Second)))), vc.Invalid, "proof=pass", "time=fail:EXPIRED")
}

// TestTimeV1: credentials of the older model end where either of its names says.
func TestTimeV1(t *testing.T) {
	v1 := replace(t, badge, "https://www.w3.org/ns/credentials/v2", "https://www.w3.org/2018/credentials/v1")
	for dates, want := range map[string]string{
		`"issuanceDate":"2026-01-01T00:00:00Z"`:                                           "",
		`"issuanceDate":"2026-04-01T00:00:00Z"`:                                           "NOT_YET_VALID",
		`"issuanceDate":"2026-01-01T00:00:00Z","expirationDate":"2026-02-01T00:00:00Z"`:   "EXPIRED",
		`"issuanceDate":"2026-01-01T00:00:00Z","validUntil":"2026-02-01T00:00:00Z"`:       "EXPIRED",
		`"issuanceDate":"2026-01-01T00:00:00Z","validFrom":"2026-04-01T00:00:00Z"`:        "NOT_YET_VALID",
		`"issuanceDate":"2026-01-01T00:00:00Z","expirationDate":"2027-02-01T00:00:00Z"`:   "",
		`"issuanceDate":"2026-01-01T00:00:00Z","expirationDate":"2027-02-01 in the east"`: "MALFORMED_INPUT",
	} {
		r := judge(t, world(t), replace(t, v1, `"validFrom":"2026-01-01T00:00:00Z"`, dates))
		if c := r.Check(vc.CheckTime); c.Code != want {
			t.Errorf("%s: %s %s, want %s", dates, c.Result, c.Code, want)
		}
	}
}
