package award_test

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"blazon"
	"blazon/bake"
	"blazon/internal/award"
	"blazon/jsonld"
	"blazon/vc"
)

// The life of a badge: awarded, told, checked in every form, expired, revoked.
func TestLife(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req := w.request("Grace@Navy.example")
	req.Narrative = "She tied it at *sea*."
	req.Evidence = []award.Evidence{{URL: "https://navy.example/log", Name: "Log", Description: "A log book."}, {}}
	req.ValidUntil = w.Clock.now().Add(48 * time.Hour)
	a := w.award(t, req)

	stored, err := w.Public(t.Context(), a.ID)
	must(t, err)
	if !bytes.Equal(stored.Credential, a.Credential) || stored.JWT != a.JWT || !bytes.Equal(stored.OB2, a.OB2) {
		t.Error("what is stored is not what was signed")
	}
	for form, text := range map[string]string{"JSON": string(stored.Credential), "JWT": stored.JWT} {
		r := w.verify(t, text, vc.Options{Recipient: "grace@navy.example"})
		if r.Verdict != vc.Valid || r.Format != form || r.Warnings() {
			t.Errorf("%s: %+v", form, r)
		}
		if r := w.verify(t, text, vc.Options{Recipient: "mallory@navy.example"}); r.Verdict == vc.Valid {
			t.Errorf("%s: it is mallory's, too", form)
		}
	}
	if got := w.Status(stored); got != "active" {
		t.Errorf("status %q", got)
	}
	w.work(t)
	if m := w.sent(t); len(m) != 1 || m[0].To != "Grace@navy.example" || !strings.Contains(m[0].Text, w.URL(a.ID)) {
		t.Errorf("sent %+v", m)
	}

	w.Clock.add(49 * time.Hour)
	if r := w.verify(t, a.JWT, vc.Options{}); r.Verdict != vc.Invalid || r.Check(vc.CheckTime).Code != vc.Expired {
		t.Errorf("expired: %+v", r)
	}
	if got := w.Status(stored); got != "expired" {
		t.Errorf("status %q", got)
	}

	revoked, err := w.Revoke(t.Context(), w.Ada, a.ID, "It was a granny knot.")
	must(t, err)
	for _, text := range []string{string(a.Credential), a.JWT} {
		r := w.verify(t, text, vc.Options{})
		if got := r.Check(vc.CheckStatus); r.Verdict != vc.Invalid || got.Code != vc.StatusRevoked {
			t.Errorf("revoked: %+v", r)
		}
	}
	if got := w.Status(revoked); got != "revoked" {
		t.Errorf("status %q", got)
	}
	w.work(t)
	if m := w.sent(t); len(m) != 2 || !strings.Contains(m[0].Text+m[1].Text, "It was a granny knot.") {
		t.Errorf("sent %d messages", len(m))
	}
}

// A picture has both versions of the badge inside, as they were signed.
func TestBake(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	for _, kind := range []string{"png", "svg"} {
		var b bytes.Buffer
		must(t, w.Bake(t.Context(), a.ID, kind, &b))
		badges, err := bake.From(b.Bytes())
		must(t, err)
		if len(badges) != 2 || badges[0].Kind != bake.OB3 || badges[0].Text != string(a.Credential) || badges[1].Kind != bake.OB2 || badges[1].Text != string(a.OB2) {
			t.Errorf("%s holds %+v", kind, badges)
		}
		r, err := blazon.Verify(t.Context(), w.Verifier, b.Bytes(), vc.Options{Recipient: "grace@navy.example"})
		must(t, err)
		if r.Verdict != vc.Valid || len(r.Also) != 1 || r.Also[0].Verdict != vc.Valid {
			t.Errorf("%s: %+v", kind, r)
			for _, c := range append(r.Checks, r.Also[0].Checks...) {
				t.Log(c)
			}
		}
	}
	_, err := w.Revoke(t.Context(), w.Ada, a.ID, "A mistake.")
	must(t, err)
	var b bytes.Buffer
	must(t, w.Bake(t.Context(), a.ID, "png", &b))
	r, err := blazon.Verify(t.Context(), w.Verifier, b.Bytes(), vc.Options{})
	must(t, err)
	for _, r := range append(r.Also, r) {
		if r.Verdict != vc.Invalid || r.Check(vc.CheckStatus).Code != vc.StatusRevoked {
			t.Errorf("revoked: %+v", r)
		}
	}
	if err := w.Bake(t.Context(), a.ID, "gif", new(bytes.Buffer)); err == nil {
		t.Error("baked a gif")
	}
}

// The two forms of an award point to each other and to what they belong to.
func TestLinks(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	req := w.request("grace@navy.example")
	req.ValidFrom = w.Clock.now().Add(-24 * time.Hour)
	a := w.award(t, req)
	three, err := jsonld.Parse(a.Credential, jsonld.Limits{})
	must(t, err)
	two, err := jsonld.Parse(a.OB2, jsonld.Limits{})
	must(t, err)
	ob2 := baseURL + "/ob2/awards/" + a.ID
	linked := slices.ContainsFunc(three.Get("evidence").Items(), func(e *jsonld.Value) bool {
		return e.Get("id").Str() == ob2 && e.Get("type").Items()[1].Str() == "https://w3id.org/openbadges#Assertion"
	})
	if !linked {
		t.Errorf("no link to Open Badges 2.0 in %s", three.Get("evidence").JSON())
	}
	subject := three.Get("credentialSubject")
	for what, pair := range map[string][2]string{
		"id":           {three.Get("id").Str(), w.URL(a.ID)},
		"issuer":       {three.Get("issuer").Get("id").Str(), w.Issuers.IDURL(w.Ours.ID)},
		"achievement":  {subject.Get("achievement").Get("id").Str(), w.Catalogue.VersionURL(w.Badge.ID, 1)},
		"subject":      {subject.Get("id").Str(), a.SubjectID},
		"name":         {three.Get("name").Str(), "Bowline"},
		"validFrom":    {three.Get("validFrom").Str(), "2026-04-30T10:00:00Z"},
		"awardedDate":  {three.Get("awardedDate").Str(), "2026-05-01T10:00:00Z"},
		"ob2 id":       {two.Get("id").Str(), ob2},
		"ob2 badge":    {two.Get("badge").Str(), w.Catalogue.BadgeClassURL(w.Badge.ID, 1)},
		"ob2 related":  {two.Get("related").Get("id").Str() + strings.Join(ids(two.Get("related")), ""), w.URL(a.ID)},
		"ob2 issuedOn": {two.Get("issuedOn").Str(), "2026-04-30T10:00:00Z"},
	} {
		if pair[0] != pair[1] {
			t.Errorf("%s is %q, want %q", what, pair[0], pair[1])
		}
	}
}

// ids returns the ids of the items of an array.
func ids(v *jsonld.Value) (out []string) {
	if v.Kind() == jsonld.Array {
		for _, i := range v.Items() {
			out = append(out, i.Get("id").Str())
		}
	}
	return out
}

// A revoked assertion of Open Badges 2.0 says that and why, and no more.
func TestAssertionOB2(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	body, gone, err := w.AssertionOB2(t.Context(), a.ID)
	must(t, err)
	if gone || !bytes.Equal(body, a.OB2) {
		t.Errorf("gone %v, %s", gone, body)
	}
	_, err = w.Revoke(t.Context(), w.Ada, a.ID, "A mistake.")
	must(t, err)
	body, gone, err = w.AssertionOB2(t.Context(), a.ID)
	must(t, err)
	v, err := jsonld.Parse(body, jsonld.Limits{})
	must(t, err)
	if revoked, _ := v.Get("revoked").Bool(); !gone || !revoked || v.Get("revocationReason").Str() != "A mistake." || v.Get("recipient") != nil {
		t.Errorf("gone %v, %s", gone, body)
	}
	list, err := w.Revocations(t.Context(), w.Ours.ID)
	must(t, err)
	v, err = jsonld.Parse(list, jsonld.Limits{})
	must(t, err)
	item := v.Get("revokedCredential").Items()[0]
	if v.Get("id").Str() != baseURL+"/issuers/"+w.Ours.ID+"/revocations" || v.Get("issuer").Str() != w.Issuers.IDURL(w.Ours.ID) || item.Get("id").Str() != w.URL(a.ID) {
		t.Errorf("revocations: %s", list)
	}
}
