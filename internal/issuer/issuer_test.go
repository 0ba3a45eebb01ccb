package issuer_test

import (
	"context"
	"slices"
	"strings"
	"sync"
	"testing"

	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/keyring"
	"blazon/internal/page"
)

// shortDraft says only what must be said.
func shortDraft() issuer.Draft { return issuer.Draft{Name: "Small School"} }

func TestCreate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	got, err := w.Issuer(t.Context(), w.Ada, i.ID)
	if err != nil || got != i {
		t.Errorf("it is %+v, %v; want %+v", got, err, i)
	}
	if role, err := w.Role(t.Context(), w.Ada, i.ID); role != issuer.Owner {
		t.Errorf("who makes an issuer is its %q, %v", role, err)
	}
	keys, err := w.SigningKeys(t.Context(), w.Ada, i.ID)
	if err != nil || len(keys) != 5 {
		t.Errorf("it has %d keys, %v", len(keys), err)
	}
	data, mediaType, err := w.Image(t.Context(), i.ID)
	if err != nil || string(data) != "PNG knot" || mediaType != "image/png" {
		t.Errorf("its picture is %q (%s), %v", data, mediaType, err)
	}
	small, err := w.Create(t.Context(), w.Ada, shortDraft(), "")
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = w.Image(t.Context(), small.ID)
	wantFault(t, err, fault.NotFound)
	p, err := w.List(t.Context(), w.Ada, page.Query{})
	if err != nil || p.Total != 2 {
		t.Errorf("Ada works for %d, %v", p.Total, err)
	}
	if p, err = w.List(t.Context(), w.Eve, page.Query{}); err != nil || p.Total != 0 {
		t.Errorf("Eve works for %d, %v", p.Total, err)
	}
	if p, err = w.PublicList(t.Context(), page.Query{Search: "knot"}); err != nil || p.Total != 1 {
		t.Errorf("the public finds %d, %v", p.Total, err)
	}
}

// TestFields tries what may and may not stand in each field.
func TestFields(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	long := func(n int) string { return strings.Repeat("ß", n) }
	for _, tt := range []struct {
		name   string
		change func(*issuer.Draft)
		fields []string // that are refused
	}{
		{"everything", func(*issuer.Draft) {}, nil},
		{"nothing", func(d *issuer.Draft) { *d = issuer.Draft{} }, []string{"name"}},
		{"the longest", func(d *issuer.Draft) { d.Name, d.Description, d.ImageAlt = long(200), long(5000), long(500) }, nil},
		{"longer", func(d *issuer.Draft) { d.Name, d.Description, d.ImageAlt = long(201), long(5001), long(501) }, []string{"name", "description", "imageAlt"}},
		{"HT-08", func(d *issuer.Draft) { d.Name, d.Description = "a\x00", "\xff" }, []string{"name", "description"}},
		{"XSS-09 a name that turns", func(d *issuer.Draft) { d.Name = "\u202eloohcS" }, []string{"name"}},
		{"DID-10 a mark of ours", func(d *issuer.Draft) { d.Name = "Oxford University ✔" }, []string{"name"}},
		{"a script for a site", func(d *issuer.Draft) { d.URL = "javascript:alert(1)" }, []string{"url"}},
		{"a site by http", func(d *issuer.Draft) { d.URL = "http://school.example" }, []string{"url"}},
		{"a mailbox of two", func(d *issuer.Draft) { d.Email = "a@school.example,b@evil.example" }, []string{"email"}},
		{"a header in a mailbox", func(d *issuer.Draft) { d.Email = "a@school.example\r\nBcc: b@evil.example" }, []string{"email"}},
		{"a picture without words", func(d *issuer.Draft) { d.ImageAlt = "" }, []string{"imageAlt"}},
		{"no picture", func(d *issuer.Draft) { d.Image = []byte("GIF") }, []string{"image"}},
		{"much at once", func(d *issuer.Draft) { *d = issuer.Draft{URL: "x", Email: "x"} }, []string{"name", "url", "email"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			d := draft()
			tt.change(&d)
			_, err := w.Create(t.Context(), w.Ada, d, "")
			var got []string
			for _, f := range fault.Fields(err) {
				got = append(got, f.Field)
			}
			if !slices.Equal(got, tt.fields) || len(tt.fields) == 0 && err != nil {
				t.Errorf("got faults of %q (%v), want %q", got, err, tt.fields)
			}
		})
	}
}

// TestAbuse_IS_01 makes an issuer many times with one idempotency key.
func TestAbuse_IS_01(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ids := make([]string, 6)
	var wg sync.WaitGroup
	for n := range ids {
		wg.Go(func() {
			i, err := w.Create(t.Context(), w.Ada, shortDraft(), "key")
			if err != nil {
				t.Error(err)
			}
			ids[n] = i.ID
		})
	}
	wg.Wait()
	if n := len(slices.Compact(ids)); n != 1 {
		t.Errorf("%d answers to one request", n)
	}
	if p, err := w.List(t.Context(), w.Ada, page.Query{}); err != nil || p.Total != 1 {
		t.Errorf("there are %d issuers, %v", p.Total, err)
	}
	_, err := w.Create(t.Context(), w.Ada, issuer.Draft{Name: "Another"}, "key")
	wantFault(t, err, fault.Invalid)
	other, err := w.Create(t.Context(), w.Eve, shortDraft(), "key")
	if err != nil || other.ID == ids[0] {
		t.Errorf("the same key of another person makes %s, %v", other.ID, err)
	}
}

func TestUpdate(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	d := draft()
	d.Name, d.Image = "Rope School", nil
	next, err := w.Update(t.Context(), w.Ada, i.ID, 1, d)
	if err != nil {
		t.Fatal(err)
	}
	if next.Name != "Rope School" || next.Revision != 2 || next.ImageKey != i.ImageKey || !next.CreatedAt.Equal(i.CreatedAt) {
		t.Errorf("it is %+v", next)
	}
	if got, err := w.Public(t.Context(), i.ID); err != nil || got != next {
		t.Errorf("the public sees %+v, %v", got, err)
	}
	mute := d
	mute.ImageAlt = ""
	_, err = w.Update(t.Context(), w.Ada, i.ID, 2, mute) // the picture stays, so its words do, too
	if got := fault.Fields(err); len(got) != 1 || got[0].Field != "imageAlt" {
		t.Errorf("the picture may lose its words: %v", err)
	}
	errs := make([]error, 6)
	var wg sync.WaitGroup
	for n := range errs {
		wg.Go(func() { _, errs[n] = w.Update(t.Context(), w.Ada, i.ID, 2, d) })
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
		t.Errorf("%d of 6 changes from the same revision were saved", won)
	}
}

// TestAbuse_AZ_01 asks for everything of another tenant: it is not found, in
// the same words as what does not exist.
func TestAbuse_AZ_01(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	i := w.school(t, w.Ada)
	key := w.key(t, i.ID, keyring.Badge, keyring.Ed25519).ID
	unknown := strings.Repeat("a", 26)
	for name, ask := range map[string]func(by, id string) error{
		"read":     func(by, id string) error { _, err := w.Issuer(ctx, by, id); return err },
		"role":     func(by, id string) error { _, err := w.Role(ctx, by, id); return err },
		"edit":     func(by, id string) error { _, err := w.Update(ctx, by, id, 1, draft()); return err },
		"edit bad": func(by, id string) error { _, err := w.Update(ctx, by, id, 9, issuer.Draft{}); return err },
		"keys":     func(by, id string) error { _, err := w.SigningKeys(ctx, by, id); return err },
		"rotate":   func(by, id string) error { _, err := w.RotateKey(ctx, by, id, key); return err },
		"withdraw": func(by, id string) error { return w.CompromiseKey(ctx, by, id, key) },
		"award":    func(by, id string) error { return w.May(ctx, by, id, issuer.Award) },
	} {
		_, missing := fault.Public(ask(w.Ada, unknown))
		for _, by := range []string{w.Eve, "nobody", ""} {
			err := ask(by, i.ID)
			wantFault(t, err, fault.NotFound)
			if _, said := fault.Public(err); said != missing {
				t.Errorf("%s: %q for another's, %q for what does not exist", name, said, missing)
			}
		}
		wantFault(t, ask(w.Ada, "../"+i.ID), fault.NotFound)
	}
	if got, err := w.Public(ctx, i.ID); err != nil || got != i {
		t.Errorf("strangers changed it: %+v, %v", got, err)
	}
	// One's own issuer, and the key of another.
	own := w.school(t, w.Eve)
	_, err := w.RotateKey(ctx, w.Eve, own.ID, key)
	wantFault(t, err, fault.NotFound)
	wantFault(t, w.CompromiseKey(ctx, w.Eve, own.ID, key), fault.NotFound)
	if w.key(t, i.ID, keyring.Badge, keyring.Ed25519).ID != key {
		t.Error("the key of the other issuer changed")
	}
}

// TestAbuse_AZ_03 goes through the roles and what each may do.
func TestAbuse_AZ_03(t *testing.T) {
	t.Parallel()
	all := []issuer.Action{issuer.View, issuer.Edit, issuer.ManageKeys, issuer.Design, issuer.Award, issuer.Assess}
	for role, want := range map[issuer.Role][]issuer.Action{
		issuer.Owner:    all,
		issuer.Admin:    {issuer.View, issuer.Edit, issuer.Design, issuer.Award, issuer.Assess},
		issuer.Designer: {issuer.View, issuer.Design},
		issuer.Awarder:  {issuer.View, issuer.Award},
		issuer.Assessor: {issuer.Assess},
		issuer.Viewer:   {issuer.View},
		"":              nil,
		"superuser":     nil,
	} {
		for _, a := range append(all, "", "do anything to") {
			if got := role.Allows(a); got != slices.Contains(want, a) {
				t.Errorf("may %q %q an issuer: %v", role, a, got)
			}
		}
	}
}

// demoted is a store in which everyone has one role.
type demoted struct {
	issuer.Store
	role issuer.Role
}

func (d demoted) RoleOf(context.Context, string, string) (issuer.Role, error) { return d.role, nil }

// TestRoles asks for each deed with each role: what is not allowed is denied and
// changes nothing.
func TestRoles(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ctx := t.Context()
	i := w.school(t, w.Ada)
	for _, role := range []issuer.Role{issuer.Admin, issuer.Designer, issuer.Awarder, issuer.Assessor, issuer.Viewer, "made up"} {
		s := *w.Issuers
		s.Store = demoted{w.DB, role}
		key := w.key(t, i.ID, keyring.Badge, keyring.P256).ID
		_, err := s.RotateKey(ctx, w.Ada, i.ID, key)
		wantFault(t, err, fault.Denied)
		wantFault(t, s.CompromiseKey(ctx, w.Ada, i.ID, key), fault.Denied)
		_, err = s.Update(ctx, w.Ada, i.ID, 99, draft())
		if role == issuer.Admin {
			wantFault(t, err, fault.Conflict) // allowed, but of a revision that is not there
		} else {
			wantFault(t, err, fault.Denied)
		}
		if w.key(t, i.ID, keyring.Badge, keyring.P256).ID != key {
			t.Errorf("%s changed a key", role)
		}
	}
}
