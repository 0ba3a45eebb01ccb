package vcapi

import (
	"net/url"
	"slices"
	"strings"
	"time"

	"blazon/jsonld"
	"blazon/ob3"
)

// This file has what package vc does not ask of a credential that it is to
// verify, since a verifier reads more than an issuer may write.

// The types of envelopes.
const (
	envelopedCredential   = "EnvelopedVerifiableCredential"
	envelopedPresentation = "EnvelopedVerifiablePresentation"
)

// isV1 reports whether a document follows the data model 1.1.
func isV1(doc *jsonld.Value) bool {
	items := doc.Get("@context").Items()
	return len(items) > 0 && items[0].Str() == ob3.ContextVC1
}

// checkContexts holds the contexts to the standard: a list, with that of the data
// model first, and then addresses or objects. An envelope may name its one
// context without a list.
//
// VCDM 2.0 4.3.
func checkContexts(doc *jsonld.Value, needsList bool) error {
	contexts := doc.Get("@context")
	items := contexts.Items()
	switch {
	case contexts == nil:
		return refuse(malformedValue, "/@context", "It names no @context.")
	case needsList && contexts.Kind() != jsonld.Array:
		return refuse(malformedValue, "/@context", "@context is not a list.")
	case len(items) == 0 || items[0].Str() != ob3.ContextVC && items[0].Str() != ob3.ContextVC1:
		return refuse(malformedValue, "/@context", "The first context is not that of the data model, %s.", ob3.ContextVC)
	}
	for _, item := range items {
		switch {
		case item.Kind() == jsonld.Object:
		case !item.IsString() || !isURL(item.Str()):
			return refuse(malformedValue, "/@context", "A context is an address or an object, and %.80q is neither.", item.JSON())
		}
	}
	return nil
}

// checkType asks for a type.
//
// VCDM 2.0 4.5. That each has a meaning turns out when statements are made.
func checkType(doc *jsonld.Value, want string) error {
	for _, item := range doc.Get("type").Items() {
		if item.Str() == want {
			return nil
		}
	}
	return refuse(malformedValue, "/type", "None of its types is %s.", want)
}

// isURL reports whether s is an address that means the same everywhere.
func isURL(s string) bool {
	if s == "" || strings.ContainsAny(s, " \t\r\n<>\"{}|\\^`") {
		return false
	}
	u, err := url.Parse(s)
	return err == nil && u.Scheme != ""
}

// checkDates holds the dates of the data model 1.1 to their form. Those of 2.0
// are looked at by package vc.
//
// VCDM 1.1 4.6 and 4.7.
func checkDates(doc *jsonld.Value) error {
	if !isV1(doc) {
		return nil
	}
	for _, name := range []string{"issuanceDate", "expirationDate"} {
		v := doc.Get(name)
		if v == nil && name != "issuanceDate" {
			continue
		}
		if _, err := time.Parse(time.RFC3339, v.Str()); err != nil {
			return refuse(malformedValue, "/"+name, "%s is not a date and time with a zone.", name)
		}
	}
	return nil
}

// checkProofs holds proofs that are there already to their form: they will stay
// beside the new one.
//
// VC Data Integrity 2.1.
func checkProofs(doc *jsonld.Value) error {
	proofs := doc.Get("proof")
	if proofs == nil {
		return nil
	}
	if len(proofs.Items()) == 0 {
		return refuse(malformedValue, "/proof", "There is no proof in proof.")
	}
	for _, p := range proofs.Items() {
		if err := checkProof(p); err != nil {
			return err
		}
	}
	return nil
}

func checkProof(p *jsonld.Value) error {
	if p.Kind() != jsonld.Object {
		return refuse(malformedValue, "/proof", "A proof is a JSON object.")
	}
	for _, name := range []string{"type", "verificationMethod", "proofPurpose", "proofValue"} {
		if p.Get(name).Str() == "" {
			return refuse(malformedValue, "/proof/"+name, "The proof has no %s, or one that is not a text.", name)
		}
	}
	for _, name := range []string{"cryptosuite", "created", "expires", "challenge", "nonce", "id"} {
		if v := p.Get(name); v != nil && v.Str() == "" {
			return refuse(malformedValue, "/proof/"+name, "%s of the proof is not a text.", name)
		}
	}
	for _, name := range []string{"domain", "previousProof"} {
		for _, item := range p.Get(name).Items() {
			if item.Str() == "" {
				return refuse(malformedValue, "/proof/"+name, "%s of the proof is neither a text nor a list of texts.", name)
			}
		}
	}
	switch {
	case p.Get("type").Str() == "DataIntegrityProof" && p.Get("cryptosuite") == nil:
		return refuse(malformedValue, "/proof/cryptosuite", "The proof does not name its cryptosuite.")
	case !isURL(p.Get("verificationMethod").Str()):
		return refuse(malformedValue, "/proof/verificationMethod", "verificationMethod is not an address.")
	case p.Get("id") != nil && !isURL(p.Get("id").Str()):
		return refuse(malformedValue, "/proof/id", "The id of the proof is not an address.")
	case !slices.Contains([]byte{'z', 'u'}, p.Get("proofValue").Str()[0]):
		return refuse(malformedValue, "/proof/proofValue", "proofValue does not begin with z or u, which say how it is written.")
	}
	return nil
}

// checkEnvelope holds an envelope to the standard, where v is one.
//
// VCDM 2.0 4.12.1 and 4.13.1: one context that defines it, and a data: URL.
func checkEnvelope(v *jsonld.Value, want string) error {
	if err := checkContexts(v, false); err != nil {
		return err
	}
	if isV1(v) {
		return refuse(malformedValue, "/@context", "The first context is not that of the data model, %s.", ob3.ContextVC)
	}
	if err := checkType(v, want); err != nil {
		return err
	}
	if !strings.HasPrefix(v.Get("id").Str(), "data:") {
		return refuse(malformedValue, "/id", "The id of an envelope is a data: URL.")
	}
	return nil
}
