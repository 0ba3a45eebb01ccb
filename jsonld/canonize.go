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
	b.BlankNodes, b.Quads, b.Bytes = min(b.BlankNodes, maxPlace), min(b.Quads, maxPlace), min(b.Bytes, maxPlace)
	return b
}

// maxPlace is the largest budget for what is counted in 32 bits: far from their
// end, because the statements are written twice, and one more may be too much.
const maxPlace = 1 << 29

// place32 returns a place in what a Budget bounds.
func place32(n int) int32 { return int32(n) } //nolint:gosec // at most a few times maxPlace

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
	if err := c.canonize(ctx, d.Quads, nil, opt); err != nil {
		return nil, nil, err
	}
	issued = make(map[string]string, len(c.nodes))
	for i := range c.nodes {
		issued[c.nodes[i].label] = string(c.appendCanonical(nil, place32(i)))
	}
	c.write(func(part []byte) { nquads = append(nquads, part...) })
	return nquads, issued, nil
}

// digest is the output of the hash, with zeros after it. It sorts as its
// hexadecimal form does.
type digest [sha512.Size384]byte

// canonizer is the canonicalization state: RDFC-1.0 4.2.
type canonizer struct {
	ctx    context.Context
	hash   crypto.Hash
	budget Budget

	text     []byte           // of subjects and lines, without labels of blank nodes
	lines    []line           // the statements, in the order of the input
	subjects []subject        // what they are about
	iris     map[string]int32 // IRI to subject
	nodes    []node           // the blank nodes
	index    map[string]int32 // label to node: input blank node identifier map
	mentions []int32          // blank node to quads map; each node has a part of it

	issued int32 // how many canonical identifiers are issued
	calls  int   // of Hash N-Degree Quads that are left

	order   []int32 // of the nodes by hash
	related []related
	buffers [][]byte // of paths
	spans   []span
	buf     []byte
	out     []byte
}

// canonizers keeps the memory of canonizers that are done.
var canonizers = sync.Pool{New: func() any {
	return &canonizer{index: make(map[string]int32), iris: make(map[string]int32)}
}}

// maxKept bounds the memory of what is kept.
const maxKept = 1 << 20

func (c *canonizer) release() {
	if cap(c.text)+cap(c.out)+cap(c.buf) > maxKept {
		return
	}
	clear(c.nodes)
	clear(c.index)
	clear(c.iris)
	*c = canonizer{
		text: c.text[:0], lines: c.lines[:0], subjects: c.subjects[:0], iris: c.iris,
		nodes: c.nodes[:0], index: c.index, mentions: c.mentions[:0],
		order: c.order[:0], related: c.related[:0], buffers: c.keptBuffers(), spans: c.spans[:0], buf: c.buf[:0], out: c.out[:0],
	}
	canonizers.Put(c)
}

// keptBuffers returns a few of the buffers of paths, if they are small.
func (c *canonizer) keptBuffers() [][]byte {
	kept := c.buffers[:min(len(c.buffers), 16)]
	for _, b := range kept {
		if cap(b) > 4096 {
			return nil
		}
	}
	return kept
}

// line is a statement: a subject, and text[start:end], in which the labels of
// blank nodes are left out.
type line struct {
	subject    int32
	start, end int32
	predicate  int32    // where the predicate ends, which begins at start
	nodes      [3]int32 // the subject, object and graph name, or none
	labels     [2]int32 // where the labels of object and graph name belong
	again      bool     // the same statement stands in an earlier line
}

// subject is what statements are about: text[start:end], which ends with a space,
// or a blank node.
type subject struct {
	start, end int32
	node       int32
	lines      int32 // how many
}

const none = -1

// node is a blank node.
type node struct {
	label     string
	subject   int32    // or none
	mentions  [2]int32 // its part of mentions
	first     digest   // of Hash First Degree Quads
	known     bool     // first is known beforehand
	canonical int32    // the number in its canonical identifier, or none
}

// canonize runs RDFC-1.0 4.4.3 up to the point where all canonical identifiers
// are issued.
func (c *canonizer) canonize(ctx context.Context, quads []Quad, insertions []insertion, opt CanonizeOptions) error {
	c.ctx, c.hash, c.budget = ctx, opt.Hash, opt.Budget.orDefault()
	switch c.hash {
	case 0:
		c.hash = crypto.SHA256
	case crypto.SHA256, crypto.SHA384:
	default:
		return fmt.Errorf("canonicalize: the hash %v is not SHA-256 or SHA-384", c.hash)
	}
	if err := c.collect(quads, insertions); err != nil {
		return err
	}
	// Steps 3 and 4: nodes that their own statements tell apart.
	for i := range c.nodes {
		if !c.nodes[i].known {
			c.hashFirstDegree(place32(i))
		}
	}
	c.order = c.order[:0]
	for i := range c.nodes {
		c.order = append(c.order, place32(i))
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
func (c *canonizer) collect(quads []Quad, insertions []insertion) error {
	if len(quads) > c.budget.Quads {
		return &LimitError{"statements", c.budget.Quads}
	}
	for i := range quads {
		if err := c.line(&quads[i]); err != nil {
			return err
		}
		if len(c.text) > c.budget.Bytes {
			return &LimitError{"bytes of statements", c.budget.Bytes}
		}
	}
	for _, in := range insertions {
		if err := c.insert(in); err != nil {
			return err
		}
	}
	c.mention()
	return nil
}

// mention is step 2.1: which lines mention each node.
func (c *canonizer) mention() {
	for i := range c.lines {
		l := &c.lines[i]
		for j, n := range l.nodes {
			if n != none && !l.mentionsBefore(j) {
				c.nodes[n].mentions[1]++
			}
		}
	}
	// The parts of mentions, one after the other; then what is in them.
	count := int32(0)
	for i := range c.nodes {
		m := &c.nodes[i].mentions
		m[0], m[1], count = count, count, count+m[1]
	}
	c.mentions = slices.Grow(c.mentions, int(count))[:count]
	for i := range c.lines {
		l := &c.lines[i]
		for j, n := range l.nodes {
			if n != none && !l.mentionsBefore(j) {
				m := &c.nodes[n].mentions
				c.mentions[m[1]] = place32(i)
				m[1]++
			}
		}
	}
}

// mentionsBefore reports whether the node at j is also one before it.
func (l *line) mentionsBefore(j int) bool {
	return j > 0 && l.nodes[0] == l.nodes[j] || j > 1 && l.nodes[1] == l.nodes[j]
}

// line writes the text of a statement.
func (c *canonizer) line(q *Quad) (err error) {
	l := line{nodes: [3]int32{none, none, none}}
	if l.subject, err = c.subject(&q.Subject); err != nil {
		return err
	}
	l.nodes[0] = c.subjects[l.subject].node
	l.start = place32(len(c.text))
	c.text = appendTerm(c.text, &q.Predicate)
	l.predicate = place32(len(c.text))
	for j, t := range [...]*Term{&q.Object, &q.Graph} {
		switch t.Kind {
		case NoTerm:
			continue
		case BlankNode:
			if l.nodes[j+1], err = c.node(t.Value); err != nil {
				return err
			}
			c.text = append(c.text, ' ', '_', ':')
			l.labels[j] = place32(len(c.text))
		default:
			c.text = appendTerm(append(c.text, ' '), t)
		}
	}
	c.text = append(c.text, ' ', '.', '\n')
	l.end = place32(len(c.text))
	c.lines = append(c.lines, l)
	return nil
}

// subject returns the subject of that term.
func (c *canonizer) subject(t *Term) (int32, error) {
	if t.Kind == BlankNode {
		n, err := c.node(t.Value)
		if err != nil {
			return 0, err
		}
		if c.nodes[n].subject == none {
			c.nodes[n].subject = place32(len(c.subjects))
			c.subjects = append(c.subjects, subject{node: n})
		}
		return c.nodes[n].subject, nil
	}
	s, ok := c.iris[t.Value]
	if !ok {
		s = place32(len(c.subjects))
		c.iris[t.Value] = s
		start := place32(len(c.text))
		c.text = append(appendTerm(c.text, t), ' ')
		c.subjects = append(c.subjects, subject{start: start, end: place32(len(c.text)), node: none})
	}
	return s, nil
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
	n = place32(len(c.nodes))
	c.index[label] = n
	c.nodes = append(c.nodes, node{label: label, subject: none, canonical: none})
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
