package api_test

import (
	"net/http"
	"testing"
)

// TestKeys: what a withdrawn key signed is awarded again, and the keys and the
// awards say how far that is.
func TestKeys(t *testing.T) {
	d := newDesk(t)
	keys := "/api/v1/issuers/" + d.issuer + "/keys"
	key := d.key(d.issuer)
	signed := func(state string, active, waiting, replaced float64) {
		t.Helper()
		k := d.get(keys + "/" + key).Want(http.StatusOK)
		got, _ := k["signed"].(object)
		if k["state"] != state || got["total"] != 1.0 || got["active"] != active || got["waiting"] != waiting || got["replaced"] != replaced {
			t.Errorf("%v", k)
		}
	}
	if total := d.get(keys).Want(http.StatusOK)["total"]; total == 0.0 {
		t.Errorf("%v keys", total)
	}
	signed("active", 1, 0, 0)
	d.post(keys+"/"+key+"/renew", nil).Want(http.StatusConflict)
	other := d.of("grace@other.example")
	d.get(keys + "/" + other.key(other.issuer)).Want(http.StatusNotFound)
	d.post(keys+"/"+other.key(other.issuer)+"/renew", nil).Want(http.StatusNotFound)

	d.withdraw()
	signed("withdrawn", 0, 1, 0)
	if got := d.get("/api/v1/awards/" + d.award).Want(http.StatusOK)["status"]; got != "keyWithdrawn" {
		t.Errorf("it is %v", got)
	}
	d.post(keys+"/"+key+"/renew", nil).Want(http.StatusAccepted)
	do := d.Awarder.Jobs()["award.renew"]
	for range 2 { // doing it twice is harmless
		if err := do(t.Context(), []byte(`{"issuer":"`+d.issuer+`","key":"`+key+`","by":"`+d.Owner.ID+`"}`)); err != nil {
			t.Fatal(err)
		}
	}
	signed("withdrawn", 0, 0, 1)
	d.post(keys+"/"+key+"/renew", nil).Want(http.StatusConflict)
	old := d.get("/api/v1/awards/" + d.award).Want(http.StatusOK)
	by, _ := old["replacedBy"].(string)
	renewed := d.get("/api/v1/awards/" + by).Want(http.StatusOK)
	if old["status"] != "revoked" || renewed["status"] != "active" || renewed["replaces"] != d.award {
		t.Errorf("%v\n%v", old, renewed)
	}
}
