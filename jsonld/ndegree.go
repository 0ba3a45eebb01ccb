package jsonld

import (
	"bytes"
	"context"
	"encoding/hex"
	"errors"
	"slices"
	"strconv"
	"time"
)

// issuer is an identifier issuer of temporary identifiers: RDFC-1.0 4.3. The
// identifier of a node is b and its place in the list.
type issuer []int32

// issue is Issue Identifier, 4.5.
func (s *issuer) issue(n int32) (id int, isNew bool) {
	if i := slices.Index(*s, n); i >= 0 {
		return i, false
	}
	*s = append(*s, n)
	return len(*s) - 1, true
}

// distinguish is step 5 of 4.4.3: it issues canonical identifiers to nodes
// whose own statements are alike, by what surrounds them.
func (c *canonizer) distinguish(alike int) error {
	outer := c.ctx
	ctx, cancel := context.WithTimeoutCause(outer, c.budget.Time, errTime)
	defer cancel()
	c.ctx = ctx
	c.budget.NDegreeCalls = min(c.budget.NDegreeCalls, c.budget.NDegreeCallsPerNode*alike)
	c.calls = c.budget.NDegreeCalls
	type result struct {
		hash   digest
		issuer issuer
	}
	for group := range c.groups() {
		if len(group) == 1 {
			continue
		}
		var paths []result
		for _, n := range group {
			if c.nodes[n].canonical != none {
				continue
			}
			hash, temporary, err := c.hashNDegree(n, issuer{n})
			if err != nil {
				return err
			}
			paths = append(paths, result{hash, temporary})
		}
		slices.SortStableFunc(paths, func(x, y result) int { return bytes.Compare(x.hash[:], y.hash[:]) })
		for _, p := range paths {
			for _, n := range p.issuer {
				c.issue(n)
			}
		}
	}
	return nil
}

// spend counts a call of Hash N-Degree Quads and looks at the clock.
func (c *canonizer) spend() error {
	if c.calls--; c.calls < 0 {
		return &LimitError{"steps to tell its nodes apart", c.budget.NDegreeCalls}
	}
	return c.late()
}

func (c *canonizer) late() error {
	if c.ctx.Err() == nil {
		return nil
	}
	err := context.Cause(c.ctx)
	if errors.Is(err, errTime) {
		return &LimitError{"milliseconds of work", int(c.budget.Time / time.Millisecond)}
	}
	return err
}

// related is a blank node beside another one, and its Hash Related Blank Node.
type related struct {
	hash digest
	node int32
}

// hashNDegree is Hash N-Degree Quads, 4.8.3.
func (c *canonizer) hashNDegree(n int32, is issuer) (digest, issuer, error) {
	if err := c.spend(); err != nil {
		return digest{}, nil, err
	}
	data := c.buffer()
	defer c.done(&data)
	begin := len(c.related)
	c.neighbours(n, is)
	limit := len(c.related)
	defer func() { c.related = c.related[:begin] }()
	for start := begin; start < limit; {
		hash := c.related[start].hash
		end := start + 1
		for end < limit && c.related[end].hash == hash {
			end++
		}
		data = c.appendHex(data, hash) // step 5.1
		path, chosen, err := c.shortest(c.related[start:end], is)
		if err != nil {
			return digest{}, nil, err
		}
		data = append(data, path...) // step 5.5
		c.done(&path)
		is = chosen // step 5.6
		start = end
	}
	return c.sum(data), is, nil
}

// buffer returns an empty buffer, and done gives it back.
func (c *canonizer) buffer() []byte {
	if n := len(c.buffers); n > 0 {
		b := c.buffers[n-1]
		c.buffers = c.buffers[:n-1]
		return b[:0]
	}
	return make([]byte, 0, 256)
}

func (c *canonizer) done(b *[]byte) { c.buffers = append(c.buffers, *b) }

// neighbours is steps 1 to 3: it adds to c.related the nodes in statements with n,
// sorted by the hash of how they stand to it.
func (c *canonizer) neighbours(n int32, is issuer) {
	begin := len(c.related)
	for _, i := range c.mentionsOf(n) {
		l := &c.lines[i]
		for j, other := range l.nodes {
			if other != none && other != n && !l.again {
				c.related = append(c.related, related{c.hashRelated(other, l, is, j), other})
			}
		}
	}
	slices.SortStableFunc(c.related[begin:], func(x, y related) int { return bytes.Compare(x.hash[:], y.hash[:]) })
}

// hashRelated is Hash Related Blank Node, 4.7.3.
func (c *canonizer) hashRelated(n int32, l *line, is issuer, position int) digest {
	const subject, object, graph = 0, 1, 2
	b := append(c.buf[:0], "sog"[position])
	if position != graph {
		b = append(b, c.text[l.start:l.predicate]...)
	}
	if c.nodes[n].canonical != none {
		b = c.appendCanonical(append(b, '_', ':'), n)
	} else if i := slices.Index(is, n); i >= 0 {
		b = appendTemporary(b, i)
	} else {
		b = c.appendHex(b, c.nodes[n].first)
	}
	c.buf = b
	return c.sum(b)
}

func appendTemporary(b []byte, id int) []byte {
	return strconv.AppendInt(append(b, "_:b"...), int64(id), 10)
}

func (c *canonizer) appendHex(b []byte, d digest) []byte {
	return hex.AppendEncode(b, d[:c.hash.Size()])
}

// shortest is steps 5.2 to 5.4: of all orders of the nodes that stand alike, the
// one whose path comes first, and the issuer that walked it.
func (c *canonizer) shortest(group []related, is issuer) (chosen []byte, chosenIssuer issuer, err error) {
	var room [8]int32
	order := room[:0]
	for i := range group {
		order = append(order, group[i].node)
	}
	if len(order) > 1 {
		slices.Sort(order)
	}
	// Step 5.4.1: the issuer is copied when it grows. With one order only there is
	// nobody else who could go on with it, and a copy at every level of a long ring
	// would need memory by its square.
	if len(order) > 1 {
		is = slices.Clip(is)
	}
	for more := true; more; more = nextPermutation(order) {
		if err := c.late(); err != nil {
			return nil, nil, err
		}
		path, walked, err := c.walk(order, is, chosen)
		if err != nil {
			return nil, nil, err
		}
		switch {
		case path == nil:
		case chosen == nil || bytes.Compare(path, chosen) < 0:
			if chosen != nil {
				c.done(&chosen)
			}
			chosen, chosenIssuer = path, walked
		default:
			c.done(&path)
		}
	}
	return chosen, chosenIssuer, nil
}

// walk is steps 5.4.1 to 5.4.5: the path of one order; nil as soon as it is
// known to come after the one that was chosen before.
func (c *canonizer) walk(order []int32, is issuer, chosen []byte) ([]byte, issuer, error) {
	path := c.buffer()
	var recursion []int32
	late := func() bool { return chosen != nil && len(path) >= len(chosen) && bytes.Compare(path, chosen) > 0 }
	for _, n := range order {
		if c.nodes[n].canonical != none {
			path = c.appendCanonical(append(path, '_', ':'), n)
		} else {
			id, isNew := is.issue(n)
			if isNew {
				recursion = append(recursion, n)
			}
			path = appendTemporary(path, id)
		}
		if late() {
			c.done(&path)
			return nil, nil, nil
		}
	}
	for _, n := range recursion {
		hash, walked, err := c.hashNDegree(n, is)
		if err != nil {
			return nil, nil, err
		}
		id, _ := is.issue(n)
		path = append(c.appendHex(append(appendTemporary(path, id), '<'), hash), '>')
		is = walked
		if late() {
			c.done(&path)
			return nil, nil, nil
		}
	}
	return path, is, nil
}

// nextPermutation puts p into the next order; false after the last.
func nextPermutation(p []int32) bool {
	i := len(p) - 2
	for i >= 0 && p[i] >= p[i+1] {
		i--
	}
	if i < 0 {
		return false
	}
	j := len(p) - 1
	for p[j] <= p[i] {
		j--
	}
	p[i], p[j] = p[j], p[i]
	slices.Reverse(p[i+1:])
	return true
}
