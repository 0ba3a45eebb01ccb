package storetest

import (
	"testing"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/page"
)

// testStanding: what an operator thinks of issuers, and what is seen of them.
func testStanding(t *testing.T, w *World) {
	ctx, word := t.Context(), w.id("word")
	add := func(name string, standing issuer.Standing) issuer.Issuer {
		t.Helper()
		n := w.NewIssuer(w.Account(t, w.id("mail")+"@school.example").ID, name+" "+word)
		n.Issuer.Standing, n.Issuer.StandingAt = standing, day(1)
		must(t, w.DB.AddIssuer(ctx, n))
		return n.Issuer
	}
	one, two, three := add("Knots", issuer.Reviewed), add("Кnots", issuer.Unreviewed), add("Ropes", issuer.Unreviewed)
	got, err := w.DB.Issuer(ctx, two.ID)
	must(t, err)
	same(t, two, got)

	list := func(filter string) []string {
		t.Helper()
		p, err := w.DB.ReviewList(ctx, page.Query{Search: word, Filter: filter})
		must(t, err)
		same(t, len(p.Items), p.Total)
		var ids []string
		for _, r := range p.Items {
			ids = append(ids, r.ID)
		}
		return ids
	}
	same(t, 3, len(list("")))
	same(t, 2, len(list("unreviewed")))
	same(t, []string{one.ID}, list("reviewed"))
	first, err := w.DB.ReviewList(ctx, page.Query{Search: word, Limit: 2})
	must(t, err)
	rest, err := w.DB.ReviewList(ctx, page.Query{Search: word, Limit: 2, After: first.Next})
	must(t, err)
	same(t, 3, len(first.Items)+len(rest.Items))
	same(t, false, first.Items[0].ID == rest.Items[0].ID)

	r, err := w.DB.ReviewOf(ctx, two.ID)
	must(t, err)
	owner, err := w.DB.ReviewList(ctx, page.Query{Search: r.Owners[0].Email + " " + word})
	must(t, err)
	same(t, 1, owner.Total)
	same(t, two.ID, owner.Items[0].ID)
	r, err = w.DB.ReviewOf(ctx, two.ID)
	must(t, err)
	same(t, two, r.Issuer)
	same(t, []issuer.Issuer{one}, r.Like)
	same(t, 1, len(r.Owners))
	same(t, 0, r.Awards)
	r, err = w.DB.ReviewOf(ctx, three.ID)
	must(t, err)
	same(t, 0, len(r.Like))
	_, err = w.DB.ReviewOf(ctx, "no\x00issuer")
	wantFault(t, err, fault.NotFound)

	change := issuer.StandingChange{IssuerID: two.ID, From: issuer.Unreviewed, To: issuer.Held, Reason: "It is not them.", At: day(2)}
	must(t, w.DB.SetStanding(ctx, change, Entry("issuer.hold", two.ID, two.ID)))
	wantFault(t, w.DB.SetStanding(ctx, change, Entry("issuer.hold", two.ID, two.ID)), fault.Conflict)
	none := change
	none.IssuerID = w.id("issr")
	wantFault(t, w.DB.SetStanding(ctx, none, Entry("issuer.hold", none.IssuerID, none.IssuerID)), fault.NotFound)
	two.Standing, two.StandingReason, two.StandingAt = issuer.Held, "It is not them.", day(2)
	got, err = w.DB.Issuer(ctx, two.ID)
	must(t, err)
	same(t, two, got)
	public, err := w.DB.PublicIssuers(ctx, page.Query{Search: word})
	must(t, err)
	same(t, 2, public.Total)

	// A change of what it says of itself, begun before it was held, takes that not back.
	stale := two
	stale.Standing, stale.StandingReason, stale.StandingAt = issuer.Unreviewed, "", day(1)
	stale.Revision, stale.UpdatedAt = 2, day(3)
	must(t, w.DB.UpdateIssuer(ctx, stale, Entry("issuer.update", two.ID, two.ID)))
	got, err = w.DB.Issuer(ctx, two.ID)
	must(t, err)
	same(t, issuer.Held, got.Standing)
	same(t, "It is not them.", got.StandingReason)
	// One that is looked at again because of its name is.
	one.Name, one.Standing, one.StandingAt, one.Revision, one.UpdatedAt = "Harvard "+word, issuer.Unreviewed, day(3), 2, day(3)
	must(t, w.DB.UpdateIssuer(ctx, one, Entry("issuer.update", one.ID, one.ID)))
	got, err = w.DB.Issuer(ctx, one.ID)
	must(t, err)
	same(t, one, got)
	r, err = w.DB.ReviewOf(ctx, two.ID)
	must(t, err)
	same(t, 0, len(r.Like))

	is, err := w.DB.IsOperator(ctx, w.Account(t, w.id("mail")+"@school.example").ID)
	must(t, err)
	same(t, false, is)
	for _, id := range []string{"", "no\x00body"} {
		is, err = w.DB.IsOperator(ctx, id)
		must(t, err)
		same(t, false, is)
	}
	admin := account.Account{ID: w.id("acct"), Email: w.id("mail") + "@badges.example", Name: "Olive", Admin: true, VerifiedAt: Now, CreatedAt: Now}
	err = w.DB.AddFirstAdmin(ctx, account.Login{Account: admin, Password: "$argon2id$"}, nil, Entry("account.setup", admin.ID, ""))
	if !fault.Is(err, fault.Conflict) { // another test was first
		must(t, err)
		is, err = w.DB.IsOperator(ctx, admin.ID)
		must(t, err)
		same(t, true, is)
	}
	must(t, w.DB.NoteSkeletons(ctx))
}
