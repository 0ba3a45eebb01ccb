package storetest

import (
	"testing"
	"time"

	"blazon/internal/fault"
	"blazon/vc"
)

// testSeenKeys: since when an issuer has been seen with a key, and whether all its
// keys are others by now.
func testSeenKeys(t *testing.T, w *World) {
	ctx, issuer := t.Context(), "https://uni.example/issuers/"+w.id("i")
	note := func(at time.Time, whole bool, signer string, beside ...string) vc.KeyHistory {
		t.Helper()
		h, err := w.DB.KeysListed(ctx, vc.KeyListing{Issuer: issuer, Version: vc.ListedFor3, Signer: signer, Listed: append([]string{signer}, beside...), Whole: whole, At: at})
		must(t, err)
		return h
	}
	gone := func(key string) time.Time {
		t.Helper()
		at, err := w.DB.KeyGone(ctx, issuer, key)
		must(t, err)
		return at
	}
	same(t, vc.KeyHistory{FirstSeen: day(0), IssuerSince: day(0)}, note(day(0), true, "a"))
	// The same again, soon and late.
	same(t, vc.KeyHistory{FirstSeen: day(0), IssuerSince: day(0)}, note(day(0).Add(time.Minute), true, "a"))
	same(t, vc.KeyHistory{FirstSeen: day(0), IssuerSince: day(0)}, note(day(9), true, "a"))
	// A new key beside the old one, and then without it, is a rotation.
	same(t, vc.KeyHistory{FirstSeen: day(10), IssuerSince: day(0)}, note(day(10), true, "b", "a"))
	same(t, vc.KeyHistory{FirstSeen: day(10), IssuerSince: day(0)}, note(day(11), true, "b"))
	same(t, vc.KeyHistory{FirstSeen: day(12), IssuerSince: day(0)}, note(day(12), false, "c"))
	same(t, time.Time{}, gone("a"))
	// None of the keys that there were: the address may belong to somebody else.
	same(t, vc.KeyHistory{FirstSeen: day(20), IssuerSince: day(0), ReplacedAt: day(20)}, note(day(20), true, "e", "f"))
	same(t, vc.KeyHistory{FirstSeen: day(21), IssuerSince: day(0), ReplacedAt: day(20)}, note(day(21), true, "g", "e"))
	same(t, day(20), gone("a"))
	same(t, day(20), gone("c"))
	same(t, time.Time{}, gone("e"))
	same(t, time.Time{}, gone("unheard of"))
	// The old key is back.
	same(t, vc.KeyHistory{FirstSeen: day(0), IssuerSince: day(0)}, note(day(22), true, "a"))
	same(t, time.Time{}, gone("a"))

	// What it lists for badges of another version is not the same list: neither is
	// replaced by the other, and each may be by others.
	note2 := func(at time.Time, signer string) vc.KeyHistory {
		t.Helper()
		h, err := w.DB.KeysListed(ctx, vc.KeyListing{Issuer: issuer, Version: vc.ListedFor2, Signer: signer, Listed: []string{signer}, Whole: true, At: at})
		must(t, err)
		return h
	}
	same(t, vc.KeyHistory{FirstSeen: day(23), IssuerSince: day(0)}, note2(day(23), "r"))
	same(t, vc.KeyHistory{FirstSeen: day(0), IssuerSince: day(0)}, note(day(24), true, "a"))
	same(t, vc.KeyHistory{FirstSeen: day(23), IssuerSince: day(0)}, note2(day(25), "r"))
	same(t, time.Time{}, gone("a"))
	same(t, time.Time{}, gone("r"))
	same(t, vc.KeyHistory{FirstSeen: day(26), IssuerSince: day(0), ReplacedAt: day(26)}, note2(day(26), "s"))
	same(t, day(26), gone("r"))
	// A key that is in both is there as long as it is in one.
	same(t, vc.KeyHistory{FirstSeen: day(23), IssuerSince: day(0)}, note(day(27), true, "r", "a"))
	same(t, time.Time{}, gone("r"))

	// Another issuer has a memory of its own.
	other, err := w.DB.KeyGone(ctx, issuer+"/other", "a")
	must(t, err)
	same(t, time.Time{}, other)
	for _, bad := range []string{"https://uni.example/\x00", "https://uni.example/" + string(make([]byte, 3000))} {
		_, err := w.DB.KeysListed(ctx, vc.KeyListing{Issuer: bad, Version: vc.ListedFor3, Signer: "a", Listed: []string{"a"}, At: day(0)})
		wantFault(t, err, fault.Invalid)
		_, err = w.DB.KeyGone(ctx, bad, "a")
		must(t, err)
	}

	// What was heard of within years is not forgotten; then all of it is.
	must(t, w.DB.ForgetSeenKeys(ctx, day(27+4*365)))
	same(t, vc.KeyHistory{FirstSeen: day(0), IssuerSince: day(0)}, note(day(27), true, "a"))
	must(t, w.DB.ForgetSeenKeys(ctx, day(27+6*365)))
	same(t, vc.KeyHistory{FirstSeen: day(3000), IssuerSince: day(3000)}, note(day(3000), true, "a"))
}
