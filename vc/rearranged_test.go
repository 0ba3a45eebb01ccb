package vc_test

import (
	"encoding/json"
	"math/rand"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"blazon/clr2"
	"blazon/jsonld"
	"blazon/ob3"
	"blazon/vc"
)

// FuzzRearranged writes the statements of signed texts in other ways: a text with the same
// statements that is valid says in the issuer's words what it said there, no more and no
// less, and is told so.
func FuzzRearranged(f *testing.F) {
	for seed := range int64(400) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed int64) {
		s := world(t, evil, profile(t, evil, ed(9).Public(), ""), list, sealed(t, published(t, uni, "revocation", 8)))
		d := &drawer{rand.New(rand.NewSource(seed)), t}
		doc, ok := d.genuine()
		if !ok {
			return
		}
		before := judge(t, s, doc)
		if before.Verdict == vc.Invalid {
			return
		}
		was, summary, original := facts(value(t, doc)), summaries(t, before), d.parse(doc)
		for range 20 {
			other := d.text(d.rearranged(original))
			after := judge(t, s, other)
			v := value(t, other)
			if after.Verdict != vc.Valid || strings.HasPrefix(v.Get("id").Str(), "data:") { // a token, with whatever around it
				continue
			}
			changed := difference(was, facts(v))
			if before.Summary.Name != "" {
				// Of what was open in the original nothing was told.
				told := summaries(t, after)
				for f := range told {
					if id, _, _ := strings.Cut(f, " told "); !summary[id+" told id "+strconv.Quote(id)] {
						delete(told, f)
					}
				}
				changed = append(changed, difference(summary, told)...)
			}
			if len(changed) > 0 {
				t.Fatalf("%q\nof a text that is %s\n%s\nwritten as\n%s", changed, before.Verdict, doc, other)
			}
		}
	})
}

// difference is what only one of two has.
func difference(a, b map[string]bool) []string {
	var out []string
	for f := range a {
		if !b[f] {
			out = append(out, "- "+f)
		}
	}
	for f := range b {
		if !a[f] {
			out = append(out, "+ "+f)
		}
	}
	// What an organization calls itself may be said in one place and not in another.
	out = slices.DeleteFunc(out, func(f string) bool { return strings.HasSuffix(f, `ame "Example University"`) })
	sort.Strings(out)
	return out
}

// facts are what a text says in the words of the university, by id, name and value, but for
// endorsements, and what is told of nobody.
func facts(v *jsonld.Value) map[string]bool {
	out := map[string]bool{"on top is " + v.Get("id").Str(): true}
	clr2.Things(v, func(t ob3.Thing) {
		id := t.Value.Get("id").Str()
		isAside := slices.Contains([]string{"", "Image", "Related"}, t.Class) || t.Class == "Profile" && id != uni
		if id == "" || isAside || slices.ContainsFunc(t.Within[1:], func(w *jsonld.Value) bool {
			return isTheirs(w) && (w != t.Value || t.Class != "Evidence" || w.Get("issuer") != nil)
		}) {
			return
		}
		for _, m := range t.Value.Members() {
			if slices.Contains([]string{"id", "type", "proof", "@context", "endorsement", "verifiableCredential"}, m.Name) || !slices.Contains(t.Reads, m.Name) {
				continue
			}
			for _, item := range m.Value.Items() {
				out[id+" "+m.Name+" "+oneForm(item)] = true
			}
		}
	})
	return out
}

// isTheirs reports whether a credential within is not the university's.
func isTheirs(v *jsonld.Value) bool {
	by := v.Get("issuer")
	return by.Get("id").Str() != uni && by.Str() != uni || slices.ContainsFunc(v.Get("type").Items(), func(t *jsonld.Value) bool { return strings.HasPrefix(t.Str(), "Enveloped") })
}

// oneForm is a value without what makes no difference.
func oneForm(v *jsonld.Value) string {
	if id := v.Get("id"); id != nil {
		return string(id.JSON())
	}
	var parts []string
	for _, m := range v.Members() {
		parts = append(parts, m.Name+":"+oneForm(m.Value))
	}
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			parts = append(parts, oneForm(item))
		}
	}
	if parts == nil {
		return string(v.JSON())
	}
	slices.Sort(parts)
	return strings.Join(parts, ",")
}

// summaries are what is told of the text and of the credentials of the university in it.
func summaries(t *testing.T, r *vc.Report) map[string]bool {
	out := make(map[string]bool)
	for _, one := range append([]*vc.Report{r}, r.Also...) {
		s := one.Summary
		if s.IssuerID != uni || s.Name == "" {
			continue
		}
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range value(t, string(b)).Members() {
			for _, item := range m.Value.Items() {
				out[s.ID+" told "+m.Name+" "+string(item.JSON())] = true
			}
		}
	}
	return out
}

// A spot is one in which an id stands.
type spot struct {
	id   string
	node tree      // nil where the id stands alone
	set  func(any) // nil of the whole
}

// spots calls see with all of them within v.
func spots(v any, set func(any), see func(spot)) {
	switch v := v.(type) {
	case []any:
		for i := range v {
			spots(v[i], func(x any) { v[i] = x }, see)
		}
	case string:
		if ids[v] != "" {
			see(spot{v, nil, set})
		}
	case tree:
		id, _ := v["id"].(string)
		see(spot{id, v, set})
		for _, name := range names(v) {
			if name != "proof" && name != "type" {
				spots(v[name], func(x any) { v[name] = x }, see)
			}
		}
	}
}

// names are those of the members of v that may be moved, in order.
func names(v tree) []string {
	out := make([]string, 0, len(v))
	for name := range v {
		if name != "id" && name != "@context" {
			out = append(out, name)
		}
	}
	sort.Strings(out)
	return out
}

func values(v any) []any {
	if of, isArray := v.([]any); isArray {
		return of
	}
	return []any{v}
}

func (d *drawer) clone(v any) any {
	var out any
	if err := json.Unmarshal([]byte(d.text(v)), &out); err != nil {
		d.t.Fatal(err)
	}
	return out
}

// rearranged writes the statements of a text in another way, most of the time.
func (d *drawer) rearranged(doc tree) tree {
	doc = d.clone(doc).(tree)
	for range 1 + d.Intn(4) {
		if d.maybe(8) {
			doc = d.newTop(doc)
			continue
		}
		byID, order := make(map[string][]spot), []string(nil)
		spots(doc, nil, func(s spot) {
			if s.id != "" {
				if byID[s.id] = append(byID[s.id], s); len(byID[s.id]) == 2 {
					order = append(order, s.id)
				}
			}
		})
		if len(order) == 0 {
			return doc
		}
		of := byID[oneOf(d, order...)]
		d.move(oneOf(d, of...), oneOf(d, of...))
	}
	return doc
}

// move takes something from one spot of an id to another, or copies it, or leaves it out.
func (d *drawer) move(from, to spot) {
	if from.node == nil || to.node == nil && to.set == nil {
		return
	}
	movable := names(from.node)
	if from.set == nil {
		movable = slices.DeleteFunc(movable, func(name string) bool { return name == "proof" })
	}
	if len(movable) == 0 {
		if from.set != nil {
			from.set(from.id)
		}
		return
	}
	if to.node == nil {
		to.node = tree{"id": from.id}
		to.set(to.node)
	}
	moved := []string{oneOf(d, movable...)}
	kind := d.Intn(6)
	switch {
	case kind == 0: // all
		moved = movable
	case kind == 1 && from.set != nil && to.set != nil: // exchanged
		from.set(d.clone(to.node))
		to.set(d.clone(from.node))
		return
	case kind == 2: // left out
		if of := values(from.node[moved[0]]); len(of) > 1 && d.maybe(60) {
			i := d.Intn(len(of))
			from.node[moved[0]] = slices.Delete(slices.Clone(of), i, i+1)
		} else {
			delete(from.node, moved[0])
		}
		return
	}
	for _, name := range moved {
		d.add(to.node, name, from.node[name])
		if kind != 3 && name != "type" { // not copied
			delete(from.node, name)
		}
	}
	if types := from.node["type"]; types != nil && d.maybe(90) {
		d.add(to.node, "type", types)
	}
}

// add adds the values of a member.
func (d *drawer) add(node tree, name string, of any) {
	have, isThere := node[name]
	if !isThere {
		node[name] = d.clone(of)
		return
	}
	all := slices.Clone(values(have))
	for _, v := range values(of) {
		if !slices.ContainsFunc(all, func(h any) bool { return d.text(h) == d.text(v) }) {
			all = append(all, d.clone(v))
		}
	}
	if len(all) > 1 {
		node[name] = all
	}
}

// newTop puts a credential within on top, if one of those that it leads to is the whole.
func (d *drawer) newTop(doc tree) tree {
	changed := d.clone(doc).(tree)
	var within []spot
	spots(changed, nil, func(s spot) {
		if s.node != nil && s.set != nil && s.id != "" && s.node["issuer"] != nil {
			within = append(within, s)
		}
	})
	if len(within) == 0 {
		return doc
	}
	top := oneOf(d, within...)
	top.set(top.id)
	rest := d.clone(changed).(tree)
	delete(rest, "@context")
	delete(rest, "proof")
	isPut := false
	spots(top.node, nil, func(s spot) {
		if !isPut && s.set != nil && s.id == changed["id"] {
			s.set(rest)
			isPut = true
		}
	})
	if !isPut {
		return doc
	}
	top.node["@context"], top.node["proof"] = changed["@context"], changed["proof"]
	return top.node
}
