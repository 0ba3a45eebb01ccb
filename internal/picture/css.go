package picture

import (
	"cmp"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"blazon/internal/fault"
)

// What style sheets may consist of.
const (
	maxSelectors = 4000
	maxMatches   = 1_000_000 // rules and declarations that are looked at for all elements
	maxClasses   = 32        // of one element
)

// A sheet is what the style sheets of an SVG say: rules with simple selectors.
// It lives only while a picture is read; what is kept has attributes instead.
type sheet struct {
	rules map[string][]rule // by the id, class or element that they need
	count int
}

// A rule is one selector and what it declares.
type rule struct {
	element, id string
	classes     []string
	weight      int // specificity
	order       int
	says        []declaration
}

type declaration struct {
	name, value string
	important   bool
}

// A scanner reads CSS by characters.
type scanner struct {
	text string
	line int
}

// styleFault is a fault of a style sheet.
func styleFault(line int, what string, args ...any) error {
	return fault.Field("image", "The style sheet in line %d of the SVG has %s, which we do not read. Save it with presentation attributes instead (Illustrator: Export As > SVG > Styling: Presentation Attributes; Inkscape: Plain SVG), or as PNG.", line, fmt.Sprintf(what, args...))
}

// errOpen says that something does not end.
var errOpen = errors.New("a style sheet does not end where it should")

// next returns the text before the first of stops and takes both. Comments are
// left out; strings and what is in parentheses are passed over.
func (s *scanner) next(stops string) (text string, stop byte, err error) {
	var out strings.Builder
	depth := 0
	for i := 0; i < len(s.text); i++ {
		c := s.text[i]
		switch {
		case c == '\n':
			s.line++
		case strings.HasPrefix(s.text[i:], "/*"):
			end := strings.Index(s.text[i+2:], "*/")
			if end < 0 {
				return "", 0, errOpen
			}
			s.line += strings.Count(s.text[i:i+2+end], "\n")
			i += 2 + end + 1
			c = ' '
		case c == '"' || c == '\'':
			end := strings.IndexByte(s.text[i+1:], c)
			if end < 0 || strings.ContainsAny(s.text[i+1:i+1+end], "\n\\") {
				return "", 0, errOpen
			}
			out.WriteString(s.text[i : i+1+end])
			i += end + 1
		case c == '(':
			depth++
		case c == ')':
			depth--
		case depth <= 0 && strings.IndexByte(stops, c) >= 0:
			s.text = s.text[i+1:]
			return strings.TrimSpace(out.String()), c, nil
		}
		out.WriteByte(c)
	}
	s.text = ""
	return strings.TrimSpace(out.String()), 0, nil
}

// read adds the rules of a style element that begins in a line of the file.
func (s *sheet) read(text string, line int) error {
	text = strings.NewReplacer("<!--", "    ", "-->", "   ").Replace(text)
	in := &scanner{text: text, line: line}
	for {
		head, stop, err := in.next("{};")
		switch {
		case err != nil:
			return styleFault(in.line, "something that does not end")
		case head == "" && stop == 0:
			return nil
		case head == "" && stop == ';':
			continue
		case strings.HasPrefix(head, "@"):
			err = in.at(head, stop)
		case stop != '{':
			err = styleFault(in.line, "something that is no rule")
		default:
			err = s.rule(in, head)
		}
		if err != nil {
			return err
		}
	}
}

// at passes over a rule that does not paint, and refuses one that may.
func (s *scanner) at(head string, stop byte) error {
	word := strings.ToLower(strings.Fields(head)[0])
	line := s.line
	switch word {
	case "@charset", "@namespace":
		if stop == ';' {
			return nil
		}
	case "@font-face": // says nothing when there are no letters
		if stop != '{' {
			break
		}
		if _, stop, err := s.next("{}"); err == nil && stop == '}' {
			return nil
		}
	}
	if !atForm.MatchString(word) {
		word = "@"
	}
	return styleFault(line, "the rule %s", word)
}

var (
	atForm       = regexp.MustCompile(`^@[a-z-]{1,30}$`)
	compoundForm = regexp.MustCompile(`^(\*|[A-Za-z][A-Za-z0-9]*)?((?:[.#][\pL\pN_-]+)*)$`)
	partForm     = regexp.MustCompile(`[.#][\pL\pN_-]+`)
	// momentary are states that a picture is never in.
	momentary = regexp.MustCompile(`^[\pL\pN_.#*-]*:(hover|focus|active|visited|focus-visible)$`)
)

// rule adds one rule, of which the block is next.
func (s *sheet) rule(in *scanner, head string) error {
	line := in.line
	block, stop, err := in.next("{}")
	if err != nil || stop != '}' {
		return styleFault(line, "a rule within a rule, or one that does not end")
	}
	says, err := declarations(block)
	if err != nil {
		return styleFault(line, "%s", err)
	}
	for selector := range strings.SplitSeq(head, ",") {
		selector = strings.TrimSpace(selector)
		if momentary.MatchString(selector) {
			continue
		}
		m := compoundForm.FindStringSubmatch(selector)
		if m == nil || selector == "" {
			return styleFault(line, "a selector other than of elements, .classes and #ids")
		}
		if s.count++; s.count > maxSelectors {
			return tooLarge(fmt.Errorf("more than %d selectors", maxSelectors))
		}
		s.add(m[1], partForm.FindAllString(m[2], -1), says)
	}
	return nil
}

func (s *sheet) add(element string, parts []string, says []declaration) {
	r := rule{order: s.count, says: says}
	key := "*"
	if element != "" && element != "*" {
		r.element, r.weight, key = element, 1, element
	}
	for _, p := range parts {
		if p[0] == '#' {
			if r.id != "" && r.id != p[1:] {
				return // nothing has two ids
			}
			r.id = p[1:]
			r.weight += 10_000
			continue
		}
		r.classes = append(r.classes, p[1:])
		r.weight += 100
		key = p
	}
	if r.id != "" {
		key = "#" + r.id
	}
	if s.rules == nil {
		s.rules = make(map[string][]rule)
	}
	s.rules[key] = append(s.rules[key], r)
}

// declarations reads what is in braces or in a style attribute. What is said of
// other things than painting is left out.
func declarations(text string) ([]declaration, error) {
	in := &scanner{text: text}
	var out []declaration
	for in.text != "" {
		one, _, err := in.next(";")
		if err != nil {
			return nil, err
		}
		name, value, _ := strings.Cut(one, ":")
		name, value = strings.ToLower(strings.TrimSpace(name)), strings.TrimSpace(value)
		if strings.Contains(name, `\`) {
			return nil, errors.New(`an escape (\) in a name`)
		}
		if places[name] {
			if value == "none" || value == "auto" || name == "transform" && value == "" {
				continue
			}
			name, value = styledPlace, name
		}
		if name != styledPlace && !slices.Contains(styled, name) && hints[name] == nil {
			continue
		}
		if strings.Contains(value, `\`) {
			return nil, errors.New(`an escape (\) in a value`)
		}
		d := declaration{name: name, value: value}
		if rest, ok := cutImportant(value); ok {
			d.value, d.important = rest, true
		}
		out = append(out, d)
	}
	return out, nil
}

func cutImportant(value string) (string, bool) {
	rest, word, ok := cutLast(value, "!")
	if !ok || !strings.EqualFold(strings.TrimSpace(word), "important") {
		return value, false
	}
	return strings.TrimSpace(rest), true
}

func cutLast(s, sep string) (before, after string, found bool) {
	if i := strings.LastIndex(s, sep); i >= 0 {
		return s[:i], s[i+len(sep):], true
	}
	return s, "", false
}

// matching returns the rules for an element, those that count least first.
func (s *sheet) matching(n *node, looked *int) []rule {
	if s.count == 0 {
		return nil
	}
	var out []rule
	keys := []string{"*", n.raw.element}
	if n.raw.id != "" {
		keys = append(keys, "#"+n.raw.id)
	}
	for _, c := range n.raw.classes {
		keys = append(keys, "."+c)
	}
	slices.Sort(keys)
	for _, k := range slices.Compact(keys) {
		if *looked += len(s.rules[k]); *looked > maxMatches {
			return nil
		}
		for _, r := range s.rules[k] {
			if (r.element == "" || r.element == n.raw.element) && (r.id == "" || r.id == n.raw.id) &&
				!slices.ContainsFunc(r.classes, func(c string) bool { return !slices.Contains(n.raw.classes, c) }) {
				out = append(out, r)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b rule) int { return cmp.Or(a.weight-b.weight, a.order-b.order) })
	return out
}

// apply gives an element what the sheets and its style attribute say of it:
// in the order of the cascade, what is important last.
func (s *sheet) apply(n *node, looked *int) error {
	var all []declaration
	for _, r := range s.matching(n, looked) {
		if *looked += len(r.says); *looked > maxMatches {
			break
		}
		all = append(all, r.says...)
	}
	if *looked > maxMatches {
		return tooLarge(fmt.Errorf("more than %d rules and declarations to be looked at", maxMatches))
	}
	own, err := declarations(n.raw.style)
	if err != nil {
		return styleFault(n.line, "%s", err)
	}
	all = append(all, own...)
	for _, important := range []bool{false, true} {
		for _, d := range all {
			if d.important == important {
				n.accept(d.name, d.value)
			}
		}
	}
	return nil
}
