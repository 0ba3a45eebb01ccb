package mail_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"blazon/internal/mail"
)

const source = `{{define "hello.subject"}} Hello
  {{.Name}} {{end}}
{{define "hello.text"}}
Hello {{.Name}}!
{{end}}
{{define "hello.html"}}<p>Hello <a href="{{.Link}}">{{.Name}}</a></p>{{end}}`

type hello struct{ Name, Link string }

// What goes into HTML is escaped, and into a subject on one line.
func TestLetters(t *testing.T) {
	l := mail.MustLetters("en", source)
	m, err := l.Write(mail.Message{To: "ada@school.example", MessageID: "1@school.example"}, "hello", hello{"<b>Ada\n</b>", "javascript:alert(1)"})
	if err != nil {
		t.Fatal(err)
	}
	if m.Subject != "Hello <b>Ada </b>" || m.Text != "Hello <b>Ada\n</b>!\n" || m.To != "ada@school.example" {
		t.Errorf("wrote %+v", m)
	}
	if strings.Contains(m.HTML, "<b>") || strings.Contains(m.HTML, "javascript:") || !strings.Contains(m.HTML, `lang="en"`) || !strings.Contains(m.HTML, "&lt;b&gt;Ada") {
		t.Errorf("HTML: %s", m.HTML)
	}
	if err := m.Check(); err != nil {
		t.Error(err)
	}
	m, err = l.Write(mail.Message{To: "ada@school.example", MessageID: "1@school.example"}, "hello", hello{Name: strings.Repeat("語", 1000)})
	if err != nil || m.Check() != nil {
		t.Errorf("a long subject: %v, %v", err, m.Check())
	}
	for _, bad := range []struct {
		name string
		data any
	}{{"nothing", hello{}}, {"hello", map[string]string{}}} {
		if m, err := l.Write(mail.Message{}, bad.name, bad.data); err == nil {
			t.Errorf("wrote %+v", m)
		}
	}
}

func TestFit(t *testing.T) {
	for _, s := range []string{"", "Ada", "Ada Lovelace and more", "語語語語語語", "a 語語語語"} {
		for limit := 3; limit < 30; limit++ {
			got := mail.Fit(s, limit)
			if len(got) > limit || !utf8.ValidString(got) || len(s) <= limit && got != s || len(s) > limit && !strings.HasSuffix(got, "…") {
				t.Errorf("Fit(%q, %d) = %q", s, limit, got)
			}
		}
	}
}
