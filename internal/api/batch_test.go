package api_test

import (
	"fmt"
	"net/http"
	"testing"
)

// results returns what a batch says of each row.
func results(t *testing.T, answer object) []object {
	t.Helper()
	all, _ := answer["results"].([]any)
	out := make([]object, len(all))
	for i, r := range all {
		out[i], _ = r.(object)
	}
	return out
}

func (d *desk) batch() string { return "/api/v1/achievements/" + d.achievement + "/awards/batch" }

// to is a row for someone.
func to(email, name string) object {
	return object{"recipient": object{"email": email, "name": name}}
}

func TestBatch(t *testing.T) {
	d := newDesk(t)
	before := d.count()
	body := object{"awards": []object{
		to("grace@school.example", "Grace Hopper"), to("nobody", "No One"), to("laila@school.example", "ليلى حداد"),
	}}
	first := d.post(d.batch(), body, "Idempotency-Key", "class-7").Want(http.StatusOK)
	rows := results(t, first)
	if len(rows) != 3 || first["awarded"] != 2.0 || first["failed"] != 1.0 {
		t.Fatalf("%v", first)
	}
	if s := rows[0]["status"]; s != 201.0 {
		t.Errorf("the first row has status %v", s)
	}
	made, _ := rows[2]["award"].(object)
	if who, _ := made["recipient"].(object); who["name"] != "ليلى حداد" {
		t.Errorf("the third award is %v", made)
	}
	d.get("/api/v1/awards/" + d.id(made)).Want(http.StatusOK)
	problem, _ := rows[1]["problem"].(object)
	if problem["status"] != 422.0 || problem["detail"] == "" || rows[1]["award"] != nil {
		t.Errorf("the second row is %v", rows[1])
	}
	faults, _ := problem["errors"].([]any)
	if len(faults) != 1 || faults[0].(object)["location"] != "body.awards[1].recipient.email" { //nolint:forcetypeassert // a test
		t.Errorf("the second row names %v", faults)
	}
	if n := d.count(); n != before+2 {
		t.Errorf("there are %d awards, want %d", n, before+2)
	}
}

// TestAbuse_BULK_06 sends a batch twice, the second time with a row that was
// wrong put right.
func TestAbuse_BULK_06(t *testing.T) {
	d := newDesk(t)
	before := d.count()
	rows := []object{to("grace@school.example", "Grace"), to("nobody", ""), to("alan@school.example", "Alan")}
	first := results(t, d.post(d.batch(), object{"awards": rows}, "Idempotency-Key", "k").Want(http.StatusOK))
	rows[1] = to("ada@school.example", "")
	second := results(t, d.post(d.batch(), object{"awards": rows}, "Idempotency-Key", "k").Want(http.StatusOK))
	for _, i := range []int{0, 2} {
		a, _ := first[i]["award"].(object)
		b, _ := second[i]["award"].(object)
		if d.id(a) != d.id(b) {
			t.Errorf("row %d was awarded twice", i)
		}
	}
	if second[1]["status"] != 201.0 {
		t.Errorf("the row that was put right is %v", second[1])
	}
	if n := d.count(); n != before+3 {
		t.Errorf("there are %d awards, want %d", n, before+3)
	}
	other := results(t, d.post(d.batch(), object{"awards": []object{to("eve@school.example", "Eve")}}, "Idempotency-Key", "k").Want(http.StatusOK))
	if other[0]["status"] != 422.0 {
		t.Errorf("another request under the same key: %v", other[0])
	}
}

// A row may bring a key of its own, so that rows can change places.
func TestBatchRowKey(t *testing.T) {
	d := newDesk(t)
	a, b := to("grace@school.example", "Grace"), to("alan@school.example", "Alan")
	a["idempotencyKey"], b["idempotencyKey"] = "row-a", "row-b"
	first := results(t, d.post(d.batch(), object{"awards": []object{a, b}}).Want(http.StatusOK))
	second := results(t, d.post(d.batch(), object{"awards": []object{b, a}}).Want(http.StatusOK))
	for i := range first {
		x, _ := first[i]["award"].(object)
		y, _ := second[1-i]["award"].(object)
		if d.id(x) != d.id(y) {
			t.Errorf("row %d was awarded twice", i)
		}
	}
}

func TestBatchLimits(t *testing.T) {
	d := newDesk(t)
	rows := make([]object, 501)
	for i := range rows {
		rows[i] = to(fmt.Sprintf("p%d@school.example", i), "")
	}
	before := d.count()
	d.post(d.batch(), object{"awards": rows}).Want(http.StatusUnprocessableEntity)
	d.post(d.batch(), object{"awards": []object{}}).Want(http.StatusUnprocessableEntity)
	if n := d.count(); n != before {
		t.Errorf("%d awards were made", n-before)
	}
	if got := d.post(d.batch(), object{"awards": rows[:500]}).Want(http.StatusOK); got["awarded"] != 500.0 {
		t.Errorf("500 rows: awarded %v, failed %v", got["awarded"], got["failed"])
	}
}
