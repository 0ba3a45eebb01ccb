// Package storetest says what a store must do, in tests that run on every
// database. Start at Run.
package storetest

import (
	"database/sql"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"blazon/internal/account"
	"blazon/internal/achievement"
	"blazon/internal/audit"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/keyring"
	"blazon/internal/once"
	"blazon/internal/page"
	"blazon/internal/store"
)

// Opened is a database with the schema and nothing in it.
type Opened struct {
	DB *store.DB
	// Raw reaches the same database past the store, to do what the store never
	// would.
	Raw *sql.DB
}

// Run tests the stores that open returns; each call must return a new one.
func Run(t *testing.T, open func(t *testing.T) Opened) {
	for _, tt := range []struct {
		name string
		test func(t *testing.T, w *World)
	}{
		{"Accounts", testAccounts},
		{"FirstAdmin", testFirstAdmin},
		{"Registrations", testRegistrations},
		{"Passwords", testPasswords},
		{"Sessions", testSessions},
		{"Tokens", testTokens},
		{"Limits", testLimits},
		{"ForgetExpired", testForgetExpired},
		{"Issuers", testIssuers},
		{"IssuerLists", testIssuerLists},
		{"Keys", testKeys},
		{"MasterCheck", testMasterCheck},
		{"Achievements", testAchievements},
		{"AchievementLists", testAchievementLists},
		{"Images", testImages},
		{"Awards", testAwards},
		{"AwardLists", testAwardLists},
		{"Revocation", testRevocation},
		{"EachAward", testEachAward},
		{"Withdrawn", testWithdrawn},
		{"WithdrawnAtOnce", testWithdrawnAtOnce},
		{"Subjects", testSubjects},
		{"OldAwards", testOldAwards},
		{"StatusIndexes", testStatusIndexes},
		{"StatusLists", testStatusLists},
		{"Once", testOnce},
		{"Tenants", testTenants},
		{"Races", testRaces},
		{"Audit", testAudit},
		{"Check", testCheck},
		{"Outbox", testOutbox},
		{"Jobs", testJobs},
		{"Search", testSearch},
		{"Texts", testTexts},
		{"Fetched", testFetched},
		{"FetchedMuch", testFetchedMuch},
		{"Editions", testEditions},
		{"Reports", testReports},
		{"SeenKeys", testSeenKeys},
		{"Domains", testDomains},
		{"Standing", testStanding},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			o := open(t)
			tt.test(t, &World{DB: o.DB, Raw: o.Raw})
		})
	}
}

// Now is when tests happen.
var Now = time.Date(2026, 3, 4, 5, 6, 7, 123456000, time.UTC)

// day returns Now and n days.
func day(n int) time.Time { return Now.AddDate(0, 0, n) }

// A World fills a database.
type World struct {
	DB  *store.DB
	Raw *sql.DB

	mu sync.Mutex
	n  int
}

// id returns a new id; ids sort in the order they were made in.
func (w *World) id(kind string) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.n++
	return fmt.Sprintf("%s%022d", (kind + "____")[:4], w.n)
}

// Entry returns an audit entry about a test.
func Entry(action, object, issuerID string) audit.Entry {
	return audit.Entry{At: Now, Actor: "somebody", Action: action, Object: object, IssuerID: issuerID, Detail: "a test"}
}

// Account adds a confirmed account.
func (w *World) Account(t testing.TB, email string) account.Account {
	t.Helper()
	id := w.id("acct")
	addr, err := account.ParseAddress("email", email)
	must(t, err)
	p := account.Pending{ID: id, Email: email, EmailKey: addr.Key(), Name: "Ada", Password: "$argon2id$" + id, IP: "192.0.2.1", CreatedAt: Now, ExpiresAt: day(1)}
	must(t, w.DB.SaveRegistration(t.Context(), p))
	hash := []byte("hash of " + id)
	must(t, w.DB.SaveSecret(t.Context(), account.Secret{Kind: account.SecretConfirm, Hash: hash, Subject: id, CreatedAt: Now, ExpiresAt: day(1)}))
	a := account.Account{ID: id, Email: email, Name: p.Name, VerifiedAt: Now, CreatedAt: Now}
	must(t, w.DB.ConfirmRegistration(t.Context(), hash, p, account.Login{Account: a, Password: p.Password}, Entry("account.confirm", id, "")))
	return a
}

// NewIssuer returns an issuer that is not saved.
func (w *World) NewIssuer(owner, name string) issuer.New {
	id := w.id("issr")
	i := issuer.Issuer{
		ID: id, Name: name, Description: "We teach knots.", URL: "https://school.example", Email: "knots@school.example",
		ImageKey: "images/" + id, ImageType: "image/png", ImageAlt: "A knot", Revision: 1, CreatedAt: Now, UpdatedAt: Now,
	}
	key := keyring.Sealed{ID: w.id("key"), IssuerID: id, Purpose: keyring.Badge, Kind: keyring.Ed25519, State: keyring.Active, Public: []byte{1, 0, 2}, Private: []byte{0, 255, 3}, CreatedAt: Now}
	return issuer.New{Issuer: i, Owner: owner, Keys: []keyring.Sealed{key}, Audit: Entry("issuer.create", id, id)}
}

// Issuer adds an issuer with an owner of its own.
func (w *World) Issuer(t testing.TB, name string) issuer.Issuer {
	t.Helper()
	n := w.NewIssuer(w.Account(t, w.id("mail")+"@school.example").ID, name)
	must(t, w.DB.AddIssuer(t.Context(), n))
	return n.Issuer
}

// Content returns what an achievement says.
func Content(name string) achievement.Content {
	return achievement.Content{
		Name: name, Description: "Tie it behind your back.", Criteria: "*Tie* it.", Type: "Badge", InLanguage: "en",
		Tags: []string{"rope", "Segeln"}, ImageAlt: "A rope", ImageKey: "images/" + name, ImageType: "image/svg+xml",
		Alignments: []achievement.Alignment{{TargetName: "Knots", TargetURL: "https://skills.example/knots"}},
	}
}

// Published adds an achievement with its first version.
func (w *World) Published(t testing.TB, issuerID, name string) achievement.Version {
	t.Helper()
	id := w.id("achv")
	v := achievement.Version{AchievementID: id, IssuerID: issuerID, Number: 1, Content: Content(name), PublishedAt: Now}
	a := achievement.Achievement{ID: id, IssuerID: issuerID, Version: 1, Revision: 1, CreatedAt: Now, UpdatedAt: Now, PublishedAt: Now}
	must(t, w.DB.AddAchievement(t.Context(), achievement.New{Achievement: a, First: &v, Audit: Entry("achievement.create", id, issuerID)}))
	return v
}

// NewAward returns an award of v that is not saved, with an index that is taken.
func (w *World) NewAward(t testing.TB, v achievement.Version, email, name string) award.Award {
	t.Helper()
	w.mu.Lock()
	first := w.n % 100000
	w.mu.Unlock()
	slot, err := w.DB.TakeStatusIndex(t.Context(), v.IssuerID, []int{first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6, first + 7})
	must(t, err)
	id := w.id("awrd")
	return award.Award{
		ID: id, IssuerID: v.IssuerID, AchievementID: v.AchievementID, Version: v.Number, RecipientEmail: email, RecipientName: name,
		SubjectID: "urn:uuid:" + id, State: award.Active, AwardedAt: Now.Truncate(time.Second), ValidFrom: Now.Truncate(time.Second),
		Credential: []byte("{\"id\":\"" + id + "\", \"sp\\u0061ce\" : 1}\n"), JWT: "eyJ." + id + ".c2ln", OB2: []byte("{ \"id\":\"" + id + "\"}\x00\xff"),
		StatusList: slot.List, StatusIndex: slot.Index,
	}
}

// Award adds an award.
func (w *World) Award(t testing.TB, v achievement.Version, email, name string) award.Award {
	t.Helper()
	a := w.NewAward(t, v, email, name)
	must(t, w.DB.SaveAward(t.Context(), a, once.Key{}, Entry("award.give", a.ID, a.IssuerID)))
	return a
}

// must fails t if err is not nil.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantFault fails t unless err is a fault of kind k.
func wantFault(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Fatalf("got error %v, want a fault of kind %d", err, k)
	}
}

// same fails t if got is not want.
func same[T any](t testing.TB, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

// pages reads a list to its end, size items at a time, and checks the totals.
func pages[T any](t testing.TB, size int, q page.Query, list func(page.Query) (page.Page[T], error)) []T {
	t.Helper()
	var all []T
	q.Limit = size
	total := -1
	for range 1000 {
		p, err := list(q)
		must(t, err)
		if total >= 0 && p.Total != total {
			t.Errorf("the total changed from %d to %d on another page", total, p.Total)
		}
		total = p.Total
		if len(p.Items) > size || (p.Next != "" && len(p.Items) != size) {
			t.Errorf("a page has %d items, want %d", len(p.Items), size)
		}
		all = append(all, p.Items...)
		if p.Next == "" {
			if total != len(all) {
				t.Errorf("the total is %d, but there are %d items", total, len(all))
			}
			return all
		}
		q.After = p.Next
	}
	t.Fatal("the list does not end")
	return nil
}
