package jsonld

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strconv"
	"sync"
	"time"
)

// A Budget bounds the work on one graph. A field that is zero means its default.
type Budget struct {
	BlankNodes int // 5 000
	Quads      int // 20 000
	Bytes      int // of the N-Quads; 32 MiB. Statements repeat what they are about.
	// NDegreeCalls bounds how often Hash N-Degree Quads runs, for each blank node
	// that its own statements do not tell from others, and altogether; 64 and
	// 50 000. Graphs exist for which RDFC-1.0 would run for years.
	NDegreeCallsPerNode, NDegreeCalls int
	Time                              time.Duration // of Hash N-Degree Quads; 2 s
}

func (b Budget) orDefault() Budget {
	def := func(n *int, d int) {
		if *n == 0 {
			*n = d
		}
	}
	def(&b.BlankNodes, 5_000)
	def(&b.Quads, 20_000)
	def(&b.Bytes, 32<<20)
	def(&b.NDegreeCallsPerNode, 64)
	def(&b.NDegreeCalls, 50_000)
	if b.Time == 0 {
		b.Time = 2 * time.Second
	}
	return b
}

// CanonizeOptions say how a Dataset is canonicalized.
type CanonizeOptions struct {
	Hash   crypto.Hash // SHA256, which the zero value means, or SHA384
	Budget Budget
}

// Canonicalize is RDFC-1.0: it returns the canonical N-Quads of d, and for each
// blank node label of d the label it has in them. Neither depends on the labels
// in d nor on the order of its quads. A graph that is too much work is a
// *LimitError.
func (d *Dataset) Canonicalize(ctx context.Context, opt CanonizeOptions) (nquads []byte, issued map[string]string, err error) {
	c := canonizers.Get().(*canonizer)
	defer c.release()
	if err := c.canonize(ctx, d.Quads, opt); err != nil {
		return nil, nil, err
	}
	issued = make(map[string]string, len(c.nodes))
	for i := range c.nodes {
		issued[c.nodes[i].label] = string(c.appendCanonical(nil, int32(i)))
	}
	return slices.Clone(c.canonical()), issued, nil
}

// digest is the output of the hash, with zeros after it. It sorts as its
// hexadecimal form does.
type digest [sha512.Size384]byte

// canonizer is the canonicalization state: RDFC-1.0 4.2.
type canonizer struct {
	ctx    context.Context
	hash   crypto.Hash
	budget Budget

	text     []byte           // of the lines, without labels of blank nodes
	lines    []line           // of the statements, in the order of the input
	nodes    []node           // the blank nodes
	index    map[string]int32 // label to node: input blank node identifier map
	mentions []int32          // blank node to quads map; each node has a part of it

	issued int32 // how many canonical identifiers are issued
	calls  int   // of Hash N-Degree Quads that are left

	order []int32 // of the nodes by hash
	spans []span
	buf   []byte
	out   []byte
}

// canonizers keeps the memory of canonizers that are done.
var canonizers = sync.Pool{New: func() any { return &canonizer{index: make(map[string]int32)} }}

// maxKept bounds the memory of what is kept.
const maxKept = 1 << 20

func (c *canonizer) release() {
	if cap(c.text)+cap(c.out)+cap(c.buf) > maxKept {
		return
	}
	clear(c.nodes)
	clear(c.index)
	*c = canonizer{
		text: c.text[:0], lines: c.lines[:0], nodes: c.nodes[:0], index: c.index, mentions: c.mentions[:0],
		order: c.order[:0], spans: c.spans[:0], buf: c.buf[:0], out: c.out[:0],
	}
	canonizers.Put(c)
}

// line is a statement as text[start:end], in which the labels of blank nodes are
// left out.
type line struct {
	start, end int32
	predicate  [2]int32 // where the IRI begins and ends
	holes      [3]hole  // subject, object, graph name
	again      bool     // the same statement stands in an earlier line
}

// hole is where the label of a node belongs; node is none if there is no node.
type hole struct{ node, at int32 }

const none = -1

// node is a blank node.
type node struct {
	label     string
	mentions  [2]int32 // its part of mentions
	first     digest   // of Hash First Degree Quads
	canonical int32    // the number in its canonical identifier, or none
}

// canonize runs RDFC-1.0 4.4.3 up to the point where all canonical identifiers
// are issued.
func (c *canonizer) canonize(ctx context.Context, quads []Quad, opt CanonizeOptions) error {
	c.ctx, c.hash, c.budget = ctx, opt.Hash, opt.Budget.orDefault()
	switch c.hash {
	case 0:
		c.hash = crypto.SHA256
	case crypto.SHA256, crypto.SHA384:
	default:
		return fmt.Errorf("canonicalize: the hash %v is not SHA-256 or SHA-384", c.hash)
	}
	if err := c.collect(quads); err != nil {
		return err
	}
	// Steps 3 and 4: nodes that their own statements tell apart.
	for i := range c.nodes {
		c.hashFirstDegree(int32(i))
		c.order = append(c.order, int32(i))
	}
	slices.SortFunc(c.order, func(x, y int32) int { return bytes.Compare(c.nodes[x].first[:], c.nodes[y].first[:]) })
	alike := 0
	for group := range c.groups() {
		if len(group) == 1 {
			c.issue(group[0])
		} else {
			alike += len(group)
		}
	}
	if alike == 0 {
		return nil
	}
	return c.distinguish(alike)
}

// collect is steps 1 and 2: the statements, and which of them mention each
// blank node.
func (c *canonizer) collect(quads []Quad) error {
	if len(quads) > c.budget.Quads {
		return &LimitError{"statements", c.budget.Quads}
	}
	count := int32(0)
	for i := range quads {
		l, err := c.line(&quads[i])
		if err != nil {
			return err
		}
		for j, h := range l.holes {
			if h.node != none && !l.mentionsBefore(j) {
				c.nodes[h.node].mentions[1]++
				count++
			}
		}
		if len(c.text) > c.budget.Bytes {
			return &LimitError{"bytes of statements", c.budget.Bytes}
		}
		c.lines = append(c.lines, l)
	}
	// The parts of mentions, one after the other; then what is in them.
	c.mentions = slices.Grow(c.mentions, int(count))[:count]
	at := int32(0)
	for i := range c.nodes {
		m := &c.nodes[i].mentions
		m[0], m[1], at = at, at, at+m[1]
	}
	for i := range c.lines {
		l := &c.lines[i]
		for j, h := range l.holes {
			if h.node != none && !l.mentionsBefore(j) {
				m := &c.nodes[h.node].mentions
				c.mentions[m[1]] = int32(i)
				m[1]++
			}
		}
	}
	return nil
}

// mentionsBefore reports whether the node of hole j is that of an earlier one.
func (l *line) mentionsBefore(j int) bool {
	return j > 0 && l.holes[0].node == l.holes[j].node || j > 1 && l.holes[1].node == l.holes[j].node
}

// line writes the text of a statement.
func (c *canonizer) line(q *Quad) (l line, err error) {
	l.start = int32(len(c.text))
	for j, t := range [...]*Term{&q.Subject, &q.Predicate, &q.Object, &q.Graph} {
		j = max(0, j-1) // place in holes
		switch {
		case t == &q.Predicate:
			l.predicate[0] = int32(len(c.text)) + 1
			c.text = appendTerm(c.text, t)
			l.predicate[1] = int32(len(c.text)) - 1
		case t.Kind == BlankNode:
			c.text = append(c.text, '_', ':')
			n, err := c.node(t.Value)
			if err != nil {
				return l, err
			}
			l.holes[j] = hole{n, int32(len(c.text))}
		case t.Kind == NoTerm:
			l.holes[j].node = none
			continue
		default:
			l.holes[j].node = none
			c.text = appendTerm(c.text, t)
		}
		c.text = append(c.text, ' ')
	}
	c.text = append(c.text, '.', '\n')
	l.end = int32(len(c.text))
	return l, nil
}

// node returns the node of a label.
func (c *canonizer) node(label string) (int32, error) {
	n, ok := c.index[label]
	if ok {
		return n, nil
	}
	if len(c.nodes) == c.budget.BlankNodes {
		return 0, &LimitError{"blank nodes", c.budget.BlankNodes}
	}
	n = int32(len(c.nodes))
	c.index[label] = n
	c.nodes = append(c.nodes, node{label: label, canonical: none})
	return n, nil
}

// groups yields the nodes in the order of their first-degree hashes, those of
// the same hash together.
func (c *canonizer) groups() iter.Seq[[]int32] {
	return func(yield func([]int32) bool) {
		for start := 0; start < len(c.order); {
			end := start + 1
			for end < len(c.order) && c.nodes[c.order[end]].first == c.nodes[c.order[start]].first {
				end++
			}
			if !yield(c.order[start:end]) {
				return
			}
			start = end
		}
	}
}

// mentionsOf returns the lines that mention a node.
func (c *canonizer) mentionsOf(n int32) []int32 {
	m := c.nodes[n].mentions
	return c.mentions[m[0]:m[1]]
}

// issue is Issue Identifier, 4.5, of the canonical issuer.
func (c *canonizer) issue(n int32) {
	if c.nodes[n].canonical == none {
		c.nodes[n].canonical = c.issued
		c.issued++
	}
}

func (c *canonizer) appendCanonical(b []byte, n int32) []byte {
	return strconv.AppendInt(append(b, "c14n"...), int64(c.nodes[n].canonical), 10)
}

func (c *canonizer) sum(b []byte) (d digest) {
	if c.hash == crypto.SHA384 {
		return sha512.Sum384(b)
	}
	sum := sha256.Sum256(b)
	copy(d[:], sum[:])
	return d
}

// errTime is why the context of Hash N-Degree Quads ends by itself.
var errTime = errors.New("the time for one graph is over")
