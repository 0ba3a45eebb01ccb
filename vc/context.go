package vc

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"blazon/clr2"
	"blazon/jsonld"
	"blazon/ob3"
)

// checkContext answers what can be said about the contexts before any work is
// spent on the document. Whether every term is defined turns out when the
// statements are made; see checkTerms. It reports whether that is worth doing.
//
// OB 3.0 B.1.1 and VCDM 2.0 4.3: which contexts, in which order.
func (j *judgement) checkContext() bool {
	c := j.cred
	urls, code, text := contextsOf(c.doc, j.Processor)
	if code != "" {
		j.report.fail(CheckContext, code, text)
		return false
	}
	if len(urls) == 0 || urls[0] != ob3.ContextVC && urls[0] != ob3.ContextVC1 {
		j.report.fail(CheckContext, ContextNotAllowed, "The first context is not that of Verifiable Credentials, "+ob3.ContextVC+".")
		return false
	}
	if text := c.secondContext(urls); text != "" {
		j.report.fail(CheckContext, ContextNotAllowed, text)
		return false
	}
	// Where the proof is of statements, what is said of one id in several places is looked
	// for when it is verified; see exchangeable. Of tokens each letter is signed.
	eachIsOne := !j.strict() && c.token == nil
	if s := cmp.Or(misshapen(c.doc, eachIsOne), misplaced(c), disguised(c.doc, j.Processor.Contexts, 0)); s != "" {
		j.report.fail(CheckContext, TermUndefined, "The text could be read in two ways: "+s+".")
		return false
	}
	old := c.outdated(urls)
	switch {
	case old && !j.strict():
		j.report.set(Check{
			Name: CheckContext, Result: Warning, Text: "Every word in it is defined, by older editions of the standards' contexts.",
			Remedy: "Issue new badges with " + ob3.ContextVC + " and " + ob3.ContextOB + ".",
		})
	case old:
		j.report.pass(CheckContext, "Every word in it is defined, by older editions of the standards' contexts.")
	default:
		j.report.pass(CheckContext, "Every word in it is defined by the standards it names.")
	}
	j.report.detail(CheckContext, "contexts", strings.Join(urls, " "))
	j.tellTexts(c.doc)
	return true
}

// tellTexts says which of the contexts that doc names anywhere are not in the text
// that their publishers give them: those that Blazon has in words of its own, and
// those that were given by whoever runs it. On the latter the verdict depends, so
// it is said in a note.
func (j *judgement) tellTexts(doc *jsonld.Value) {
	by := make(map[jsonld.Source][]string)
	for _, url := range named(doc) {
		source, digest := j.Processor.Contexts.Source(url)
		by[source] = append(by[source], url+" (SHA-256 "+digest+")")
		if source == jsonld.Given {
			j.session.depends(url, digest)
		}
	}
	j.report.detail(CheckContext, "ownTexts", strings.Join(by[jsonld.Own], ", "))
	j.report.detail(CheckContext, "givenTexts", strings.Join(by[jsonld.Given], ", "))
	if c := j.report.Check(CheckContext); len(by[jsonld.Given]) > 0 && c.Result == Pass {
		c.Text = "Every word in it is defined by the contexts it names, and not all of these are of standards: whoever runs this program gave some."
		j.report.set(c)
	}
}

// named returns the contexts that v names anywhere, in order, each once.
func named(v *jsonld.Value) []string {
	var found []string
	addNamed(v, make(map[string]bool), &found)
	return found
}

func addNamed(v *jsonld.Value, seen map[string]bool, found *[]string) {
	for _, item := range v.Items() {
		if item.Kind() == jsonld.Array {
			addNamed(item, seen, found)
		}
		for _, m := range item.Members() {
			if m.Name != "@context" {
				addNamed(m.Value, seen, found)
				continue
			}
			for _, url := range texts(m.Value) {
				if !seen[url] {
					seen[url] = true
					*found = append(*found, url)
				}
			}
		}
	}
}

// depends notes that a verdict depends on a context that was given.
func (s *session) depends(url, digest string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	note := fmt.Sprintf("Some of its words mean what a text says that does not come with this program but was given by whoever runs it: the context %.200s, in a text with the SHA-256 %s.", url, digest)
	if !slices.Contains(s.given, note) {
		s.given = append(s.given, note)
	}
}

// tell adds to a report what the verdict on it, and on all that was judged with it,
// depends on.
func (s *session) tell(r *Report) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, note := range s.given {
		if !slices.Contains(r.Notes, note) {
			r.note(note)
		}
	}
}

// secondContext says what is wrong with the context behind the first, which names
// the standard.
func (c *credential) secondContext(urls []string) string {
	second := ""
	if len(urls) > 1 {
		second = urls[1]
	}
	switch {
	case c.kind == kindRecord && !clr2.IsContext(second):
		return "The second context is not that of the Comprehensive Learner Record, " + clr2.Context + "."
	case (c.kind == kindBadge || c.kind == kindEndorsement) && !isBadgeContext(second):
		return "The second context is not that of Open Badges 3.0, " + ob3.ContextOB + "."
	}
	return ""
}

// outdated reports whether the contexts that the standard gives are older ones.
func (c *credential) outdated(urls []string) bool {
	switch c.kind {
	case kindRecord:
		return urls[0] != ob3.ContextVC || urls[1] != clr2.Context
	case kindBadge, kindEndorsement:
		return urls[0] != ob3.ContextVC || urls[1] != ob3.ContextOB
	}
	return false
}

// contextsOf returns the contexts of a document, all of which must be known by
// their exact URL.
func contextsOf(doc *jsonld.Value, p *jsonld.Processor) (urls []string, code, text string) {
	for _, item := range doc.Get("@context").Items() {
		switch {
		case item.Kind() == jsonld.Object && p.InlineContexts:
		case !item.IsString():
			return nil, ContextNotAllowed, "It defines words itself instead of naming a context that is known here."
		case !p.Contexts.Has(item.Str()):
			return nil, ContextNotAllowed, fmt.Sprintf("The context %.200q is not known here, and contexts are never fetched: whoever serves one could change what the badge says.", item.Str())
		default:
			urls = append(urls, item.Str())
		}
	}
	return urls, "", ""
}

// isBadgeContext reports whether a URL is that of some edition of the context of
// Open Badges 3.0.
func isBadgeContext(url string) bool {
	return strings.HasPrefix(url, "https://purl.imsglobal.org/spec/ob/v3p0/context")
}

// checkTerms turns the whole document into statements only to see whether every
// term has a meaning. A proof that was verified has shown that already for what
// it covers. Where no statements are signed, credentials within it with contexts of their
// own are of these alone, and may be of another edition of the standard.
func (j *judgement) checkTerms(ctx context.Context) bool {
	if ctx.Err() != nil {
		j.report.unknown(CheckContext, LimitExceeded, outOfTime)
		return false
	}
	docs := []*jsonld.Value{j.cred.doc}
	if j.cred.kind != kindPresentation || j.cred.isSignedText() {
		rest, within := apart(j.cred.doc, 0)
		docs = append(within, rest)
	}
	for _, doc := range docs {
		// What a proof says of itself is looked at where that is verified. Over the letters it
		// needs no context for its words, which those of 1.1 may lack (VC Data Integrity 2.4.1).
		// 1EdTech's validator wants one.
		if j.strict() {
			doc = doc.Without("proof")
		}
		_, err := j.Processor.ToRDF(ctx, doc)
		if err != nil && termCode(err) == "" {
			j.report.unknown(CheckContext, "", "It could not be found out whether every word in it is defined.")
			j.report.detail(CheckContext, "cause", cause(err))
			return false
		}
		if !j.termError(err) {
			return false
		}
	}
	return true
}

// isSignedText reports whether a credential or presentation is signed letter by letter,
// and not for what it says.
func (c *credential) isSignedText() bool {
	proofs := c.doc.Get("proof").Items()
	return c.token != nil || len(proofs) > 0 && !slices.ContainsFunc(proofs, func(p *jsonld.Value) bool {
		return !isOverText(p)
	})
}

// apart takes the credentials that have contexts of their own out of what stands in v,
// however deep, and returns what is left, and them.
func apart(v *jsonld.Value, depth int) (rest *jsonld.Value, within []*jsonld.Value) {
	if depth > maxDepth {
		return v, nil
	}
	members, changed := make([]jsonld.Member, 0, len(v.Members())), false
	for _, m := range v.Members() {
		if m.Name == "@context" {
			members = append(members, m)
			continue
		}
		value, inner := apartIn(m.Value, depth+1)
		within, changed = append(within, inner...), changed || value != m.Value
		if value != nil {
			members = append(members, jsonld.Member{Name: m.Name, Value: value})
		}
	}
	if !changed {
		return v, within
	}
	return jsonld.NewObject(members...), within
}

// apartIn is apart of the value of a member, of which nothing may be left.
func apartIn(v *jsonld.Value, depth int) (rest *jsonld.Value, within []*jsonld.Value) {
	kept, changed := make([]*jsonld.Value, 0, len(v.Items())), false
	for _, item := range v.Items() {
		left, inner := apart(item, depth)
		within, changed = append(within, inner...), changed || left != item
		if isCredential(item) && item.Get("@context") != nil {
			within, changed = append(within, left), true
			continue
		}
		kept = append(kept, left)
	}
	switch {
	case !changed:
		return v, within
	case len(kept) == 0:
		return nil, within
	case v.Kind() == jsonld.Array:
		return jsonld.NewArray(kept...), within
	}
	return kept[0], within
}

// termError answers the check context if err is about the meaning of the
// document, and reports whether there is nothing to object to.
func (j *judgement) termError(err error) bool {
	code := termCode(err)
	if code == "" {
		return true
	}
	text := sentence(code, err)
	if other := new(jsonld.Error); errors.As(err, &other) && other.Code == redefinition {
		text = "Two of its contexts give a word different meanings, which the first of them forbids, so nobody can say what it means."
	}
	if term := new(jsonld.TermError); errors.As(err, &term) && j.cred.isSignedText() && !term.Disguised {
		// The signature covers every letter of it.
		text = fmt.Sprintf("%.100q at %.200s has no meaning in the contexts that the badge names, so nobody can say what its issuer signed.", term.Term, place(term.Pointer))
	}
	j.report.fail(CheckContext, code, text)
	if code == LimitExceeded {
		j.report.unknown(CheckContext, code, text)
	}
	j.report.detail(CheckContext, "cause", cause(err))
	return false
}

// redefinition is the error of JSON-LD for a context that gives a word another
// meaning, where an earlier one protects it.
const redefinition = "protected term redefinition"

// termCode is the code of an error of package jsonld about a document that was
// parsed; empty for other errors.
func termCode(err error) string {
	var (
		term    *jsonld.TermError
		unknown *jsonld.ContextError
		limit   *jsonld.LimitError
		other   *jsonld.Error
	)
	switch {
	case errors.As(err, &other) && other.Code == redefinition:
		return ContextNotAllowed
	case errors.As(err, &term), errors.As(err, &other):
		return TermUndefined
	case errors.As(err, &unknown):
		return ContextNotAllowed
	case errors.As(err, &limit):
		return LimitExceeded
	}
	return ""
}
