// Package lint says where documents depart from a standard: what packages ob2 and
// ob3 have in common.
package lint

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// A Finding is one place where a document departs from the standard.
type Finding struct {
	Path string // where, as a JSON pointer: /credentialSubject/achievement/name
	Text string // what is wrong and what to do, as a sentence
	Cite string // the rule: OB 3.0 Criteria

	// Warning: readers take it as it is, but it should be better. Lint and
	// Prepare never warn; what we issue has no excuse.
	Warning bool

	// Mild: the standard is broken, so whoever goes by its letter refuses the document.
	// What it says is in no doubt, so others may take this for a warning.
	Mild bool
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

// Grave returns the findings that are neither warnings nor mild.
func Grave(findings []Finding) []Finding {
	return slices.DeleteFunc(Errors(findings), func(f Finding) bool { return f.Mild })
}

// A Place is somewhere in a document: a list from the inside outwards, so that
// the text is made only where something is found. The document itself is nil.
type Place struct {
	parent *Place
	name   string
	index  int // of an array, if name is empty
}

// Member returns the place of a member of the object at p.
func (p *Place) Member(name string) *Place { return &Place{parent: p, name: name} }

// Item returns the place of an item of the array at p.
func (p *Place) Item(i int) *Place { return &Place{parent: p, index: i} }

// String writes the place as RFC 6901 has it.
func (p *Place) String() string {
	if p == nil {
		return ""
	}
	if p.name == "" {
		return p.parent.String() + "/" + strconv.Itoa(p.index)
	}
	return p.parent.String() + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(p.name)
}

// maxFindings bounds what is said about one document.
const maxFindings = 100

// Notes collects what is found in one document.
type Notes struct {
	// Issuing: the document is ours, about to be served or signed. Then
	// recommendations are rules, and nothing is only a warning.
	Issuing  bool
	Findings []Finding
}

// Add notes a departure from the standard.
func (n *Notes) Add(at *Place, cite, text string, args ...any) {
	n.note(at, Finding{Cite: cite}, text, args...)
}

// AddMild notes a departure that leaves no doubt about what the document says.
func (n *Notes) AddMild(at *Place, cite, text string, args ...any) {
	n.note(at, Finding{Cite: cite, Mild: true}, text, args...)
}

// Warn notes what readers put up with. Of what we issue it is a departure like any
// other.
func (n *Notes) Warn(at *Place, cite, text string, args ...any) {
	n.note(at, Finding{Cite: cite, Warning: !n.Issuing}, text, args...)
}

func (n *Notes) note(at *Place, f Finding, text string, args ...any) {
	if len(n.Findings) < maxFindings {
		f.Path, f.Text = at.String(), fmt.Sprintf(text, args...)
		n.Findings = append(n.Findings, f)
	}
}
