package account_test

import (
	"strings"
	"testing"

	"blazon/internal/account"
	"blazon/internal/fault"
)

func TestParseAddress(t *testing.T) {
	tests := []struct{ name, in, want, key string }{
		{name: "a plain address", in: " Ada.Lovelace@School.Example ", want: "Ada.Lovelace@school.example", key: "ada.lovelace@school.example"},
		{name: "REC-03 case is folded", in: "Victim@UNI.example", want: "Victim@uni.example", key: "victim@uni.example"},
		{name: "REC-03 plus is not", in: "victim+x@uni.example", want: "victim+x@uni.example", key: "victim+x@uni.example"},
		{name: "REC-03 dots are not", in: "v.ictim@uni.example", want: "v.ictim@uni.example", key: "v.ictim@uni.example"},
		{name: "REC-04 Kelvin sign", in: "quac\u212a@uni.example"},
		{name: "REC-04 dotless i", in: "v\u0131ctim@uni.example"},
		{name: "REC-04 full width before the @", in: "ｖictim@uni.example"},
		{name: "REC-04 full width after it", in: "victim@ｕni.example", want: "victim@uni.example", key: "victim@uni.example"},
		{name: "REC-04 Cyrillic o is another domain", in: "victim@g\u043e.example", want: "victim@xn--g-1tb.example", key: "victim@xn--g-1tb.example"},
		{name: "REC-04 international domain", in: "a@bücher.example", want: "a@xn--bcher-kva.example", key: "a@xn--bcher-kva.example"},
		{name: "REC-04 the same in A-labels", in: "a@XN--BCHER-kva.example", want: "a@xn--bcher-kva.example", key: "a@xn--bcher-kva.example"},
		{name: "MAIL-02 parameters of SMTP", in: `"x> SIZE=1"@b.example`},
		{name: "MAIL-02 a list", in: "a@b.example,evil@x.example"},
		{name: "MAIL-02 two @", in: "a@b@x.example"},
		{name: "MAIL-02 a number", in: "a@[127.0.0.1]"},
		{name: "MAIL-02 a number without brackets", in: "a@127.0.0.1"},
		{name: "MAIL-02 a comment", in: "a(comment)@b.example"},
		{name: "MAIL-02 a quoted name", in: `"a b"@b.example`},
		{name: "MAIL-02 a display name", in: "Ada <a@b.example>"},
		{name: "MAIL-02 ten kilobytes", in: strings.Repeat("a", 10<<10) + "@b.example"},
		{name: "MAIL-02 a line break", in: "a@b.example\r\nBcc: all@x.example"},
		{name: "HT-08 NUL", in: "a\x00@b.example"},
		{name: "HT-08 bad UTF-8", in: "a\xff@b.example"},
		{name: "dots in a row", in: "a..b@b.example"},
		{name: "a dot at the end", in: "a.@b.example"},
		{name: "a dot at the end of the domain", in: "a@b.example."},
		{name: "one label", in: "a@b"},
		{name: "no domain", in: "a@"},
		{name: "nobody", in: "@b.example"},
		{name: "nothing", in: " "},
		{name: "64 letters", in: strings.Repeat("a", 64) + "@b.example", want: strings.Repeat("a", 64) + "@b.example", key: strings.Repeat("a", 64) + "@b.example"},
		{name: "65 letters", in: strings.Repeat("a", 65) + "@b.example"},
		{name: "a label of 64", in: "a@" + strings.Repeat("b", 64) + ".example"},
		{name: "a space in the domain", in: "a@b c.example"},
		{name: "an underscore in the domain", in: "a@b_c.example"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := account.ParseAddress("email", tt.in)
			if tt.want == "" {
				if f := fault.Fields(err); len(f) != 1 || f[0].Field != "email" {
					t.Errorf("got %q, %v; want a fault about email", got, err)
				}
				return
			}
			if err != nil || got.String() != tt.want || got.Key() != tt.key {
				t.Errorf("got %q, key %q, %v; want %q, key %q", got, got.Key(), err, tt.want, tt.key)
			}
		})
	}
}

func FuzzParseAddressIsStable(f *testing.F) {
	for _, s := range []string{"a@b.example", "Ada+x@Bücher.example", `"x"@y.example`, "a@[::1]", "a@b.example,c@d.example"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		a, err := account.ParseAddress("email", s)
		if err != nil {
			return
		}
		if strings.ContainsAny(a.String(), " \r\n\t\x00<>(),;:\\\"[]") || strings.Count(a.String(), "@") != 1 {
			t.Errorf("%q was accepted as %q", s, a)
		}
		again, err := account.ParseAddress("email", a.String())
		if err != nil || again != a {
			t.Errorf("%q became %q, which became %q, %v", s, a, again, err)
		}
	})
}
