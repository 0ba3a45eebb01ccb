package check_test

import (
	"context"
	"crypto/ed25519"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/account"
	"blazon/internal/check"
	"blazon/internal/fault"
	"blazon/internal/work"
	"blazon/jsonld"
	"blazon/vc"
)

// home is the network of a visitor.
const home = "198.51.100.1"

// A world is a checker with a store in memory, a clock and a network.
type world struct {
	*check.Checker
	now    time.Time
	saved  map[string]check.Saved
	wait   time.Duration // what Spend answers
	spent  map[string]int
	judged atomic.Int64

	fetch func(url string) (*did.Response, error)
}

func newWorld(t *testing.T) *world {
	t.Helper()
	w := &world{now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), saved: make(map[string]check.Saved), spent: make(map[string]int)}
	clock := func() time.Time { return w.now }
	w.Checker = check.New(check.Checker{
		Verifier: &vc.Verifier{Now: clock, Fetcher: w, Methods: did.Default(w)},
		Work:     &work.Pool{Workers: 1}, Store: w, Seal: w, Judged: func(vc.Verdict) { w.judged.Add(1) }, Now: clock, Rand: rand.Reader,
	})
	return w
}

func (w *world) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	if w.fetch == nil {
		return nil, &did.FetchError{URL: url, Err: errors.New("no network")}
	}
	return w.fetch(url)
}

func (w *world) MAC(purpose string, data []byte) ([]byte, error) {
	h := hmac.New(sha256.New, []byte("a key of "+purpose))
	h.Write(data)
	return h.Sum(nil), nil
}

func (w *world) SaveReport(_ context.Context, s check.Saved) error {
	for _, other := range w.saved {
		if string(other.Digest) == string(s.Digest) {
			return fault.New(fault.Conflict, "twice")
		}
	}
	w.saved[s.ID] = s
	return nil
}

func (w *world) Report(_ context.Context, id string, now time.Time) (check.Saved, error) {
	if s, ok := w.saved[id]; ok && s.EndsAt.After(now) {
		return s, nil
	}
	return check.Saved{}, fault.New(fault.NotFound, "none")
}

func (w *world) DeleteReport(_ context.Context, secret []byte) error {
	for id, s := range w.saved {
		if string(s.Secret) == string(secret) {
			delete(w.saved, id)
			return nil
		}
	}
	return fault.New(fault.NotFound, "none")
}

// Spend takes from limits that nothing comes back to.
func (w *world) Spend(_ context.Context, _ time.Time, limits ...account.Limit) (time.Duration, int, error) {
	for i, l := range limits {
		if w.spent[l.Key] == l.Burst {
			return l.Every, i, nil
		}
	}
	for _, l := range limits {
		w.spent[l.Key]++
	}
	return w.wait, 0, nil
}

// judge is Check for those who want all of the report.
func (w *world) judge(ctx context.Context, from string, input []byte, opt vc.Options, tell func(check.Step)) (rep *vc.Report, err error) {
	err = w.Check(ctx, from, input, opt, tell, func(found *vc.Report) error {
		rep = found
		return nil
	})
	return rep, err
}

// signed returns a badge of a did:key, and more in its subject.
func signed(t *testing.T, w *world, achievement string) []byte {
	t.Helper()
	public, private, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	key, err := did.EncodeMultikey(public)
	if err != nil {
		t.Fatal(err)
	}
	issuer := "did:key:" + key
	doc := fmt.Sprintf(`{
		"@context": ["https://www.w3.org/ns/credentials/v2", "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"],
		"id": "urn:uuid:2f8f7a2e-6f6e-4f0e-9d65-3a1f6f0a2b11", "type": ["VerifiableCredential", "OpenBadgeCredential"],
		"issuer": {"id": %q, "type": ["Profile"], "name": "Harbour Scouts"}, "validFrom": "2026-01-01T00:00:00Z", "name": "Knot Tyer",
		"credentialSubject": {"id": "mailto:ada@school.example", "type": ["AchievementSubject"], "achievement": {
			"id": "urn:uuid:2f8f7a2e-6f6e-4f0e-9d65-3a1f6f0a2b12", "type": ["Achievement"], "name": "Knot Tyer",
			"description": "Ties ten knots.", "criteria": {"narrative": %q}}}}`, issuer, achievement)
	out, err := dataintegrity.Default().Sign(t.Context(), &jsonld.Processor{Contexts: jsonld.Pinned()}, []byte(doc), "eddsa-rdfc-2022", private,
		dataintegrity.Options{VerificationMethod: issuer + "#" + key, Created: w.now})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func (w *world) check(t *testing.T, badge []byte) *vc.Report {
	t.Helper()
	rep, err := w.judge(t.Context(), home, badge, vc.Options{Recipient: "ada@school.example"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	return rep
}

// TestClass: thirty people behind one address, who check a badge at once, all get their
// answer.
func TestClass(t *testing.T) {
	w := newWorld(t)
	badge := signed(t, w, "Tie ten knots.")
	var all sync.WaitGroup
	for range 30 {
		all.Go(func() {
			if rep, err := w.judge(t.Context(), home, badge, vc.Options{}, nil); err != nil || rep.Verdict != vc.Valid {
				t.Error(err)
			}
		})
	}
	all.Wait()
}

func TestKeep(t *testing.T) {
	w := newWorld(t)
	rep := w.check(t, signed(t, w, "Tie ten knots."))
	if rep.Verdict != vc.Valid || w.judged.Load() != 1 {
		t.Fatalf("verdict %s, counted %d: %+v", rep.Verdict, w.judged.Load(), rep.Checks)
	}
	offer, err := w.Offer(rep)
	if err != nil || offer == "" {
		t.Fatal(offer, err)
	}
	if len(w.saved) != 0 {
		t.Fatal("something is kept before anybody asked for that")
	}
	k, secret, err := w.Keep(t.Context(), offer, home)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range w.saved {
		if strings.Contains(string(s.Secret)+string(s.Report), secret) {
			t.Error("the secret itself is kept")
		}
	}
	got, err := w.Kept(t.Context(), k.ID)
	if err != nil {
		t.Fatal(err)
	}
	switch {
	case got.Report.Verdict != vc.Valid, got.Report.Summary.Name != "Knot Tyer", got.Report.Summary.IssuerHost == "":
		t.Errorf("the kept report says %+v", got.Report)
	case got.Report.Summary.RecipientID != "", got.Report.Raw != nil:
		t.Errorf("it holds what is not shown: %+v", got.Report)
	case !got.EndsAt.Equal(w.now.Add(90 * 24 * time.Hour)), !got.Report.At.Equal(w.now):
		t.Errorf("times are %s and %s", got.EndsAt, got.Report.At)
	}
	if c := rep.Check(vc.CheckRecipient); !strings.Contains(c.Text, "ada@school.example") {
		t.Errorf("whoever asked is not told about whom: %q", c.Text)
	}
	if text, err := json.Marshal(got.Report); err != nil || strings.Contains(string(text), "ada@") {
		t.Errorf("the kept report has the address that was asked about: %v %s", err, text)
	}
	if _, _, err := w.Keep(t.Context(), offer, home); !fault.Is(err, fault.Conflict) {
		t.Errorf("the same offer again: %v", err)
	}
	for _, wrong := range []string{"", "obd_", k.ID} {
		if err := w.Forget(t.Context(), wrong); !fault.Is(err, fault.NotFound) {
			t.Errorf("delete with %q: %v", wrong, err)
		}
	}
	if err := w.Forget(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{k.ID, "", "../" + k.ID, strings.ToUpper(k.ID)} {
		if _, err := w.Kept(t.Context(), id); !fault.Is(err, fault.NotFound) {
			t.Errorf("report %q: %v", id, err)
		}
	}
}

// TestKeptWithoutAddress: nothing that is kept has the address that was asked about or
// the badge that has it, in both shapes, one within the other, and in what experts get.
func TestKeptWithoutAddress(t *testing.T) {
	const award = `{"@context":"https://w3id.org/openbadges/v2","type":"Assertion","id":"https://uni.example/a","recipient":{"type":"email","hashed":false,"identity":"ada@school.example"},` +
		`"issuedOn":"2026-01-01T00:00:00Z","badge":"https://uni.example/b","verification":{"type":"HostedBadge"}}`
	site := map[string]string{
		"https://uni.example/a": award,
		"https://uni.example/b": `{"@context":"https://w3id.org/openbadges/v2","type":"BadgeClass","id":"https://uni.example/b","name":"Knots","description":"Ties knots","image":"https://uni.example/b.png","criteria":{"narrative":"Tie ten"},"issuer":"https://uni.example/i"}`,
		"https://uni.example/i": `{"@context":"https://w3id.org/openbadges/v2","type":"Issuer","id":"https://uni.example/i","name":"University","url":"https://uni.example","email":"badges@uni.example"}`,
	}
	w := newWorld(t)
	w.fetch = func(url string) (*did.Response, error) {
		if site[url] == "" {
			return nil, &did.FetchError{URL: url, Err: errors.New("not there")}
		}
		return &did.Response{URL: url, Status: 200, MediaType: "application/json", Body: []byte(site[url])}, nil
	}
	ask := vc.Options{Recipient: "ada@school.example", Explain: true}
	reports := make(map[string]*vc.Report)
	for name, badge := range map[string][]byte{"3.0": signed(t, w, "Tie ten knots."), "2.0": []byte(award)} {
		rep, err := w.judge(t.Context(), "192.0.2.0/32", badge, ask, nil)
		if err != nil || rep.Verdict != vc.Valid {
			t.Fatalf("%s: %v %+v", name, err, rep)
		}
		reports[name] = rep
	}
	reports["2.0"].Checks[3].Detail = map[string]string{"payload": award, "proof2.canonicalDocument": award, "method": "HostedBadge"}
	both := *reports["3.0"]
	both.Also, both.Newer = []*vc.Report{reports["2.0"]}, reports["2.0"]
	reports["both"] = &both
	for name, rep := range reports {
		offered, err := w.Offer(rep)
		if err != nil || offered == "" {
			t.Fatal(name, err)
		}
		k, _, err := w.Keep(t.Context(), offered, "192.0.2.0/32")
		if err != nil {
			t.Fatal(name, err)
		}
		got, err := w.Kept(t.Context(), k.ID)
		if err != nil {
			t.Fatal(name, err)
		}
		if text, err := json.Marshal(got.Report); err != nil || strings.Contains(string(text), "school.example") {
			t.Errorf("%s: %v %s", name, err, text)
		}
	}
}

// TestOffersAreOurs: nobody can have a report kept that was not made here, or
// not as it was made, or not lately.
func TestOffersAreOurs(t *testing.T) {
	w := newWorld(t)
	offer, err := w.Offer(w.check(t, signed(t, w, "Tie ten knots.")))
	if err != nil {
		t.Fatal(err)
	}
	flipped := []byte(offer)
	flipped[len(flipped)/2] ^= 1
	for name, wrong := range map[string]string{"nothing": "", "no base64": "%%%", "short": "AAAA", "changed": string(flipped), "cut": offer[:len(offer)-4], "more": offer + "AAAA"} {
		if _, _, err := w.Keep(t.Context(), wrong, home); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	w.wait = time.Minute
	if _, _, err := w.Keep(t.Context(), offer, home); !fault.Is(err, fault.TooMany) {
		t.Errorf("beyond the limit: %v", err)
	}
	w.wait, w.now = 0, w.now.Add(2*time.Hour)
	if _, _, err := w.Keep(t.Context(), offer, home); !fault.Is(err, fault.Invalid) {
		t.Errorf("two hours later: %v", err)
	}
	if len(w.saved) != 0 {
		t.Error("something was kept")
	}
}

// TestLargeReports are not offered to be kept.
func TestLargeReports(t *testing.T) {
	w := newWorld(t)
	noise := make([]byte, 60<<10)
	if _, err := rand.Read(noise); err != nil {
		t.Fatal(err)
	}
	rep := w.check(t, signed(t, w, fmt.Sprintf("%x", noise[:30<<10])))
	if rep.Verdict != vc.Valid {
		t.Fatalf("%+v", rep.Checks)
	}
	small, err := w.Offer(rep)
	if err != nil || small == "" {
		t.Errorf("60 kB: %q, %v", small, err)
	}
	rep.Summary.Narrative = fmt.Sprintf("%x", noise)
	if large, err := w.Offer(rep); err != nil || large != "" {
		t.Errorf("180 kB: %d bytes, %v", len(large), err)
	}
}

// TestSteps: every document is told of twice, and while one is waited for the
// one processor is free.
func TestSteps(t *testing.T) {
	w := newWorld(t)
	w.fetch = func(url string) (*did.Response, error) {
		if err := w.Work.Do(t.Context(), func() error { return nil }); err != nil {
			t.Errorf("the processor is held while a document is waited for: %v", err)
		}
		return &did.Response{URL: url, Status: 404, FetchedAt: w.now}, nil
	}
	var mu sync.Mutex
	var steps []check.Step
	rep, err := w.judge(t.Context(), home, []byte("https://school.example/badge"), vc.Options{}, func(s check.Step) {
		mu.Lock()
		defer mu.Unlock()
		steps = append(steps, s)
	})
	if err != nil || rep.Verdict == vc.Valid {
		t.Fatalf("%+v, %v", rep, err)
	}
	if len(steps) < 2 || steps[0].Answered || !steps[1].Answered || !steps[1].Failed || steps[0].URL != "https://school.example/badge" {
		t.Errorf("steps %+v", steps)
	}
}

// TestAbuse_F_10: hosts that do not answer hold up neither what is signed nor more
// checks than may wait, and those are told to come back. However many of them some
// networks ask for, badges that need no such host are checked for others, at once, and
// up to dozens of networks those that need documents, too.
func TestAbuse_F_10(t *testing.T) {
	tests := map[string]struct {
		from    func(i int) string // of 40 checks, or 60
		refused int                // of them, in the end
		kind    fault.Kind
		crowded bool // there is no place to wait for documents
	}{
		"of one network":                {func(int) string { return "192.0.2.1" }, 36, fault.TooMany, false},
		"of four addresses":             {func(i int) string { return fmt.Sprintf("192.0.%d.1", i%4) }, 24, fault.TooMany, false},
		"of ten addresses":              {func(i int) string { return fmt.Sprintf("192.0.%d.1", i%10) }, 10, fault.TooMany, false},
		"of forty neighbours":           {func(i int) string { return fmt.Sprintf("192.0.2.%d", i) }, 34, fault.TooMany, false},
		"of four networks of one site":  {func(i int) string { return fmt.Sprintf("2001:db8:1:%x::/64", i%4) }, 34, fault.TooMany, false},
		"of forty networks of one site": {func(i int) string { return fmt.Sprintf("2001:db8:1:%x::/64", i) }, 34, fault.TooMany, false},
		"of forty networks":             {func(i int) string { return fmt.Sprintf("2001:db8:%x::/64", i) }, 0, fault.TooMany, false},
		"of sixty networks":             {func(i int) string { return fmt.Sprintf("2001:db8:%x::/64", i) }, 12, fault.Unavailable, true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				checks := 40
				if tt.crowded {
					checks = 60
				}
				w := newWorld(t)
				stuck := make(chan struct{})
				w.fetch = func(url string) (*did.Response, error) {
					if strings.HasPrefix(url, "https://slow.example/") {
						<-stuck
					}
					return &did.Response{URL: url, Status: 404, FetchedAt: w.now}, nil
				}
				var all sync.WaitGroup
				var refused, otherwise atomic.Int64
				for i := range checks {
					all.Go(func() {
						_, err := w.judge(t.Context(), tt.from(i), []byte("https://slow.example/badge"), vc.Options{}, nil)
						switch f := fault.All(err); {
						case fault.Is(err, tt.kind) && f[0].RetryAfter > 0:
							refused.Add(1)
						case err != nil:
							t.Log(err)
							otherwise.Add(1)
						}
					})
					synctest.Wait()
				}
				begun := time.Now()
				if err := w.Work.Do(t.Context(), func() error { return nil }); err != nil {
					t.Errorf("signing while slow hosts are waited for: %v", err)
				}
				for range 20 {
					w.check(t, signed(t, w, "Tie ten knots."))
				}
				if took := time.Since(begun); took > 0 {
					t.Errorf("badges that need nobody waited for %v", took)
				}
				_, err := w.judge(t.Context(), home, []byte("https://quick.example/badge"), vc.Options{}, nil)
				if tt.crowded != fault.Is(err, fault.Unavailable) || !tt.crowded && (err != nil || time.Since(begun) > 0) {
					t.Errorf("a badge that needs a document: %v after %v", err, time.Since(begun))
				}
				time.Sleep(15 * time.Second)
				close(stuck)
				all.Wait()
				if refused.Load() != int64(tt.refused) || otherwise.Load() != 0 {
					t.Errorf("%d of %d were told to come back and %d had other errors, want %d and 0", refused.Load(), checks, otherwise.Load(), tt.refused)
				}
				if _, err := w.judge(t.Context(), tt.from(0), []byte("https://quick.example/badge"), vc.Options{}, nil); err != nil {
					t.Errorf("after that nothing is checked: %v", err)
				}
			})
		})
	}
}
