package store_test

import (
	"testing"

	"blazon/internal/store"
	"blazon/internal/store/storetest"
)

// TestAbuse_STA_15: a place in a status list is given out once, also when the
// award that had it is gone from the database, and after a restart.
func TestAbuse_STA_15(t *testing.T) {
	path := newSQLite(t)
	opened := openSQLite(t, path)
	w := &storetest.World{DB: opened.DB, Raw: opened.Raw}
	v := w.Published(t, w.Issuer(t, "Knot School").ID, "Bowline")
	a := w.Award(t, v, "ada@home.example", "Ada")
	for _, statement := range []string{`DELETE FROM award_documents WHERE award_id = $1`, `DELETE FROM awards WHERE id = $1`} {
		if _, err := w.Raw.Exec(statement, a.ID); err != nil {
			t.Fatal(err)
		}
	}
	for _, db := range []*store.DB{w.DB, openSQLite(t, path).DB} {
		slot, err := db.TakeStatusIndex(t.Context(), a.IssuerID, []int{a.StatusIndex, a.StatusIndex + 1, a.StatusIndex + 2})
		if err != nil {
			t.Fatal(err)
		}
		if slot.List == a.StatusList && slot.Index == a.StatusIndex {
			t.Errorf("the place %d was given out again", slot.Index)
		}
	}
}
