package jsonld

import (
	"bytes"
	"context"
	"crypto"
	"crypto/sha256"
	"crypto/sha512"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"
)

// A Budget bounds the work on one graph. A field that is zero means its default.
type Budget struct {
	BlankNodes int // 5 000
	Quads      int // 20 000
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
	c, err := canonize(ctx, d.Quads, opt)
	if err != nil {
		return nil, nil, err
	}
	issued = make(map[string]string, len(c.nodes))
	for i := range c.nodes {
		issued[c.nodes[i].label] = string(c.appendCanonical(nil, int32(i)))
	}
	for _, line := range c.lines() {
		nquads = append(nquads, line...)
	}
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
	quads  []Quad
	// refs holds, for each quad, which nodes are its subject, object and graph
	// name; none where it has no blank node.
	refs   [][3]int32
	nodes  []node
	index  map[string]int32 // label to node: input blank node identifier map
	issued int32            // how many canonical identifiers are issued
	calls  int              // of Hash N-Degree Quads that are left
	buf    []byte
}

const none = -1

// node is a blank node.
type node struct {
	label     string
	quads     []int32 // where it is subject, object or graph name
	first     digest  // of Hash First Degree Quads
	canonical int32   // the number in its canonical identifier, or none
}

// canonize runs RDFC-1.0 4.4.3 up to the point where all canonical identifiers
// are issued.
func canonize(ctx context.Context, quads []Quad, opt CanonizeOptions) (*canonizer, error) {
	c := &canonizer{ctx: ctx, hash: opt.Hash, budget: opt.Budget.orDefault()}
	switch c.hash {
	case 0:
		c.hash = crypto.SHA256
	case crypto.SHA256, crypto.SHA384:
	default:
		return nil, fmt.Errorf("canonicalize: the hash %v is not SHA-256 or SHA-384", c.hash)
	}
	if err := c.collect(quads); err != nil {
		return nil, err
	}
	// Steps 3 and 4: nodes that their own statements tell apart.
	order := make([]int32, len(c.nodes))
	for i := range order {
		order[i] = int32(i)
		c.hashFirstDegree(int32(i))
	}
	slices.SortFunc(order, func(x, y int32) int { return bytes.Compare(c.nodes[x].first[:], c.nodes[y].first[:]) })
	groups := c.groups(order)
	alike := 0
	for _, group := range groups {
		if len(group) == 1 {
			c.issue(group[0])
		} else {
			alike += len(group)
		}
	}
	if alike == 0 {
		return c, nil
	}
	return c, c.distinguish(groups, alike)
}

// collect is steps 1 and 2: the set of quads, and which of them mention each
// blank node.
func (c *canonizer) collect(quads []Quad) error {
	seen := make(map[Quad]struct{}, len(quads))
	c.index = make(map[string]int32)
	for i := range quads {
		q := &quads[i]
		if _, twice := seen[*q]; twice {
			continue
		}
		seen[*q] = struct{}{}
		if len(c.quads) == c.budget.Quads {
			return &LimitError{"statements", c.budget.Quads}
		}
		n := int32(len(c.quads))
		c.quads = append(c.quads, *q)
		refs := [3]int32{none, none, none}
		for j, t := range [...]*Term{&q.Subject, &q.Object, &q.Graph} {
			if t.Kind != BlankNode {
				continue
			}
			k, ok := c.index[t.Value]
			if !ok {
				if k = int32(len(c.nodes)); int(k) == c.budget.BlankNodes {
					return &LimitError{"blank nodes", c.budget.BlankNodes}
				}
				c.index[t.Value] = k
				c.nodes = append(c.nodes, node{label: t.Value, canonical: none})
			}
			refs[j] = k
			if quads := c.nodes[k].quads; len(quads) == 0 || quads[len(quads)-1] != n {
				c.nodes[k].quads = append(quads, n)
			}
		}
		c.refs = append(c.refs, refs)
	}
	return nil
}

// groups cuts nodes, sorted by first-degree hash, where the hash changes.
func (c *canonizer) groups(order []int32) (groups [][]int32) {
	for start := 0; start < len(order); {
		end := start + 1
		for end < len(order) && c.nodes[order[end]].first == c.nodes[order[start]].first {
			end++
		}
		groups = append(groups, order[start:end])
		start = end
	}
	return groups
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

// hashFirstDegree is Hash First Degree Quads, 4.6.3.
func (c *canonizer) hashFirstDegree(n int32) {
	c.buf = c.buf[:0]
	quads := c.nodes[n].quads
	ends := make([]int, 0, 16)
	for _, i := range quads {
		// Step 3.1: this node is _:a, every other _:z.
		c.buf = c.appendLine(c.buf, int(i), func(b []byte, other int32) []byte {
			if other == n {
				return append(b, 'a')
			}
			return append(b, 'z')
		})
		ends = append(ends, len(c.buf))
	}
	lines := make([][]byte, len(ends))
	start := 0
	for i, end := range ends {
		lines[i] = c.buf[start:end]
		start = end
	}
	slices.SortFunc(lines, bytes.Compare)
	c.nodes[n].first = c.sum(bytes.Join(lines, nil))
}

// appendLine appends quad i with the labels that label gives to blank nodes.
func (c *canonizer) appendLine(b []byte, i int, label func(b []byte, n int32) []byte) []byte {
	q, refs := &c.quads[i], &c.refs[i]
	term := func(t *Term, ref int32) {
		if ref == none {
			b = appendTerm(b, t)
		} else {
			b = label(append(b, '_', ':'), ref)
		}
		b = append(b, ' ')
	}
	term(&q.Subject, refs[0])
	term(&q.Predicate, none)
	term(&q.Object, refs[1])
	if q.Graph.Kind != NoTerm {
		term(&q.Graph, refs[2])
	}
	return append(b, '.', '\n')
}

// lines returns the lines of the canonical form in their order: RDFC-1.0 5.
func (c *canonizer) lines() [][]byte {
	lines := make([][]byte, len(c.quads))
	for i := range c.quads {
		lines[i] = c.appendLine(nil, i, c.appendCanonical)
	}
	slices.SortFunc(lines, bytes.Compare)
	return lines
}

// errTime is why the context of Hash N-Degree Quads ends by itself.
var errTime = errors.New("the time for one graph is over")
