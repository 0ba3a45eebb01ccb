package vc

import (
	"encoding/base64"
	"fmt"
	"mime"
	"net/url"
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/vcjwt"
)

// The types of objects that are nothing but the envelope of a token.
//
// VCDM 2.0 4.12.1 and 4.13.1.
const (
	typeEnveloped             = "EnvelopedVerifiableCredential"
	typeEnvelopedPresentation = "EnvelopedVerifiablePresentation"
	typePresentation          = "VerifiablePresentation"
)

// envelopes are the media types that an envelope may hold. COSE is not read.
var envelopes = map[string][]string{
	typeEnveloped:             {"application/vc+jwt", "application/vc+sd-jwt", "application/vc+ld+json+jwt", "application/jwt"},
	typeEnvelopedPresentation: {"application/vp+jwt", "application/vp+sd-jwt", "application/vp+ld+json+jwt", "application/jwt"},
}

// IsEnveloped reports whether v is the envelope of a credential or of a
// presentation that is a token.
func IsEnveloped(v *jsonld.Value) bool {
	types := texts(v.Get("type"))
	return slices.Contains(types, typeEnveloped) || slices.Contains(types, typeEnvelopedPresentation)
}

// IsPresentation reports whether the text is a presentation: JSON or a token.
func (t Text) IsPresentation() bool { return t.presentation() != nil }

// opened returns what is in the envelope that a text is, if it is one. A faulty
// envelope holds a text that could not be parsed.
func (t Text) opened() (Text, bool) {
	if t.JSON == nil || !IsEnveloped(t.JSON) {
		return Text{}, false
	}
	return open(t.JSON), true
}

// open takes the token out of an envelope.
//
// VCDM 2.0 4.12.1: the id is a data: URL whose media type says what it is.
func open(v *jsonld.Value) Text {
	faulty := func(format string, args ...any) Text {
		return Text{Raw: v.JSON(), Err: fmt.Errorf("envelope: "+format, args...)}
	}
	head, body, ok := strings.Cut(v.Get("id").Str(), ",")
	head, isData := strings.CutPrefix(head, "data:")
	if !ok || !isData {
		return faulty("its id is no data: URL")
	}
	head, isBase64 := strings.CutSuffix(head, ";base64")
	media, _, err := mime.ParseMediaType(head)
	if err != nil {
		return faulty("its id names no media type")
	}
	if !slices.ContainsFunc(texts(v.Get("type")), func(typ string) bool { return slices.Contains(envelopes[typ], media) }) {
		return faulty("%w: the media type is %.60q", vcjwt.ErrUnsupported, media)
	}
	if isBase64 {
		text, err := base64.StdEncoding.Strict().DecodeString(body)
		if err != nil {
			return faulty("its id is damaged")
		}
		body = string(text)
	} else if body, err = url.PathUnescape(body); err != nil {
		return faulty("its id is damaged")
	}
	if !isToken([]byte(body)) {
		return faulty("there is no token in it")
	}
	return Parse([]byte(body))
}

// presentation returns the presentation that a text is, without the claims of a
// token; nil if it is none.
//
// VCDM 2.0 4.13; VCDM 1.1 6.3.1: in a token it was the claim vp.
func (t Text) presentation() *jsonld.Value {
	doc := t.JSON
	if t.Token != nil {
		doc = t.Token.Credential.Without("nonce") // a claim, as in OpenID
		if vp := t.Token.Value.Get("vp"); vp.Kind() == jsonld.Object {
			doc = vp
			for _, fill := range [][2]string{{"id", "jti"}, {"holder", "iss"}} {
				if claim := t.Token.Value.Get(fill[1]); claim != nil && doc.Get(fill[0]) == nil {
					doc = doc.With(fill[0], claim)
				}
			}
		}
	}
	if doc.Kind() != jsonld.Object || !slices.Contains(texts(doc.Get("type")), typePresentation) {
		return nil
	}
	return doc
}
