package achievement_test

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"blazon/internal/achievement"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/page"
)

// TestLife follows an achievement from its first draft to the archive.
func TestLife(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	a := w.create(t, achievement.Content{Name: " Bowline "})
	if a.Draft == nil || a.Draft.Name != "Bowline" || a.Version != 0 || a.Revision != 1 {
		t.Fatalf("the draft is %+v", a)
	}
	if _, err := w.Version(ctx, a.ID, 0); !fault.Is(err, fault.NotFound) {
		t.Errorf("a draft is public: %v", err)
	}
	_, err := w.Publish(ctx, w.Ada, a.ID) // nothing but a name
	if got := fieldsOf(err); !slices.Equal(got, []string{"description", "criteria"}) {
		t.Errorf("what keeps it from being published is %q", got)
	}

	a, err = w.SaveDraft(ctx, w.Ada, a.ID, 1, bowline(), nil)
	if err != nil {
		t.Fatal(err)
	}
	v1, err := w.Publish(ctx, w.Ada, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if v1.Number != 1 || v1.Content.Name != "Bowline" {
		t.Errorf("the first version is %+v", v1)
	}
	_, err = w.Publish(ctx, w.Ada, a.ID)
	wantFault(t, err, fault.Conflict)
	if _, said := fault.Public(err); !strings.Contains(said, "Nothing has changed") {
		t.Errorf("publishing nothing new says %q", said)
	}

	again := bowline()
	again.ImageAlt = v1.Content.ImageAlt
	a, err = w.SaveDraft(ctx, w.Ada, a.ID, 3, again, nil) // a draft, but the same
	if err != nil {
		t.Fatal(err)
	}
	_, err = w.Publish(ctx, w.Ada, a.ID)
	wantFault(t, err, fault.Conflict)
	again.Name = "Double bowline"
	if _, err = w.SaveDraft(ctx, w.Ada, a.ID, 4, again, nil); err != nil {
		t.Fatal(err)
	}
	v2, err := w.Publish(ctx, w.Ada, a.ID)
	if err != nil || v2.Number != 2 {
		t.Fatalf("the second version is %d, %v", v2.Number, err)
	}
	for n, want := range map[int]achievement.Version{0: v2, 1: v1, 2: v2} {
		got, err := w.Version(ctx, a.ID, n)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("version %d (-want +got):\n%s", n, diff)
		}
	}

	if err := w.Archive(ctx, w.Ada, a.ID, true); err != nil {
		t.Fatal(err)
	}
	if err := w.Archive(ctx, w.Ada, a.ID, true); err != nil {
		t.Errorf("archiving twice: %v", err)
	}
	a, err = w.Achievement(ctx, w.Ada, a.ID)
	if err != nil || a.ArchivedAt.IsZero() {
		t.Fatalf("it is not archived: %+v, %v", a, err)
	}
	_, err = w.SaveDraft(ctx, w.Ada, a.ID, a.Revision, bowline(), nil)
	wantFault(t, err, fault.Conflict)
	_, err = w.Publish(ctx, w.Ada, a.ID)
	wantFault(t, err, fault.Conflict)
	if v, err := w.Version(ctx, a.ID, 1); err != nil || v.ArchivedAt.IsZero() {
		t.Errorf("a version of an archived achievement is %+v, %v; awards of it remain", v, err)
	}
	if err := w.Archive(ctx, w.Ada, a.ID, false); err != nil {
		t.Fatal(err)
	}
	a, err = w.Achievement(ctx, w.Ada, a.ID)
	if err != nil || !a.ArchivedAt.IsZero() {
		t.Errorf("it was not restored: %+v, %v", a, err)
	}
	if _, err := w.DB.VerifyAudit(ctx); err != nil {
		t.Errorf("the audit log: %v", err)
	}
}

// TestAbuse_IS_04 edits what has been awarded: versions stay as they were.
func TestAbuse_IS_04(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.Create(t.Context(), w.Ada, w.Ours, bowline(), nil, true, "")
	if err != nil {
		t.Fatal(err)
	}
	before, err := w.Version(t.Context(), a.ID, 1)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := w.Document(before)
	if err != nil {
		t.Fatal(err)
	}
	worse := bowline()
	worse.Name, worse.Criteria = "Doctor of Medicine", "Pay."
	if _, err := w.SaveDraft(t.Context(), w.Ada, a.ID, a.Revision, worse, []byte("PNG other")); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		after, err := w.Version(t.Context(), a.ID, 1)
		if err != nil {
			t.Fatal(err)
		}
		same, err := w.Document(after)
		if err != nil || !bytes.Equal(doc, same) {
			t.Errorf("version 1 changed to %s, %v", same, err)
		}
		if _, err := w.Publish(t.Context(), w.Ada, a.ID); err != nil && !fault.Is(err, fault.Conflict) {
			t.Fatal(err)
		}
	}
}

// TestConflict lets two people edit at once: the second is told, and nothing is
// lost.
func TestConflict(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.create(t, bowline())
	var wg sync.WaitGroup
	errs := make([]error, 8)
	for i := range errs {
		wg.Go(func() {
			c := bowline()
			c.Name = fmt.Sprintf("Bowline %d", i)
			_, errs[i] = w.SaveDraft(t.Context(), w.Ada, a.ID, 1, c, nil)
		})
	}
	wg.Wait()
	won := 0
	for _, err := range errs {
		if err == nil {
			won++
			continue
		}
		wantFault(t, err, fault.Conflict)
	}
	if won != 1 {
		t.Errorf("%d of 8 changes from the same revision were saved, want 1", won)
	}
}

// TestAbuse_IS_01 repeats a request with its idempotency key.
func TestAbuse_IS_01(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := make([]string, 12)
	var wg sync.WaitGroup
	for i := range ids {
		wg.Go(func() {
			a, err := w.Create(t.Context(), w.Ada, w.Ours, bowline(), []byte("PNG knot"), true, "key-1")
			if err != nil {
				t.Error(err)
			}
			ids[i] = a.ID
		})
	}
	wg.Wait()
	if n := len(slices.Compact(ids)); n != 1 {
		t.Errorf("%d different answers to one request", n)
	}
	p, err := w.List(t.Context(), w.Ada, w.Ours, page.Query{})
	if err != nil || p.Total != 1 {
		t.Errorf("there are %d achievements, %v; want 1", p.Total, err)
	}
	other := bowline()
	other.Name = "Sheet bend"
	for name, change := range map[string]func() error{
		"another content": func() error {
			_, err := w.Create(t.Context(), w.Ada, w.Ours, other, []byte("PNG knot"), true, "key-1")
			return err
		},
		"another picture": func() error {
			_, err := w.Create(t.Context(), w.Ada, w.Ours, bowline(), []byte("PNG other"), true, "key-1")
			return err
		},
		"only a draft": func() error {
			_, err := w.Create(t.Context(), w.Ada, w.Ours, bowline(), []byte("PNG knot"), false, "key-1")
			return err
		},
	} {
		if err := change(); !fault.Is(err, fault.Invalid) {
			t.Errorf("%s under the same key: %v", name, err)
		}
	}
	if _, err := w.Create(t.Context(), w.Eve, w.Theirs, other, nil, false, "key-1"); err != nil {
		t.Errorf("the same key of another person: %v", err)
	}
}

// TestAbuse_AZ_01 asks for everything with an id of another tenant: the answer
// is the one for what does not exist, word for word.
func TestAbuse_AZ_01(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	a, err := w.Create(ctx, w.Ada, w.Ours, bowline(), nil, true, "")
	if err != nil {
		t.Fatal(err)
	}
	ask := map[string]func(by, id string) error{
		"read": func(by, id string) error { _, err := w.Achievement(ctx, by, id); return err },
		"edit": func(by, id string) error { _, err := w.SaveDraft(ctx, by, id, 1, bowline(), nil); return err },
		"bad": func(by, id string) error {
			_, err := w.SaveDraft(ctx, by, id, 1, achievement.Content{}, nil)
			return err
		},
		"publish": func(by, id string) error { _, err := w.Publish(ctx, by, id); return err },
		"archive": func(by, id string) error { return w.Archive(ctx, by, id, true) },
		"picture": func(by, id string) error { _, err := w.DraftImage(ctx, by, id, "svg"); return err },
	}
	for name, do := range ask {
		unknown := do(w.Eve, strings.Repeat("a", 26))
		for who, by := range map[string]string{"another tenant": w.Eve, "a stranger": "nobody", "nobody": ""} {
			foreign := do(by, a.ID)
			wantFault(t, foreign, fault.NotFound)
			_, x := fault.Public(foreign)
			if _, y := fault.Public(unknown); x != y {
				t.Errorf("%s: %s hears %q, and of what does not exist %q", name, who, x, y)
			}
		}
		wantFault(t, do(w.Ada, "../"+a.ID), fault.NotFound)
	}
	_, err = w.Create(ctx, w.Eve, w.Ours, bowline(), nil, false, "")
	wantFault(t, err, fault.NotFound)
	_, err = w.List(ctx, w.Eve, w.Ours, page.Query{})
	wantFault(t, err, fault.NotFound)
	after, err := w.Achievement(ctx, w.Ada, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	a.Current.Design = after.Current.Design
	if diff := cmp.Diff(a, after); diff != "" {
		t.Errorf("strangers changed it (-want +got):\n%s", diff)
	}
}

// TestAbuse_AZ_03 goes through the roles: who may do what with achievements.
func TestAbuse_AZ_03(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	reads := []issuer.Role{issuer.Owner, issuer.Admin, issuer.Designer, issuer.Awarder, issuer.Viewer}
	writes := []issuer.Role{issuer.Owner, issuer.Admin, issuer.Designer}
	for _, role := range []issuer.Role{issuer.Owner, issuer.Admin, issuer.Designer, issuer.Awarder, issuer.Assessor, issuer.Viewer, "made up", ""} {
		a := w.create(t, bowline())
		by := "someone"
		w.roles.played[by+" "+w.Ours] = role
		check := func(what string, err error, may []issuer.Role) {
			t.Helper()
			if allowed := slices.Contains(may, role); allowed != (err == nil) || !allowed && !fault.Is(err, fault.Denied) {
				t.Errorf("%q, %s: %v", role, what, err)
			}
		}
		_, err := w.Achievement(ctx, by, a.ID)
		check("read", err, reads)
		_, err = w.List(ctx, by, w.Ours, page.Query{})
		check("list", err, reads)
		_, err = w.DraftImage(ctx, by, a.ID, "png")
		check("see the picture of a draft", err, reads)
		_, err = w.Create(ctx, by, w.Ours, bowline(), nil, false, "")
		check("create", err, writes)
		_, err = w.SaveDraft(ctx, by, a.ID, 1, bowline(), nil)
		check("edit", err, writes)
		_, err = w.Publish(ctx, by, a.ID)
		check("publish", err, writes)
		check("archive", w.Archive(ctx, by, a.ID, true), writes)
	}
}

// TestAbuse_AZ_08 looks for a draft wherever the public looks.
func TestAbuse_AZ_08(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	a := w.create(t, bowline())
	for n := range 3 {
		_, err := w.Version(ctx, a.ID, n)
		wantFault(t, err, fault.NotFound)
		_, err = w.Image(ctx, a.ID, n, "svg")
		wantFault(t, err, fault.NotFound)
	}
	_, err := w.Version(ctx, a.ID, -1)
	wantFault(t, err, fault.NotFound)
	if p, err := w.PublicList(ctx, w.Ours, page.Query{}); err != nil || p.Total != 0 {
		t.Errorf("the public list has %d, %v", p.Total, err)
	}
	if _, err := w.Publish(ctx, w.Ada, a.ID); err != nil {
		t.Fatal(err)
	}
	secret := bowline()
	secret.Name = "Secret knot"
	if _, err := w.SaveDraft(ctx, w.Ada, a.ID, 2, secret, nil); err != nil {
		t.Fatal(err)
	}
	if p, err := w.PublicList(ctx, w.Ours, page.Query{}); err != nil || p.Total != 1 || p.Items[0].Content.Name != "Bowline" {
		t.Errorf("the public list is %+v, %v", p.Items, err)
	}
	if p, err := w.PublicList(ctx, "no issuer", page.Query{}); err != nil || p.Total != 0 {
		t.Errorf("the list of no issuer is %+v, %v", p, err)
	}
}

// TestAbuse_IS_03 takes a badge out of use: the public list loses it.
func TestAbuse_IS_03(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a, err := w.Create(t.Context(), w.Ada, w.Ours, bowline(), nil, true, "")
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Archive(t.Context(), w.Ada, a.ID, true); err != nil {
		t.Fatal(err)
	}
	if p, err := w.PublicList(t.Context(), w.Ours, page.Query{}); err != nil || p.Total != 0 {
		t.Errorf("the public list has %d, %v", p.Total, err)
	}
	if p, err := w.List(t.Context(), w.Ada, w.Ours, page.Query{Filter: "archived"}); err != nil || p.Total != 1 {
		t.Errorf("the archive has %d, %v", p.Total, err)
	}
}

// fieldsOf returns the fields that err is about.
func fieldsOf(err error) []string {
	var out []string
	for _, f := range fault.Fields(err) {
		out = append(out, f.Field)
	}
	return out
}
