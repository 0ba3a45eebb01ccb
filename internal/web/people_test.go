package web

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

func TestReadPeople(t *testing.T) {
	for _, c := range []struct{ line, email, name string }{
		{"ada@school.example", "ada@school.example", ""},
		{"ada@school.example, Ada Lovelace", "ada@school.example", "Ada Lovelace"},
		{"ada@school.example;Ada Lovelace", "ada@school.example", "Ada Lovelace"},
		{"ada@school.example\tAda Lovelace", "ada@school.example", "Ada Lovelace"},
		{"Ada Lovelace\tada@school.example", "ada@school.example", "Ada Lovelace"},
		{"Ada Lovelace, ada@school.example", "ada@school.example", "Ada Lovelace"},
		{"Ada Lovelace <ada@school.example>", "ada@school.example", "Ada Lovelace"},
		{`"Lovelace, Ada" <ada@school.example>,`, "ada@school.example", "Lovelace, Ada"},
		{`ada@school.example,"Lovelace, Ada"`, "ada@school.example", "Lovelace, Ada"},
		{`ada@school.example,"Ada ""Countess"" Lovelace"`, "ada@school.example", `Ada "Countess" Lovelace`},
		{"ada@school.example, Lovelace, Ada", "ada@school.example", "Lovelace, Ada"},
		{"<ada@school.example>", "ada@school.example", ""},
		{"laila@school.example\tليلى حداد", "laila@school.example", "ليلى حداد"},
	} {
		p, err := readPeople(c.line)
		if err != nil || len(p.Ready) != 1 || len(p.Lost) != 0 {
			t.Errorf("%q: %+v, %v", c.line, p, err)
			continue
		}
		if got := p.Ready[0]; got.Email != c.email || got.Name != c.name {
			t.Errorf("%q is %q, %q; want %q, %q", c.line, got.Email, got.Name, c.email, c.name)
		}
	}
}

// Every line that names nobody is named with its number and a reason.
func TestReadPeopleLost(t *testing.T) {
	list := "Email;Name\r\n\r\nada@school.example;Ada\r\nno address\r\na@x.example, b@x.example\r\nAda <ada@school.example\r\nbad@, Bad\r\nAda\u202e, eve@school.example\r\n"
	p, err := readPeople(list)
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, l := range p.Lost {
		lines = append(lines, l.Line)
		if l.Why == "" || !strings.Contains(list, l.Text) {
			t.Errorf("line %d: %q, %q", l.Line, l.Text, l.Why)
		}
	}
	if !slices.Equal(lines, []int{4, 5, 6, 7, 8}) || len(p.Ready) != 1 || p.Ready[0].Line != 3 {
		t.Errorf("lost %v, ready %v", lines, p.Ready)
	}
}

func TestReadPeopleTwice(t *testing.T) {
	p, err := readPeople("ada@school.example, Ada\nADA@School.Example, Ada again\ngrace@school.example\nada@school.example")
	if err != nil || len(p.Ready) != 2 || len(p.Twice) != 2 {
		t.Fatalf("%+v, %v", p, err)
	}
	if p.Ready[0].Name != "Ada" || p.Twice[0].Line != 2 || p.Twice[1].Line != 4 {
		t.Errorf("%+v", p)
	}
}

func TestReadPeopleLimits(t *testing.T) {
	lines := make([]string, maxPeople+1)
	for i := range lines {
		lines[i] = fmt.Sprintf("p%d@school.example", i)
	}
	if p, err := readPeople(strings.Join(lines[:maxPeople], "\n")); err != nil || len(p.Ready) != maxPeople {
		t.Errorf("%d people: %v", maxPeople, err)
	}
	if _, err := readPeople(strings.Join(lines, "\n")); err == nil {
		t.Errorf("%d people were read", maxPeople+1)
	}
	for _, list := range []string{"", " \n\t\r\n", "Email, Name"} {
		if _, err := readPeople(list); err == nil {
			t.Errorf("%q names somebody", list)
		}
	}
}

// What was not awarded can be sent again as it is.
func TestLineOf(t *testing.T) {
	for _, p := range []recipient{
		{Email: "ada@school.example"},
		{Email: "ada@school.example", Name: "Ada Lovelace"},
		{Email: "ada@school.example", Name: `Lovelace; "Ada", Countess`},
	} {
		got, err := readPeople(lineOf(p))
		if err != nil || len(got.Ready) != 1 || got.Ready[0].Email != p.Email || got.Ready[0].Name != p.Name {
			t.Errorf("%+v was written as %q and read as %+v, %v", p, lineOf(p), got, err)
		}
	}
}

// FuzzReadPeople reads any list: every line that is not empty is accounted for,
// and everyone who is ready can be awarded.
func FuzzReadPeople(f *testing.F) {
	for _, s := range []string{
		"ada@school.example, Ada", "Ada <ada@school.example>", "a@b.example;\"x\"\"y\"\n\x00", "\ufeffada@school.example\n",
		"Email,Name\na@b.example,=HYPERLINK(1)", "<<>>@", "\"", "a@b.example\t\t\t", strings.Repeat(",", 3000),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, list string) {
		p, err := readPeople(list)
		if err != nil {
			return
		}
		lines := 0
		for _, l := range strings.FieldsFunc(list, func(c rune) bool { return c == '\n' || c == '\r' }) {
			if strings.TrimSpace(l) != "" {
				lines++
			}
		}
		if n := len(p.Ready) + len(p.Lost) + len(p.Twice); n > lines || n > maxPeople {
			t.Errorf("%d lines became %d people", lines, n)
		}
		for _, r := range p.Ready {
			if !strings.Contains(r.Email, "@") || r.Key == "" || r.Line < 1 {
				t.Errorf("%q: %+v is ready", list, r)
			}
		}
		for _, l := range p.Lost {
			if l.Why == "" {
				t.Errorf("%q: line %d is lost for no reason", list, l.Line)
			}
		}
	})
}
