package storetest

import (
	"fmt"
	"testing"

	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/keyring"
	"blazon/internal/page"
)

func testIssuers(t *testing.T, w *World) {
	ctx := t.Context()
	owner := w.Account(t, "ada@school.example")
	n := w.NewIssuer(owner.ID, "Knot School")
	must(t, w.DB.AddIssuer(ctx, n))
	got, err := w.DB.Issuer(ctx, n.Issuer.ID)
	must(t, err)
	same(t, n.Issuer, got)
	role, err := w.DB.RoleOf(ctx, n.Issuer.ID, owner.ID)
	must(t, err)
	same(t, issuer.Owner, role)
	_, err = w.DB.RoleOf(ctx, n.Issuer.ID, "somebody else")
	wantFault(t, err, fault.NotFound)
	_, err = w.DB.Issuer(ctx, "nothing")
	wantFault(t, err, fault.NotFound)
	wantFault(t, w.DB.AddIssuer(ctx, n), fault.Conflict)

	next := n.Issuer
	next.Name, next.Revision, next.UpdatedAt, next.ImageKey, next.ArchivedAt = "Knots & Co", 2, day(1), "", day(2)
	must(t, w.DB.UpdateIssuer(ctx, next, Entry("issuer.update", next.ID, next.ID)))
	got, err = w.DB.Issuer(ctx, next.ID)
	must(t, err)
	same(t, next, got)
	wantFault(t, w.DB.UpdateIssuer(ctx, next, Entry("issuer.update", next.ID, next.ID)), fault.Conflict) // somebody was faster
	next.ID = "nothing"
	wantFault(t, w.DB.UpdateIssuer(ctx, next, Entry("issuer.update", next.ID, next.ID)), fault.NotFound)
	stranger := w.NewIssuer("nobody", "Orphan")
	wantFault(t, w.DB.AddIssuer(ctx, stranger), fault.NotFound)
	_, err = w.DB.Issuer(ctx, stranger.Issuer.ID) // nothing is left of it
	wantFault(t, err, fault.NotFound)
}

func testIssuerLists(t *testing.T, w *World) {
	ctx := t.Context()
	ada, bob := w.Account(t, "ada@school.example"), w.Account(t, "bob@school.example")
	names := []string{"Éclair", "apple", "Apple", "zebra", "Öl", "apple", "banana"}
	var mine []issuer.Issuer
	for i, name := range names {
		n := w.NewIssuer(ada.ID, name)
		n.Issuer.CreatedAt = day(i / 2) // some at the same time
		must(t, w.DB.AddIssuer(ctx, n))
		mine = append(mine, n.Issuer)
	}
	his := w.NewIssuer(bob.ID, "Bob's")
	his.Issuer.ArchivedAt = Now
	must(t, w.DB.AddIssuer(ctx, his))

	of := func(q page.Query) (page.Page[issuer.Issuer], error) { return w.DB.IssuersOf(ctx, ada.ID, q) }
	public := func(q page.Query) (page.Page[issuer.Issuer], error) { return w.DB.PublicIssuers(ctx, q) }
	var newest []string
	for i := len(mine) - 1; i >= 0; i-- {
		newest = append(newest, mine[i].ID)
	}
	byName := []string{mine[1].ID, mine[2].ID, mine[5].ID, mine[6].ID, mine[0].ID, mine[4].ID, mine[3].ID}
	for size := 1; size <= 8; size++ {
		same(t, newest, issuerIDs(pages(t, size, page.Query{}, of)))
		same(t, byName, issuerIDs(pages(t, size, page.Query{}, public)))
	}
	same(t, []string{mine[0].ID}, issuerIDs(pages(t, 3, page.Query{Search: "ECLAIR"}, public)))
	same(t, []string{mine[5].ID, mine[2].ID, mine[1].ID}, issuerIDs(pages(t, 1, page.Query{Search: "APPLE knots"}, of)))

	// A cursor of another list, or of none, is as no cursor.
	p, err := public(page.Query{Limit: 2})
	must(t, err)
	for _, after := range []string{p.Next, "x", "!!!", "aXNzdWVycyBvZiBhbiBhY2NvdW50OjE", p.Next + "A"} {
		got, err := of(page.Query{After: after, Limit: 3})
		must(t, err)
		same(t, newest[:3], issuerIDs(got.Items))
		same(t, true, got.Astray)
	}
	empty, err := w.DB.IssuersOf(ctx, "nobody", page.Query{})
	must(t, err)
	same(t, page.Page[issuer.Issuer]{}, empty)
}

func issuerIDs(list []issuer.Issuer) []string {
	var ids []string
	for _, i := range list {
		ids = append(ids, i.ID)
	}
	return ids
}

func testKeys(t *testing.T, w *World) {
	ctx := t.Context()
	i, other := w.Issuer(t, "Knot School"), w.Issuer(t, "Other School")
	keys, err := w.DB.IssuerKeys(ctx, i.ID)
	must(t, err)
	if len(keys) != 1 {
		t.Fatalf("there are %d keys, want 1", len(keys))
	}
	first := keys[0]
	same(t, keyring.Sealed{
		ID: first.ID, IssuerID: i.ID, Purpose: keyring.Badge, Kind: keyring.Ed25519, State: keyring.Active,
		Public: []byte{1, 0, 2}, Private: []byte{0, 255, 3}, CreatedAt: Now,
	}, first)
	second := keyring.Sealed{
		ID: w.id("key"), IssuerID: i.ID, Purpose: keyring.Badge, Kind: keyring.Ed25519, State: keyring.Active,
		Public: []byte("public"), Private: []byte("private"), CreatedAt: day(1),
	}
	e := Entry("key.rotate", first.ID, i.ID)
	rotate := keyring.Change{IssuerID: i.ID, KeyID: first.ID, From: keyring.Active, To: keyring.Retired, At: day(1), Successor: &second, Audit: e}
	foreign := rotate
	foreign.IssuerID = other.ID
	wantFault(t, w.DB.ChangeKey(ctx, foreign), fault.NotFound)
	must(t, w.DB.ChangeKey(ctx, rotate))
	wantFault(t, w.DB.ChangeKey(ctx, rotate), fault.Conflict)
	keys, err = w.DB.IssuerKeys(ctx, i.ID)
	must(t, err)
	first.State, first.RetiredAt = keyring.Retired, day(1)
	same(t, []keyring.Sealed{first, second}, keys)

	withdraw := keyring.Change{IssuerID: i.ID, KeyID: first.ID, From: keyring.Retired, To: keyring.Compromised, At: day(2), Audit: e}
	must(t, w.DB.ChangeKey(ctx, withdraw))
	keys, err = w.DB.IssuerKeys(ctx, i.ID)
	must(t, err)
	first.State = keyring.Compromised
	same(t, []keyring.Sealed{first, second}, keys)

	public, err := w.DB.PublicKeys(ctx)
	must(t, err)
	otherKeys, err := w.DB.IssuerKeys(ctx, other.ID)
	must(t, err)
	second.Private, otherKeys[0].Private = nil, nil
	same(t, []keyring.Sealed{second, otherKeys[0]}, public)
	none, err := w.DB.IssuerKeys(ctx, "nothing")
	must(t, err)
	same(t, 0, len(none))
}

func testMasterCheck(t *testing.T, w *World) {
	ctx := t.Context()
	_, err := w.DB.MasterCheck(ctx)
	wantFault(t, err, fault.NotFound)
	must(t, w.DB.KeepMasterCheck(ctx, []byte{0, 1, 255}))
	wantFault(t, w.DB.KeepMasterCheck(ctx, []byte("other")), fault.Conflict)
	got, err := w.DB.MasterCheck(ctx)
	must(t, err)
	same(t, []byte{0, 1, 255}, got)
}

func testSearch(t *testing.T, w *World) {
	ctx := t.Context()
	ada := w.Account(t, "ada@school.example")
	ids := map[string]string{}
	for _, name := range []string{"100% Rope_Work", `Back\slash`, "Straße", "İstanbul Ǆ", "naïve Café", "Ελλάδα", "한국어 학교", "plain"} {
		n := w.NewIssuer(ada.ID, name)
		n.Issuer.Description = ""
		must(t, w.DB.AddIssuer(ctx, n))
		ids[name] = n.Issuer.ID
	}
	tests := []struct{ search, want string }{
		{"100%", "100% Rope_Work"},
		{"rope_w", "100% Rope_Work"},
		{`back\`, `Back\slash`},
		{"STRASSE", "Straße"},
		{"straße", "Straße"},
		{"istanbul", "İstanbul Ǆ"},
		{"ISTANBUL dž", "İstanbul Ǆ"},
		{"cafe NAIVE", "naïve Café"},
		{"ελλαδα", "Ελλάδα"},
		{"학교", "한국어 학교"},
		{"%", "100% Rope_Work"},
		{"_", "100% Rope_Work"},
		{"plain rope", ""},
		{"'; DROP TABLE issuers; --", ""},
		{"q\x00x", ""},
		{"\xff\xfe plain", "plain"},
	}
	for _, tt := range tests {
		t.Run(fmt.Sprintf("%q", tt.search), func(t *testing.T) {
			p, err := w.DB.PublicIssuers(ctx, page.Query{Search: tt.search})
			must(t, err)
			if tt.want == "" {
				same(t, 0, len(p.Items))
				return
			}
			same(t, []string{ids[tt.want]}, issuerIDs(p.Items))
		})
	}
}
