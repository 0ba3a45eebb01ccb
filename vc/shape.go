package vc

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"blazon/jsonld"
	"blazon/ob3"
	"blazon/statuslist"
)

// A proof over JSON-LD covers statements, and one statement can be written in
// several ways. The rules here make sure that what a reader of the plain JSON
// sees is what was signed. A validUntil written under its full address would
// still be signed, and be overlooked by whoever looks for "validUntil".

// maxDepth is that of jsonld.Limits; deeper values cannot have been parsed.
const maxDepth = 64

// misshapen finds a place where the plain JSON and the statements made from it
// could differ, and says what is wrong with it. If each is one, credentials have ids of
// their own, of which nothing is said elsewhere.
func misshapen(doc *jsonld.Value, eachIsOne bool) string {
	whole := map[string]*jsonld.Value{}
	if !eachIsOne {
		return misshapenIn(doc, whole, nil, false, 0)
	}
	if id := doc.Get("id").Str(); id != "" {
		whole[id] = doc
	}
	if id := wholes(doc, whole, 0); id != "" {
		return fmt.Sprintf("two credentials within it have the id %.100q", id)
	}
	return misshapenIn(doc, whole, nil, false, 0)
}

// wholes collects, by id, the credentials within v that have no proof of their own
// and so are signed only with the whole. It returns an id that two have.
func wholes(v *jsonld.Value, into map[string]*jsonld.Value, depth int) string {
	if depth > maxDepth {
		return ""
	}
	for _, item := range v.Items() {
		if depth > 0 && isCredential(item) && !hasProof(item) {
			id := item.Get("id").Str()
			if id != "" && into[id] != nil {
				return id
			}
			if id != "" {
				into[id] = item
			}
		}
		if item.Kind() == jsonld.Array {
			if id := wholes(item, into, depth+1); id != "" {
				return id
			}
		}
		for _, m := range item.Members() {
			if id := wholes(m.Value, into, depth+1); id != "" {
				return id
			}
		}
	}
	return ""
}

// withoutProofContexts returns a credential with proofs that do not repeat its contexts,
// as suites that sign the text have it. A proof with other contexts keeps them.
//
// VC-DI-EDDSA 3.3.1, VC-DI-ECDSA 3.3.1.
func withoutProofContexts(doc, contexts *jsonld.Value) *jsonld.Value {
	proofs := doc.Get("proof")
	if proofs.Kind() != jsonld.Object && proofs.Kind() != jsonld.Array {
		return doc
	}
	items := slices.Clone(proofs.Items())
	for i, proof := range items {
		if own := proof.Get("@context"); own != nil && bytes.Equal(jsonld.NewArray(own.Items()...).JSON(), contexts.JSON()) {
			items[i] = proof.Without("@context")
		}
	}
	if proofs.Kind() == jsonld.Object {
		return doc.With("proof", items[0])
	}
	return doc.With("proof", jsonld.NewArray(items...))
}

// misshapenIn is misshapen of what stands in a document, of which the contexts around
// are those; nil at the top.
func misshapenIn(v *jsonld.Value, whole map[string]*jsonld.Value, contexts *jsonld.Value, isProof bool, depth int) string {
	if depth > maxDepth {
		return "it is nested too deeply"
	}
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			if item.Kind() == jsonld.Array && !isProof {
				return "an array stands in an array"
			}
			if s := misshapenIn(item, whole, contexts, isProof, depth+1); s != "" {
				return s
			}
		}
		return ""
	}
	top := contexts == nil
	embedded := !top && (isCredential(v) || slices.Contains(texts(v.Get("type")), "VerifiablePresentation"))
	if other := whole[v.Get("id").Str()]; !top && other != nil && other != v && saysMore(v) {
		return "an object within it has the id of the whole, or of a credential within it, and adds to what is said about that"
	}
	if own := v.Get("@context"); top || embedded && own != nil {
		contexts = jsonld.NewArray(own.Items()...)
	}
	if top || embedded {
		v = withoutProofContexts(v, contexts)
	}
	for _, m := range v.Members() {
		switch {
		case m.Name == "@context" && (top || embedded):
			continue
		case m.Name == "@context":
			return "an object within it has contexts of its own"
		case isLiteral(m.Name):
			continue
		case m.Name == "proofPurpose" && !isProof:
			return "something within it that is no proof says what a proof is for"
		case m.Name == "proof" && !top && !embedded:
			return "something within it that is no credential has a proof"
		case strings.HasPrefix(m.Name, "@") && !isText(v):
			return fmt.Sprintf("the keyword %.40q stands where a term of a context should", m.Name)
		case strings.Contains(m.Name, ":"):
			return fmt.Sprintf("the member %.100q is named by an address instead of a term of a context", m.Name)
		case m.Name == "id" && strings.HasPrefix(m.Value.Str(), "_:"):
			return fmt.Sprintf("the id %.60q is a label that means nothing outside of the text", m.Value.Str())
		}
		if s := misshapenIn(m.Value, whole, contexts, m.Name == "proof", depth+1); s != "" {
			return s
		}
	}
	return ""
}

// isDecisive reports whether checks are told by a type.
func isDecisive(name string) bool {
	switch name {
	case "VerifiableCredential", typeEnveloped, "OpenBadgeCredential", "AchievementCredential", "EndorsementCredential", "ClrCredential",
		statuslist.TypeBitstring, statuslist.TypeStatusList2021, statuslist.TypeRevocation, typeSchema, typeSchema2019, typeSchemaCredential, ob3.TypeRefresh:
		return true
	}
	return statuslist.IsListType(name)
}

// isKind reports whether a type says of which kind a credential is.
func isKind(name string) bool {
	switch name {
	case typeSchema, typeSchema2019, ob3.TypeRefresh:
		return false
	}
	return isDecisive(name)
}

// disguised finds a type that decides something and is written as an address, and a
// property named by the word of a class. What means the same to a proof over statements
// would be overlooked, also where no context that the text names has the word for it.
func disguised(v *jsonld.Value, contexts *jsonld.Contexts, depth int) string {
	if depth > maxDepth {
		return ""
	}
	for _, item := range v.Items() {
		if item.Kind() == jsonld.Array {
			if s := disguised(item, contexts, depth+1); s != "" {
				return s
			}
		}
		for _, m := range item.Members() {
			if m.Name == "@context" || isLiteral(m.Name) {
				continue
			}
			if contexts.IsDouble(m.Name) {
				return fmt.Sprintf("the member %.100q is named by the word of a class, which stands for a property as well", m.Name)
			}
			if m.Name == "type" {
				for _, t := range texts(m.Value) {
					if strings.Contains(t, ":") && slices.ContainsFunc(contexts.Words(t), isDecisive) {
						return fmt.Sprintf("the type %.100q is written as an address, and not by its word", t)
					}
				}
			}
			if s := disguised(m.Value, contexts, depth+1); s != "" {
				return s
			}
		}
	}
	return ""
}

// saysMore reports whether an object is more than a reference: statements about
// one id are one, wherever in the text they stand. If an object within may have
// the id of the credential, as the subject of an endorsement has, then somebody
// could move the end of its validity there, out of sight, and the proof would hold.
func saysMore(v *jsonld.Value) bool {
	for _, m := range v.Members() {
		switch {
		case m.Name == "id", m.Name == "type":
		case m.Name == "endorsementComment" && (m.Value.IsString() || isText(m.Value)):
		default:
			return true
		}
	}
	return false
}

// isText reports whether v is a text with its language, which has no shorter
// form.
//
// VCDM 2.0 11.1.
func isText(v *jsonld.Value) bool {
	for _, m := range v.Members() {
		if m.Name != "@value" && m.Name != "@language" && m.Name != "@direction" {
			return false
		}
	}
	return v.Get("@value").IsString() && v.Get("@language").IsString()
}

// isCredential reports whether v is a credential within another, which has a
// graph of its own.
func isCredential(v *jsonld.Value) bool {
	for _, t := range texts(v.Get("type")) {
		if t == "VerifiableCredential" || t == typeEnveloped {
			return true
		}
	}
	return false
}

// twins finds two members of one object whose names differ only in the case of
// their letters: a reader that folds case would take one for the other.
func twins(v *jsonld.Value, depth int) (name string, found bool) {
	if depth > maxDepth {
		return "", false
	}
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			if name, found = twins(item, depth+1); found {
				return name, true
			}
		}
		return "", false
	}
	seen := make(map[string]bool, len(v.Members()))
	for _, m := range v.Members() {
		folded := fold(m.Name)
		if seen[folded] {
			return m.Name, true
		}
		seen[folded] = true
		if name, found = twins(m.Value, depth+1); found {
			return name, true
		}
	}
	return "", false
}

// fold maps names that strings.EqualFold calls equal to one text.
func fold(s string) string {
	return strings.Map(func(r rune) rune {
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		return least
	}, s)
}
