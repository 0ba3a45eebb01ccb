package jsonld

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"
)

// originals are the published texts of the contexts that Blazon has in words of its
// own, in a checkout of github.com/1EdTech/openbadges-specification.
var originals = map[string]string{
	"own-ob-v3p0-extension-accessibility.json": "extensions/accessibilityExtension/context-3.0.0.json",
	"own-ob-v3p0-extension-applylink.json":     "extensions/applyLinkExtension/context-3.0.0.json",
	"own-ob-v3p0-extension-geo.json":           "extensions/geoCoordinatesExtension/context-3.0.0.json",
	"own-ob-v3p0-extension-license.json":       "extensions/licenseExtension/context-3.0.0.json",
	"own-ob-v3p0-extension-assessment.json":    "extensions/assessmentExtension/v2p0/context.json",
	"own-ob-v3p0-extension-accreditation.json": "extensions/issuerAccreditationExtension/v2p0/context.json",
	"own-ob-v2p0-extension-accessibility.json": "ob_v2p0/extensions/accessibilityExtension/context.json",
	"own-ob-v2p0-extension-geo.json":           "ob_v2p0/extensions/geoCoordinatesExtension/context.json",
	"own-ob-v2p0-extension-license.json":       "ob_v2p0/extensions/licenseExtension/context.json",
	"own-ob-v2p0-extension-creator.json":       "ob_v2p0/extensions/originalCreatorExtension/context.json",
	"own-ob-v2p0-extension-recipient.json":     "ob_v2p0/extensions/recipientProfile/context.json",
	"own-ob-v2p0-extension-accreditation.json": "ob_v2p0/extensions/issuerAccreditationExtension/context.json",
	"own-ob-v2p0-extension-assessment.json":    "ob_v2p0/extensions/assessmentExtension/context.json",
	"own-ob-v2p0-extension-description.json":   "ob_v2p0/extensions/extraDescription/context.json",
}

// TestOwnContextsSayTheSame: each word has the same meaning by our text of a context
// and by the published one, alone and behind the contexts of the standards, also
// within the objects that have words of their own; and what one of them may not
// stand beside, the other may not. Statements made with either are then the same,
// whatever the document.
//
// It needs the published texts: BLAZON_EXTENSIONS=checkout go test ./jsonld -run OwnContexts
func TestOwnContextsSayTheSame(t *testing.T) {
	checkout := os.Getenv("BLAZON_EXTENSIONS")
	for _, p := range ownPins {
		file, ok := originals[p.file]
		if !ok {
			t.Errorf("%s is compared with nothing", p.file)
		}
		if checkout == "" {
			continue
		}
		text, err := os.ReadFile(filepath.Join(checkout, file))
		if err != nil {
			t.Fatal(err)
		}
		published, err := Pinned().With(p.url, text)
		if err != nil {
			t.Fatal(err)
		}
		for _, stack := range append(stacks, nil, []string{"https://w3id.org/openbadges/v2"}) {
			ours, ourErr := stacked(t, Pinned(), stack, p.url)
			theirs, theirErr := stacked(t, published, stack, p.url)
			if codeOf(ourErr) != codeOf(theirErr) {
				t.Errorf("%s behind %v: %v and %v", p.url, stack, ourErr, theirErr)
				continue
			}
			if ourErr == nil {
				alike(t, p.url, ours, theirs, 0)
			}
		}
	}
	if checkout == "" {
		t.Skip("the published texts are not here; BLAZON_EXTENSIONS says where they are")
	}
}

// codeOf is the code of an error of JSON-LD. Which of several words it names is
// chance.
func codeOf(err error) string {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return fmt.Sprint(err)
}

func newRun(c *Contexts) *run {
	return &run{ctx: context.Background(), contexts: c, budget: Budget{}.orDefault()}
}

func stacked(t *testing.T, c *Contexts, stack []string, url string) (*seen, error) {
	t.Helper()
	s := &seen{run: newRun(c), context: &activeContext{}}
	for _, known := range append(slices.Clone(stack), url) {
		next, err := s.run.applyURL(s.context, NewString(known))
		if err != nil {
			return nil, err
		}
		s.context = next
	}
	return s, nil
}

// seen is an active context and what made it.
type seen struct {
	run     *run
	context *activeContext
}

// alike compares two active contexts in all that says what words mean.
func alike(t *testing.T, at string, a, b *seen, depth int) {
	t.Helper()
	x, y := a.context, b.context
	if x.base != y.base || x.vocab != y.vocab || x.hasVocab != y.hasVocab || x.language != y.language || x.direction != y.direction || x.protected != y.protected {
		t.Errorf("%s: the settings differ", at)
	}
	names := slices.Sorted(maps.Keys(x.terms))
	if !slices.Equal(names, slices.Sorted(maps.Keys(y.terms))) {
		t.Errorf("%s: the words are %v and %v", at, names, slices.Sorted(maps.Keys(y.terms)))
		return
	}
	for _, name := range names {
		p, q := *x.terms[name], *y.terms[name]
		if (p.context == nil) != (q.context == nil) {
			t.Errorf("%s: only one has a context within %s", at, name)
			continue
		}
		for _, override := range []bool{false, true} {
			if p.context == nil || depth > 2 {
				break
			}
			inA, errA := a.run.apply(x, &p, override, override)
			inB, errB := b.run.apply(y, &q, override, override)
			if (errA == nil) != (errB == nil) {
				t.Errorf("%s: within %s: %v and %v", at, name, errA, errB)
			} else if errA == nil && p.context != q.context {
				alike(t, at+" "+name, &seen{a.run, inA}, &seen{b.run, inB}, depth+1)
			}
		}
		p.context, q.context = nil, nil
		if !reflect.DeepEqual(p, q) {
			t.Errorf("%s: %s is\n%+v\n%+v", at, name, p, q)
		}
	}
}
