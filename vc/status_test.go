package vc_test

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/statuslist"
	"blazon/vc"
)

// revocable is a badge of the university with the given entries, signed.
func revocable(t testing.TB, entries ...string) string {
	t.Helper()
	return sealed(t, with(extended(t), `"credentialStatus":[`+strings.Join(entries, ",")+`]`))
}

func TestStatus(t *testing.T) {
	revoked := func(set ...int) string { return sealed(t, published(t, uni, "revocation", set...)) }
	const plain = `{"id":"https://uni.example/revoked","type":"1EdTechRevocationList"}`
	plainList := func(issuer, entries string) string {
		return `{"id":"https://uni.example/revoked","issuer":"` + issuer + `","revokedCredential":[` + entries + `]}`
	}
	tests := []struct {
		name, entry, at, served string
		verdict                 vc.Verdict
		want                    string
	}{
		{"clear", statusOf("7", "revocation"), list, revoked(6, 8), vc.Valid, "pass"},
		{"set", statusOf("7", "revocation"), list, revoked(7), vc.Invalid, "fail:STATUS_REVOKED"},
		{"the first", statusOf("0", "revocation"), list, revoked(0), vc.Invalid, "fail:STATUS_REVOKED"},
		{"the last", statusOf("131071", "revocation"), list, revoked(131071), vc.Invalid, "fail:STATUS_REVOKED"},
		{"beyond the last", statusOf("131072", "revocation"), list, revoked(), vc.Invalid, "fail:STATUS_RANGE_ERROR"},
		{"suspended", statusOf("7", "suspension"), list, sealed(t, published(t, uni, "suspension", 7)), vc.Invalid, "fail:STATUS_SUSPENDED"},
		{"a newer edition", statusOf("7", "refresh"), list, sealed(t, published(t, uni, "refresh", 7)), vc.Valid, "pass"},
		{"no list there", statusOf("7", "revocation"), list, "!404", vc.Indeterminate, "unknown:STATUS_UNAVAILABLE"},
		{"nobody there", statusOf("7", "revocation"), list, "!down", vc.Indeterminate, "unknown:STATUS_UNAVAILABLE"},
		{"a page there", statusOf("7", "revocation"), list, "<html>", vc.Indeterminate, "unknown:STATUS_UNAVAILABLE"},
		{"a private address", statusOf("7", "revocation"), list, "!blocked", vc.Indeterminate, "unknown:STATUS_UNAVAILABLE"},
		{"a badge there", statusOf("7", "revocation"), list, sealed(t, badge), vc.Invalid, "fail:STATUS_LIST_INVALID"},
		{"a kind nobody knows", `{"id":"https://uni.example/s","type":"1EdTechCredentialRefresh"}`, list, "", vc.Indeterminate, "unknown:STATUS_UNAVAILABLE"},
		{"not in the plain list", plain, "https://uni.example/revoked", plainList(uni, `{"id":"https://uni.example/awards/2"}`), vc.Valid, "pass"},
		{"in the plain list", plain, "https://uni.example/revoked", plainList(uni, `{"id":"https://uni.example/awards/1","revocationReason":"A mistake"}`), vc.Invalid, "fail:STATUS_REVOKED"},
		{"in the plain list of somebody else", plain, "https://uni.example/revoked", plainList(evil, `{"id":"https://uni.example/awards/1"}`), vc.Invalid, "fail:STATUS_REVOKED"},
		{"not in the plain list of somebody else", plain, "https://uni.example/revoked", plainList(evil, ""), vc.Indeterminate, "unknown:STATUS_LIST_INVALID"},
		{"in another plain list of the issuer", plain, "https://uni.example/revoked", replace(t, plainList(uni, ""), "/revoked", "/other"), vc.Invalid, "fail:STATUS_LIST_INVALID"},
		{"in a plain list without id", plain, "https://uni.example/revoked", replace(t, plainList(uni, ""), `"id":"https://uni.example/revoked",`, ""), vc.Invalid, "fail:STATUS_LIST_INVALID"},
		{"no plain list there", plain, "https://uni.example/revoked", "[]", vc.Indeterminate, "unknown:STATUS_UNAVAILABLE"},
		{"no JSON there", plain, "https://uni.example/revoked", "<html>", vc.Indeterminate, "unknown:STATUS_UNAVAILABLE"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judge(t, world(t, tt.at, tt.served), revocable(t, tt.entry))
			expect(t, r, tt.verdict, "proof=pass", "status="+tt.want)
		})
	}
}

// TestAbuse_STA_04: the list of somebody else, validly signed, revokes nothing
// and clears nothing.
func TestAbuse_STA_04(t *testing.T) {
	for _, set := range [][]int{nil, {7}} {
		s := world(t, evil, profile(t, evil, ed(9).Public(), ""), list, sign(t, published(t, evil, "revocation", set...), ed(9), evil+"#key-1"))
		expect(t, judge(t, s, revocable(t, statusOf("7", "revocation"))), vc.Invalid, "status=fail:STATUS_LIST_INVALID")
	}
	// The university's own list, but another one.
	other := sealed(t, replace(t, published(t, uni, "revocation"), list, "https://uni.example/status/2"))
	expect(t, judge(t, world(t, list, other), revocable(t, statusOf("7", "revocation"))), vc.Invalid, "status=fail:STATUS_LIST_INVALID")
	// Its own list under no name.
	nameless := sealed(t, replace(t, published(t, uni, "revocation"), `"id":"`+list+`",`, ""))
	expect(t, judge(t, world(t, list, nameless), revocable(t, statusOf("7", "revocation"))), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID")
	// In the university's name, with a key of somebody else.
	forged := sign(t, published(t, uni, "revocation"), ed(9), uni+"#"+multikey(t, ed(9).Public()))
	expect(t, judge(t, world(t, list, forged), revocable(t, statusOf("7", "revocation"))), vc.Invalid, "status=fail:STATUS_LIST_INVALID")
}

// TestAbuse_STA_05: a list without a proof or with a broken one.
func TestAbuse_STA_05(t *testing.T) {
	bare := published(t, uni, "revocation")
	set := proofIn(t, sealed(t, published(t, uni, "revocation", 7)))
	for _, served := range []string{bare, with(bare, `"proof":[`+set+`]`), with(bare, `"proof":[]`)} {
		expect(t, judge(t, world(t, list, served), revocable(t, statusOf("7", "revocation"))), vc.Invalid, "status=fail:STATUS_LIST_INVALID")
	}
}

// TestAbuse_STA_06: a list that is kept for another purpose.
func TestAbuse_STA_06(t *testing.T) {
	s := world(t, list, sealed(t, published(t, uni, "suspension", 7)))
	expect(t, judge(t, s, revocable(t, statusOf("7", "revocation"))), vc.Invalid, "status=fail:STATUS_LIST_INVALID")
}

// TestAbuse_STA_08: all entries count, in whatever order, and the gravest
// decides.
func TestAbuse_STA_08(t *testing.T) {
	second := "https://uni.example/status/2"
	entries := []string{
		statusOf("7", "suspension"),
		strings.ReplaceAll(statusOf("7", "revocation"), list, second),
		`{"id":"https://uni.example/s","type":"1EdTechCredentialRefresh"}`,
	}
	s := func(set ...int) *site {
		return world(t, list, sealed(t, published(t, uni, "suspension")), second, sealed(t, replace(t, published(t, uni, "revocation", set...), list, second)))
	}
	for _, order := range [][]int{{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}} {
		doc := revocable(t, entries[order[0]], entries[order[1]], entries[order[2]])
		expect(t, judge(t, s(7), doc), vc.Invalid, "status=fail:STATUS_REVOKED")
		expect(t, judge(t, s(), doc), vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE")
	}
	expect(t, judge(t, s(), revocable(t, entries[0], entries[1])), vc.Valid, "status=pass")
}

// TestAbuse_STA_10: a list that is out of date, and one that is older than one
// that was seen.
func TestAbuse_STA_10(t *testing.T) {
	edition := func(from, until time.Duration, set ...int) string {
		doc := published(t, uni, "revocation", set...)
		return sealed(t, replace(t, doc,
			now.Add(-time.Hour).Format(time.RFC3339), now.Add(from).Format(time.RFC3339),
			now.Add(24*time.Hour).Format(time.RFC3339), now.Add(until).Format(time.RFC3339)))
	}
	doc := revocable(t, statusOf("7", "revocation"))
	expect(t, judge(t, world(t, list, edition(-48*time.Hour, -24*time.Hour)), doc), vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID")
	expect(t, judge(t, world(t, list, edition(time.Hour, 24*time.Hour)), doc), vc.Invalid, "status=fail:STATUS_LIST_INVALID")

	s := world(t)
	v := &vc.Verifier{Fetcher: s, Now: clock, Memory: vc.NewMemory()}
	for _, step := range []struct {
		served string
		want   string
	}{
		{edition(-4*time.Hour, 24*time.Hour), "status=pass"},
		{edition(-2*time.Hour, 24*time.Hour, 7), "status=fail:STATUS_REVOKED"},
		{edition(-4*time.Hour, 24*time.Hour), "status=unknown:STATUS_LIST_INVALID"},
		{edition(-2*time.Hour, 24*time.Hour, 7), "status=fail:STATUS_REVOKED"},
		{edition(-1*time.Hour, 24*time.Hour), "status=pass"},
	} {
		s.documents[list] = step.served
		r, err := v.Verify(t.Context(), []byte(doc), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, r.Verdict, step.want)
	}
	// An address is that of the same list with a fragment.
	s.documents[list] = edition(-4*time.Hour, 24*time.Hour)
	doc = revocable(t, replace(t, statusOf("7", "revocation"), `"statusListCredential":"`+list, `"statusListCredential":"`+list+"#x"))
	r, err := v.Verify(t.Context(), []byte(doc), vc.Options{})
	if err != nil {
		t.Fatal(err)
	}
	expect(t, r, vc.Indeterminate, "status=unknown:STATUS_LIST_INVALID")
}

// TestAbuse_STA_10_Former: the same of lists in the form they had in drafts,
// which call their date by another name.
func TestAbuse_STA_10_Former(t *testing.T) {
	former := func(from time.Duration, set ...int) string {
		doc := published(t, uni, "revocation", set...)
		return sealed(t, replace(t, doc,
			`"https://www.w3.org/ns/credentials/v2"`, `"https://www.w3.org/2018/credentials/v1","https://w3id.org/vc/status-list/2021/v1","https://w3id.org/security/data-integrity/v2"`,
			"BitstringStatusListCredential", "StatusList2021Credential", `"BitstringStatusList"`, `"StatusList2021"`,
			"validFrom", "issuanceDate", "validUntil", "expirationDate",
			now.Add(-time.Hour).Format(time.RFC3339), now.Add(from).Format(time.RFC3339), `"encodedList":"u`, `"encodedList":"`))
	}
	doc := with(replace(t, badge, `context-3.0.3.json"`, `context-3.0.3.json","https://w3id.org/vc/status-list/2021/v1"`),
		`"credentialStatus":`+replace(t, statusOf("7", "revocation"), "BitstringStatusListEntry", "StatusList2021Entry"))
	s := world(t)
	v := &vc.Verifier{Fetcher: s, Now: clock, Memory: vc.NewMemory()}
	for _, step := range []struct{ served, want string }{
		{former(-2*time.Hour, 7), "status=fail:STATUS_REVOKED"},
		{former(-4 * time.Hour), "status=unknown:STATUS_LIST_INVALID"},
		{former(-1 * time.Hour), "status=pass"},
	} {
		s.documents[list] = step.served
		r, err := v.Verify(t.Context(), []byte(sealed(t, doc)), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		expect(t, r, r.Verdict, "proof=pass", step.want)
	}
}

// TestAbuse_STA_11: a list whose own status is in a list, for ever.
func TestAbuse_STA_11(t *testing.T) {
	s := world(t, list, sealed(t, with(published(t, uni, "revocation"), `"credentialStatus":`+statusOf("7", "revocation"))))
	expect(t, judge(t, s, revocable(t, statusOf("7", "revocation"))), vc.Valid, "status=pass")
	if fmt.Sprint(s.asked) != fmt.Sprint([]string{uni, list}) {
		t.Errorf("asked %v", s.asked)
	}
}

// TestStatusOneEdTech: 1EdTech's validator warns of a list that cannot be had,
// and asks less of one that can.
func TestStatusOneEdTech(t *testing.T) {
	opt := vc.Options{Profile: vc.OneEdTech}
	doc := revocable(t, statusOf("7", "revocation"))
	r := judgeAs(t, world(t, list, "!down"), doc, opt)
	expect(t, r, vc.Valid, "status=warning:STATUS_UNAVAILABLE")
	if !r.Warnings() {
		t.Error("no warnings")
	}
	s := world(t, evil, profile(t, evil, ed(9).Public(), ""), list, sign(t, published(t, evil, "revocation"), ed(9), evil+"#key-1"))
	expect(t, judgeAs(t, s, doc, opt), vc.Valid, "status=pass")
}

func TestMemory(t *testing.T) {
	m := vc.NewMemory()
	for i, step := range []struct {
		url       string
		days, out int
	}{{"a", 2, 2}, {"a", 1, 2}, {"b", 1, 1}, {"a", 3, 3}, {"a", 2, 3}, {"a", 3, 3}} {
		day := func(n int) time.Time { return now.AddDate(0, 0, n) }
		if got := m.Newest(step.url, day(step.days)); !got.Equal(day(step.out)) {
			t.Errorf("step %d: %s", i, got)
		}
	}
}

// TestStatusMessage: a list of several bits, with texts for its values.
func TestStatusMessage(t *testing.T) {
	entry := replace(t, statusOf("3", "message"), `"statusListIndex"`,
		`"statusSize":2,"statusMessage":[{"status":"0x0","message":"fine"},{"status":"0x1","message":"under review"},{"status":"0x2","message":"appealed"},{"status":"0x3","message":"undefined"}],"statusListIndex"`)
	doc := publishedOf(t, 2*statuslist.MinEntries, uni, "message", 7) // bits 6 and 7 are entry 3
	r := judge(t, world(t, list, sealed(t, doc)), revocable(t, entry))
	expect(t, r, vc.Valid, "status=pass")
	if c := r.Check(vc.CheckStatus); !strings.Contains(c.Text, "under review") || c.Detail["index"] != "3" || c.Detail["purpose"] != statuslist.Message {
		t.Errorf("%+v", c)
	}
}

// TestStatusList: a list that is judged for itself says what it is; what is faulty
// in it is a fault of the list.
func TestStatusList(t *testing.T) {
	good := published(t, uni, "revocation", 7)
	members := func(m string) string { return replace(t, good, `"encodedList"`, m+`,"encodedList"`) }
	encoded := good[strings.Index(good, `"encodedList":"`)+len(`"encodedList":"`):]
	encoded = encoded[:strings.IndexByte(encoded, '"')]
	for name, tt := range map[string]struct{ doc, want string }{
		"as it should be":     {good, "pass"},
		"with a ttl":          {members(`"ttl":300000`), "pass"},
		"with a ttl in words": {members(`"ttl":"soon"`), "fail:STATUS_LIST_INVALID"},
		"not a list":          {replace(t, good, encoded, "uAAAA"), "fail:STATUS_LIST_INVALID"},
	} {
		t.Run(name, func(t *testing.T) {
			r := judge(t, world(t), sealed(t, tt.doc))
			expect(t, r, r.Verdict, "proof=pass", "schema="+tt.want)
			if r.Kind != "Bitstring Status List" || (r.Verdict == vc.Valid) != (tt.want == "pass") {
				t.Errorf("%s %s", r.Kind, r.Verdict)
			}
		})
	}
}

// TestStatusListToken: a list of two million entries that resists compression, as a
// token and as JSON, has one string longer than any credential has.
func TestStatusListToken(t *testing.T) {
	var set []int
	for i := range 1 << 21 {
		if i*i%7 < 3 || i%11 == 0 {
			set = append(set, i)
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 1 << 19 {
		set = append(set, random.IntN(1<<21))
	}
	doc := publishedOf(t, 1<<21, uni, "revocation", set...)
	if len(doc) < 70_000 {
		t.Fatalf("%d bytes", len(doc))
	}
	claims := fmt.Sprintf(`"iss":%q,"sub":%q,"jti":%q,"nbf":%d,"exp":%d`, uni, list+"#list", list, now.Add(-time.Hour).Unix(), now.Add(24*time.Hour).Unix())
	jwt := rawToken(`{"alg":"EdDSA","typ":"vc+jwt","kid":"`+uniKey+`"}`, with(doc, claims), edSigner(1))
	// VCDM 2.0 4.12.1: a credential that is a token may stand in an envelope.
	envelope := func(jwt string) string {
		return `{"@context":"https://www.w3.org/ns/credentials/v2","type":"EnvelopedVerifiableCredential","id":"data:application/vc+jwt,` + jwt + `"}`
	}
	forged := rawToken(`{"alg":"EdDSA","typ":"vc+jwt","kid":"`+uniKey+`"}`, with(published(t, uni, "revocation"), claims), edSigner(9))
	expect(t, judge(t, world(t, list, envelope(forged)), revocable(t, statusOf("7", "revocation"))), vc.Invalid, "status=fail:STATUS_LIST_INVALID")
	for _, served := range []string{jwt, sealed(t, doc), envelope(jwt)} {
		expect(t, judge(t, world(t, list, served), revocable(t, statusOf(fmt.Sprint(set[0]), "revocation"))), vc.Invalid, "status=fail:STATUS_REVOKED")
		expect(t, judge(t, world(t), served), vc.Valid, "schema=pass")
	}
}

// TestStatusAsOf: an answer says when the list was got, and says it to people when
// the list is older than its issuer wants.
func TestStatusAsOf(t *testing.T) {
	doc := revocable(t, statusOf("7", "revocation"))
	for _, tt := range []struct {
		ttl  string
		want bool
	}{{`"ttl":300000`, false}, {`"ttl":1000`, true}} {
		served := sealed(t, replace(t, published(t, uni, "revocation"), `"encodedList"`, tt.ttl+`,"encodedList"`))
		s := &late{world(t, list, served), now.Add(-10*time.Minute + time.Second)}
		r, err := (&vc.Verifier{Fetcher: s, Now: clock}).Verify(t.Context(), []byte(doc), vc.Options{})
		if err != nil {
			t.Fatal(err)
		}
		c := r.Check(vc.CheckStatus)
		if expect(t, r, vc.Valid, "status=pass"); strings.Contains(c.Text, "as of") != tt.want || c.Detail["asOf"] == "" || c.Detail["ttl"] == "" {
			t.Errorf("%s: %+v", tt.ttl, c)
		}
	}
	s := world(t, list, sealed(t, replace(t, published(t, uni, "revocation"), `"encodedList"`, `"ttl":-1,"encodedList"`)))
	expect(t, judge(t, s, doc), vc.Invalid, "status=fail:STATUS_LIST_INVALID")
}

// late is a network whose answers were kept for a while.
type late struct {
	*site
	at time.Time
}

func (l *late) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	resp, err := l.site.Fetch(ctx, url, accept)
	if resp != nil {
		resp.FetchedAt = l.at
	}
	return resp, err
}

// TestStatusRevocationReason: what the issuer says of why it took a badge back is
// told.
func TestStatusRevocationReason(t *testing.T) {
	for _, member := range []string{"revokedCredential", "revokedCredentials"} {
		served := `{"id":"https://uni.example/revoked","issuer":"` + uni + `","` + member + `":[{"id":"https://uni.example/awards/1","revocationReason":"Issued by mistake"}]}`
		r := judge(t, world(t, "https://uni.example/revoked", served), revocable(t, `{"id":"https://uni.example/revoked","type":"1EdTechRevocationList"}`))
		if expect(t, r, vc.Invalid, "status=fail:STATUS_REVOKED"); !strings.Contains(r.Check(vc.CheckStatus).Text, "Issued by mistake") {
			t.Errorf("%+v", r.Check(vc.CheckStatus))
		}
	}
}

// TestStatusWords: that a badge is not withdrawn is said only where a list could
// say otherwise, and what lists note is said beside it.
func TestStatusWords(t *testing.T) {
	const shown = "https://uni.example/notes"
	message := func(index string) string {
		return `{"id":"https://uni.example/notes#n","type":"BitstringStatusListEntry","statusPurpose":"message","statusSize":1,"statusMessage":[{"status":"0x0","message":"Under review."},{"status":"0x1","message":"Reviewed."}],"statusListIndex":"` + index + `","statusListCredential":"` + shown + `"}`
	}
	unexplained := `{"id":"https://uni.example/notes#n","type":"BitstringStatusListEntry","statusPurpose":"message","statusSize":1,"statusMessage":[{"status":"0x0","message":"Under review."},{"status":"0x1","message":""}],"statusListIndex":"9","statusListCredential":"` + shown + `"}`
	notes := sealed(t, replace(t, published(t, uni, "message", 9), list, shown))
	tests := []struct {
		name, served string
		entries      []string
		want         string
	}{
		{"revocation", sealed(t, published(t, uni, "revocation")), []string{statusOf("7", "revocation")}, "The issuer has not withdrawn it."},
		{"refresh alone", sealed(t, published(t, uni, "refresh")), []string{statusOf("7", "refresh")}, "The issuer keeps no list of withdrawn badges."},
		{"a newer edition", sealed(t, published(t, uni, "refresh", 7)), []string{statusOf("7", "refresh")}, "The issuer keeps no list of withdrawn badges. The issuer has a newer edition of it."},
		{"a note", "", []string{message("9")}, "The issuer keeps no list of withdrawn badges. The issuer notes: Reviewed."},
		{"the note of 0", "", []string{message("8")}, "The issuer keeps no list of withdrawn badges. The issuer notes: Under review."},
		{"a note without words", "", []string{unexplained}, "The issuer keeps no list of withdrawn badges. The issuer gave it the status 0x1, and does not say what that means."},
		{"a note beside a list", sealed(t, published(t, uni, "revocation")), []string{message("9"), statusOf("7", "revocation")}, "The issuer has not withdrawn it. The issuer notes: Reviewed."},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			r := judge(t, world(t, list, tt.served, shown, notes), revocable(t, tt.entries...))
			expect(t, r, vc.Valid)
			c := r.Check(vc.CheckStatus)
			if c.Text != tt.want {
				t.Errorf("%q, want %q", c.Text, tt.want)
			}
			if nowhere := c.Detail["withdrawal"] == vc.Nowhere; nowhere != strings.Contains(c.Text, "keeps no list") {
				t.Errorf("%q, and it could be withdrawn: %v", c.Text, !nowhere)
			}
		})
	}
	for name, tt := range map[string]struct {
		report *vc.Report
		want   string
	}{
		"without a status": {judge(t, world(t), sealed(t, badge)), vc.Nowhere},
		"hosted":           {judge2(t, web2(t), hosted), ""},
		"signed, of 2.0":   {judge2(t, web2(t), sign2(t, toSign)), vc.Nowhere},
	} {
		expect(t, tt.report, vc.Valid)
		if got := tt.report.Check(vc.CheckStatus).Detail["withdrawal"]; got != tt.want {
			t.Errorf("%s: withdrawal %q, want %q", name, got, tt.want)
		}
	}
}

// TestAbuse_STA_05_UnreadSuite: a list that is signed in a way that is not understood
// here says nothing, whatever its bits are.
func TestAbuse_STA_05_UnreadSuite(t *testing.T) {
	doc := revocable(t, statusOf("7", "revocation"))
	served := replace(t, sealed(t, published(t, uni, "revocation")), `"cryptosuite":"eddsa-rdfc-2022"`, `"cryptosuite":"eddsa-rdfc-2099"`)
	expect(t, judge(t, world(t, list, served), doc), vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE")
}

// TestShortList: a list of fewer places than the standard wants says as clearly what it
// says. What is at the address of a list and is none says nothing.
func TestShortList(t *testing.T) {
	bits := make([]byte, 100_000/8)
	bits[0] = 0x40 // the place 1
	short := func(bits []byte) string {
		var packed bytes.Buffer
		z := gzip.NewWriter(&packed)
		if _, err := z.Write(bits); err != nil {
			t.Fatal(err)
		}
		if err := z.Close(); err != nil {
			t.Fatal(err)
		}
		doc := parsed(t, published(t, uni, "revocation"))
		doc["credentialSubject"].(map[string]any)["encodedList"] = "u" + base64.RawURLEncoding.EncodeToString(packed.Bytes())
		return sealed(t, written(t, doc))
	}
	for _, tt := range []struct {
		index, served string
		opt           vc.Options
		verdict       vc.Verdict
		want          string
	}{
		{"7", short(bits), vc.Options{}, vc.Valid, "status=pass:STATUS_LIST_SHORT"},
		{"1", short(bits), vc.Options{}, vc.Invalid, "status=fail:STATUS_REVOKED"},
		{"100001", short(bits), vc.Options{}, vc.Invalid, "status=fail:STATUS_RANGE_ERROR"},
		{"7", short(bits), vc.Options{Profile: vc.OneEdTech}, vc.Invalid, "status=fail:STATUS_LIST_INVALID"},
		{"7", short(bits[:1]), vc.Options{}, vc.Valid, "status=pass:STATUS_LIST_SHORT"},
		{"7", `{"error":"busy"}`, vc.Options{}, vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE"},
		{"7", `[]`, vc.Options{}, vc.Indeterminate, "status=unknown:STATUS_UNAVAILABLE"},
		{"7", badge, vc.Options{}, vc.Invalid, "status=fail:STATUS_LIST_INVALID"},
	} {
		doc := sealed(t, with(badge, `"credentialStatus":`+statusOf(tt.index, "revocation")))
		expect(t, judgeAs(t, world(t, list, tt.served), doc, tt.opt), tt.verdict, tt.want)
	}
	const at = "https://uni.example/revoked"
	for served, want := range map[string]string{
		`{"error":"busy"}`:               "status=unknown:STATUS_UNAVAILABLE",
		`{"id":"` + at + `","issuer":7}`: "status=fail:STATUS_LIST_INVALID",
	} {
		r := judge(t, world(t, at, served), revocable(t, `{"id":"`+at+`","type":"1EdTechRevocationList"}`))
		expect(t, r, r.Verdict, want)
	}
	expect(t, judge(t, world(t), short(bits)), vc.Valid, "schema=warning:STATUS_LIST_SHORT")
}

// TestRevokedByAnotherName: a badge is withdrawn however the plain list writes its id. An
// entry that may be that of any badge, or a list that says nothing, clears none.
func TestRevokedByAnotherName(t *testing.T) {
	const at, id = "https://uni.example/lists/revoked", "2f8f7a2e-6f6e-4f0e-9d65-3a1f6f0a2b11"
	for _, tt := range []struct{ id, listed, want string }{
		{"https://uni.example/awards/1", `[{"id":"http://uni.example/awards/1"}]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/1", `["http://UNI.example:80/awards/%31"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/1", `["/awards/1"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/1", `["../awards/1"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/lists/1", `["1"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/1", `["//uni.example/awards/1"]`, "fail:STATUS_REVOKED"},
		{"urn:uuid:" + id, `["` + strings.ToUpper(id) + `"]`, "fail:STATUS_REVOKED"},
		{"urn:uuid:" + id, `[" URN:UUID:` + strings.ToUpper(id) + `"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/1", `[{"id":"https://uni.example/awards/1","revoked":null}]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/1", `["https://uni.example/awards/11","http://other.example/awards/1","` + id + `"]`, "pass"},
		{"urn:uuid:" + id, `["` + strings.Replace(id, "2f", "3f", 1) + `"]`, "pass"},
		{"https://uni.example/awards/1", `["/awards/2"]`, "unknown:STATUS_UNAVAILABLE"},
		{"https://uni.example/awards/1", `["1"]`, "unknown:STATUS_UNAVAILABLE"},
		{"https://uni.example/awards/1", `null`, "unknown:STATUS_UNAVAILABLE"},
		{"https://uni.example/awards/1", `["https:/awards/1"]`, "unknown:STATUS_UNAVAILABLE"},
		{"https://uni.example/awards/1", `["https:awards/1"]`, "unknown:STATUS_UNAVAILABLE"},
		{"https://uni.example/awards/1", `["uni.example:443/awards/1"]`, "unknown:STATUS_UNAVAILABLE"},
		{"urn:uuid:" + id, `["urn:uuid:` + id + `#x"]`, "unknown:STATUS_UNAVAILABLE"},
		{"https://uni.example/awards/1", `["https://uni.example/x/../awards/./1"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/1", `["https://uni.example:0443/awards/1"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/a%2fb", `["https://uni.example/awards/a%2Fb"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/a?u=%26%20\u00fc", `["https://uni.example/%61?u=%26%20%C3%BC"]`, "fail:STATUS_REVOKED"},
		{"did:web:uni.example:awards:1", `["did:web:UNI.example:awards:1"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/a%2Fb", `["https://uni.example/awards/a/b","urn:x:1"]`, "pass"},
		{"https://uni.example/lists/revoked?id=1", `["?id=1"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/lists/?id=1", `["?id=1"]`, "unknown:STATUS_UNAVAILABLE"},
		{"https://uni.example/awards/1", `["../../awards/1"]`, "fail:STATUS_REVOKED"},
		{"https://uni.example/awards/1", `[]`, "pass"},
	} {
		doc := replace(t, with(extended(t), `"credentialStatus":{"id":"`+at+`","type":"1EdTechRevocationList"}`), `"id":"https://uni.example/awards/1"`, `"id":"`+tt.id+`"`)
		r := judge(t, world(t, at, `{"id":"`+at+`","issuer":"`+uni+`","revokedCredential":`+tt.listed+`}`), sealed(t, doc))
		if c := r.Check(vc.CheckStatus); strings.TrimSuffix(c.Result+":"+c.Code, ":") != tt.want {
			t.Errorf("%s in %s: %s %s, want %s", tt.id, tt.listed, c.Result, c.Code, tt.want)
		}
	}
}
