package vc

import (
	"crypto/sha256"
	"crypto/sha512"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"hash"
	"strings"

	"blazon/did"
	"blazon/jsonld"
)

// checkRelated compares resources that the credential names with their digests:
// the contexts that are known in their published text, and whatever was fetched to reach the verdict.
// Nothing is fetched for this alone: a resource that nobody looks at needs no
// digest.
//
// VCDM 2.0 5.3: a resource that is not the one whose digest is named is an error.
func (j *judgement) checkRelated() {
	for _, item := range j.cred.doc.Get("relatedResource").Items() {
		id := item.Get("id").Str()
		known := j.Processor.Contexts.Texts(id)
		if text := j.session.body(id); text != nil && known == nil {
			known = [][]byte{text}
		}
		fault := ""
		for _, text := range known {
			if fault = digestFault(item, text); fault == "" {
				break
			}
		}
		switch {
		case known == nil:
			j.report.detail(CheckSchema, "notCompared", id)
		case fault != "":
			j.report.fail(CheckSchema, SchemaInvalid, fmt.Sprintf("%.200s is not the resource that the credential names: %s.", id, fault))
			return
		}
	}
}

// digestFault says which digest of a resource is not that of text; nothing if
// all are right that are understood.
func digestFault(resource *jsonld.Value, text []byte) string {
	for _, sri := range texts(resource.Get("digestSRI")) {
		algorithm, want, _ := strings.Cut(sri, "-")
		sum := digestOf(algorithm, text)
		got, err := base64.StdEncoding.DecodeString(want)
		if sum == nil || err != nil || subtle.ConstantTimeCompare(sum, got) != 1 {
			return "its digest (SRI) is another"
		}
	}
	for _, encoded := range texts(resource.Get("digestMultibase")) {
		got, err := did.DecodeMultibase(encoded, maxDigest)
		if err != nil || !isMultihash(got, text) {
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
func isMultihash(got, text []byte) bool {
	for code, algorithm := range map[byte]string{0x12: "sha256", 0x20: "sha384", 0x13: "sha512"} {
		if sum := digestOf(algorithm, text); len(got) == len(sum)+2 && got[0] == code && int(got[1]) == len(sum) {
			return subtle.ConstantTimeCompare(got[2:], sum) == 1
		}
	}
	return subtle.ConstantTimeCompare(got, digestOf("sha256", text)) == 1
}
