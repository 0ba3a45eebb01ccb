package storetest

import (
	"errors"
	"testing"
	"time"

	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/job"
	"blazon/internal/once"
	"blazon/internal/page"
)

func testAwards(t *testing.T, w *World) {
	ctx := t.Context()
	v := w.Published(t, w.Issuer(t, "Knot School").ID, "Bowline")
	a := w.NewAward(t, v, "ada@home.example", "Ada Lövelace")
	a.ValidUntil = day(365)
	e := Entry("award.give", a.ID, a.IssuerID)
	must(t, w.DB.SaveAward(ctx, a, once.Key{}, e, job.New("award.notify", a.ID)))
	got, err := w.DB.Award(ctx, a.ID)
	must(t, err)
	same(t, a, got) // also that what was signed comes back byte for byte
	_, err = w.DB.Award(ctx, "nothing")
	wantFault(t, err, fault.NotFound)
	last, err := w.DB.LastAwarded(ctx, a.IssuerID)
	must(t, err)
	same(t, a.AwardedAt, last)
	for since, want := range map[time.Time]int{a.AwardedAt: 1, a.AwardedAt.Add(time.Second): 0, {}: 1} {
		n, err := w.DB.AwardedSince(ctx, a.IssuerID, since)
		must(t, err)
		same(t, want, n)
	}
	last, err = w.DB.LastAwarded(ctx, "nobody")
	must(t, err)
	same(t, time.Time{}, last)

	// Whatever is wrong with an award, nothing of it is kept.
	tests := []struct {
		name   string
		change func(*award.Award)
		want   fault.Kind
	}{
		{"an id that is taken", func(b *award.Award) { b.ID = a.ID }, fault.Conflict},
		{"an index of another award", func(b *award.Award) { b.StatusIndex = a.StatusIndex }, fault.Conflict},
		{"an index that was never taken", func(b *award.Award) { b.StatusIndex = 99999 }, fault.NotFound},
		{"a version that is not published", func(b *award.Award) { b.Version = 2 }, fault.NotFound},
		{"an achievement of nobody", func(b *award.Award) { b.AchievementID = "nothing" }, fault.NotFound},
		{"an issuer that does not have the achievement", func(b *award.Award) { b.IssuerID = "other" }, fault.NotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			b := w.NewAward(t, v, "bob@home.example", "Bob")
			id := b.ID
			tt.change(&b)
			before := auditLength(t, w)
			waiting := jobsWaiting(t, w)
			wantFault(t, w.DB.SaveAward(ctx, b, once.Key{Account: "x", Operation: "award", Text: tt.name}, e, job.New("award.notify", b.ID)), tt.want)
			if _, err := w.DB.Award(ctx, id); !fault.Is(err, fault.NotFound) {
				t.Errorf("the award is there: %v", err)
			}
			_, _, err := w.DB.Done(ctx, once.Key{Account: "x", Operation: "award", Text: tt.name})
			wantFault(t, err, fault.NotFound)
			same(t, before, auditLength(t, w))
			same(t, waiting, jobsWaiting(t, w))
		})
	}

	must(t, w.DB.MarkNotified(ctx, a.IssuerID, a.ID, day(1)))
	must(t, w.DB.MarkNotified(ctx, a.IssuerID, a.ID, day(2)))
	got, err = w.DB.Award(ctx, a.ID)
	must(t, err)
	same(t, day(1), got.NotifiedAt)
}

func testAwardLists(t *testing.T, w *World) {
	ctx := t.Context()
	i, other := w.Issuer(t, "Knot School"), w.Issuer(t, "Other School")
	bowline, hitch := w.Published(t, i.ID, "Bowline"), w.Published(t, i.ID, "Clove Hitch")
	w.Award(t, w.Published(t, other.ID, "Elsewhere"), "ada@home.example", "Ada")
	give := func(v achievement.Version, email, name string, awarded, until time.Time) award.Award {
		a := w.NewAward(t, v, email, name)
		a.AwardedAt, a.ValidUntil = awarded, until
		must(t, w.DB.SaveAward(ctx, a, once.Key{}, Entry("award.give", a.ID, i.ID)))
		return a
	}
	expired := give(bowline, "ada@home.example", "Ada Lövelace", day(1), Now.Add(-time.Microsecond))
	active := give(hitch, "bob@work.example", "Bob", day(2), Now) // its end is not after it
	forever := give(bowline, "bob@work.example", "Bob", day(2), time.Time{})
	revoked := give(hitch, "eve@evil.example", "Eve", day(3), Now)
	must(t, w.DB.RevokeAward(ctx, award.Revocation{IssuerID: i.ID, AwardID: revoked.ID, Reason: "By mistake", At: day(4)}, Entry("award.revoke", revoked.ID, i.ID)))

	later := w.NewAward(t, hitch, "cy@work.example", "Cy")
	later.AwardedAt, later.ValidFrom = day(4), Now.Add(time.Microsecond)
	must(t, w.DB.SaveAward(ctx, later, once.Key{}, Entry("award.give", later.ID, i.ID)))

	list := func(q page.Query) (page.Page[award.Award], error) { return w.DB.AwardsOf(ctx, i.ID, q, Now) }
	tests := []struct {
		q    page.Query
		want []string
	}{
		{page.Query{}, []string{later.ID, revoked.ID, forever.ID, active.ID, expired.ID}},
		{page.Query{Filter: "notYet"}, []string{later.ID}},
		{page.Query{Filter: "active"}, []string{forever.ID, active.ID}},
		{page.Query{Filter: "expired"}, []string{expired.ID}},
		{page.Query{Filter: "revoked"}, []string{revoked.ID}},
		{page.Query{Filter: "something else"}, nil},
		{page.Query{Search: "LOVELACE"}, []string{expired.ID}},
		{page.Query{Search: "work bowline"}, []string{forever.ID}},
		{page.Query{Search: "bob", Filter: "active"}, []string{forever.ID, active.ID}},
	}
	for _, tt := range tests {
		for size := 1; size <= 5; size++ {
			same(t, tt.want, awardIDs(pages(t, size, tt.q, list)))
		}
	}
	p, err := list(page.Query{Filter: "expired"})
	must(t, err)
	expired.Credential, expired.JWT, expired.OB2 = nil, "", nil
	same(t, []award.Award{expired}, p.Items)
}

func awardIDs(list []award.Award) []string {
	var ids []string
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	return ids
}

func testRevocation(t *testing.T, w *World) {
	ctx := t.Context()
	i, other := w.Issuer(t, "Knot School"), w.Issuer(t, "Other School")
	v := w.Published(t, i.ID, "Bowline")
	a, b := w.Award(t, v, "ada@home.example", "Ada"), w.Award(t, v, "bob@home.example", "Bob")
	revoke := func(issuerID, awardID string, at time.Time) error {
		return w.DB.RevokeAward(ctx, award.Revocation{IssuerID: issuerID, AwardID: awardID, Reason: "Rope “too” short\n", At: at}, Entry("award.revoke", awardID, issuerID), job.New("award.revoked", awardID))
	}
	wantFault(t, revoke(other.ID, a.ID, Now), fault.NotFound)
	wantFault(t, revoke(i.ID, "nothing", Now), fault.NotFound)
	must(t, revoke(i.ID, a.ID, day(2)))
	waiting := jobsWaiting(t, w)
	wantFault(t, revoke(i.ID, a.ID, day(3)), fault.Conflict)
	same(t, waiting, jobsWaiting(t, w))
	must(t, revoke(i.ID, b.ID, day(1)))
	got, err := w.DB.Award(ctx, a.ID)
	must(t, err)
	a.State, a.RevocationReason, a.RevokedAt = award.Revoked, "Rope “too” short\n", day(2)
	same(t, a, got)
	list, err := w.DB.RevokedAwards(ctx, i.ID)
	must(t, err)
	same(t, []award.Revocation{
		{IssuerID: i.ID, AwardID: b.ID, Reason: "Rope “too” short\n", At: day(1)},
		{IssuerID: i.ID, AwardID: a.ID, Reason: "Rope “too” short\n", At: day(2)},
	}, list)
	list, err = w.DB.RevokedAwards(ctx, other.ID)
	must(t, err)
	same(t, 0, len(list))
}

func testEachAward(t *testing.T, w *World) {
	ctx := t.Context()
	var want []award.Award
	for _, name := range []string{"One", "Two"} {
		v := w.Published(t, w.Issuer(t, name).ID, "Bowline")
		for range 60 {
			want = append(want, w.Award(t, v, "ada@home.example", "Ada"))
		}
	}
	var got []award.Award
	must(t, w.DB.EachAward(ctx, func(a award.Award) error { got = append(got, a); return nil }))
	same(t, want, got)
	enough := errors.New("enough")
	n := 0
	err := w.DB.EachAward(ctx, func(award.Award) error { n++; return enough })
	if !errors.Is(err, enough) || n != 1 {
		t.Errorf("it went on for %d awards and ended with %v", n, err)
	}
}

func testOnce(t *testing.T, w *World) {
	ctx := t.Context()
	owner := w.Account(t, "ada@school.example")
	key := once.Key{Account: owner.ID, Operation: "issuer", Text: "k-1", Request: []byte{1, 2}}
	_, _, err := w.DB.Done(ctx, key)
	wantFault(t, err, fault.NotFound)
	n := w.NewIssuer(owner.ID, "Knot School")
	n.Once = key
	must(t, w.DB.AddIssuer(ctx, n))
	object, request, err := w.DB.Done(ctx, key)
	must(t, err)
	same(t, n.Issuer.ID, object)
	same(t, key.Request, request)
	again := w.NewIssuer(owner.ID, "Knot School")
	again.Once = key
	if err := w.DB.AddIssuer(ctx, again); !errors.Is(err, once.ErrDone) {
		t.Fatalf("got %v, want that it was done before", err)
	}
	p, err := w.DB.IssuersOf(ctx, owner.ID, page.Query{})
	must(t, err)
	same(t, []issuer.Issuer{n.Issuer}, p.Items)

	// The same text is another key for another person or operation.
	v := achievement.Version{AchievementID: w.id("achv"), IssuerID: n.Issuer.ID, Number: 1, Content: Content("Bowline"), PublishedAt: Now}
	key.Operation = "achievement"
	fresh := achievement.New{
		Achievement: achievement.Achievement{ID: v.AchievementID, IssuerID: v.IssuerID, Version: 1, Revision: 1, CreatedAt: Now, UpdatedAt: Now},
		First:       &v, Once: key, Audit: Entry("achievement.create", v.AchievementID, v.IssuerID),
	}
	must(t, w.DB.AddAchievement(ctx, fresh))
	if err := w.DB.AddAchievement(ctx, fresh); !errors.Is(err, once.ErrDone) {
		t.Fatalf("got %v, want that it was done before", err)
	}
	other := key
	other.Account = "somebody else"
	_, _, err = w.DB.Done(ctx, other)
	wantFault(t, err, fault.NotFound)
}

// testTenants asks for what belongs to one issuer in the name of another.
func testTenants(t *testing.T, w *World) {
	ctx := t.Context()
	mine, theirs := w.Issuer(t, "Mine"), w.Issuer(t, "Theirs")
	v := w.Published(t, theirs.ID, "Bowline")
	a := w.Award(t, v, "ada@home.example", "Ada")
	must(t, w.DB.MarkNotified(ctx, mine.ID, a.ID, Now))
	got, err := w.DB.Award(ctx, a.ID)
	must(t, err)
	same(t, time.Time{}, got.NotifiedAt)
	awards, err := w.DB.AwardsOf(ctx, mine.ID, page.Query{}, Now)
	must(t, err)
	same(t, 0, awards.Total)
	achievements, err := w.DB.AchievementsOf(ctx, mine.ID, page.Query{})
	must(t, err)
	same(t, 0, achievements.Total)
	versions, err := w.DB.PublishedAchievements(ctx, mine.ID, page.Query{})
	must(t, err)
	same(t, 0, versions.Total)
	_, err = w.DB.StatusList(ctx, mine.ID, a.StatusList)
	wantFault(t, err, fault.NotFound)
	b := w.NewAward(t, v, "bob@home.example", "Bob")
	b.IssuerID = mine.ID // their achievement, their index, my name
	wantFault(t, w.DB.SaveAward(ctx, b, once.Key{}, Entry("award.give", b.ID, mine.ID)), fault.NotFound)
}
