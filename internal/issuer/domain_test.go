package issuer_test

import (
	"context"
	"errors"
	"testing"
	"time"

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
		hosts, err := w.Domains.ProvedDomains(ctx)
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
	w.clock = w.clock.Add(2 * 24 * time.Hour)
	look("silent for eight days", one.ID, false, issuer.NoAnswer)
	dns[record] = []string{mine}
	look("there again", one.ID, true, "")

	// Nobody looks by hand: within a day it is looked for all the same.
	delete(dns, record)
	if err := w.CheckDomains(ctx); err != nil {
		t.Fatal(err)
	}
	if hosts, _ := w.Domains.ProvedDomains(ctx); hosts[host] != one.ID {
		t.Error("it was looked for again within a minute")
	}
	w.clock = w.clock.Add(25 * time.Hour)
	if err := w.CheckDomains(ctx); err != nil {
		t.Fatal(err)
	}
	if hosts, _ := w.Domains.ProvedDomains(ctx); len(hosts) != 0 {
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
	if hosts, _ := w.Domains.ProvedDomains(ctx); len(hosts) != 0 {
		t.Errorf("it is still served: %v", hosts)
	}
	if _, err := w.ClaimDomain(ctx, w.Ada, one.ID, "third.school.org"); !fault.Is(err, fault.TooMany) {
		t.Errorf("at once another name: %v", err)
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
