package vc_test

import (
	"encoding/json"
	"testing"
	"unicode/utf8"

	"blazon/vc"
	"blazon/vcjwt"
)

// FuzzRecipient: whether two spellings are one person does not depend on which of them
// stands in the badge, and everybody is the one that is written letter by letter.
func FuzzRecipient(f *testing.F) {
	for _, pair := range [][2]string{
		{"ada@school.example", "mailto:ADA@school.example"},
		{"ada@bücher.example", "ada@xn--bcher-kva.example"},
		{"+49 30 1234567", "tel:+49-30-1234567"},
		{"https://ada.example", "https://ADA.example:443/"},
		{"did:example:ada", "did:example:Ada"},
		{"a%40b@c", "mailto:a%2540b@c"},
	} {
		f.Add(pair[0], pair[1])
	}
	given := func(t *testing.T, to string) string {
		text, err := json.Marshal(to)
		if err != nil {
			t.Fatal(err)
		}
		return token(t, replace(t, badge, `"did:example:ada"`, string(text)), ed(1), vcjwt.SignHeader{Kid: uniKey})
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		if a == "" || b == "" || !utf8.ValidString(a) || !utf8.ValidString(b) || len(a)+len(b) > 4<<10 {
			return
		}
		answer := func(written, asked string) string {
			r := judgeAs(t, world(t), given(t, written), vc.Options{Recipient: asked})
			if r.Check(vc.CheckProof).Result != vc.Pass {
				return "" // no id of a subject
			}
			return r.Check(vc.CheckRecipient).Result
		}
		one, other := answer(a, b), answer(b, a)
		if one != "" && other != "" && (one == vc.Pass) != (other == vc.Pass) {
			t.Errorf("%q asked for %q: %s; the other way: %s", a, b, one, other)
		}
		if one == vc.Pass && answer(a, a) != vc.Pass {
			t.Errorf("%q is not itself", a)
		}
	})
}
