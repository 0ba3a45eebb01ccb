package jsonld

import (
	"context"
	"slices"
	"testing"
)

// statements returns what toRDF makes.
func statements(ctx context.Context, contexts *Contexts, v *Value, opt options) ([]Quad, error) {
	r, err := toRDF(ctx, contexts, v, Budget{}, opt)
	if err != nil {
		return nil, err
	}
	defer r.release()
	return slices.Clone(r.quads), nil
}

// ParseUnsafe is Parse without the limit on integers.
func ParseUnsafe(t testing.TB, text string) *Value {
	t.Helper()
	p := parser{lim: Limits{}.orDefault(), unsafe: true}
	v, err := p.parse([]byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// CheckPins compares each context with its digest.
func CheckPins() error {
	for _, p := range append(slices.Concat(pins, ownPins), pin{ob303, ob303First, ob303FirstDigest}) {
		if _, err := readPin(p); err != nil {
			return err
		}
	}
	return nil
}

// ForgetCompiled returns the same contexts, none of them compiled.
func ForgetCompiled(c *Contexts) *Contexts { return c.clone() }

// Kept returns how many active contexts are kept of c.
func Kept(c *Contexts) int {
	var count func(ac *activeContext) int
	count = func(ac *activeContext) int {
		n := 1
		if known := ac.derived.Load(); known != nil {
			for _, inner := range *known {
				n += count(inner)
			}
		}
		return n
	}
	return count(c.compiled.root.Load()) - 1
}
