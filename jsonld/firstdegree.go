package jsonld

import (
	"bytes"
	"cmp"
	"slices"
)

// span is a line that is written out with labels, as part of some text.
type span struct{ start, end, line int32 }

// hashFirstDegree is Hash First Degree Quads: RDFC-1.0 4.6.3. Statements that
// come again are found here: they are next to each other when sorted.
func (c *canonizer) hashFirstDegree(n int32) {
	text, spans := c.buf[:0], c.spans[:0]
	for _, i := range c.mentionsOf(n) {
		if c.lines[i].again {
			continue
		}
		start := len(text)
		text = c.appendAround(text, &c.lines[i], n)
		spans = append(spans, span{place32(start), place32(len(text)), i})
	}
	c.sortSpans(text, spans)
	last := none
	size := len(text)
	for k, s := range spans {
		if k > 0 && c.same(s.line, spans[last].line) && bytes.Equal(text[s.start:s.end], text[spans[last].start:spans[last].end]) {
			c.lines[s.line].again = true
			continue
		}
		last = k
		text = append(text, text[s.start:s.end]...)
	}
	c.nodes[n].first = c.sum(text[size:])
	c.buf, c.spans = text, spans
}

// appendAround appends a line as one of the statements about node n: step 3.1,
// n is _:a, every other node _:z.
func (c *canonizer) appendAround(b []byte, l *line, n int32) []byte {
	label := func(b []byte, m int32) []byte {
		if m == n {
			return append(b, 'a')
		}
		return append(b, 'z')
	}
	if l.nodes[0] == none {
		s := &c.subjects[l.subject]
		b = append(b, c.text[s.start:s.end]...)
	} else {
		b = append(label(append(b, '_', ':'), l.nodes[0]), ' ')
	}
	at := l.start
	for j, end := range l.labels {
		if m := l.nodes[j+1]; m != none {
			b = label(append(b, c.text[at:end]...), m)
			at = end
		}
	}
	return append(b, c.text[at:l.end]...)
}

// same reports whether two lines have the same blank nodes.
func (c *canonizer) same(x, y int32) bool { return c.lines[x].nodes == c.lines[y].nodes }

// sortSpans sorts by text, and where that is the same by the blank nodes, and by
// the order of the input.
func (c *canonizer) sortSpans(text []byte, spans []span) {
	slices.SortFunc(spans, func(x, y span) int {
		if d := bytes.Compare(text[x.start:x.end], text[y.start:y.end]); d != 0 {
			return d
		}
		a, b := &c.lines[x.line].nodes, &c.lines[y.line].nodes
		for j := range a {
			if d := cmp.Compare(a[j], b[j]); d != 0 {
				return d
			}
		}
		return cmp.Compare(x.line, y.line)
	})
}

// write calls emit with the lines of the canonical form in their order, RDFC-1.0
// 5: as many as fit in a part at a time, which emit may not keep. Sorted are first
// the subjects and then what is said of each, which takes less comparing than
// whole lines.
func (c *canonizer) write(emit func(part []byte)) {
	c.writeSubjects()
	order := c.sortSubjects()
	// Room for the lines of each subject, in the order of the subjects.
	at := int32(0)
	for _, s := range order {
		n := c.subjects[s].lines
		c.subjects[s].lines, at = at, at+n
	}
	spans := slices.Grow(c.spans[:0], int(at))[:at]
	for i := range c.lines {
		if l := &c.lines[i]; !l.again {
			next := &c.subjects[l.subject].lines
			spans[*next] = c.written(l)
			*next++
		}
	}
	start := int32(0)
	for _, s := range order {
		end := c.subjects[s].lines
		c.writeStatements(&c.subjects[s], spans[start:end], emit)
		start = end
	}
	emit(c.out)
	c.spans, c.out = spans, c.out[:0]
}

// writeSubjects writes the blank nodes among the subjects, and counts the lines
// of each.
func (c *canonizer) writeSubjects() {
	for i := range c.subjects {
		s := &c.subjects[i]
		s.lines = 0
		if s.node != none {
			s.start = place32(len(c.text))
			c.text = append(c.appendCanonical(append(c.text, '_', ':'), s.node), ' ')
			s.end = place32(len(c.text))
		}
	}
	for i := range c.lines {
		if l := &c.lines[i]; !l.again {
			c.subjects[l.subject].lines++
		}
	}
}

func (c *canonizer) sortSubjects() []int32 {
	order := c.order[:0]
	for i := range c.subjects {
		order = append(order, place32(i))
	}
	slices.SortFunc(order, func(x, y int32) int {
		a, b := &c.subjects[x], &c.subjects[y]
		return bytes.Compare(c.text[a.start:a.end], c.text[b.start:b.end])
	})
	c.order = order
	return order
}

// written returns what a line says of its subject, with canonical labels.
func (c *canonizer) written(l *line) span {
	if l.nodes[1] == none && l.nodes[2] == none {
		return span{l.start, l.end, 0}
	}
	start, at := len(c.text), l.start
	for j, end := range l.labels {
		if n := l.nodes[j+1]; n != none {
			c.text = c.appendCanonical(append(c.text, c.text[at:end]...), n)
			at = end
		}
	}
	c.text = append(c.text, c.text[at:l.end]...)
	return span{place32(start), place32(len(c.text)), 0}
}

// part is how many bytes go to emit at once, about: few enough to stay near.
const part = 8 << 10

// writeStatements writes the lines of a subject, each once.
func (c *canonizer) writeStatements(s *subject, spans []span, emit func(part []byte)) {
	text, out := c.text, c.out
	slices.SortFunc(spans, func(x, y span) int { return bytes.Compare(text[x.start:x.end], text[y.start:y.end]) })
	for k, x := range spans {
		if k > 0 && bytes.Equal(text[x.start:x.end], text[spans[k-1].start:spans[k-1].end]) {
			continue // the same statement again
		}
		out = append(append(out, text[s.start:s.end]...), text[x.start:x.end]...)
		if len(out) >= part {
			emit(out)
			out = out[:0]
		}
	}
	c.out = out
}
