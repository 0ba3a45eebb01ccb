package web

import (
	"errors"
	"strings"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/text"
)

// lineEnds makes the ends of lines alike.
var lineEnds = strings.NewReplacer("\r\n", "\n", "\r", "\n")

// maxPeople is how many people a list may hold.
const maxPeople = 500

// A recipient is one line of a list of people.
type recipient struct {
	Line        int // from 1
	Email, Name string
	Key         string // alike for addresses that are the same mailbox
}

// A lostLine is a line of a list that names nobody, and why.
type lostLine struct {
	Line      int
	Text, Why string
}

// people is what a list of people says.
type people struct {
	Ready []recipient
	Lost  []lostLine
	// Twice are lines whose address is on an earlier one.
	Twice []recipient
}

// readPeople reads a list with a person on each line: an address and a name in
// either order with a comma, a semicolon or a tab between, an address alone, or
// Name <address>. Empty lines and a heading are passed over. The error is about
// the list as a whole.
func readPeople(list string) (people, error) {
	var p people
	seen := make(map[string]bool)
	for i, line := range strings.Split(lineEnds.Replace(list), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || isHeading(line) && len(p.Ready)+len(p.Lost) == 0 {
			continue
		}
		if len(p.Ready)+len(p.Lost)+len(p.Twice) == maxPeople {
			return people{}, fault.Field("list", "There are more than %d people on the list. Award the first %d now and the others after that.", maxPeople, maxPeople)
		}
		who, err := readPerson(line)
		who.Line = i + 1
		switch {
		case err != nil:
			p.Lost = append(p.Lost, lostLine{Line: i + 1, Text: line, Why: reasons(err)})
		case seen[who.Key]:
			p.Twice = append(p.Twice, who)
		default:
			seen[who.Key] = true
			p.Ready = append(p.Ready, who)
		}
	}
	if len(p.Ready)+len(p.Lost) == 0 {
		return people{}, fault.Field("list", "There is nobody on the list. Write one person on each line, such as: ada@school.example, Ada Lovelace.")
	}
	return p, nil
}

// isHeading reports whether a line names columns, as the first line of a table
// that was copied does.
func isHeading(line string) bool {
	line = strings.ToLower(line)
	return !strings.Contains(line, "@") && strings.Contains(line, "mail") && strings.ContainsAny(line, ",;\t")
}

// readPerson reads one line.
func readPerson(line string) (recipient, error) {
	email, name, err := partsOf(line)
	if err != nil {
		return recipient{}, err
	}
	addr, err1 := account.ParseAddress("list", email)
	name, err2 := text.Rule{Field: "list", Label: "The name", Max: maxNameOnList}.Check(name)
	return recipient{Email: addr.String(), Name: name, Key: addr.Key()}, fault.Join(err1, err2)
}

// maxNameOnList is how long a name on a badge may be.
const maxNameOnList = 200

// partsOf parts a line into an address and a name.
func partsOf(line string) (email, name string, err error) {
	if before, rest, ok := strings.Cut(line, "<"); ok {
		inside, after, closed := strings.Cut(rest, ">")
		if !closed || strings.Trim(after, " ,;\t") != "" || strings.Contains(before, "@") {
			return "", "", fault.New(fault.Invalid, "The address is not closed, or something stands behind it. Write it as: Ada Lovelace <ada@school.example>.")
		}
		return inside, unquote(before), nil
	}
	var names []string
	for _, field := range fieldsOf(line) {
		switch {
		case !strings.Contains(field, "@"):
			if field != "" {
				names = append(names, field)
			}
		case email != "":
			return "", "", fault.New(fault.Invalid, "There are two addresses on this line. Write each person on a line of their own.")
		default:
			email = field
		}
	}
	if email == "" {
		return "", "", fault.New(fault.Invalid, "There is no email address on this line. Add one with an @.")
	}
	return email, strings.Join(names, ", "), nil
}

// fieldsOf parts a line at its tabs, or else its semicolons, or else its commas,
// except inside quotation marks.
func fieldsOf(line string) []string {
	var fields []string
	for _, comma := range "\t;," {
		quoted := false
		fields = strings.FieldsFunc(line, func(c rune) bool {
			if c == '"' {
				quoted = !quoted
			}
			return c == comma && !quoted
		})
		if len(fields) > 1 {
			break
		}
	}
	for i := range fields {
		fields[i] = unquote(fields[i])
	}
	return fields
}

// unquote takes the quotation marks from around s.
func unquote(s string) string {
	s = strings.TrimSpace(s)
	if len(s) > 1 && s[0] == '"' && s[len(s)-1] == '"' {
		s = strings.TrimSpace(strings.ReplaceAll(s[1:len(s)-1], `""`, `"`))
	}
	return s
}

// reasons is all that is wrong with a line, for people.
func reasons(err error) string {
	var all []string
	for _, e := range fault.All(err) {
		all = append(all, e.Text)
	}
	if len(all) == 0 && errors.Unwrap(err) == nil {
		_, text := fault.Public(err)
		return text
	}
	return strings.Join(all, " ")
}
