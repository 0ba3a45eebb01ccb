package web_test

import (
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"
)

const list = "ada@school.example, Ada Lovelace\r\nGrace Hopper <grace@school.example>\r\nno address\r\nalan@school.example;Alan Turing\r\nADA@school.example, Ada again\r\nlaila@school.example\tليلى حداد\r\n"

func (d *desk) several() string { return d.at("/badges/" + d.achievement + "/award/several") }

// TestSeveral pastes a list, looks at it and awards it.
func TestSeveral(t *testing.T) {
	d := newDesk(t)
	before := d.count()
	form := d.page(d.several()).Body.String()
	key := hidden(t, form, "key")

	look := d.send(d.several(), "key", key, "list", list, "validFrom", "2026-03-01", "do", "look")
	page := look.Body.String()
	if look.Code != http.StatusOK {
		t.Fatalf("status %d: %s", look.Code, page)
	}
	wholePage(t, "the look before", page)
	for _, part := range []string{"4 people are ready", "Award 4 people", "Line 3, ", "no address", "There is no email address on this line", "Line 5: ", "ليلى حداد", "Grace Hopper"} {
		if !strings.Contains(page, part) {
			t.Errorf("the look before does not say %q", part)
		}
	}
	if html.UnescapeString(hidden(t, page, "list")) != list || hidden(t, page, "key") != key {
		t.Error("the list or its key is lost on the way")
	}
	if d.count() != before {
		t.Error("a look awards")
	}

	done := d.send(d.several(), "key", key, "list", list, "validFrom", "2026-03-01", "do", "give")
	page = done.Body.String()
	if done.Code != http.StatusOK || d.count() != before+4 {
		t.Fatalf("status %d, %d awards: %s", done.Code, d.count()-before, page)
	}
	wholePage(t, "what was done", page)
	for _, part := range []string{"Knot Tyer awarded to 4 people", "One person was not awarded", "no address</textarea>"} {
		if !strings.Contains(page, part) {
			t.Errorf("the end does not say %q", part)
		}
	}
	if hidden(t, page, "key") == key {
		t.Error("what is left would be sent under the old key")
	}
}

// TestAbuse_BULK_06_several sends a confirmed list twice, and once more with a
// name corrected.
func TestAbuse_BULK_06_several(t *testing.T) {
	d := newDesk(t)
	before := d.count()
	for range 2 {
		if got := d.send(d.several(), "key", "k1", "list", list, "do", "give"); got.Code != http.StatusOK {
			t.Fatalf("status %d", got.Code)
		}
	}
	if n := d.count() - before; n != 4 {
		t.Errorf("%d awards were made, want 4", n)
	}
	got := d.send(d.several(), "key", "k1", "list", "grace@school.example, Grace B. Hopper\nnew@school.example", "do", "give").Body.String()
	if n := d.count() - before; n != 5 {
		t.Errorf("%d awards were made, want 5", n)
	}
	if !strings.Contains(got, "awarded the badge to this person already") {
		t.Errorf("the page does not say that Grace was awarded before: %s", got)
	}
}

// TestAbuse_BULK_02 pastes what is no list. Nothing is awarded.
func TestAbuse_BULK_02(t *testing.T) {
	d := newDesk(t)
	before := d.count()
	rows := make([]string, 501)
	for i := range rows {
		rows[i] = fmt.Sprintf("p%d@school.example", i)
	}
	for name, c := range map[string]struct {
		list   string
		status int
	}{
		"nothing":       {"", 422},
		"a heading":     {"Email;Name", 422},
		"too many":      {strings.Join(rows, "\n"), 422},
		"a long cell":   {"a@b.example," + strings.Repeat("x", 300_000), 200},
		"open quotes":   {`"a@b.example`, 200},
		"many columns":  {strings.Repeat(",", 100_000), 200},
		"a zero byte":   {"a\x00@b.example", 200},
		"UTF-16":        {"\xff\xfea\x00@\x00b\x00", 200},
		"far too large": {strings.Repeat("x", 2<<20), 413},
	} {
		got := d.send(d.several(), "key", "k", "list", c.list, "do", "give")
		if got.Code != c.status {
			t.Errorf("%s: status %d, want %d: %.300s", name, got.Code, c.status, got.Body)
		}
	}
	if n := d.count() - before; n != 0 {
		t.Errorf("%d awards were made", n)
	}
}

// The longest list is awarded whole.
func TestSeveralMost(t *testing.T) {
	d := newDesk(t)
	before := d.count()
	rows := make([]string, 500)
	for i := range rows {
		rows[i] = fmt.Sprintf("p%d@school.example, شخص %d", i, i)
	}
	if got := d.send(d.several(), "key", "k", "list", strings.Join(rows, "\n"), "do", "give"); got.Code != http.StatusOK || d.count()-before != 500 {
		t.Errorf("status %d, %d awards", got.Code, d.count()-before)
	}
}
