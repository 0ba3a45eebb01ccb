package storetest

import (
	"fmt"
	"testing"
	"time"

	"blazon/internal/fault"
	"blazon/internal/fetch"
)

func testFetched(t *testing.T, w *World) {
	ctx := t.Context()
	e := fetch.Entry{
		URL: "https://school.example/issuer", Accept: "application/ld+json", Source: "https://www.school.example/issuer",
		MediaType: "application/json", Body: []byte("{\x00\xff}"), ETag: `"1"`, LastModified: "Tue, 03 Feb 2026 04:05:06 GMT",
		FetchedAt: Now, FreshUntil: day(1),
	}
	if _, ok, err := w.DB.Fetched(ctx, e.URL, e.Accept); ok || err != nil {
		t.Fatalf("before anything was kept: %v, %v", ok, err)
	}
	must(t, w.DB.KeepFetched(ctx, e))
	find := func() fetch.Entry {
		t.Helper()
		got, ok, err := w.DB.Fetched(ctx, e.URL, e.Accept)
		must(t, err)
		same(t, true, ok)
		return got
	}
	same(t, e, find())
	if _, ok, err := w.DB.Fetched(ctx, e.URL, "text/html"); ok || err != nil {
		t.Errorf("asked in another way: %v, %v", ok, err)
	}

	newer := e
	newer.Body, newer.FetchedAt = []byte("{}"), Now.Add(time.Minute)
	must(t, w.DB.KeepFetched(ctx, newer))
	must(t, w.DB.KeepFetched(ctx, e)) // a slower node comes too late
	same(t, newer, find())

	bad := e
	bad.ETag = "\x00"
	wantFault(t, w.DB.KeepFetched(ctx, bad), fault.Invalid)

	must(t, w.DB.ForgetFetched(ctx, Now.Add(23*time.Hour)))
	same(t, newer, find())
	must(t, w.DB.ForgetFetched(ctx, Now.Add(25*time.Hour)))
	if _, ok, err := w.DB.Fetched(ctx, e.URL, e.Accept); ok || err != nil {
		t.Errorf("after a day: %v, %v", ok, err)
	}
}

// testFetchedMuch says that what is kept does not grow without end.
func testFetchedMuch(t *testing.T, w *World) {
	ctx := t.Context()
	const many, most = 1010, 1000
	for i := range many {
		must(t, w.DB.KeepFetched(ctx, fetch.Entry{URL: fmt.Sprintf("https://school.example/%d", i), FetchedAt: Now.Add(time.Duration(i) * time.Second)}))
	}
	must(t, w.DB.ForgetFetched(ctx, Now.Add(many*time.Second)))
	for i, want := range map[int]bool{0: false, many - most - 1: false, many - most: true, many - 1: true} {
		_, ok, err := w.DB.Fetched(ctx, fmt.Sprintf("https://school.example/%d", i), "")
		must(t, err)
		if ok != want {
			t.Errorf("document %d kept: %v, want %v", i, ok, want)
		}
	}
}

func testEditions(t *testing.T, w *World) {
	ctx := t.Context()
	const list = "https://school.example/status/1"
	newest := func(url string, edition time.Time) time.Time {
		t.Helper()
		got, err := w.DB.NewestEdition(ctx, url, edition, Now)
		must(t, err)
		return got
	}
	same(t, day(1), newest(list, day(1)))
	same(t, day(3), newest(list, day(3)))
	same(t, day(3), newest(list, day(2))) // an old one, played back
	same(t, day(2), newest(list+"0", day(2)))

	must(t, w.DB.ForgetFetched(ctx, day(399)))
	same(t, day(3), newest(list, day(1)))
	must(t, w.DB.ForgetFetched(ctx, day(401)))
	same(t, day(1), newest(list, day(1)))
}
