package vc

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"hash"
	"strings"
	"sync"

	"blazon/did"
	"blazon/jsonld"
)

// checkRelated compares resources that the credential names with their digests:
// the contexts that are known in their published text, and whatever was fetched to reach the verdict.
// Nothing is fetched for this alone: a resource that nobody looks at needs no
// digest.
//
// VCDM 2.0 5.3: a resource that is not the one whose digest is named is an error.
//
// An address may serve several texts. Where those that were asked for differ in whether
// they are the resource, nobody can say which is meant.
func (j *judgement) checkRelated(own *seen) {
	items := j.cred.doc.Get("relatedResource").Items()
	for i, item := range items {
		id := item.Get("id").Str()
		known := j.textsOf(id, own)
		if i == maxRelated || len(known) > 0 && digestsOf(item) > maxDigests {
			if j.report.Check(CheckSchema).Result != Fail {
				j.report.unknown(CheckSchema, LimitExceeded, fmt.Sprintf("It names %d resources with their digests; %d, of %d digests each, are the most that are compared.", len(items), maxRelated, maxDigests))
			}
			return
		}
		fault, right := "", 0
		for _, text := range known {
			if f := j.session.digestFault(item, text); f != "" {
				fault = f
			} else {
				right++
			}
		}
		switch {
		case known == nil:
			j.report.detail(CheckSchema, "notCompared", id)
		case right > 0 && (fault == "" || j.isContext(id)):
		case right > 0:
			if j.report.Check(CheckSchema).Result != Fail {
				j.report.unknown(CheckSchema, SchemaInvalid, fmt.Sprintf("There are several texts at %.200s, and only one is the resource that the credential names.", id))
			}
		case fault != "":
			j.report.fail(CheckSchema, SchemaInvalid, fmt.Sprintf("%.200s is not the resource that the credential names: %s.", id, fault))
			return
		}
	}
}

// The bounds on related resources, and on the digests of each.
const (
	maxRelated = 100
	maxDigests = 8
)

// textsOf returns what is at an address, as far as its own check has seen it.
func (j *judgement) textsOf(id string, own *seen) [][]byte {
	if j.isContext(id) {
		return j.session.contextTexts(j.Processor.Contexts, id)
	}
	return own.at(id)
}

// isContext reports whether an address is that of a context that is known, of which each
// text that was published is the right one.
func (j *judgement) isContext(id string) bool {
	return j.session.contextTexts(j.Processor.Contexts, id) != nil
}

func digestsOf(resource *jsonld.Value) int {
	return len(resource.Get("digestSRI").Items()) + len(resource.Get("digestMultibase").Items())
}

// digestFault says which digest of a resource is not that of text; nothing if
// all are right that are understood.
func (s *session) digestFault(resource *jsonld.Value, text []byte) string {
	for _, sri := range texts(resource.Get("digestSRI")) {
		algorithm, want, _ := strings.Cut(sri, "-")
		sum := s.digest(algorithm, text)
		got, err := base64.StdEncoding.DecodeString(want)
		if sum == nil || err != nil || subtle.ConstantTimeCompare(sum, got) != 1 {
			return "its digest (SRI) is another"
		}
	}
	for _, encoded := range texts(resource.Get("digestMultibase")) {
		got, err := did.DecodeMultibase(encoded, maxDigest)
		if err != nil || !s.isMultihash(got, text) {
			return "its digest (multibase) is another"
		}
	}
	return ""
}

// maxDigest is more than the longest digest that is understood, with its prefix.
const maxDigest = 80

func digestOf(algorithm string, text []byte) []byte {
	var h hash.Hash
	switch algorithm {
	case "sha256":
		h = sha256.New()
	case "sha384":
		h = sha512.New384()
	case "sha512":
		h = sha512.New()
	default:
		return nil
	}
	h.Write(text)
	return h.Sum(nil)
}

// isMultihash compares a multihash, or a bare SHA-256, with a text.
//
// Controlled Identifiers 2.5; multihash: code, length, digest.
func (s *session) isMultihash(got, text []byte) bool {
	if len(got) > 2 && int(got[1]) == len(got)-2 {
		algorithm := map[byte]string{0x12: "sha256", 0x20: "sha384", 0x13: "sha512"}[got[0]]
		if sum := s.digest(algorithm, text); len(sum) == len(got)-2 {
			return subtle.ConstantTimeCompare(got[2:], sum) == 1
		}
	}
	return subtle.ConstantTimeCompare(got, s.digest("sha256", text)) == 1
}

// sums are the digests of texts that one verification has seen, each of which is
// reckoned once, however often it is named.
type sums struct {
	mu       sync.Mutex
	known    map[sumKey][]byte
	contexts map[string][][]byte // by address: copies, each at one place
}

// A sumKey is a text, by where it is, and an algorithm.
type sumKey struct {
	first     *byte
	size      int
	algorithm string
}

// digest returns the digest of a text that does not change; nil if the algorithm is
// not known.
func (s *session) digest(algorithm string, text []byte) []byte {
	if len(text) == 0 {
		return digestOf(algorithm, text)
	}
	s.sums.mu.Lock()
	defer s.sums.mu.Unlock()
	key := sumKey{&text[0], len(text), algorithm}
	sum, ok := s.sums.known[key]
	if !ok {
		if sum = digestOf(algorithm, text); sum == nil {
			return nil // of a name that a stranger has made up
		}
		if s.sums.known == nil {
			s.sums.known = make(map[sumKey][]byte)
		}
		s.sums.known[key] = sum
	}
	return sum
}

// contextTexts returns the texts of a context, always the same.
func (s *session) contextTexts(contexts *jsonld.Contexts, url string) [][]byte {
	s.sums.mu.Lock()
	defer s.sums.mu.Unlock()
	found, ok := s.sums.contexts[url]
	if !ok {
		if found = contexts.Texts(url); found == nil {
			return nil
		}
		if s.sums.contexts == nil {
			s.sums.contexts = make(map[string][][]byte)
		}
		s.sums.contexts[url] = found
	}
	return found
}
