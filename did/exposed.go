package did

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"slices"
	"strings"
	"time"

	"blazon/jsonld"
)

// exposed are the keys of which the private half is published: by the ids of their
// methods, and the keys themselves, as keyMarks names them.
type exposed struct{ ids, keys map[string]bool }

// secrets marks the methods of which the private half is published anywhere in the
// document: under another id, for another purpose, or in another form.
func (doc *Document) secrets() {
	found := exposed{make(map[string]bool), make(map[string]bool)}
	found.look(doc, doc.Raw, 0)
	doc.exposed = found.keys
	for i, m := range doc.VerificationMethod {
		if m.secret || found.ids[m.ID] {
			doc.VerificationMethod[i].secret = true
			found.add(m.marks)
		}
	}
	for i, m := range doc.VerificationMethod {
		if slices.ContainsFunc(m.marks, func(mark string) bool { return found.keys[mark] }) {
			doc.VerificationMethod[i].secret = true
		}
	}
}

// appendNew adds those texts that are not there yet.
func appendNew(to, more []string) []string {
	for _, text := range more {
		if !slices.Contains(to, text) {
			to = append(to, text)
		}
	}
	return to
}

func (e exposed) add(marks []string) {
	for _, mark := range marks {
		e.keys[mark] = true
	}
}

// look goes through what stands in a document once, however many keys it has. What others
// say in it, in credentials of theirs, is left out: to write down a public key and call
// something private shows nothing.
func (e exposed) look(doc *Document, v *jsonld.Value, depth int) {
	if depth > 8 || depth > 0 && (v.Get("proof") != nil || v.Get("credentialSubject") != nil) {
		return
	}
	if hasSecret(v) {
		if id := v.Get("id").Str(); id != "" {
			e.ids[doc.absolute(id)] = true
		}
		e.add(keyMarks(v))
	}
	if isPrivateJWK(v) { // wherever it stands
		if mark := jwkMark(v); mark != "" {
			e.add([]string{mark})
		}
	}
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			e.look(doc, item, depth+1)
		}
	}
	for _, m := range v.Members() {
		if m.Name != "endorsement" && m.Name != "endorsementJwt" && m.Name != "proof" {
			e.look(doc, m.Value, depth+1)
		}
	}
}

// hasSecret reports whether the private half of a key is published with it, by whichever
// name.
func hasSecret(v *jsonld.Value) bool {
	for _, m := range v.Members() {
		name := strings.ToLower(m.Name)
		isSecret := strings.Contains(name, "secretkey") || strings.Contains(name, "privatekey") || m.Name == "publicKeyJwk" && isPrivateJWK(m.Value)
		if isSecret && !isUnset(m.Value) {
			return true
		}
	}
	return false
}

// isUnset reports whether a member says nothing: what writes keys writes null, or nothing,
// where it has no value.
func isUnset(v *jsonld.Value) bool {
	kind := v.Kind()
	return kind == jsonld.Absent || kind == jsonld.Null || kind == jsonld.Array && len(v.Items()) == 0 || v.IsString() && v.Str() == ""
}

// Exposes reports whether the private half of a key is published with the public one.
func Exposes(key *jsonld.Value) bool { return hasSecret(key) }

// Withdrawn reports whether a key says that it was withdrawn by a moment.
func Withdrawn(key *jsonld.Value, now time.Time) bool {
	at := withdrawnAt(key)
	return !at.IsZero() && !now.Before(at)
}

// Ended reports whether a key says, by itself or in the JWK that it is written as, that it
// counts until a moment that is past.
func Ended(key *jsonld.Value, now time.Time) bool {
	end, _ := timeOf(key, "expires") // what is no date says nothing
	end = earlier(end, spanOf(key.Get("publicKeyJwk")).until)
	return !end.IsZero() && now.After(end)
}

// Marks names the public keys that stand in an object, in whichever form, to see whether
// one of them is known to be lost: two forms of one key have one name.
func Marks(key *jsonld.Value) []string { return keyMarks(key) }

// maxMarked bounds the text of a key that is looked at for what key it is.
const maxMarked = 8 << 10

// keyMarks names the public keys that stand in an object, in whichever form: two forms
// of one key have one name. Whether a key may be used is not asked, nor what its type
// is, for it is looked whether it is known to be lost. Nothing is reckoned, for
// strangers may write thousands.
func keyMarks(v *jsonld.Value) []string {
	var marks []string
	add := func(mark string) {
		if mark != "" {
			marks = append(marks, mark)
		}
	}
	for _, m := range v.Members() {
		text := m.Value.Str()
		if len(text) > maxMarked {
			continue
		}
		switch m.Name[strings.LastIndexAny(m.Name, "#:/")+1:] {
		case "publicKeyMultibase":
			if b, err := DecodeMultibase(strings.TrimSpace(text), maxMultikey); err == nil {
				add(string(b))
			}
		case "publicKeyBase58": // of Ed25519VerificationKey2018
			if b, err := DecodeMultibase("z"+text, maxMultikey); err == nil && len(b) == ed25519.PublicKeySize {
				add(ed25519Mark(string(b)))
			} else if err == nil {
				add(string(b)) // as some write it, with the bytes that begin a Multikey
			}
		case "publicKeyJwk", "privateKeyJwk", "secretKeyJwk":
			add(jwkMark(m.Value))
		case "publicKeyPem":
			add(pemMark(text))
		}
	}
	return marks
}

// jwkMark is the name of a key that is written as a JWK: as a Multikey has it, but for RSA,
// which has none.
func jwkMark(v *jsonld.Value) string {
	switch x, y := jwkPart(v, "x"), jwkPart(v, "y"); jwkKind(v) {
	case "Ed25519":
		return ed25519Mark(x)
	case "P-256":
		return pointMark("\x80\x24", x, y)
	case "P-384":
		return pointMark("\x81\x24", x, y)
	}
	return rsaMark(jwkPart(v, "n"))
}

// jwkKind is the curve of a JWK, or RSA where that is what it says it is or nothing else.
func jwkKind(v *jsonld.Value) string {
	const isRSA = "RSA"
	if crv := v.Get("crv").Str(); crv != "" && v.Get("kty").Str() != isRSA {
		return crv
	}
	return isRSA
}

// jwkPart is a member of a JWK, in whichever spelling of base64.
func jwkPart(v *jsonld.Value, name string) string {
	text := v.Get(name).Str()
	if len(text) > maxMarked {
		return ""
	}
	text = strings.NewReplacer("+", "-", "/", "_", "=", "").Replace(text)
	b, _ := base64.RawURLEncoding.DecodeString(text)
	return string(b)
}

func ed25519Mark(key string) string {
	if key == "" {
		return ""
	}
	return "\xed\x01" + key
}

// pointMark writes a point as SEC 1 does in compressed form.
func pointMark(header, x, y string) string {
	if x == "" || y == "" {
		return ""
	}
	return header + string([]byte{2 + y[len(y)-1]&1}) + x
}

// rsaMark: who has the private half of one exponent has that of all.
func rsaMark(n string) string {
	if n = strings.TrimLeft(n, "\x00"); n == "" {
		return ""
	}
	return "RSA" + n
}

func pemMark(text string) string {
	block, _ := pem.Decode([]byte(strings.TrimSpace(text)))
	if block == nil {
		return ""
	}
	pub, err := x509.ParsePKIXPublicKey(block.Bytes)
	if k, errRSA := x509.ParsePKCS1PublicKey(block.Bytes); err != nil && errRSA == nil {
		pub = k
	}
	return markOf(pub)
}

// markOf is the name of a key that was read.
func markOf(pub crypto.PublicKey) string {
	switch k := pub.(type) {
	case ed25519.PublicKey:
		return ed25519Mark(string(k))
	case *rsa.PublicKey:
		return rsaMark(string(k.N.Bytes()))
	case *ecdsa.PublicKey:
		header := map[elliptic.Curve]string{elliptic.P256(): "\x80\x24", elliptic.P384(): "\x81\x24"}[k.Curve]
		if point, err := k.Bytes(); header != "" && err == nil {
			size := (len(point) - 1) / 2
			return pointMark(header, string(point[1:1+size]), string(point[1+size:]))
		}
	}
	return ""
}
