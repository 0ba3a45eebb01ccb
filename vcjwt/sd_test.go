package vcjwt_test

import (
	"crypto"
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"blazon/did"
	"blazon/jsonld"
	"blazon/vcjwt"
)

const (
	sdHeader = `{"alg":"EdDSA","typ":"dc+sd-jwt","kid":"k1"}`
	kbHeader = `{"alg":"EdDSA","typ":"kb+jwt"}`
)

// disclosure is a disclosure and its digest.
func disclosure(json string) (text, digest string) {
	text = base64.RawURLEncoding.EncodeToString([]byte(json))
	sum := sha256.Sum256([]byte(text))
	return text, base64.RawURLEncoding.EncodeToString(sum[:])
}

// sd puts an issuer's token and disclosures together.
func sd(payload string, disclosures ...string) string {
	return signed(sdHeader, payload, ed(1)) + "~" + strings.Join(append(disclosures, ""), "~")
}

// held appends the holder's token.
func held(t testing.TB, text string, holder ed25519.PrivateKey, claims string) string {
	t.Helper()
	sum := sha256.Sum256([]byte(text))
	claims = strings.ReplaceAll(claims, "HASH", base64.RawURLEncoding.EncodeToString(sum[:]))
	return text + signed(kbHeader, claims, holder)
}

func parseSD(t testing.TB, s string) *vcjwt.SDToken {
	t.Helper()
	tok, err := vcjwt.ParseSD(s)
	if err != nil {
		t.Fatalf("%.300s: %v", s, err)
	}
	return tok
}

// TestRFC9901 reads and verifies the example of RFC 9901 A.3, whose keys are in
// A.5.
func TestRFC9901(t *testing.T) {
	text, err := os.ReadFile("testdata/rfc9901-a3.txt")
	if err != nil {
		t.Fatal(err)
	}
	tok := parseSD(t, string(text))
	const issuer = "https://pid-issuer.bund.de.example"
	const jwk = `{"kty":"EC","crv":"P-256","kid":"k1","x":"b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ","y":"Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8"}`
	key, err := did.BindJWKS(issuer, []byte(`{"keys":[`+jwk+`]}`), "k1")
	if err != nil {
		t.Fatal(err)
	}
	if err := tok.Verify(key); err != nil {
		t.Error(err)
	}
	want := vcjwt.BindingExpect{Now: time.Unix(1748537300, 0), MaxAge: time.Minute, Audience: "https://verifier.example.org", Nonce: "1234567890"}
	if err := tok.VerifyBinding(want); err != nil {
		t.Error(err)
	}
	got := string(tok.Value.Without("cnf").JSON())
	const expected = `{"iss":"https://pid-issuer.bund.de.example","iat":1683000000,"exp":1883000000,"vct":"urn:eudi:pid:de:1","age_equal_or_over":{"18":true},"nationalities":["DE"]}`
	if diff := cmp.Diff(expected, sortedTail(got)); diff != "" {
		t.Error(diff)
	}
	other, err := did.BindJWKS("https://evil.example", []byte(`{"keys":[`+jwk+`]}`), "k1")
	if err != nil {
		t.Fatal(err)
	}
	if err := tok.Verify(other); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("with the key of another issuer: %v", err)
	}
	for name, tt := range map[string]struct {
		change func(w *vcjwt.BindingExpect)
		want   error
	}{
		"another audience": {func(w *vcjwt.BindingExpect) { w.Audience = "https://verifier.example" }, vcjwt.ErrAudience},
		"another nonce":    {func(w *vcjwt.BindingExpect) { w.Nonce = "1" }, vcjwt.ErrNonce},
		"too late":         {func(w *vcjwt.BindingExpect) { w.Now = w.Now.Add(time.Hour) }, vcjwt.ErrProofInvalid},
		"too early":        {func(w *vcjwt.BindingExpect) { w.Now = w.Now.Add(-time.Hour) }, vcjwt.ErrProofInvalid},
	} {
		changed := want
		tt.change(&changed)
		if err := tok.VerifyBinding(changed); !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", name, err, tt.want)
		}
	}
	// Its age is disclosed without what it is part of.
	parts := strings.Split(string(text), "~")
	if tok, err := vcjwt.ParseSD(parts[0] + "~" + parts[2] + "~"); !errors.Is(err, vcjwt.ErrProofInvalid) {
		t.Errorf("a disclosure without its parent: %v, %v", tok, err)
	}
}

// sortedTail puts the disclosed claims of the example into one order.
func sortedTail(s string) string {
	const a, b = `"nationalities":["DE"]`, `"age_equal_or_over":{"18":true}`
	return strings.Replace(s, a+","+b, b+","+a, 1)
}

func TestParseSD(t *testing.T) {
	name, nameDigest := disclosure(`["salt1", "name", "Ada"]`)
	item, itemDigest := disclosure(`["salt2", "gold"]`)
	inner, innerDigest := disclosure(`["salt3", "street", "Lane 1"]`)
	outer, outerDigest := disclosure(`["salt4", "address", {"_sd": ["` + innerDigest + `"], "city": "Bath"}]`)
	payload := `{"iss":"` + uni + `","vct":"urn:badge","_sd_alg":"sha-256","_sd":["` + nameDigest + `","` + outerDigest + `","decoy"],` +
		`"medals":["tin",{"...":"` + itemDigest + `"},{"...":"decoyInArray"},"lead"]}`
	tests := []struct {
		name        string
		disclosures []string
		want        string
	}{
		{"nothing", nil, `{"iss":"` + uni + `","vct":"urn:badge","medals":["tin","lead"]}`},
		{"a claim", []string{name}, `{"iss":"` + uni + `","vct":"urn:badge","medals":["tin","lead"],"name":"Ada"}`},
		{"an item", []string{item}, `{"iss":"` + uni + `","vct":"urn:badge","medals":["tin","gold","lead"]}`},
		{"an object without its parts", []string{outer}, `{"iss":"` + uni + `","vct":"urn:badge","medals":["tin","lead"],"address":{"city":"Bath"}}`},
		{"everything, in any order", []string{inner, item, outer, name}, `{"iss":"` + uni + `","vct":"urn:badge","medals":["tin","gold","lead"],"name":"Ada","address":{"city":"Bath","street":"Lane 1"}}`},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text := sd(payload, tt.disclosures...)
			tok := parseSD(t, "\n"+text+"\n")
			if diff := cmp.Diff(tt.want, string(tok.Value.JSON())); diff != "" {
				t.Error(diff)
			}
			if len(tok.Disclosures) != len(tt.disclosures) || tok.Binding != nil {
				t.Errorf("%d disclosures, the holder's token %v", len(tok.Disclosures), tok.Binding)
			}
			if string(tok.Payload) != payload {
				t.Errorf("the payload became %s", tok.Payload)
			}
			if err := tok.Verify(bound(t, ed(1).Public(), "")); err != nil {
				t.Error(err)
			}
			if err := tok.Verify(bound(t, ed(2).Public(), "")); !errors.Is(err, vcjwt.ErrProofInvalid) {
				t.Errorf("with another key: %v", err)
			}
			if !vcjwt.IsSD(text) {
				t.Error("IsSD is false")
			}
			if _, err := vcjwt.Parse(text); !errors.Is(err, vcjwt.ErrUnsupported) {
				t.Errorf("Parse: %v", err)
			}
		})
	}
	t.Run("with another hash", func(t *testing.T) {
		text, _ := disclosure(`["salt", "name", "Ada"]`)
		for alg, digest := range map[string]func(string) []byte{
			"sha-384": func(s string) []byte { d := sha512.Sum384([]byte(s)); return d[:] },
			"sha-512": func(s string) []byte { d := sha512.Sum512([]byte(s)); return d[:] },
		} {
			tok := parseSD(t, sd(`{"_sd_alg":"`+alg+`","_sd":["`+base64.RawURLEncoding.EncodeToString(digest(text))+`"]}`, text))
			if got := string(tok.Value.JSON()); got != `{"name":"Ada"}` {
				t.Errorf("%s: %s", alg, got)
			}
		}
	})
}

// A badge in a token with selective disclosure is a badge: its earner shows one
// of two pieces of evidence.
func TestSDCredential(t *testing.T) {
	film, filmDigest := disclosure(`["s1", {"type":["Evidence"],"name":"A film"}]`)
	_, failureDigest := disclosure(`["s2", {"type":["Evidence"],"name":"A failure"}]`)
	evidence := `"evidence":[{"...":"` + filmDigest + `"},{"...":"` + failureDigest + `"}],"name"`
	doc := replace(t, credential, `"name"`, evidence)
	text := signed(`{"alg":"EdDSA","typ":"vc+sd-jwt","kid":"k1"}`, doc, ed(1)) + "~" + film + "~"
	tok := parseSD(t, text)
	want := replace(t, credential, `"name"`, `"evidence":[{"type":["Evidence"],"name":"A film"}],"name"`)
	if diff := cmp.Diff(want, string(tok.Credential.JSON())); diff != "" {
		t.Error(diff)
	}
	if err := tok.Verify(bound(t, ed(1).Public(), "")); err != nil {
		t.Error(err)
	}
	other := strings.ReplaceAll(doc, uni, "https://uni.example/issuers/8")
	tok = parseSD(t, signed(`{"alg":"EdDSA","typ":"vc+sd-jwt"}`, other, ed(1))+"~")
	if err := tok.Verify(bound(t, ed(1).Public(), "")); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("the badge of another issuer: %v", err)
	}
	both := replace(t, doc, `"name"`, `"iss":"https://evil.example","name"`)
	tok = parseSD(t, signed(`{"alg":"EdDSA","typ":"vc+sd-jwt"}`, both, ed(1))+"~")
	if err := tok.Verify(bound(t, ed(1).Public(), "")); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("iss and issuer that differ: %v", err)
	}
	nobody := parseSD(t, sd(`{"vct":"urn:x"}`))
	if err := nobody.Verify(bound(t, ed(1).Public(), "")); !errors.Is(err, did.ErrNotBound) {
		t.Errorf("no issuer: %v", err)
	}
}

// TestAbuse_SIG_14_Disclosures is about tokens that two readers of disclosures
// could understand differently.
func TestAbuse_SIG_14_Disclosures(t *testing.T) {
	name, nameDigest := disclosure(`["salt", "name", "Ada"]`)
	again, againDigest := disclosure(`["other salt", "name", "Bob"]`)
	item, itemDigest := disclosure(`["salt", "gold"]`)
	of := func(json string) (text, payload string) {
		text, digest := disclosure(json)
		return text, `{"_sd":["` + digest + `"]}`
	}
	one := func(json string) string {
		text, payload := of(json)
		return sd(payload, text)
	}
	deep, deepDigest := disclosure(`["salt", "a", ` + strings.Repeat(`{"a":`, 60) + `1` + strings.Repeat(`}`, 60) + `]`)
	tests := map[string]struct {
		text string
		want error
	}{
		"no tilde":                               {signed(sdHeader, `{}`, ed(1)), vcjwt.ErrUnsupported},
		"no typ":                                 {signed(`{"alg":"EdDSA"}`, `{}`, ed(1)) + "~", vcjwt.ErrUnsupported},
		"the typ of a token without disclosures": {signed(edHeader, `{}`, ed(1)) + "~", vcjwt.ErrUnsupported},
		"the typ of a holder's token":            {signed(kbHeader, `{}`, ed(1)) + "~", vcjwt.ErrUnsupported},
		"none":                                   {token(`{"alg":"none","typ":"dc+sd-jwt"}`, `{}`, nil) + "~", vcjwt.ErrAlg},
		"a disclosure that nobody signed":        {sd(`{}`, name), vcjwt.ErrProofInvalid},
		"a disclosure whose value was changed":   {sd(`{"_sd":["`+nameDigest+`"]}`, again), vcjwt.ErrProofInvalid},
		"a disclosure twice":                     {sd(`{"_sd":["`+nameDigest+`"]}`, name, name), vcjwt.ErrMalformed},
		"a digest twice in one place":            {sd(`{"_sd":["`+nameDigest+`","`+nameDigest+`"]}`, name), vcjwt.ErrMalformed},
		"a digest twice in two places":           {sd(`{"_sd":["`+nameDigest+`"],"x":{"_sd":["`+nameDigest+`"]}}`, name), vcjwt.ErrMalformed},
		"a decoy twice":                          {sd(`{"_sd":["x","x"]}`), vcjwt.ErrMalformed},
		"a digest twice, as claim and item":      {sd(`{"_sd":["` + nameDigest + `"],"x":[{"...":"` + nameDigest + `"}]}`), vcjwt.ErrMalformed},
		"a claim that is there already":          {sd(`{"name":"Eve","_sd":["`+nameDigest+`"]}`, name), vcjwt.ErrMalformed},
		"two claims of one name":                 {sd(`{"_sd":["`+nameDigest+`","`+againDigest+`"]}`, name, again), vcjwt.ErrMalformed},
		"a claim as an item":                     {sd(`{"x":[{"...":"`+nameDigest+`"}]}`, name), vcjwt.ErrMalformed},
		"an item as a claim":                     {sd(`{"_sd":["`+itemDigest+`"]}`, item), vcjwt.ErrMalformed},
		"an item with something beside":          {sd(`{"x":[{"...":"`+itemDigest+`","y":1}]}`, item), vcjwt.ErrMalformed},
		"an item whose digest is no text":        {sd(`{"x":[{"...":1}]}`), vcjwt.ErrMalformed},
		"an item outside an array":               {sd(`{"x":{"...":"`+itemDigest+`"}}`, item), vcjwt.ErrMalformed},
		"_sd that is no array":                   {sd(`{"_sd":"` + nameDigest + `"}`), vcjwt.ErrMalformed},
		"_sd of numbers":                         {sd(`{"_sd":[1]}`), vcjwt.ErrMalformed},
		"_sd_alg below the root":                 {sd(`{"x":{"_sd_alg":"sha-256"}}`), vcjwt.ErrMalformed},
		"_sd_alg that is weak":                   {sd(`{"_sd_alg":"md5"}`), vcjwt.ErrAlg},
		"_sd_alg that is no text":                {sd(`{"_sd_alg":256}`), vcjwt.ErrAlg},
		"a claim named _sd":                      {one(`["salt", "_sd", ["x"]]`), vcjwt.ErrMalformed},
		"a claim named ...":                      {one(`["salt", "...", "x"]`), vcjwt.ErrMalformed},
		"a claim named _sd_alg":                  {one(`["salt", "_sd_alg", "sha-512"]`), vcjwt.ErrMalformed},
		"a claim named by a number":              {one(`["salt", 1, "x"]`), vcjwt.ErrMalformed},
		"a disclosure of one":                    {one(`["salt"]`), vcjwt.ErrMalformed},
		"a disclosure of four":                   {one(`["salt", "a", "b", "c"]`), vcjwt.ErrMalformed},
		"a disclosure without salt":              {one(`[1, "a", "b"]`), vcjwt.ErrMalformed},
		"a disclosure that is an object":         {one(`{"a":"b"}`), vcjwt.ErrMalformed},
		"a disclosure with a member twice":       {one(`["salt", "a", {"b":1,"b":2}]`), vcjwt.ErrMalformed},
		"a disclosure that is no JSON":           {one(`[`), vcjwt.ErrMalformed},
		"a disclosure that is no base64":         {sd(`{}`, "!"), vcjwt.ErrMalformed},
		"a disclosure with padding":              {sd(`{}`, "WzFd="), vcjwt.ErrMalformed},
		"an empty disclosure":                    {sd(`{}`, ""), vcjwt.ErrMalformed},
		"the issuer hidden":                      {one(`["salt", "iss", "` + uni + `"]`), vcjwt.ErrMalformed},
		"the status hidden":                      {one(`["salt", "status", {}]`), vcjwt.ErrMalformed},
		"the end hidden":                         {one(`["salt", "exp", 1]`), vcjwt.ErrMalformed},
		"the holder's key hidden":                {one(`["salt", "cnf", {}]`), vcjwt.ErrMalformed},
		"a holder's token that is an issuer's":   {sd(`{}`) + signed(sdHeader, `{}`, ed(1)), vcjwt.ErrUnsupported},
		"a holder's token that is none":          {sd(`{}`) + "x", vcjwt.ErrMalformed},
		"nothing":                                {"", vcjwt.ErrUnsupported},
		"tildes":                                 {"~~", vcjwt.ErrMalformed},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			tok, err := vcjwt.ParseSD(tt.text)
			if !errors.Is(err, tt.want) {
				t.Errorf("ParseSD = %v, %v, want %v", tok, err, tt.want)
			}
		})
	}
	twins, twinsDigest := disclosure(`["salt", "ISS", "x"]`)
	if _, err := vcjwt.ParseSD(sd(`{"iss":"`+uni+`","_sd":["`+twinsDigest+`"]}`, twins)); !errors.Is(err, vcjwt.ErrMalformed) {
		t.Errorf("names that differ in case only: %v", err)
	}
	var limit *jsonld.LimitError
	for what, text := range map[string]string{
		"1001 disclosures":     sd(`{}`, strings.Split(strings.Repeat("WzFd ", 1001), " ")[:1001]...),
		"a token that is long": sd(`{}`, strings.Repeat("A", 4<<20)),
		"levels upon levels":   sd(`{"a":`+strings.Repeat(`[`, 40)+`{"_sd":["`+deepDigest+`"]}`+strings.Repeat(`]`, 40)+`}`, deep),
	} {
		if _, err := vcjwt.ParseSD(text); !errors.As(err, &limit) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

func TestVerifyBinding(t *testing.T) {
	holder := ed(9)
	now := time.Unix(1_780_000_000, 0)
	name, nameDigest := disclosure(`["salt", "name", "Ada"]`)
	payload := func(cnf string) string { return `{"iss":"` + uni + `",` + cnf + `"_sd":["` + nameDigest + `"]}` }
	cnf := `"cnf":{"jwk":` + jwkOf(t, holder.Public(), "") + `},`
	const claims = `{"iat":1780000000,"aud":"https://uni.example","nonce":"n","sd_hash":"HASH"}`
	good := held(t, sd(payload(cnf), name), holder, claims)
	want := vcjwt.BindingExpect{Now: now, Audience: "https://uni.example", Nonce: "n"}
	if err := parseSD(t, good).VerifyBinding(want); err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(good, "~")
	plain, err := vcjwt.SignPayload([]byte(claims), "EdDSA", holder, vcjwt.SignHeader{})
	if err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		text string
		want error
	}{
		"no holder's token":               {sd(payload(cnf), name), vcjwt.ErrNoBinding},
		"no key of the holder":            {held(t, sd(payload(""), name), holder, claims), vcjwt.ErrNoBinding},
		"a key by its id":                 {held(t, sd(payload(`"cnf":{"kid":"k"},`), name), holder, claims), vcjwt.ErrUnsupported},
		"a key that is none":              {held(t, sd(payload(`"cnf":{"jwk":{"kty":"oct"}},`), name), holder, claims), did.ErrUnsupported},
		"another holder":                  {held(t, sd(payload(cnf), name), ed(8), claims), vcjwt.ErrProofInvalid},
		"a disclosure taken away":         {parts[0] + "~" + parts[2], vcjwt.ErrProofInvalid},
		"the holder's token of another":   {held(t, sd(payload(cnf), name), holder, strings.Replace(claims, "HASH", "x", 1)), vcjwt.ErrProofInvalid},
		"no hash":                         {held(t, sd(payload(cnf), name), holder, `{"iat":1780000000,"aud":"https://uni.example","nonce":"n"}`), vcjwt.ErrProofInvalid},
		"no time":                         {held(t, sd(payload(cnf), name), holder, `{"aud":"https://uni.example","nonce":"n","sd_hash":"HASH"}`), vcjwt.ErrMalformed},
		"no nonce":                        {held(t, sd(payload(cnf), name), holder, `{"iat":1780000000,"aud":"https://uni.example","sd_hash":"HASH"}`), vcjwt.ErrMalformed},
		"no audience":                     {held(t, sd(payload(cnf), name), holder, `{"iat":1780000000,"nonce":"n","sd_hash":"HASH"}`), vcjwt.ErrMalformed},
		"another nonce":                   {held(t, sd(payload(cnf), name), holder, strings.Replace(claims, `"n"`, `"m"`, 1)), vcjwt.ErrNonce},
		"another audience":                {held(t, sd(payload(cnf), name), holder, strings.Replace(claims, `uni.example`, `evil.example`, 1)), vcjwt.ErrAudience},
		"a time to come":                  {held(t, sd(payload(cnf), name), holder, strings.Replace(claims, `178`, `179`, 1)), vcjwt.ErrProofInvalid},
		"the algorithm of another key":    {held(t, sd(payload(`"cnf":{"jwk":`+jwkOf(t, p256().Public(), "")+`},`), name), holder, claims), vcjwt.ErrAlg},
		"several audiences, one of which": {held(t, sd(payload(cnf), name), holder, strings.Replace(claims, `"https://uni.example"`, `["x","https://uni.example"]`, 1)), nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			if err := parseSD(t, tt.text).VerifyBinding(want); !errors.Is(err, tt.want) {
				t.Errorf("err = %v, want %v", err, tt.want)
			}
		})
	}
	if err := parseSD(t, good).VerifyBinding(vcjwt.BindingExpect{}); !errors.Is(err, vcjwt.ErrMalformed) {
		t.Errorf("at no time: %v", err)
	}
	if tok, err := vcjwt.ParseSD(sd(payload(cnf), name) + plain); !errors.Is(err, vcjwt.ErrUnsupported) {
		t.Errorf("a holder's token of another typ: %v, %v", tok, err)
	}
}

// FuzzParseSD: whatever is disclosed, what verifies is what was signed, and each
// claim beyond it comes from a disclosure.
func FuzzParseSD(f *testing.F) {
	name, nameDigest := disclosure(`["salt", "name", "Ada"]`)
	item, itemDigest := disclosure(`["salt", "gold"]`)
	payload := `{"iss":"` + uni + `","_sd":["` + nameDigest + `"],"medals":[{"...":"` + itemDigest + `"}]}`
	issued := signed(sdHeader, payload, ed(1))
	key, err := did.Unproven("k1", ed(1).Public())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(sd(payload, name, item))
	f.Add(sd(payload))
	f.Add(held(f, sd(payload, name), ed(9), `{"iat":1780000000,"aud":"x","nonce":"n","sd_hash":"HASH"}`))
	f.Add("a.b.c~~")
	f.Add(issued + "~WyJzYWx0Il0~")
	f.Fuzz(func(t *testing.T, s string) {
		tok, err := vcjwt.ParseSD(s)
		if err != nil {
			return
		}
		_ = tok.VerifyBinding(vcjwt.BindingExpect{Now: time.Unix(1_780_000_000, 0)})
		if tok.Verify(key) != nil {
			return
		}
		switch got := string(tok.Value.JSON()); got {
		case `{"iss":"` + uni + `","medals":[]}`, `{"iss":"` + uni + `","medals":["gold"]}`,
			`{"iss":"` + uni + `","medals":[],"name":"Ada"}`, `{"iss":"` + uni + `","medals":["gold"],"name":"Ada"}`:
		default:
			t.Errorf("%q verifies as %s", s, got)
		}
	})
}

func BenchmarkSignAndVerify(b *testing.B) {
	for _, alg := range []string{"RS256", "PS256", "ES256", "ES384", "EdDSA"} {
		signer, members := signerFor(alg)
		b.Run("sign "+alg, func(b *testing.B) {
			for b.Loop() {
				sign(b, credential, alg, signer)
			}
		})
		b.Run("verify "+alg, func(b *testing.B) {
			key := bound(b, signer.Public(), members)
			s := sign(b, credential, alg, signer)
			for b.Loop() {
				if err := parse(b, s).Verify(key); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkParseSD(b *testing.B) {
	text, err := os.ReadFile("testdata/rfc9901-a3.txt")
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		parseSD(b, string(text))
	}
}

// ExampleParseSD reads a token whose holder disclosed one of two claims.
func ExampleParseSD() {
	name, nameDigest := disclosure(`["salt", "name", "Ada"]`)
	_, ageDigest := disclosure(`["salt", "age", 36]`)
	text := sd(`{"iss":"https://uni.example/issuers/7","_sd":["`+nameDigest+`","`+ageDigest+`"]}`, name)
	token, err := vcjwt.ParseSD(text)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(string(token.Value.JSON()))
	// Output: {"iss":"https://uni.example/issuers/7","name":"Ada"}
}

// signerFor is a key for an algorithm, and what its record must say.
func signerFor(alg string) (crypto.Signer, string) {
	switch alg {
	case "RS256":
		return rsaKey(), ""
	case "PS256":
		return rsaKey(), `,"alg":"PS256"`
	case "ES256":
		return p256(), ""
	case "ES384":
		return p384(), ""
	}
	return ed(1), ""
}

// TestAbuse_SIG_14_Size reads the largest token that is allowed: a thousand
// disclosures, each within the one before, and as much text as may be.
func TestAbuse_SIG_14_Size(t *testing.T) {
	var flat []string
	var digests []string
	for i := range 1000 {
		text, digest := disclosure(fmt.Sprintf(`["salt", "claim%d", %q]`, i, strings.Repeat("x", 1800)))
		flat, digests = append(flat, text), append(digests, `"`+digest+`"`)
	}
	wide := sd(`{"_sd":[`+strings.Join(digests, ",")+`]}`, flat...)
	var nested []string
	inner := `"end"`
	for range 1000 {
		text, digest := disclosure(`["salt", "a", ` + inner + `]`)
		nested, inner = append(nested, text), `{"_sd":["`+digest+`"]}`
	}
	deep := sd(inner, nested...)
	for what, text := range map[string]string{"beside one another": wide, "within one another": deep} {
		start := time.Now()
		tok, err := vcjwt.ParseSD(text)
		took := time.Since(start)
		var limit *jsonld.LimitError
		if what == "beside one another" && (err != nil || len(tok.Value.Members()) != 1000) {
			t.Errorf("%s: %v", what, err)
		}
		if what == "within one another" && !errors.As(err, &limit) {
			t.Errorf("%s: %v, want a LimitError", what, err)
		}
		if took > time.Second {
			t.Errorf("%s: %d bytes took %v", what, len(text), took)
		}
	}
}
