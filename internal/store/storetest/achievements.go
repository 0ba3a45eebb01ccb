package storetest

import (
	"slices"
	"testing"
	"time"

	"blazon/internal/achievement"
	"blazon/internal/fault"
	"blazon/internal/page"
)

func testAchievements(t *testing.T, w *World) {
	ctx := t.Context()
	i, other := w.Issuer(t, "Knot School"), w.Issuer(t, "Other School")
	draft := Content("Bowline")
	a := achievement.Achievement{ID: w.id("achv"), IssuerID: i.ID, Draft: &draft, Revision: 1, CreatedAt: Now, UpdatedAt: Now}
	e := Entry("achievement.create", a.ID, i.ID)
	must(t, w.DB.AddAchievement(ctx, achievement.New{Achievement: a, Audit: e}))
	got, err := w.DB.Achievement(ctx, a.ID)
	must(t, err)
	same(t, a, got)
	_, err = w.DB.AchievementVersion(ctx, a.ID, 0) // nothing is published yet
	wantFault(t, err, fault.NotFound)

	better := Content("Bowline, behind your back")
	d := achievement.Draft{IssuerID: i.ID, AchievementID: a.ID, Revision: 1, Content: better, At: day(1)}
	foreign := d
	foreign.IssuerID = other.ID
	wantFault(t, w.DB.SaveDraft(ctx, foreign, e), fault.NotFound)
	must(t, w.DB.SaveDraft(ctx, d, e))
	wantFault(t, w.DB.SaveDraft(ctx, d, e), fault.Conflict)
	a.Draft, a.Revision, a.UpdatedAt = &better, 2, day(1)

	v1 := achievement.Version{AchievementID: a.ID, IssuerID: i.ID, Number: 1, Content: better, PublishedAt: day(2)}
	foreignVersion := v1
	foreignVersion.IssuerID = other.ID
	wantFault(t, w.DB.PublishVersion(ctx, 2, foreignVersion, e), fault.NotFound)
	wantFault(t, w.DB.PublishVersion(ctx, 1, v1, e), fault.Conflict)
	skip := v1
	skip.Number = 2
	wantFault(t, w.DB.PublishVersion(ctx, 2, skip, e), fault.Conflict)
	must(t, w.DB.PublishVersion(ctx, 2, v1, e))
	wantFault(t, w.DB.PublishVersion(ctx, 3, v1, e), fault.Conflict)
	a.Draft, a.Current, a.Version, a.Revision, a.UpdatedAt, a.PublishedAt = nil, &better, 1, 3, day(2), day(2)
	got, err = w.DB.Achievement(ctx, a.ID)
	must(t, err)
	same(t, a, got)

	best := Content("Double bowline")
	must(t, w.DB.SaveDraft(ctx, achievement.Draft{IssuerID: i.ID, AchievementID: a.ID, Revision: 3, Content: best, At: day(3)}, e))
	v2 := achievement.Version{AchievementID: a.ID, IssuerID: i.ID, Number: 2, Content: best, PublishedAt: day(4)}
	must(t, w.DB.PublishVersion(ctx, 4, v2, e))
	w.Award(t, v1, "a@home.example", "A")
	w.Award(t, v2, "b@home.example", "B")
	for n, want := range []achievement.Version{v2, v1, v2} {
		v, err := w.DB.AchievementVersion(ctx, a.ID, n)
		must(t, err)
		same(t, want, v)
	}
	_, err = w.DB.AchievementVersion(ctx, a.ID, 3)
	wantFault(t, err, fault.NotFound)

	archived := e
	archived.At = day(5)
	wantFault(t, w.DB.ArchiveAchievement(ctx, other.ID, a.ID, day(5), archived), fault.NotFound)
	must(t, w.DB.ArchiveAchievement(ctx, i.ID, a.ID, day(5), archived))
	v, err := w.DB.AchievementVersion(ctx, a.ID, 1)
	must(t, err)
	v1.ArchivedAt = day(5)
	same(t, v1, v)
	must(t, w.DB.ArchiveAchievement(ctx, i.ID, a.ID, time.Time{}, archived))
	got, err = w.DB.Achievement(ctx, a.ID)
	must(t, err)
	a.Current, a.Version, a.Revision, a.Awards, a.UpdatedAt, a.PublishedAt = &best, 2, 7, 2, day(5), day(4)
	same(t, a, got)
	_, err = w.DB.Achievement(ctx, "nothing")
	wantFault(t, err, fault.NotFound)
	wantFault(t, w.DB.AddAchievement(ctx, achievement.New{Achievement: achievement.Achievement{ID: w.id("achv"), IssuerID: "nothing", Draft: &draft, Revision: 1}, Audit: e}), fault.NotFound)
}

func testAchievementLists(t *testing.T, w *World) {
	ctx := t.Context()
	i, other := w.Issuer(t, "Knot School"), w.Issuer(t, "Other School")
	w.Published(t, other.ID, "Elsewhere")
	e := Entry("achievement.save", "", i.ID)
	add := func(name string, updated time.Time) achievement.Achievement {
		c := Content(name)
		c.Description, c.Tags = "", nil
		a := achievement.Achievement{ID: w.id("achv"), IssuerID: i.ID, Draft: &c, Revision: 1, CreatedAt: Now, UpdatedAt: updated}
		must(t, w.DB.AddAchievement(ctx, achievement.New{Achievement: a, Audit: e}))
		return a
	}
	publish := func(a achievement.Achievement) {
		v := achievement.Version{AchievementID: a.ID, IssuerID: i.ID, Number: 1, Content: *a.Draft, PublishedAt: a.UpdatedAt}
		must(t, w.DB.PublishVersion(ctx, 1, v, e))
	}
	draft := add("Zeppelin Bend", day(1))
	published := add("éclair knot", day(2))
	publish(published)
	both := add("Bowline", day(2))
	publish(both)
	second := Content("Rewritten")
	must(t, w.DB.SaveDraft(ctx, achievement.Draft{IssuerID: i.ID, AchievementID: both.ID, Revision: 2, Content: second, At: day(3)}, e))
	archived := add("Granny", day(4))
	publish(archived)
	must(t, w.DB.ArchiveAchievement(ctx, i.ID, archived.ID, day(4), e))

	list := func(q page.Query) (page.Page[achievement.Achievement], error) {
		return w.DB.AchievementsOf(ctx, i.ID, q)
	}
	tests := []struct {
		q    page.Query
		want []string
	}{
		{page.Query{}, []string{both.ID, published.ID, draft.ID}},
		{page.Query{Filter: "draft"}, []string{both.ID, draft.ID}},
		{page.Query{Filter: "published"}, []string{both.ID, published.ID}},
		{page.Query{Filter: "archived"}, []string{archived.ID}},
		{page.Query{Search: "BOWLINE rewritten"}, []string{both.ID}}, // in what is published, in the draft
		{page.Query{Search: "knot eclair"}, []string{published.ID}},
		{page.Query{Search: "granny"}, nil},
	}
	for _, tt := range tests {
		for size := 1; size <= 4; size++ {
			same(t, tt.want, achievementIDs(pages(t, size, tt.q, list)))
		}
	}
	public := func(q page.Query) (page.Page[achievement.Version], error) {
		return w.DB.PublishedAchievements(ctx, i.ID, q)
	}
	for size := 1; size <= 3; size++ {
		got := pages(t, size, page.Query{}, public)
		same(t, []string{"Bowline", "éclair knot"}, []string{got[0].Content.Name, got[1].Content.Name})
	}
	same(t, 0, len(pages(t, 1, page.Query{Search: "rewritten"}, public))) // drafts are nobody's business
	same(t, 1, len(pages(t, 1, page.Query{Search: "eclair"}, public)))
}

func achievementIDs(list []achievement.Achievement) []string {
	var ids []string
	for _, a := range list {
		ids = append(ids, a.ID)
	}
	return ids
}

func testImages(t *testing.T, w *World) {
	ctx := t.Context()
	i := w.Issuer(t, "Knot School")
	v := w.Published(t, i.ID, "Bowline")
	d := achievement.Draft{IssuerID: i.ID, AchievementID: v.AchievementID, Revision: 1, Content: Content("next"), At: Now}
	must(t, w.DB.SaveDraft(ctx, d, Entry("achievement.save", v.AchievementID, i.ID)))
	got, err := w.DB.ImageKeys(ctx)
	must(t, err)
	slices.Sort(got)
	want := []string{"images/" + i.ID, "images/Bowline", "images/next"}
	slices.Sort(want)
	same(t, want, got)
}
