package issuer_test

import (
	"testing"

	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/page"
)

// TestAbuse_DID_10_Skeleton: names that look alike are alike, and others are not.
func TestAbuse_DID_10_Skeleton(t *testing.T) {
	const name = "Harvard University"
	for _, same := range []string{
		"harvard university", "HARVARD  UNIVERSITY", "Harvard-University", "Ηаrvаrd Univеrsitу", "Ｈａｒｖａｒｄ University", "𝐇arvard University",
		"Harvard University®", "Harvard\u200d University", "Hаrvard Unіversity.",
	} {
		if got, want := issuer.Skeleton(same), issuer.Skeleton(name); got != want {
			t.Errorf("%q has the skeleton %q, and not %q", same, got, want)
		}
	}
	for _, other := range []string{"Howard University", "Harvard", "Harvard University Club", "Гарвардский университет", "", "✓"} {
		if issuer.Skeleton(other) == issuer.Skeleton(name) {
			t.Errorf("%q looks like %q", other, name)
		}
	}
	if issuer.Skeleton("Café Zoë") == "" || issuer.Skeleton("学校") == "" {
		t.Error("names of other scripts have no skeleton")
	}
}

// TestAbuse_DID_10: what an operator does about issuers, and who may.
func TestAbuse_DID_10(t *testing.T) {
	w := newWorld(t)
	ctx := t.Context()
	w.Known = known{}
	operator := w.operator(t)
	draftOf := func(name string) issuer.Draft { return issuer.Draft{Name: name} }
	good, err := w.Create(ctx, operator, draftOf("Knot School"), "")
	if err != nil || good.Standing != issuer.Reviewed {
		t.Fatalf("that of an operator is %q, %v", good.Standing, err)
	}
	bad, err := w.Create(ctx, w.Eve, draftOf("Кnot Sсhool"), "")
	if err != nil || bad.Standing != issuer.Unreviewed {
		t.Fatalf("that of anybody is %q, %v", bad.Standing, err)
	}
	queue, err := w.ReviewList(ctx, operator, page.Query{Filter: "unreviewed"})
	if err != nil || len(queue.Items) != 1 || queue.Items[0].ID != bad.ID {
		t.Fatalf("the queue is %+v, %v", queue, err)
	}
	got := queue.Items[0]
	if !got.Mixed || len(got.Like) != 1 || got.Like[0].ID != good.ID || len(got.Known) != 1 || got.Known[0].By != "The Guild" || len(got.Owners) != 1 || got.Owners[0].Email != "eve@other.example" {
		t.Errorf("the operator sees %+v", got)
	}
	// Nobody else is told anything, or may do anything.
	_, err1 := w.ReviewList(ctx, w.Eve, page.Query{})
	_, err2 := w.Review(ctx, w.Eve, good.ID)
	for _, err := range []error{err1, err2, w.Approve(ctx, w.Eve, bad.ID, issuer.Unreviewed), w.Hold(ctx, w.Eve, good.ID, issuer.Reviewed, "Mine")} {
		if !fault.Is(err, fault.NotFound) {
			t.Errorf("%v", err)
		}
	}
	if err := w.Hold(ctx, operator, bad.ID, issuer.Unreviewed, " "); !fault.Is(err, fault.Invalid) {
		t.Errorf("held without a reason: %v", err)
	}
	for range 2 { // once more changes nothing
		if err := w.Hold(ctx, operator, bad.ID, issuer.Unreviewed, "It is not the Knot School."); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Open(ctx, bad.ID); !fault.Is(err, fault.Conflict) {
		t.Errorf("a held issuer is open: %v", err)
	}
	list, err := w.PublicList(ctx, page.Query{})
	if err != nil || len(list.Items) != 1 || list.Items[0].ID != good.ID {
		t.Errorf("the public list is %+v, %v", list, err)
	}
	// What was decided about what is no longer so does not count.
	if err := w.Approve(ctx, operator, bad.ID, issuer.Unreviewed); !fault.Is(err, fault.Conflict) {
		t.Errorf("approved what was held meanwhile: %v", err)
	}
	if err := w.Approve(ctx, operator, bad.ID, issuer.Held); err != nil {
		t.Fatal(err)
	}
	if err := w.Open(ctx, bad.ID); err != nil {
		t.Errorf("it was let go on: %v", err)
	}

	// A reviewed issuer that takes another name is looked at again; one that changes
	// other things is not, and one that an operator renames neither.
	update := func(by, issuerID, name, description string) issuer.Standing {
		t.Helper()
		i, err := w.Public(ctx, issuerID)
		if err != nil {
			t.Fatal(err)
		}
		if _, err = w.Update(ctx, by, issuerID, i.Revision, issuer.Draft{Name: name, Description: description}); err != nil {
			t.Fatal(err)
		}
		if i, err = w.Public(ctx, issuerID); err != nil {
			t.Fatal(err)
		}
		return i.Standing
	}
	if got := update(w.Eve, bad.ID, "knot school", "We tie."); got != issuer.Reviewed {
		t.Errorf("spelled another way it is %s", got)
	}
	if got := update(w.Eve, bad.ID, "Harvard University", "We tie."); got != issuer.Unreviewed {
		t.Errorf("renamed it is %s", got)
	}
	if got := update(operator, good.ID, "Rope School", ""); got != issuer.Reviewed {
		t.Errorf("renamed by an operator it is %s", got)
	}
}

// known vouches for one school.
type known struct{}

func (known) Like(skeleton string) []issuer.KnownIssuer {
	if skeleton != issuer.Skeleton("Knot School") {
		return nil
	}
	return []issuer.KnownIssuer{{ID: "https://knots.example/issuer", Name: "Knot School", By: "The Guild"}}
}
