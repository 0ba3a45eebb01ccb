package award_test

import (
	"bytes"
	"context"
	"errors"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/page"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vc"
)

// All that is wrong with a request is said at once, and nothing is done.
func TestRequests(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := strings.Repeat("x", 20_000)
	for _, tt := range []struct {
		name   string
		change func(*award.Request)
		fields []string
	}{
		{"everything", func(r *award.Request) {
			r.Email, r.Name, r.Narrative = "", "a\x00b", long
			r.Evidence = []award.Evidence{{URL: "javascript:alert(1)", Name: long}}
			r.ValidUntil = w.Clock.now().Add(-time.Hour)
		}, []string{"email", "name", "narrative", "evidence[0].url", "evidence[0].name", "validUntil"}},
		{"what was found before, and the rest", func(r *award.Request) {
			r.Email, r.IdempotencyKey = "", "k\n"
			r.Wrong = fault.Field("validFrom", "This is no day.")
		}, []string{"email", "Idempotency-Key", "validFrom"}},
		{"it ends when it begins", func(r *award.Request) {
			r.ValidFrom = w.Clock.now()
			r.ValidUntil = r.ValidFrom
		}, []string{"validUntil"}},
		{"too much evidence", func(r *award.Request) { r.Evidence = make([]award.Evidence, 51) }, []string{"evidence"}},
		{"the year 10000", func(r *award.Request) { r.ValidUntil = time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC) }, []string{"validUntil"}},
		{"the year 1", func(r *award.Request) { r.ValidFrom = time.Date(1, 1, 2, 0, 0, 0, 0, time.UTC) }, []string{"validFrom"}},
		{"a bad key", func(r *award.Request) { r.IdempotencyKey = "k\n" }, []string{"Idempotency-Key"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			req := w.request("grace@navy.example")
			tt.change(&req)
			_, err := w.Award(t.Context(), req)
			wantFault(t, err, fault.Invalid)
			if got := fields(err); !slices.Equal(got, tt.fields) {
				t.Errorf("faults of %v, want %v", got, tt.fields)
			}
		})
	}
	if got := len(w.all(t)); got != 0 {
		t.Errorf("there are %d awards", got)
	}
}

// KEY-06, F-11: dates have whole seconds, and nothing is signed while the clock
// stands before what was signed already.
func TestAbuse_KEY_06(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	for _, at := range []time.Time{a.AwardedAt, a.ValidFrom} {
		if !at.Equal(at.Truncate(time.Second)) {
			t.Errorf("%v has a fraction", at)
		}
	}
	w.Clock.add(24 * time.Hour)
	w.award(t, w.request("grace@navy.example"))
	w.Clock.add(-time.Minute)
	w.award(t, w.request("grace@navy.example"))
	w.Clock.add(-10 * time.Minute)
	_, err := w.Award(t.Context(), w.request("grace@navy.example"))
	wantFault(t, err, fault.Unavailable)
	if got := len(w.all(t)); got != 3 {
		t.Errorf("there are %d awards", got)
	}
}

// A day long past needs a role, is in the log, and stands beside the day of the
// award.
func TestAbuse_IS_05(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.play(t, w.Eve, issuer.Awarder)
	req := w.request("grace@navy.example")
	req.ValidFrom = time.Date(1990, 1, 1, 0, 0, 0, 0, time.UTC)
	req.By = w.Eve
	_, err := w.Award(t.Context(), req)
	wantFault(t, err, fault.Denied)
	if got := fields(err); !slices.Equal(got, []string{"validFrom"}) {
		t.Errorf("it is about %v", got)
	}
	req.By = w.Ada
	a := w.award(t, req)
	if !strings.Contains(string(a.Credential), `"awardedDate":"2026-05-01T10:00:00Z"`) {
		t.Errorf("the day of the award is not in %s", a.Credential)
	}
	if got := w.audited(a.ID); !strings.Contains(got, "1990-01-01") {
		t.Errorf("the log says %q", got)
	}
}

// AZ-05, STA-14: nobody learns of the awards of others or takes one back, and
// those who leave may do nothing.
func TestAbuse_AZ_01(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	ctx := t.Context()
	calls := map[string]func(by, awardID string) error{
		"read":   func(by, awardID string) error { _, err := w.ForStaff(ctx, by, awardID); return err },
		"revoke": func(by, awardID string) error { _, err := w.Revoke(ctx, by, awardID, "Mine."); return err },
		"resend": w.resend(ctx),
	}
	for name, call := range calls {
		for _, by := range []string{w.Eve, "", "nobody"} {
			foreign, unknown := call(by, a.ID), call(by, strings.Repeat("a", 26))
			wantFault(t, foreign, fault.NotFound)
			if foreign.Error() != unknown.Error() || foreign.Error() != call(by, "../../x").Error() {
				t.Errorf("%s: %q tells a foreign award from none: %q", name, foreign, unknown)
			}
		}
	}
	_, err := w.List(ctx, w.Eve, w.Ours.ID, page.Query{})
	wantFault(t, err, fault.NotFound)
	if got, err := w.Public(ctx, a.ID); err != nil || got.State != award.Active {
		t.Errorf("it is %v now, %v", got.State, err)
	}

	w.play(t, w.Eve, issuer.Viewer)
	if _, err := w.ForStaff(ctx, w.Eve, a.ID); err != nil {
		t.Error(err)
	}
	_, err = w.Revoke(ctx, w.Eve, a.ID, "Mine.")
	wantFault(t, err, fault.Denied)
	req := w.request("eve@other.example")
	req.By = w.Eve
	_, err = w.Award(ctx, req)
	wantFault(t, err, fault.Denied)
	w.play(t, w.Eve, "")
	_, err = w.ForStaff(ctx, w.Eve, a.ID)
	wantFault(t, err, fault.NotFound)
}

func (w *world) resend(ctx context.Context) func(by, awardID string) error {
	return func(by, awardID string) error { return w.Resend(ctx, by, awardID) }
}

// play gives an account a role with our issuer, or takes it away.
func (w *world) play(t testing.TB, accountID string, r issuer.Role) {
	t.Helper()
	w.Issuers.Store = staffed{w.DB, w.Ours.ID, accountID, r}
}

// staffed is a store with one more person in the staff of an issuer.
type staffed struct {
	issuer.Store
	issuerID, accountID string
	role                issuer.Role
}

func (s staffed) RoleOf(ctx context.Context, issuerID, accountID string) (issuer.Role, error) {
	if issuerID == s.issuerID && accountID == s.accountID && s.role != "" {
		return s.role, nil
	}
	return s.Store.RoleOf(ctx, issuerID, accountID)
}

// Many awards at once have indexes of their own, which say nothing about
// the order they were made in.
func TestAbuse_STA_13(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	const many = 60
	var mu sync.Mutex
	var wg sync.WaitGroup
	var indexes []int
	for range many {
		wg.Go(func() {
			a, err := w.Award(t.Context(), w.request("grace@navy.example"))
			if err != nil {
				t.Error(err)
			}
			mu.Lock()
			defer mu.Unlock()
			indexes = append(indexes, a.StatusIndex)
		})
	}
	wg.Wait()
	if slices.IsSorted(indexes) || slices.Max(indexes)-slices.Min(indexes) < statuslist.MinEntries/4 {
		t.Errorf("the indexes are not random: %v", indexes)
	}
	slices.Sort(indexes)
	if len(slices.Compact(indexes)) != many {
		t.Error("an index is used twice")
	}
}

// STA-10, STA-15, F-24: a list is signed anew when an award in it was revoked and
// before it stops counting; it never goes back, and what was lost stays taken.
func TestStatusList(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	get := func() (doc *jsonld.Value, text string) {
		t.Helper()
		body, err := w.StatusList(ctx, w.Ours.ID, 1)
		must(t, err)
		doc, err = jsonld.Parse(body, jsonld.Limits{StringBytes: 1 << 20})
		must(t, err)
		return doc, string(body)
	}
	_, err := w.StatusList(ctx, w.Ours.ID, 1)
	wantFault(t, err, fault.NotFound)
	a, b := w.award(t, w.request("grace@navy.example")), w.award(t, w.request("ada@navy.example"))
	first, text := get()
	if first.Get("validFrom").Str() != "2026-05-01T10:00:00Z" || first.Get("validUntil").Str() != "2026-05-02T10:00:00Z" || first.Get("credentialSubject").Get("ttl").Number() != "300000" {
		t.Errorf("the list: %s", text)
	}
	w.Clock.add(11 * time.Hour)
	if _, again := get(); again != text {
		t.Error("the list was signed again for nothing")
	}
	w.Clock.add(2 * time.Hour)
	if again, _ := get(); again.Get("validFrom").Str() != "2026-05-01T23:00:00Z" {
		t.Errorf("the list was not renewed: %s", again.Get("validFrom").Str())
	}
	// Revoked within a second of the last edition, with a clock that was set back.
	w.Clock.add(-time.Hour)
	_, err = w.Revoke(ctx, w.Ada, a.ID, "A mistake.")
	must(t, err)
	latest, _ := get()
	if latest.Get("validFrom").Str() != "2026-05-01T23:00:00Z" {
		t.Errorf("the list went back to %s", latest.Get("validFrom").Str())
	}
	list, err := statuslist.Decode(latest.Get("credentialSubject").Get("encodedList").Str())
	must(t, err)
	for i := range list.Len() {
		if on, err := list.Get(i); err != nil || on != (i == a.StatusIndex) {
			t.Fatalf("bit %d is %v, %v", i, on, err)
		}
	}
	w.Clock.add(time.Hour)
	if r := w.verify(t, string(b.Credential), vc.Options{}); r.Verdict != vc.Valid {
		t.Errorf("the other: %+v", r)
	}
	for _, bad := range []struct {
		issuerID string
		n        int
	}{{w.Ours.ID, 0}, {w.Ours.ID, 2}, {w.Theirs.ID, 1}, {"x", 1}} {
		_, err := w.StatusList(ctx, bad.issuerID, bad.n)
		wantFault(t, err, fault.NotFound)
	}
}

// Fifty ask for a list that must be signed; all get the same edition.
func TestStatusListRace(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	_, err := w.Revoke(t.Context(), w.Ada, a.ID, "A mistake.")
	must(t, err)
	var wg sync.WaitGroup
	got := make([][]byte, 50)
	for i := range got {
		wg.Go(func() {
			body, err := w.StatusList(t.Context(), w.Ours.ID, 1)
			if err != nil {
				t.Error(err)
			}
			got[i] = body
		})
	}
	wg.Wait()
	for _, body := range got {
		if !bytes.Equal(body, got[0]) {
			t.Fatal("two editions of one revision")
		}
	}
}

// REC-03, REC-04: the address is hashed in small letters, mail goes to it as it
// was typed, and what merely looks alike is another.
func TestAbuse_REC_03(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("Grace.Hopper+knots@NAVY.Example"))
	if a.RecipientEmail != "Grace.Hopper+knots@navy.example" {
		t.Errorf("mail goes to %s", a.RecipientEmail)
	}
	for known, want := range map[string]bool{
		"grace.hopper+knots@navy.example": true, "Grace.Hopper+Knots@Navy.example": true,
		"grace.hopper@navy.example": false, "gracehopper+knots@navy.example": false, "gr\u0430ce.hopper+knots@navy.example": false,
	} {
		if r := w.verify(t, string(a.Credential), vc.Options{Recipient: known}); (r.Check(vc.CheckRecipient).Result == vc.Pass) != want {
			t.Errorf("%s: %+v", known, r.Check(vc.CheckRecipient))
		}
	}
	for _, email := range []string{"quac\u212a@navy.example", "a@b,evil@x.example", "Grace <grace@navy.example>", "grace@[127.0.0.1]"} {
		_, err := w.Award(t.Context(), w.request(email))
		wantFault(t, err, fault.Invalid)
	}
}

// What is public has neither the address nor the name of the recipient. Two
// awards of an issuer to a person have the same subject, and hashes that do not
// match; those of two issuers share nothing by which they could be connected.
func TestAbuse_PR_01(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, b := w.award(t, w.request("grace@navy.example")), w.award(t, w.request("grace@navy.example"))
	hash := regexp.MustCompile(`sha256\$[0-9a-f]{64}`)
	salt := regexp.MustCompile(`"salt":"([^"]+)"`)
	for _, doc := range []string{string(a.Credential), string(a.OB2)} {
		if low := strings.ToLower(doc); strings.Contains(low, "grace") || strings.Contains(low, "hopper") {
			t.Errorf("it names the recipient: %s", doc)
		}
		s := salt.FindStringSubmatch(doc)
		if len(s) != 2 || len(s[1]) < 32 { // 128 bits
			t.Errorf("the salt is %v", s)
		}
	}
	if hash.FindString(string(a.Credential)) == hash.FindString(string(b.Credential)) {
		t.Error("two awards of a person have the same hash")
	}
	elsewhere := w.publish(t, w.Eve, w.Theirs.ID, "Hitch")
	c := w.award(t, award.Request{AchievementID: elsewhere.ID, By: w.Eve, Email: "Grace@Navy.example"})
	d := w.award(t, w.request(" GRACE@navy.example"))
	e := w.award(t, w.request("ada@navy.example"))
	if a.SubjectID != b.SubjectID || a.SubjectID != d.SubjectID {
		t.Errorf("a person has the names %s, %s and %s with one issuer", a.SubjectID, b.SubjectID, d.SubjectID)
	}
	if c.SubjectID == a.SubjectID || e.SubjectID == a.SubjectID {
		t.Error("two issuers have one name for a person, or one issuer for two")
	}
	if !regexp.MustCompile(`^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(a.SubjectID) {
		t.Errorf("the subject is %s", a.SubjectID)
	}
	if strings.Contains(w.URL(a.ID), "navy") { // PR-06
		t.Errorf("the address is %s", w.URL(a.ID))
	}
}

// Without randomness nothing is awarded.
func TestNoRandomness(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for n := range 800 {
		if n%97 != 0 {
			continue
		}
		w.Rand = &limited{n: n}
		func() {
			defer func() { _ = recover() }()
			if a, err := w.Award(t.Context(), w.request("grace@navy.example")); err == nil {
				t.Errorf("awarded %s with %d random bytes", a.ID, n)
			}
		}()
	}
	if got := len(w.all(t)); got != 0 {
		t.Errorf("there are %d awards", got)
	}
}

// limited has few random bytes.
type limited struct{ n int }

func (l *limited) Read(b []byte) (int, error) {
	if l.n -= len(b); l.n < 0 {
		return 0, errors.New("no more randomness")
	}
	for i := range b {
		b[i] = byte(rand.Uint32())
	}
	return len(b), nil
}
