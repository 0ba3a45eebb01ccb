package vc_test

import (
	"context"
	"crypto"
	"encoding/base64"
	"fmt"
	"math/rand"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/jsonld"
	"blazon/vc"
	"blazon/vcjwt"
)

// TestAbuse_SIG_02: the issuer's public key is no secret that a token could be
// authenticated with.
func TestAbuse_SIG_02(t *testing.T) {
	for _, alg := range []string{"HS256", "HS384", "HS512"} {
		for _, profile := range []vc.Profile{vc.Strict, vc.OneEdTech} {
			r := judgeAs(t, world(t), reheaded(t, `{"alg":"`+alg+`","kid":"`+uniKey+`"}`), vc.Options{Profile: profile})
			expect(t, r, vc.Invalid, "format=fail:ALG_NOT_ALLOWED", "proof=skipped")
		}
	}
}

// TestAbuse_SIG_07: what must be understood and is not, makes a token unreadable.
func TestAbuse_SIG_07(t *testing.T) {
	for _, members := range []string{`"crit":["b64"],"b64":false`, `"crit":["x"]`, `"crit":[]`} {
		r := judge(t, world(t), reheaded(t, `{"alg":"EdDSA","kid":"`+uniKey+`",`+members+`}`))
		expect(t, r, vc.Invalid, "format=fail:MALFORMED_INPUT", "proof=skipped")
	}
}

// TestAbuse_SIG_09: what is nearly a token is none.
func TestAbuse_SIG_09(t *testing.T) {
	good := token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey})
	p := strings.Split(good, ".")
	expect(t, judge(t, world(t), good), vc.Valid)
	for name, input := range map[string]string{
		"general form, one signature good and one bad": fmt.Sprintf(`{"payload":%q,"signatures":[{"protected":%q,"signature":%q},{"protected":%q,"signature":"AA"}]}`, p[1], p[0], p[2], p[0]),
		"flattened form":           fmt.Sprintf(`{"payload":%q,"protected":%q,"signature":%q}`, p[1], p[0], p[2]),
		"two parts":                p[0] + "." + p[1],
		"four parts":               good + "." + p[2],
		"padding":                  good + "==",
		"a line break in it":       p[0] + "." + p[1][:8] + "\r\n" + p[1][8:] + "." + p[2],
		"a megabyte of dots":       strings.Repeat(".", 1<<20),
		"no signature":             p[0] + "." + p[1] + ".",
		"text before":              "Bearer " + good,
		"the token as a JSON text": `"` + good + `"`,
	} {
		r := judge(t, world(t), input)
		if r.Verdict != vc.Invalid || r.Check(vc.CheckFormat).Result != vc.Fail || r.Summary.Name != "" {
			t.Errorf("%s: %s\n%s", name, r.Verdict, lines(r))
		}
	}
}

// TestAbuse_DI_10: a proof value of a megabyte is refused before it is decoded.
func TestAbuse_DI_10(t *testing.T) {
	good := sealed(t, badge)
	from := strings.Index(good, `"proofValue":"`) + len(`"proofValue":"`)
	to := from + strings.IndexByte(good[from:], '"')
	for name, value := range map[string]string{
		"63 bytes":             "z" + good[from+2:to],
		"another base":         "u" + good[from+1:to],
		"nothing":              "",
		"60 kB of base58":      "z" + strings.Repeat("2", 60<<10),
		"a megabyte of base58": "z" + strings.Repeat("2", 1<<20),
	} {
		doc := good[:from] + value + good[to:]
		took := time.Hour
		for range 3 { // this computer has more to do
			start := time.Now()
			r := judge(t, world(t), doc)
			took = min(took, time.Since(start))
			if long := name == "a megabyte of base58"; long != (r.Verdict == vc.Indeterminate) || r.Verdict == vc.Valid || r.Check(vc.CheckProof).Result == vc.Pass {
				t.Errorf("%s: %s\n%s", name, r.Verdict, lines(r))
			}
		}
		if took > 250*time.Millisecond {
			t.Errorf("%s: refused after %v", name, took)
		}
	}
}

// TestAbuse_CAN_01: a badge whose statements are poison for canonicalization is
// refused soon, and no processor goes on with it.
func TestAbuse_CAN_01(t *testing.T) {
	// With labels, statements could make a graph of any shape; they are refused.
	knot := with(badge, `"evidence":[{"id":"_:a","type":["Evidence"]},{"id":"_:b","type":["Evidence"]}]`)
	expect(t, judge(t, world(t), with(knot, `"proof":[`+proofIn(t, sealed(t, badge))+`]`)), vc.Invalid, "context=fail:TERM_UNDEFINED")
	// What remains are very many objects without names, all alike.
	alike := func(n int) string {
		return with(badge, `"evidence":[`+strings.TrimSuffix(strings.Repeat(`{"type":["Evidence"]},`, n), ",")+`]`)
	}
	start := time.Now()
	r := judge(t, world(t), with(alike(3000), `"proof":[`+proofIn(t, sealed(t, badge))+`]`))
	if took := time.Since(start); took > 5*time.Second {
		t.Errorf("judged after %v", took)
	}
	if r.Verdict == vc.Valid || r.Check(vc.CheckProof).Result == vc.Pass {
		t.Errorf("%s\n%s", r.Verdict, lines(r))
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	v := &vc.Verifier{Fetcher: world(t), Now: clock}
	if _, err := v.Verify(ctx, []byte(sealed(t, alike(50))), vc.Options{}); err == nil {
		t.Error("it was judged for somebody who had gone")
	}
}

// An answering is a network that answers each address in its own way.
type answering struct {
	*site
	at     string
	answer func() (*did.Response, error)
}

func (a answering) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	if url == a.at {
		return a.answer()
	}
	return a.site.Fetch(ctx, url, accept)
}

// TestAbuse_STA_09: whatever keeps a list from being had, a badge whose status
// nobody could look up is never valid.
func TestAbuse_STA_09(t *testing.T) {
	status := func(code int, body string) func() (*did.Response, error) {
		return func() (*did.Response, error) {
			return &did.Response{URL: list, Status: code, Body: []byte(body), FetchedAt: now}, nil
		}
	}
	failing := func(err error) func() (*did.Response, error) {
		return func() (*did.Response, error) { return nil, &did.FetchError{URL: list, Err: err} }
	}
	sound := sealed(t, published(t, uni, "revocation"))
	for name, answer := range map[string]func() (*did.Response, error){
		"it times out":              failing(context.DeadlineExceeded),
		"its certificate is wrong":  failing(fmt.Errorf("tls: unknown certificate authority")),
		"not found":                 status(404, "not found"),
		"not found, with the list":  status(404, sound),
		"gone":                      status(410, ""),
		"a fault of the server":     status(500, "<h1>Oops</h1>"),
		"a fault, with the list":    status(500, sound),
		"busy":                      status(503, sound),
		"moved":                     status(302, ""),
		"nothing":                   status(200, ""),
		"a page":                    status(200, "<!doctype html><title>Sign in</title>"),
		"half of the list":          status(200, sound[:len(sound)/2]),
		"no content, with the list": status(204, ""),
	} {
		t.Run(name, func(t *testing.T) {
			v := &vc.Verifier{Fetcher: answering{world(t), list, answer}, Now: clock}
			r, err := v.Verify(t.Context(), []byte(revocable(t, statusOf("7", "revocation"))), vc.Options{})
			if err != nil {
				t.Fatal(err)
			}
			expect(t, r, vc.Indeterminate, "proof=pass", "issuer_binding=pass", "status=unknown:STATUS_UNAVAILABLE")
		})
	}
}

// TestAbuse_STA_01: a list that unpacks to very much is no list.
func TestAbuse_STA_01(t *testing.T) {
	doc := published(t, uni, "revocation")
	from := strings.Index(doc, `"encodedList":"`) + len(`"encodedList":"`)
	to := from + strings.IndexByte(doc[from:], '"')
	for name, encoded := range map[string]string{
		"no gzip":          "uAAAA",
		"another base":     "z" + doc[from+1:to],
		"half of it":       doc[from : from+(to-from)/2],
		"two lists in one": doc[from:to] + doc[from+1:to],
		"nothing":          "",
	} {
		t.Run(name, func(t *testing.T) {
			s := world(t, list, sealed(t, doc[:from]+encoded+doc[to:]))
			expect(t, judge(t, s, revocable(t, statusOf("7", "revocation"))), vc.Invalid, "status=fail:STATUS_LIST_INVALID")
		})
	}
}

// TestAbuse_STA_01_Many: a list is judged and unpacked once for all badges that lead to it;
// of more than one check may unpack, the badges have an unknown status and no other.
func TestAbuse_STA_01_Many(t *testing.T) {
	var served, entries []string
	for i := range 8 {
		at := fmt.Sprintf("%s/%d", list, i)
		served = append(served, at, sealed(t, strings.ReplaceAll(publishedOf(t, 1<<26, uni, "revocation", i+10), list, at)))
		entries = append(entries, strings.ReplaceAll(statusOf("7", "revocation"), list, at))
	}
	s := world(t, served...)
	for _, tt := range []struct {
		lists int
		want  vc.Verdict
		check string
	}{{2, vc.Valid, "status=pass"}, {8, vc.Indeterminate, "status=unknown:LIMIT_EXCEEDED"}} {
		one := `"` + token(t, with(extended(t), `"credentialStatus":[`+strings.Join(entries[:tt.lists], ",")+`]`), ed(1), vcjwt.SignHeader{Kid: uniKey}) + `"`
		begun := time.Now()
		r := judge(t, s, presented(one, 100))
		if took := time.Since(begun); took > 3*time.Second {
			t.Errorf("%d lists took %s", tt.lists, took)
		}
		expect(t, r.Also[98], tt.want, tt.check)
	}
}

// TestAbuse_STA_02: an index that is none is never taken for the first, which
// here is revoked.
func TestAbuse_STA_02(t *testing.T) {
	s := world(t, list, sealed(t, published(t, uni, "revocation", 0)))
	for _, index := range []string{`"-1"`, `"1e5"`, `"0x10"`, `"abc"`, `"٣"`, `" 5"`, `"99999999999999999999"`, `"1.5"`, `""`, `null`, `["5"]`, `{}`} {
		entry := replace(t, statusOf("7", "revocation"), `"statusListIndex":"7"`, `"statusListIndex":`+index)
		r := judge(t, s, with(extended(t), `"credentialStatus":`+entry+`,"proof":[`+proofIn(t, sealed(t, badge))+`]`))
		if c := r.Check(vc.CheckStatus); r.Verdict != vc.Invalid || c.Result == vc.Pass || c.Code == vc.StatusRevoked {
			t.Errorf("%s: %s\n%s", index, r.Verdict, lines(r))
		}
	}
	expect(t, judge(t, s, revocable(t, statusOf("131072", "revocation"))), vc.Invalid, "status=fail:STATUS_RANGE_ERROR")
}

// TestEveryByteCounts: changing any one byte of a badge or token, in any of the
// forms that we sign, leaves it valid only if it says the same as before.
func TestEveryByteCounts(t *testing.T) {
	s := world(t)
	meaning := func(t *testing.T, text string) string {
		t.Helper()
		v, err := jsonld.Parse([]byte(text), jsonld.Limits{})
		if err != nil {
			t.Fatal(err)
		}
		form, err := processor.Canonize(t.Context(), v.Without("proof"), crypto.SHA256)
		if err != nil {
			t.Fatal(err)
		}
		return string(form)
	}
	for name, good := range map[string]string{
		"JSON":  sealed(t, badge),
		"token": token(t, badge, ed(1), vcjwt.SignHeader{Kid: uniKey}),
	} {
		t.Run(name, func(t *testing.T) {
			expect(t, judge(t, s, good), vc.Valid)
			want := meaning(t, badge)
			survivors := 0
			for i := range good {
				for _, b := range []byte{good[i] ^ 1, good[i] ^ 0x20, ' '} {
					changed := good[:i] + string(rune(b)) + good[i+1:]
					if b > 127 || changed == good {
						continue
					}
					r := judge(t, s, changed)
					if r.Verdict != vc.Valid {
						continue
					}
					survivors++
					if strings.HasPrefix(good, "ey") {
						t.Errorf("with %q for %q at %d the token is valid", b, good[i], i)
					} else if meaning(t, changed) != want {
						t.Errorf("with %q for %q at %d it is valid: %s", b, good[i], i, changed)
					}
				}
			}
			t.Logf("%d changes that change nothing", survivors)
		})
	}
}

// TestMembersWithoutAName: a member may be called by no name at all, wherever it
// stands and whatever is in it. It is a word that means nothing, and no more.
func TestMembersWithoutAName(t *testing.T) {
	record := replace(t, badge, `"https://purl.imsglobal.org/spec/ob`, `"https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json","https://purl.imsglobal.org/spec/ob`,
		`"OpenBadgeCredential"`, `"ClrCredential"`, `"type":["AchievementSubject"]`, `"type":["ClrSubject"],"verifiableCredential":[{"":{"":{}}}]`)
	inputs := []string{with(record, `"proof":[]`)}
	v, err := jsonld.Parse([]byte(sealed(t, badge)), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"", "-", "Raw", "Value", "ID"} {
		for _, text := range []string{`{"":{"":{}}}`, `[{"":1}]`, `"x"`} {
			value, err := jsonld.Parse([]byte(text), jsonld.Limits{})
			if err != nil {
				t.Fatal(err)
			}
			everywhere(v, func(o *jsonld.Value) *jsonld.Value { return o.With(name, value) }, func(m *jsonld.Value) { inputs = append(inputs, string(m.JSON())) })
		}
	}
	for _, input := range inputs {
		if r := judge(t, world(t), input); r.Verdict != vc.Invalid {
			t.Errorf("%s: %s\n%s", input, r.Verdict, lines(r))
		}
	}
	if len(inputs) < 90 {
		t.Errorf("only %d inputs", len(inputs))
	}
}

// everywhere calls f with each value that differs from v in one of its objects.
func everywhere(v *jsonld.Value, change func(*jsonld.Value) *jsonld.Value, f func(*jsonld.Value)) {
	switch v.Kind() {
	case jsonld.Object:
		f(change(v))
		for _, m := range v.Members() {
			everywhere(m.Value, change, func(x *jsonld.Value) { f(v.With(m.Name, x)) })
		}
	case jsonld.Array:
		for i, item := range v.Items() {
			everywhere(item, change, func(x *jsonld.Value) {
				items := append([]*jsonld.Value(nil), v.Items()...)
				items[i] = x
				f(jsonld.NewArray(items...))
			})
		}
	default: // neither has objects in it
	}
}

// TestOrderAndSpaceOfAssertions: the same holds for hosted badges of 2.0.
func TestOrderAndSpaceOfAssertions(t *testing.T) {
	w := web2(t)
	v, err := jsonld.Parse([]byte(hosted), jsonld.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	before := judge2(t, w, hosted)
	for seed := range int64(20) {
		text := strings.ReplaceAll(string(shuffled(v, rand.New(rand.NewSource(seed))).JSON()), `":`, "\" :\n")
		if after := judge2(t, w, text); after.Verdict != before.Verdict || lines(after) != lines(before) {
			t.Errorf("%s\n%s\nand\n%s\n%s", before.Verdict, lines(before), after.Verdict, lines(after))
		}
	}
}

// TestEscapesChangeNothing: how a letter is written in JSON is no part of what
// is said, in sound badges and in forged ones.
func TestEscapesChangeNothing(t *testing.T) {
	good := sealed(t, badge)
	forged := replace(t, good, "Ties knots", "Ties boats")
	for _, doc := range []string{good, forged} {
		before := judge(t, world(t), doc)
		for _, pair := range [][2]string{{"Knots", `\u004bnots`}, {"https://uni.example/badges/1", `https:\/\/uni.example\/badges\/1`}, {`"narrative"`, `"n\u0061rrative"`}} {
			if after := judge(t, world(t), replace(t, doc, pair[0], pair[1])); after.Verdict != before.Verdict || lines(after) != lines(before) {
				t.Errorf("%s: %s\n%s", pair[1], after.Verdict, lines(after))
			}
		}
	}
}

// FuzzOnlyWhatWasSignedIsValid: an input that is valid says what the university
// signed, neither more nor less.
func FuzzOnlyWhatWasSignedIsValid(f *testing.F) {
	meanings := map[string]bool{}
	tokens := map[string]bool{}
	meaning := func(text []byte) (string, error) {
		v, err := jsonld.Parse(text, jsonld.Limits{})
		if err != nil {
			return "", err
		}
		form, err := processor.Canonize(context.Background(), v.Without("proof"), crypto.SHA256)
		return string(form), err
	}
	for _, doc := range []string{badge, everything(f)} {
		form, err := meaning([]byte(doc))
		if err != nil {
			f.Fatal(err)
		}
		meanings[form] = true
		compact := token(f, doc, ed(1), vcjwt.SignHeader{Kid: uniKey})
		tokens[compact] = true
		f.Add(sealed(f, doc))
		f.Add(compact)
	}
	header := base64.RawURLEncoding.EncodeToString([]byte(`{"alg":"EdDSA"}`))
	f.Add(header + "." + base64.RawURLEncoding.EncodeToString([]byte(badge)) + ".AAAA")
	s := world(f)
	f.Fuzz(func(t *testing.T, input string) {
		r := judge(t, s, input)
		if r.Verdict != vc.Valid || tokens[strings.TrimSpace(input)] {
			return
		}
		if form, err := meaning(r.Raw); err != nil || !meanings[form] {
			t.Errorf("%v: valid and signed by nobody: %s", err, input)
		}
	})
}

// TestAbuse_CAN_04_Places: what a text of many members or of many things with one id costs
// grows no faster than it.
func TestAbuse_CAN_04_Places(t *testing.T) {
	evidence := strings.TrimSuffix(strings.Repeat(`{"id":"https://uni.example/e/1","type":["Evidence"],"name":"Thesis","genre":"Research","audience":"All"},`, 2500), ",")
	var contexts, extras strings.Builder
	for i := range 4500 {
		fmt.Fprintf(&contexts, `,"m%d":{"@context":"https://w3id.org/openbadges/v2"}`, i)
		fmt.Fprintf(&extras, `,"m%d":{"id":"https://uni.example/x/1","n%d":"x"}`, i, i)
	}
	for name, text := range map[string]string{
		"things of one id":        sealed(t, with(badge, `"evidence":[`+evidence+`]`)),
		"members with contexts":   token(t, with(badge, contexts.String()[1:]), ed(1), vcjwt.SignHeader{Kid: uniKey}),
		"members of an assertion": with(hosted, contexts.String()[1:]),
		"members of one id":       with(badge, extras.String()[1:]+`,"proof":{"type":"DataIntegrityProof","cryptosuite":"eddsa-rdfc-2022","verificationMethod":"`+uniKey+`","proofPurpose":"assertionMethod","proofValue":"z1"}`),
	} {
		took := time.Hour
		for range 3 {
			start := time.Now()
			judge(t, world(t), text)
			took = min(took, time.Since(start))
		}
		t.Logf("%s: %d bytes, %s", name, len(text), took)
		if took > 2*time.Second {
			t.Errorf("%s: %s", name, took)
		}
	}
}
