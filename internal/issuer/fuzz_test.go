package issuer_test

import (
	"strings"
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

// FuzzHost: a host that is accepted is a name of the DNS, and is accepted as it then
// is; the skeleton of a name is its own.
func FuzzHost(f *testing.F) {
	for _, s := range []string{"badges.school.org", "Bücher.example", "10.1", "co.uk", "a.b:80", "*.x.org", "xn--bcher-kva.example", "ⅰ.example", "a\x00.org", "school.org."} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if name, err := issuer.HostName(s); err == nil {
			if again, err := issuer.HostName(name); err != nil || again != name {
				t.Errorf("%q became %q, which became %q, %v", s, name, again, err)
			}
			if strings.ContainsFunc(name, func(r rune) bool { return r > 0x7e || r <= ' ' || strings.ContainsRune("/:@*?#%[]\\_", r) }) || !strings.Contains(name, ".") {
				t.Errorf("%q became %q, which is no name of a host", s, name)
			}
		}
		if k := issuer.Skeleton(s); len(k) < 800 && issuer.Skeleton(k) != k {
			t.Errorf("%q has the skeleton %q, of which that is %q", s, k, issuer.Skeleton(k))
		}
	})
}
