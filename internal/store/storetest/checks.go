package storetest

import (
	"testing"

	"blazon/internal/check"
	"blazon/internal/fault"
)

func testReports(t *testing.T, w *World) {
	ctx := t.Context()
	one := check.Saved{
		ID: w.id("rprt"), Digest: []byte("digest\x00\xff"), Secret: []byte("secret\x00\xff"), Report: []byte("\x1f\x8b\x00report"),
		MadeAt: Now, EndsAt: day(90),
	}
	_, err := w.DB.Report(ctx, one.ID, Now)
	wantFault(t, err, fault.NotFound)
	must(t, w.DB.SaveReport(ctx, one))
	got, err := w.DB.Report(ctx, one.ID, Now)
	must(t, err)
	same(t, one, got)

	twin := one
	twin.ID, twin.Secret = w.id("rprt"), []byte("another")
	wantFault(t, w.DB.SaveReport(ctx, twin), fault.Conflict) // of the same offer
	other := twin
	other.Digest, other.EndsAt = []byte("another"), day(91)
	must(t, w.DB.SaveReport(ctx, other))

	for _, id := range []string{"", "no\x00id", other.ID + "0"} {
		_, err := w.DB.Report(ctx, id, Now)
		wantFault(t, err, fault.NotFound)
	}
	_, err = w.DB.Report(ctx, one.ID, day(90)) // its time is over before it is deleted
	wantFault(t, err, fault.NotFound)

	must(t, w.DB.ForgetReports(ctx, day(90)))
	wantFault(t, w.DB.DeleteReport(ctx, one.Secret), fault.NotFound)
	wantFault(t, w.DB.DeleteReport(ctx, nil), fault.NotFound)
	got, err = w.DB.Report(ctx, other.ID, day(90))
	must(t, err)
	same(t, other, got)
	must(t, w.DB.DeleteReport(ctx, other.Secret))
	_, err = w.DB.Report(ctx, other.ID, Now)
	wantFault(t, err, fault.NotFound)
}
