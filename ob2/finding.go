package ob2

import (
	"slices"
	"strconv"
	"strings"
)

// A Finding is one place where a badge departs from the standard.
type Finding struct {
	Path string // where, as a JSON pointer: /badge/criteria
	Text string // what is wrong and what to do, as a sentence
	Cite string // the rule: OB 2.0 Criteria

	// Warning: readers take it as it is, but it should be better. Lint and
	// Prepare never warn; what we issue has no excuse.
	Warning bool
}

// String returns path, text and rule on one line.
func (f Finding) String() string {
	path := f.Path
	if path == "" {
		path = "/"
	}
	return path + ": " + f.Text + " (" + f.Cite + ")"
}

// Errors returns the findings that are no mere warnings.
func Errors(findings []Finding) []Finding {
	return slices.DeleteFunc(slices.Clone(findings), func(f Finding) bool { return f.Warning })
}

// A pointer is a place in a document: a list from the inside outwards, so that
// the text is made only where something is found.
type pointer struct {
	parent *pointer
	name   string
	index  int // of an array, if name is empty
}

func (p *pointer) member(name string) *pointer { return &pointer{parent: p, name: name} }
func (p *pointer) item(i int) *pointer         { return &pointer{parent: p, index: i} }

// String writes the place as RFC 6901 has it.
func (p *pointer) String() string {
	if p == nil {
		return ""
	}
	if p.name == "" {
		return p.parent.String() + "/" + strconv.Itoa(p.index)
	}
	return p.parent.String() + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(p.name)
}
