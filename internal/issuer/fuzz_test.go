package issuer_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"blazon/internal/fault"
	"blazon/internal/issuer"
)

// FuzzDraft looks for something that an issuer may say of itself and that then
// cannot stand in a badge, or changes when it is checked again.
func FuzzDraft(f *testing.F) {
	f.Add("Knot School", "We teach\r\nknots.", "https://school.example/ä", "knots@Schule.example", "A knot")
	f.Add("\u202eloohcS", "", "https://[2001:db8::1]/%zz", "a@b@c", "\x00")
	f.Add("می\u200cخواهم 👩\u200d🔬", "x", "", "\"a b\"@school.example", "\u200b")
	f.Add("a", "b", "https://a.example/ \"<>", "o'hara+badges@xn--bcher-kva.example", "c")
	f.Fuzz(func(t *testing.T, name, description, url, email, alt string) {
		s := &issuer.Issuers{BaseURL: base, Contact: "badges@badges.example"}
		d, err := s.Check(issuer.Draft{Name: name, Description: description, URL: url, Email: email, ImageAlt: alt})
		if err != nil {
			if !fault.Is(err, fault.Invalid) || len(fault.Fields(err)) == 0 {
				t.Fatalf("it is refused without a field: %v", err)
			}
			return
		}
		again, err := s.Check(d)
		if err != nil {
			t.Fatalf("what was accepted is refused when it is checked again: %v", err)
		}
		if diff := cmp.Diff(d, again); diff != "" {
			t.Fatalf("it changes when it is checked again:\n%s", diff)
		}
		i := issuer.Issuer{ID: "x", Name: d.Name, Description: d.Description, URL: d.URL, Email: d.Email, ImageKey: "images/x", ImageAlt: d.ImageAlt}
		if findings := s.ProfileOf(i).Lint(); len(findings) > 0 {
			t.Fatalf("it cannot stand in a badge: %v", findings)
		}
		if findings := s.ProfileOB2Of(i).Lint(); len(findings) > 0 {
			t.Fatalf("it cannot stand in a badge of 2.0: %v", findings)
		}
	})
}
