package issuer_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/issuer"
)

// zone is a DNS of TXT records; a name that is "down" does not answer.
type zone map[string][]string

func (z zone) TXT(_ context.Context, name string) ([]string, error) {
	if texts := z[name]; len(texts) == 1 && texts[0] == "down" {
		return nil, errors.New("no answer")
	}
	return z[name], nil
}

// TestAbuse_DID_09_Hosts: names that nobody could own, or that are the site's.
func TestAbuse_DID_09_Hosts(t *testing.T) {
	w := newWorld(t)
	i := w.school(t, w.Ada)
	for host, want := range map[string]string{
		"badges.school.org":          "badges.school.org",
		" Badges.School.ORG ":        "badges.school.org",
		"bücher.example":             "xn--bcher-kva.example",
		"school.co.uk":               "school.co.uk",
		"":                           "",
		"localhost":                  "",
		"school":                     "",
		"co.uk":                      "",
		"github.io":                  "",
		"127.0.0.1":                  "",
		"10.1":                       "",
		"::1":                        "",
		"[::1]":                      "",
		"https://badges.school.org":  "",
		"badges.school.org/awards":   "",
		"badges.school.org:8443":     "",
		"user@badges.school.org":     "",
		"*.school.org":               "",
		"badges.school.org.":         "",
		"badges..school.org":         "",
		"a b.school.org":             "",
		"_dmarc.school.org":          "",
		"printer.local":              "",
		"x.localhost":                "",
		"db.internal":                "",
		"badges.example":             "", // the site itself
		"other.badges.example":       "",
		"xn--80ak6aa92e.com\x00.org": "",
	} {
		w.clock = w.clock.Add(time.Minute)
		d, err := w.ClaimDomain(t.Context(), w.Ada, i.ID, host)
		if got := d.Host; got != want || (err == nil) != (want != "") || err != nil && !fault.Is(err, fault.Invalid) {
			t.Errorf("%q becomes %q, %v; want %q", host, got, err, want)
		}
	}
}

// TestAbuse_DID_09_Proof follows a domain through its life: only the record with the
// token of this issuer proves it, and it is not served a moment longer than that.
func TestAbuse_DID_09_Proof(t *testing.T) {
	w := newWorld(t)
	ctx, one, two := t.Context(), w.school(t, w.Ada), w.school(t, w.Ada)
	dns := zone{}
	w.Resolver = dns
	const host, record = "badges.school.org", "_blazon.badges.school.org"
	claim := func(issuerID string) string {
		t.Helper()
		d, err := w.ClaimDomain(ctx, w.Ada, issuerID, host)
		if err != nil {
			t.Fatal(err)
		}
		name, value := d.Record()
		if name != record {
			t.Fatalf("the record is %s", name)
		}
		return value
	}
	look := func(what, issuerID string, proved bool, trouble issuer.Trouble) {
		t.Helper()
		w.clock = w.clock.Add(time.Minute)
		d, err := w.CheckDomain(ctx, w.Ada, issuerID)
		if err != nil || d.Proved() != proved || d.Trouble != trouble {
			t.Errorf("%s: proved %t, trouble %q, %v; want %t, %q", what, d.Proved(), d.Trouble, err, proved, trouble)
		}
		hosts, err := w.ServedDomains(ctx)
		if err != nil || (hosts[host] == issuerID) != proved {
			t.Errorf("%s: %s is that of %q, %v", what, host, hosts[host], err)
		}
		public, err := w.PublicDomain(ctx, issuerID)
		if err != nil || public.Proved() != proved {
			t.Errorf("%s: in public it is %+v, %v", what, public, err)
		}
	}
	mine, theirs := claim(one.ID), claim(two.ID)
	if again := claim(one.ID); again != mine || mine == theirs {
		t.Fatalf("the values are %s, again %s, and of another %s", mine, again, theirs)
	}
	look("no record", one.ID, false, issuer.NoRecord)
	dns[record] = []string{"v=spf1 -all", "blazon-domain="}
	look("an empty one", one.ID, false, issuer.OtherRecord)
	dns[record] = []string{theirs}
	look("that of another issuer", one.ID, false, issuer.OtherRecord)
	dns[record] = []string{mine + "x"}
	look("a longer one", one.ID, false, issuer.OtherRecord)
	dns[record] = []string{"v=spf1 -all", mine, theirs}
	look("there", one.ID, true, "")
	look("another issuer, while the first holds it", two.ID, false, issuer.Taken)

	// Too soon.
	if _, err := w.CheckDomain(ctx, w.Ada, two.ID); !fault.Is(err, fault.TooMany) {
		t.Errorf("at once again: %v", err)
	}
	// The DNS is silent: for a week what it said counts.
	dns[record] = []string{"down"}
	w.clock = w.clock.Add(6 * 24 * time.Hour)
	look("silent for six days", one.ID, true, issuer.NoAnswer)
	week := w.seen(t, one.ID).Add(7 * 24 * time.Hour)
	for at, served := range map[time.Time]bool{week: true, week.Add(time.Microsecond): false} {
		w.clock = at
		hosts, err := w.ServedDomains(ctx)
		public, err2 := w.PublicDomain(ctx, one.ID)
		staff, err3 := w.Domain(ctx, w.Ada, one.ID)
		if err := errors.Join(err, err2, err3); err != nil || (hosts[host] == one.ID) != served || public.Proved() != served || staff.Proved() != served {
			t.Errorf("%s after the record was seen it is served at %v, in public it is %+v, to its staff %+v, %v", at.Sub(week)+7*24*time.Hour, hosts, public, staff, err)
		}
	}
	w.clock = week.Add(time.Minute)
	if err := w.CheckDomains(ctx); err != nil {
		t.Fatal(err)
	}
	dns[record] = []string{theirs} // the name is free for another at once
	look("the first was silent for a week", two.ID, true, "")
	delete(dns, record)
	look("gone again", two.ID, false, issuer.NoRecord)
	dns[record] = []string{"down"}
	look("silent for more than a week", one.ID, false, issuer.NoAnswer)
	dns[record] = []string{mine}
	look("there again", one.ID, true, "")

	// Nobody looks by hand: within a day it is looked for all the same.
	delete(dns, record)
	if err := w.CheckDomains(ctx); err != nil {
		t.Fatal(err)
	}
	if hosts, _ := w.ServedDomains(ctx); hosts[host] != one.ID {
		t.Error("it was looked for again within a minute")
	}
	w.clock = w.clock.Add(25 * time.Hour)
	if err := w.CheckDomains(ctx); err != nil {
		t.Fatal(err)
	}
	if hosts, _ := w.ServedDomains(ctx); len(hosts) != 0 {
		t.Errorf("the record is gone, and it is served: %v", hosts)
	}
	dns[record] = []string{theirs}
	look("the first lost it", two.ID, true, "")

	// Released, and claimed again: what proved the first claim proves nothing.
	for range 2 {
		if err := w.ReleaseDomain(ctx, w.Ada, two.ID); err != nil {
			t.Fatal(err)
		}
	}
	claim(two.ID)
	look("an old record", two.ID, false, issuer.OtherRecord)
	// Another name takes the place of a proved one at once, and not many times a minute.
	dns[record] = []string{mine}
	look("the first again", one.ID, true, "")
	if _, err := w.ClaimDomain(ctx, w.Ada, one.ID, "other.school.org"); err != nil {
		t.Fatal(err)
	}
	if hosts, _ := w.ServedDomains(ctx); len(hosts) != 0 {
		t.Errorf("it is still served: %v", hosts)
	}
	if _, err := w.ClaimDomain(ctx, w.Ada, one.ID, "third.school.org"); !fault.Is(err, fault.TooMany) {
		t.Errorf("at once another name: %v", err)
	}
}

// seen is when the record of an issuer's domain was last found.
func (w *world) seen(t *testing.T, issuerID string) time.Time {
	t.Helper()
	d, err := w.DB.Domain(t.Context(), issuerID)
	if err != nil {
		t.Fatal(err)
	}
	return d.SeenAt
}

// meanwhile is a DNS that does something else while it is asked, once.
type meanwhile struct {
	zone
	do func()
}

func (m *meanwhile) TXT(ctx context.Context, name string) ([]string, error) {
	texts, err := m.zone.TXT(ctx, name)
	if do := m.do; do != nil {
		m.do = nil
		do()
	}
	return texts, err
}

// TestAbuse_DID_09_Slow: of two looks at a domain that overlap, the one that ends
// later does not undo what the other found, unless that one found nothing out.
func TestAbuse_DID_09_Slow(t *testing.T) {
	const record = "_blazon.badges.school.org"
	for name, tt := range map[string]struct {
		slow, quick func(value string) []string
		proved      bool
		trouble     issuer.Trouble
	}{
		"no answer after the record was gone":  {down, gone, false, issuer.NoRecord},
		"an answer after the record was gone":  {there, gone, false, issuer.NoRecord},
		"gone, after there was no answer":      {gone, down, false, issuer.NoRecord},
		"there, after there was no answer":     {there, down, true, ""},
		"no answer after it was seen":          {down, there, true, ""},
		"no answer after there was no answer":  {down, down, true, issuer.NoAnswer},
		"gone, after it was seen a moment ago": {gone, there, true, ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t)
			i := w.school(t, w.Ada)
			dns := &meanwhile{zone: zone{}}
			w.Resolver = dns
			d, err := w.ClaimDomain(t.Context(), w.Ada, i.ID, "badges.school.org")
			if err != nil {
				t.Fatal(err)
			}
			_, value := d.Record()
			dns.zone[record] = there(value)
			if d, err = w.CheckDomain(t.Context(), w.Ada, i.ID); err != nil || !d.Proved() {
				t.Fatal(d, err)
			}
			w.clock = w.clock.Add(25 * time.Hour)
			dns.zone[record] = tt.slow(value)
			dns.do = func() {
				dns.zone[record] = tt.quick(value)
				if _, err := w.CheckDomain(t.Context(), w.Ada, i.ID); err != nil {
					t.Error(err)
				}
				w.clock = w.clock.Add(9 * time.Second)
			}
			if err := w.CheckDomains(t.Context()); err != nil {
				t.Fatal(err)
			}
			if d, err := w.Domain(t.Context(), w.Ada, i.ID); err != nil || d.Proved() != tt.proved || d.Trouble != tt.trouble {
				t.Errorf("%+v %v", d, err)
			}
		})
	}
}

func down(string) []string        { return []string{"down"} }
func gone(string) []string        { return nil }
func there(value string) []string { return []string{value} }

// TestAbuse_DID_09_Often: the DNS is not asked more often for an issuer that gives its
// domain up and claims it again.
func TestAbuse_DID_09_Often(t *testing.T) {
	w := newWorld(t)
	i := w.school(t, w.Ada)
	w.Resolver = zone{}
	again := func() (claimed, looked error) {
		_, claimed = w.ClaimDomain(t.Context(), w.Ada, i.ID, "badges.school.org")
		_, looked = w.CheckDomain(t.Context(), w.Ada, i.ID)
		return claimed, looked
	}
	if err := errors.Join(again()); err != nil {
		t.Fatal(err)
	}
	_, looked := again()
	if !fault.Is(looked, fault.TooMany) {
		t.Errorf("looked for at once again: %v", looked)
	}
	if err := w.ReleaseDomain(t.Context(), w.Ada, i.ID); err != nil {
		t.Fatal(err)
	}
	if claimed, _ := again(); !fault.Is(claimed, fault.TooMany) || fault.All(claimed)[0].RetryAfter != 10*time.Second {
		t.Errorf("released, and claimed at once again: %v", claimed)
	}
	w.clock = w.clock.Add(9 * time.Second)
	if _, err := w.ClaimDomain(t.Context(), w.Ada, i.ID, "badges.school.org"); !fault.Is(err, fault.TooMany) {
		t.Errorf("nine seconds later: %v", err)
	}
	w.clock = w.clock.Add(time.Second)
	if err := errors.Join(again()); err != nil {
		t.Errorf("ten seconds later: %v", err)
	}
	w.clock = w.clock.Add(5 * time.Second)
	if err := w.ReleaseDomain(t.Context(), w.Ada, i.ID); err != nil {
		t.Fatal(err)
	}
	if err := w.DB.ClaimDomain(t.Context(), issuer.Domain{IssuerID: i.ID, Host: "other.school.org", Token: "t", ClaimedAt: w.clock}, audit.Entry{At: w.clock, Action: "issuer.domain.claim"}); err != nil {
		t.Fatal(err)
	}
	if _, err := w.CheckDomain(t.Context(), w.Ada, i.ID); !fault.Is(err, fault.TooMany) {
		t.Errorf("a new claim was looked for at once: %v", err)
	}
}

// TestDomainOfOthers: who is not of the staff finds no issuer there.
func TestDomainOfOthers(t *testing.T) {
	w := newWorld(t)
	i := w.school(t, w.Ada)
	w.Resolver = zone{}
	if _, err := w.ClaimDomain(t.Context(), w.Ada, i.ID, "badges.school.org"); err != nil {
		t.Fatal(err)
	}
	_, err1 := w.Domain(t.Context(), w.Eve, i.ID)
	_, err2 := w.ClaimDomain(t.Context(), w.Eve, i.ID, "evil.example")
	_, err3 := w.CheckDomain(t.Context(), w.Eve, i.ID)
	for _, err := range []error{err1, err2, err3, w.ReleaseDomain(t.Context(), w.Eve, i.ID)} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	}
	if d, err := w.Domain(t.Context(), w.Ada, i.ID); err != nil || d.Host != "badges.school.org" || d.Proved() {
		t.Errorf("%+v %v", d, err)
	}
	if d, err := w.PublicDomain(t.Context(), i.ID); err != nil || d != (issuer.Domain{}) {
		t.Errorf("a claim is public: %+v %v", d, err)
	}
}
