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
		spans = append(spans, span{int32(start), int32(len(text)), i})
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
	at := l.start
	for j := range l.holes {
		h := &l.holes[j]
		if h.node == none {
			continue
		}
		label := byte('z')
		if h.node == n {
			label = 'a'
		}
		b = append(append(b, c.text[at:h.at]...), label)
		at = h.at
	}
	return append(b, c.text[at:l.end]...)
}

// same reports whether two lines have the same blank nodes.
func (c *canonizer) same(x, y int32) bool {
	a, b := &c.lines[x].holes, &c.lines[y].holes
	return a[0].node == b[0].node && a[1].node == b[1].node && a[2].node == b[2].node
}

// sortSpans sorts by text, and where that is the same by the blank nodes, and by
// the order of the input.
func (c *canonizer) sortSpans(text []byte, spans []span) {
	slices.SortFunc(spans, func(x, y span) int {
		if d := bytes.Compare(text[x.start:x.end], text[y.start:y.end]); d != 0 {
			return d
		}
		a, b := &c.lines[x.line].holes, &c.lines[y.line].holes
		for j := range a {
			if d := cmp.Compare(a[j].node, b[j].node); d != 0 {
				return d
			}
		}
		return cmp.Compare(x.line, y.line)
	})
}

// canonical returns the lines of the canonical form in their order, RDFC-1.0 5,
// as long as c is not released.
func (c *canonizer) canonical() []byte {
	spans := c.spans[:0]
	for i := range c.lines {
		l := &c.lines[i]
		if l.again {
			continue
		}
		if l.holes[0].node == none && l.holes[1].node == none && l.holes[2].node == none {
			spans = append(spans, span{l.start, l.end, int32(i)})
			continue
		}
		start := len(c.text)
		at := l.start
		for j := range l.holes {
			if h := &l.holes[j]; h.node != none {
				c.text = c.appendCanonical(append(c.text, c.text[at:h.at]...), h.node)
				at = h.at
			}
		}
		c.text = append(c.text, c.text[at:l.end]...)
		spans = append(spans, span{int32(start), int32(len(c.text)), int32(i)})
	}
	text := c.text
	slices.SortFunc(spans, func(x, y span) int { return bytes.Compare(text[x.start:x.end], text[y.start:y.end]) })
	out := c.out[:0]
	for k, s := range spans {
		if k > 0 && bytes.Equal(text[s.start:s.end], text[spans[k-1].start:spans[k-1].end]) {
			continue // the same statement again
		}
		out = append(out, text[s.start:s.end]...)
	}
	c.spans, c.out = spans, out
	return out
}
