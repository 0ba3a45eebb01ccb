package storetest

import (
	"slices"
	"testing"
	"time"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/issuer"
)

// testDomains: an issuer has one domain at most, and a host is shown to be that of
// one issuer at most.
func testDomains(t *testing.T, w *World) {
	ctx := t.Context()
	one, two := w.Issuer(t, "One"), w.Issuer(t, "Two")
	host := w.id("host") + ".example"
	entry := func(action, issuerID string) audit.Entry {
		return audit.Entry{At: Now, Action: action, Object: issuerID, IssuerID: issuerID, Detail: host}
	}
	claim := func(issuerID, token string) issuer.Domain {
		t.Helper()
		d := issuer.Domain{IssuerID: issuerID, Host: host, Token: token, ClaimedAt: Now}
		must(t, w.DB.ClaimDomain(ctx, d, entry("issuer.domain.claim", issuerID)))
		return d
	}
	proved := func(want string) {
		t.Helper()
		hosts, err := w.DB.ProvedDomains(ctx, day(0))
		must(t, err)
		same(t, want, hosts[host])
	}
	_, err := w.DB.Domain(ctx, one.ID)
	wantFault(t, err, fault.NotFound)
	wantFault(t, w.DB.ReleaseDomain(ctx, one.ID, entry("issuer.domain.release", one.ID)), fault.NotFound)

	a, b := claim(one.ID, "token-a"), claim(two.ID, "token-b") // both may say so
	got, err := w.DB.Domain(ctx, one.ID)
	must(t, err)
	same(t, a, got)
	proved("")

	a.ProvedAt, a.CheckedAt, a.SeenAt = day(1), day(1), day(1)
	must(t, w.DB.CheckedDomain(ctx, a, time.Time{}, entry("issuer.domain.prove", one.ID)))
	got, err = w.DB.Domain(ctx, one.ID)
	must(t, err)
	same(t, a, got)
	proved(one.ID)
	b.ProvedAt, b.CheckedAt, b.SeenAt = day(2), day(2), day(2)
	wantFault(t, w.DB.CheckedDomain(ctx, b, time.Time{}, entry("issuer.domain.prove", two.ID)), fault.Conflict)
	proved(one.ID)
	b.ProvedAt, b.Trouble = time.Time{}, issuer.Taken
	must(t, w.DB.CheckedDomain(ctx, b, time.Time{}, audit.Entry{}))
	got, err = w.DB.Domain(ctx, two.ID)
	must(t, err)
	same(t, b, got)

	// Those that are due: proved, and not looked for since.
	isDue := func(n int) bool {
		t.Helper()
		due, err := w.DB.DueDomains(ctx, day(n), day(0), 1000)
		must(t, err)
		for _, d := range due {
			if d.IssuerID == two.ID {
				t.Error("a domain that is not proved is due")
			}
			if d.IssuerID == one.ID {
				same(t, a, d)
				return true
			}
		}
		return false
	}
	same(t, false, isDue(1))
	same(t, true, isDue(3))

	// A look that took longer than another undoes nothing.
	slow := a
	slow.CheckedAt, slow.Trouble = day(5), issuer.NoAnswer
	a.CheckedAt, a.ProvedAt, a.Trouble = day(4), time.Time{}, issuer.NoRecord
	must(t, w.DB.CheckedDomain(ctx, a, day(1), entry("issuer.domain.lapse", one.ID)))
	wantFault(t, w.DB.CheckedDomain(ctx, slow, day(1), audit.Entry{}), fault.NotFound)
	got, err = w.DB.Domain(ctx, one.ID)
	must(t, err)
	same(t, a, got)

	// While there is no answer, it is among the proved until a moment, and then due
	// though it was looked for just now.
	a.CheckedAt, a.ProvedAt, a.SeenAt, a.Trouble = day(6), day(6), day(6), issuer.NoAnswer
	must(t, w.DB.CheckedDomain(ctx, a, day(4), audit.Entry{}))
	for _, tt := range []struct {
		since time.Time
		owner string
	}{{day(6), one.ID}, {day(6).Add(time.Microsecond), ""}} {
		hosts, err := w.DB.ProvedDomains(ctx, tt.since)
		must(t, err)
		same(t, tt.owner, hosts[host])
		due, err := w.DB.DueDomains(ctx, day(6), tt.since, 1000)
		must(t, err)
		same(t, tt.owner == "", slices.ContainsFunc(due, func(d issuer.Domain) bool { return d.IssuerID == one.ID }))
	}
	a.CheckedAt, a.Trouble = day(7), ""
	must(t, w.DB.CheckedDomain(ctx, a, day(6), audit.Entry{}))
	hosts, err := w.DB.ProvedDomains(ctx, day(9)) // nobody looked for long: that is no silence
	must(t, err)
	same(t, one.ID, hosts[host])

	// Claimed anew, it has to be proved anew, and what was found of the claim before
	// says nothing about it.
	again := claim(one.ID, "token-c")
	proved("")
	wantFault(t, w.DB.CheckedDomain(ctx, a, a.CheckedAt, entry("issuer.domain.prove", one.ID)), fault.NotFound)
	got, err = w.DB.Domain(ctx, one.ID)
	must(t, err)
	same(t, again, got)
	must(t, w.DB.ReleaseDomain(ctx, one.ID, entry("issuer.domain.release", one.ID)))
	_, err = w.DB.Domain(ctx, one.ID)
	wantFault(t, err, fault.NotFound)
	_, err = w.DB.Domain(ctx, "no\x00issuer")
	wantFault(t, err, fault.NotFound)
}
