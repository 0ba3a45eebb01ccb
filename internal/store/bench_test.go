package store_test

import (
	"fmt"
	"sync/atomic"
	"testing"

	"blazon/internal/award"
	"blazon/internal/job"
	"blazon/internal/once"
	"blazon/internal/page"
	"blazon/internal/store"
	"blazon/internal/store/storetest"
)

// BenchmarkSaveAward measures how long it takes until an award is on the disk:
// its index, then the award with its documents, job and audit entry.
func BenchmarkSaveAward(b *testing.B) {
	b.Run("SQLite", func(b *testing.B) { benchmarkSaveAward(b, newSQLite(b)) })
	b.Run("PostgreSQL", func(b *testing.B) {
		pg.OnDisk = true
		url := newPostgreSQL(b)
		pg.Durable(b)
		benchmarkSaveAward(b, url)
	})
}

func benchmarkSaveAward(b *testing.B, url string) {
	db := open(b, url, store.Options{})
	w := &storetest.World{DB: db}
	v := w.Published(b, w.Issuer(b, "Knot School").ID, "Bowline")
	var n atomic.Int64
	one := func() error {
		i := int(n.Add(1))
		slot, err := db.TakeStatusIndex(b.Context(), v.IssuerID, []int{i * 7919 % 131072, i, i + 1, i + 2, i + 3, i + 4})
		if err != nil {
			return err
		}
		id := fmt.Sprintf("award-%d", i)
		a := award.Award{
			ID: id, IssuerID: v.IssuerID, AchievementID: v.AchievementID, Version: 1, State: award.Active,
			RecipientEmail: "ada@home.example", RecipientName: "Ada Lovelace", AwardedAt: storetest.Now,
			Credential: make([]byte, 6000), JWT: string(make([]byte, 0, 6000)), OB2: make([]byte, 2000),
			StatusList: slot.List, StatusIndex: slot.Index,
		}
		k := once.Key{Account: "ada", Operation: "award", Text: id, Request: make([]byte, 32)}
		return db.SaveAward(b.Context(), a, k, storetest.Entry("award.give", id, v.IssuerID), job.New("award.notify", id))
	}
	b.Run("one at a time", func(b *testing.B) {
		for b.Loop() {
			if err := one(); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("many at once", func(b *testing.B) {
		b.SetParallelism(8)
		b.RunParallel(func(p *testing.PB) {
			for p.Next() {
				if err := one(); err != nil {
					b.Error(err)
					return
				}
			}
		})
	})
	b.Run("list a page", func(b *testing.B) {
		for b.Loop() {
			if _, err := db.AwardsOf(b.Context(), v.IssuerID, page.Query{Search: "ada"}, storetest.Now); err != nil {
				b.Fatal(err)
			}
		}
	})
}
