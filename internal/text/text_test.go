package text_test

import (
	"strings"
	"testing"

	"blazon/internal/fault"
	"blazon/internal/text"
)

func TestRule(t *testing.T) {
	name := text.Rule{Field: "name", Label: "The name", Max: 20, Required: true}
	story := text.Rule{Field: "story", Label: "The story", Max: 40, Lines: true}
	tests := []struct {
		name, in, want string
		rule           text.Rule
		refused        string
	}{
		{name: "spaces at the ends go", rule: name, in: "  Ada Lovelace ", want: "Ada Lovelace"},
		{name: "scripts and emoji stay", rule: name, in: "می\u200cخواهم 👩\u200d🔬", want: "می\u200cخواهم 👩\u200d🔬"},
		{name: "a line keeps to one line", rule: name, in: "Bob\r\nBcc: all@x", refused: "control"},
		{name: "line endings become one kind", rule: story, in: "a\r\nb\rc\u2028d", want: "a\nb\nc\nd"},
		{name: "an optional text may be empty", rule: story, in: " \n ", want: ""},
		{name: "a required text may not", rule: name, in: " ", refused: "missing"},
		{name: "HT-08 NUL", rule: story, in: "a\x00b", refused: "control"},
		{name: "HT-08 bad UTF-8", rule: name, in: "a\xffb", refused: "UTF-8"},
		{name: "HT-08 a lone surrogate in UTF-8", rule: name, in: "a\xed\xa0\x80", refused: "UTF-8"},
		{name: "HT-08 a megabyte", rule: story, in: strings.Repeat("x", 1<<20), refused: "too long"},
		{name: "as many characters as fit", rule: name, in: strings.Repeat("ß", 20), want: strings.Repeat("ß", 20)},
		{name: "one more", rule: name, in: strings.Repeat("ß", 21), refused: "too long"},
		{name: "XSS-09 direction override", rule: name, in: "Harvard\u202e", refused: "direction"},
		{name: "XSS-09 isolate", rule: name, in: "\u2066Harvard", refused: "direction"},
		{name: "XSS-09 zero width", rule: name, in: "Har\u200bva\ufeffrd", want: "Harvard"},
		{name: "XSS-09 tag characters", rule: name, in: "Harvard\U000e0041", refused: "tag"},
		{name: "not a character", rule: name, in: "a\uffff", refused: "reserves"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := tt.rule.Check(tt.in)
			checkText(t, got, err, tt.want, tt.refused, tt.rule.Field)
		})
	}
}

func TestURL(t *testing.T) {
	tests := []struct {
		name, in, want, refused string
		http                    bool
	}{
		{name: "an address", in: " https://School.example/a?b=c#d ", want: "https://school.example/a?b=c#d"},
		{name: "none", in: "", want: ""},
		{name: "an international one", in: "https://bücher.example/straße?q=ä b", want: "https://xn--bcher-kva.example/stra%C3%9Fe?q=%C3%A4%20b"},
		{name: "what may not stand in a URI is encoded", in: `https://a.example/x?q="<{|}>^%zz`, want: "https://a.example/x?q=%22%3C%7B%7C%7D%3E%5E%25zz"},
		{name: "a port", in: "https://a.example:8443/", want: "https://a.example:8443/"},
		{name: "an IPv6 address", in: "https://[2001:DB8::1]/", want: "https://[2001:db8::1]/"},
		{name: "http", in: "http://a.example/", refused: "http://"},
		{name: "http in development", in: "http://localhost:8080/", http: true, want: "http://localhost:8080/"},
		{name: "a script", in: "javascript:alert(1)", refused: "web address"},
		{name: "no scheme", in: "a.example/x", refused: "does not begin"},
		{name: "a path on this site", in: "//evil.example/x", refused: "does not begin"},
		{name: "a password", in: "https://paypal.com@evil.example/", refused: "password"},
		{name: "no host", in: "https:///x", refused: "web address"},
		{name: "a trailing dot", in: "https://a.example./", refused: "host"},
		{name: "a zone", in: "https://[fe80::1%25eth0]/", refused: "host"},
		{name: "a control character", in: "https://a.example/\x07", refused: "control"},
		{name: "too long", in: "https://a.example/" + strings.Repeat("a", 2000), refused: "too long"},
		{name: "too long once encoded", in: "https://a.example/" + strings.Repeat("ä", 400), refused: "too long"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := text.URL("url", "The web site", tt.in, tt.http)
			checkText(t, got, err, tt.want, tt.refused, "url")
			if err == nil && got != "" {
				again, err := text.URL("url", "The web site", got, tt.http)
				checkText(t, again, err, got, "", "url")
			}
		})
	}
}

func checkText(t *testing.T, got string, err error, want, refused, field string) {
	t.Helper()
	if refused == "" {
		if err != nil || got != want {
			t.Errorf("got %q, %v; want %q", got, err, want)
		}
		return
	}
	fields := fault.Fields(err)
	if len(fields) != 1 || fields[0].Field != field || fields[0].Kind != fault.Invalid {
		t.Fatalf("got %q, %v; want a fault about %s", got, err, field)
	}
	if !strings.Contains(fields[0].Text, refused) {
		t.Errorf("the fault says %q; want it to speak of %q", fields[0].Text, refused)
	}
}
