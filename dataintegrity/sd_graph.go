package dataintegrity

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"blazon/jsonld"
)

// graph is a document as statements, with labels of blank nodes that betray
// nothing about those that are not shown.
type graph struct {
	doc    *jsonld.Value
	lines  []string       // sorted, each with its newline
	places map[string]int // line to its place
	labels map[jsonld.Origin]string
}

// newGraph is label replacement canonicalization: ECDSA Cryptosuites 3.4.5 and
// 3.4.11. rename is byHMAC, or that of a derived proof.
func newGraph(ctx context.Context, p Canonizer, doc *jsonld.Value, rename func(canonical string) (string, error)) (*graph, error) {
	// Parsed anew, each object has its own place in memory, which selections are
	// compared by.
	doc, err := jsonld.Parse(doc.JSON(), jsonld.Limits{Bytes: 64 << 20, StringBytes: maxString})
	if err != nil {
		return nil, fmt.Errorf("%s: document: %w", sdName, err)
	}
	d, origins, err := p.ToRDFWithOrigins(ctx, doc)
	if err != nil {
		return nil, fmt.Errorf("%s: document: %w", sdName, err)
	}
	issued, err := p.Labels(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("%s: document: %w", sdName, err)
	}
	g := &graph{doc: doc, places: make(map[string]int), labels: make(map[jsonld.Origin]string)}
	for label, canonical := range issued {
		if issued[label], err = rename(canonical); err != nil {
			return nil, err
		}
		if origin, ok := origins[label]; ok {
			g.labels[origin] = issued[label]
		}
	}
	if g.lines, err = relabel(d, issued); err != nil {
		return nil, err
	}
	for i, line := range g.lines {
		g.places[line] = i
	}
	return g, nil
}

// byHMAC hides canonical labels by a key: createHmacIdLabelMapFunction.
func byHMAC(key [hmacSize]byte) func(canonical string) (string, error) {
	return func(canonical string) (string, error) {
		w := hmac.New(sha256.New, key[:])
		w.Write([]byte(canonical))
		return hiddenLabel(w.Sum(nil)), nil
	}
}

// hiddenLabel is the label of a blank node that an HMAC gives it.
func hiddenLabel(mac []byte) string { return "u" + base64.RawURLEncoding.EncodeToString(mac) }

// relabel returns the statements of d, sorted, with other labels.
func relabel(d *jsonld.Dataset, labels map[string]string) ([]string, error) {
	lines := make([]string, 0, len(d.Quads))
	for _, q := range d.Quads {
		for _, t := range []*jsonld.Term{&q.Subject, &q.Object, &q.Graph} {
			if t.Kind != jsonld.BlankNode {
				continue
			}
			label, ok := labels[t.Value]
			if !ok {
				return nil, fmt.Errorf("%s: %w: a node without label", sdName, ErrProofInvalid)
			}
			t.Value = label
		}
		lines = append(lines, string((&jsonld.Dataset{Quads: []jsonld.Quad{q}}).NQuads()))
	}
	slices.Sort(lines)
	return slices.Compact(lines), nil
}

// relabelled returns the statements of doc with the labels of a derived proof:
// createLabelMapFunction.
func relabelled(ctx context.Context, p Canonizer, doc *jsonld.Value, hidden map[uint64]octets) ([]string, error) {
	d, _, err := p.ToRDFWithOrigins(ctx, doc)
	if err != nil {
		return nil, fmt.Errorf("%s: document: %w", sdName, err)
	}
	issued, err := p.Labels(ctx, d)
	if err != nil {
		return nil, fmt.Errorf("%s: document: %w", sdName, err)
	}
	if len(issued) != len(hidden) {
		return nil, fmt.Errorf("%s: %w: %d labels for %d nodes", sdName, ErrProofInvalid, len(hidden), len(issued))
	}
	for label, canonical := range issued {
		mac, ok := hidden[numberOf(canonical)]
		if !ok {
			return nil, fmt.Errorf("%s: %w: a node without label", sdName, ErrProofInvalid)
		}
		issued[label] = hiddenLabel(mac)
	}
	return relabel(d, issued)
}

// numberOf returns the number of a canonical label, c14n0 and on.
func numberOf(canonical string) uint64 {
	n, _ := strconv.ParseUint(strings.TrimPrefix(canonical, "c14n"), 10, 64)
	return n
}

// matching finds the statements that a selection of g's document makes, as a set
// of places. It returns the selection, too, which is nil of no pointers.
//
// ECDSA Cryptosuites 3.4.14: canonicalizeAndGroup.
func (g *graph) matching(ctx context.Context, p Canonizer, pointers []string) (map[int]bool, *selected, error) {
	places := make(map[int]bool)
	if len(pointers) == 0 {
		return places, nil, nil
	}
	sel, err := g.selection(ctx, p, pointers)
	if err != nil {
		return nil, nil, err
	}
	lines, err := relabel(sel.dataset, sel.labels)
	if err != nil {
		return nil, nil, err
	}
	for _, line := range lines {
		at, ok := g.places[line]
		if !ok {
			return nil, nil, fmt.Errorf("%w: a list, or a value of several parts, can be shown only whole; one of %.200q points into it", ErrPointer, pointers)
		}
		places[at] = true
	}
	return places, sel, nil
}

// selected is a part of a document.
type selected struct {
	doc     *jsonld.Value
	dataset *jsonld.Dataset
	labels  map[string]string // of its blank nodes: what they are called in the whole
}

// selection turns a part of g's document into statements.
func (g *graph) selection(ctx context.Context, p Canonizer, pointers []string) (*selected, error) {
	doc, sources, err := selectPointers(g.doc, pointers)
	if err != nil {
		return nil, err
	}
	d, origins, err := p.ToRDFWithOrigins(ctx, doc)
	if err != nil {
		return nil, fmt.Errorf("%s: what is shown: %w", sdName, err)
	}
	labels := make(map[string]string, len(origins))
	for label, origin := range origins {
		if source, ok := sources[origin.Value]; ok {
			origin.Value = source
		}
		if known, ok := g.labels[origin]; ok {
			labels[label] = known
		}
	}
	// A node that has no counterpart in the whole document is one of its own.
	for _, q := range d.Quads {
		for _, t := range []jsonld.Term{q.Subject, q.Object, q.Graph} {
			if _, ok := labels[t.Value]; t.Kind == jsonld.BlankNode && !ok {
				labels[t.Value] = "x" + t.Value
			}
		}
	}
	return &selected{doc, d, labels}, nil
}

// hashLines is the hash of statements: hashMandatoryNQuads.
func hashLines(lines []string) []byte {
	h := sha256.New()
	for _, line := range lines {
		h.Write([]byte(line))
	}
	return h.Sum(nil)
}
