package vc

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"blazon/did"
	"blazon/jsonld"
)

// A binding says whose a key is. The key may be used for maths even where
// nobody knows; it is nil where none could be had.
type binding struct {
	key    did.Key
	listed []did.Key // all that the issuer lists, if it lists key
	method string
	result string // of the check issuer_binding
	code   string
	text   string
	detail map[string]string
}

// unasked is the binding of a proof that fails before its key matters.
func unasked() binding {
	return binding{result: Skipped, text: "This was not checked, because the signature does not count anyway."}
}

// issuerDocument gets the issuer's own document, from the issuer's own address.
// A session asks for each address once.
func (j *judgement) issuerDocument(ctx context.Context) (*did.Document, error) {
	return j.documentOf(ctx, j.cred.issuer)
}

// documentOf gets the document of somebody who has keys. A session reads each once.
func (j *judgement) documentOf(ctx context.Context, issuer string) (*did.Document, error) {
	return j.session.controllers.get(ctx, issuer, func(ctx context.Context) (*did.Document, error) { return j.readDocument(ctx, issuer) })
}

func (j *judgement) readDocument(ctx context.Context, issuer string) (*did.Document, error) {
	switch {
	case strings.HasPrefix(issuer, "did:"):
		return j.Methods.Resolve(ctx, issuer)
	case isWeb(issuer):
		return did.FetchDocument(ctx, j.Fetcher, issuer)
	}
	if isLabel(issuer) {
		return nil, fmt.Errorf("%w: the issuer has no address of its own, so no key can be its own", did.ErrNotBound)
	}
	return nil, fmt.Errorf("%w: nothing is published under an issuer called %.100q, so no key can be its own", did.ErrNotBound, issuer)
}

// isLabel reports whether a name means something within its document only, and so
// says nothing to people.
func isLabel(s string) bool { return s == "" || strings.HasPrefix(s, "_:") }

func isWeb(s string) bool {
	return strings.HasPrefix(s, "https://") || strings.HasPrefix(s, "http://")
}

// bind finds the key that a proof names by method: in the issuer's document,
// or else wherever it is, for the maths alone.
func (j *judgement) bind(ctx context.Context, method, purpose string) binding {
	if ctx.Err() != nil {
		return late(method)
	}
	if j.opt.ProofOnly {
		return j.anyones(ctx, method, purpose)
	}
	if !j.strict() && j.cred.kind != kindPresentation {
		if b, ok := j.believe(ctx, method); ok {
			return b
		}
	}
	doc, err := j.issuerDocument(ctx)
	if err == nil {
		var key did.Key
		if key, err = did.Bind(doc, j.cred.issuer, method, purpose, j.now); err == nil {
			return j.bound(ctx, key, doc)
		}
		err = ofIssuer(err)
	}
	b := j.unbound(err)
	b.method = method
	b.key = j.foreign(ctx, doc, method, true)
	return b
}

// late is the binding of a key that there was no more time to look for.
func late(method string) binding {
	return binding{method: method, result: Unknown, code: LimitExceeded, text: outOfTime}
}

// outOfTime is said of what was left out because the time of a verification was over.
const outOfTime = "It was not checked, because the time for one check was used up before."

// errNotUnderstood: the issuer's document is there, and is not understood.
var errNotUnderstood = errors.New("what the issuer publishes is not understood")

// ofIssuer marks a document of the issuer that is malformed as one that could
// not be had: it is not the credential that is damaged.
func ofIssuer(err error) error {
	if errors.Is(err, did.ErrMalformed) {
		return fmt.Errorf("%w: %w: %v", did.ErrUnresolvable, errNotUnderstood, err) //nolint:errorlint // it must not count as malformed
	}
	return err
}

// anyones finds the key that a proof names in the document of whoever controls
// it, which must list it for the purpose. Whether that is the issuer was not asked.
//
// Controlled Identifiers 3.3.
func (j *judgement) anyones(ctx context.Context, method, purpose string) binding {
	base, _, _ := strings.Cut(method, "#")
	doc, err := j.documentOf(ctx, base)
	if err != nil {
		return binding{method: method, result: Unknown, code: issuerCode(err), text: fmt.Sprintf("The key %.200q could not be had.", method), detail: map[string]string{"cause": cause(err)}}
	}
	key, err := did.Bind(doc, base, method, purpose, j.now)
	if err != nil {
		return binding{method: method, result: Fail, code: issuerCode(err), text: meaning(issuerCode(err)), detail: map[string]string{"cause": cause(err)}}
	}
	return binding{key: key.Unproven(), method: method, result: Skipped}
}

// bound is the binding of a key that the issuer lists, or the holder of a
// presentation, in doc or in the key set of its host.
func (j *judgement) bound(ctx context.Context, key did.Key, doc *did.Document) binding {
	return binding{key: key, listed: j.listedWith(ctx, key, doc), method: key.Method(), result: Pass, text: j.lists("signed it")}
}

// lists says that the issuer, or the holder of a presentation, lists a key.
func (j *judgement) lists(which string) string {
	who := "issuer"
	if j.cred.kind == kindPresentation {
		who = "holder"
	}
	return fmt.Sprintf("The %s, %.200s, lists the key that %s as its own.", who, j.cred.issuer, which)
}

// unbound is the binding of a key that the issuer does not confirm, because of
// err. 1EdTech's validator calls a key that it cannot get an error.
func (j *judgement) unbound(err error) binding {
	b := binding{result: Fail, code: issuerCode(err)}
	switch b.code {
	case IssuerUnresolvable, FetchBlocked, LimitExceeded:
		if j.strict() {
			b.result = Unknown
		}
		b.text = fmt.Sprintf("%s The issuer it names is %.200s.", meaning(b.code), j.cred.issuer)
		if errors.Is(err, errNotUnderstood) || errors.Is(err, did.ErrUnsupported) {
			b.text = fmt.Sprintf("What the issuer it names, %.200s, publishes about its keys is not understood here, so nobody can say whose key signed this.", j.cred.issuer)
		}
		if errors.Is(err, did.ErrOtherSubject) {
			b.text = fmt.Sprintf("What is published where the issuer it names, %.200s, should be says that it is about somebody else, so nobody can say whose key signed this.", j.cred.issuer)
		}
		// Whatever key came along is not shown to be the issuer's.
		b.detail = map[string]string{"cause": cause(err), "consequence": KeyNotBoundToIssuer}
	case ProofExpired:
		b.text = "The issuer meant the key that signed this to count until a moment that is past: the key has expired, and with it what it signed."
		b.detail = map[string]string{"cause": cause(err)}
	case NotYetValid:
		b.text = "The issuer means the key that signed this to count from a moment on that is yet to come, and with it what it signed."
		b.detail = map[string]string{"cause": cause(err)}
	default:
		b.text = meaning(b.code)
		b.detail = map[string]string{"cause": cause(err)}
	}
	return b
}

// issuerCode is the code for an error on the way from the issuer to its key.
func issuerCode(err error) string {
	var fetch *did.FetchError
	switch {
	case errors.Is(err, errBudget):
		return LimitExceeded
	case errors.As(err, &fetch) && fetch.Blocked:
		return FetchBlocked
	case errors.Is(err, did.ErrUnresolvable), fetch != nil:
		return IssuerUnresolvable
	case errors.Is(err, did.ErrPurpose):
		return ProofPurposeMismatch
	case errors.Is(err, did.ErrKeyExpired):
		return ProofExpired
	case errors.Is(err, did.ErrKeyEarly):
		return NotYetValid
	}
	if code := keyCode(err); code != "" {
		return code
	}
	switch {
	case errors.Is(err, did.ErrUnsupported):
		return IssuerUnresolvable
	case errors.Is(err, did.ErrMalformed):
		return MalformedInput
	}
	return KeyNotBoundToIssuer
}

// foreign finds the key that method names anywhere but in the issuer's list,
// so that a text that is whole can be told from one that was changed. Such a key
// is never bound. doc is the issuer's document, if there is one. Other documents
// are fetched only if follow is set.
func (j *judgement) foreign(ctx context.Context, doc *did.Document, method string, follow bool) did.Key {
	key := func(pub any) did.Key {
		k, err := did.UnprovenFor(method, j.purpose(), pub)
		if err != nil {
			return did.Key{}
		}
		return k
	}
	if doc != nil {
		if m, ok := methodOf(doc, method); ok {
			if pub, err := m.PublicKey(); err == nil {
				return key(pub)
			}
		}
	}
	base, fragment, _ := strings.Cut(method, "#")
	if pub, err := did.DecodeMultikey(fragment); err == nil {
		return key(pub)
	}
	if name, ok := strings.CutPrefix(base, "did:key:"); ok {
		if pub, err := did.DecodeMultikey(name); err == nil {
			return key(pub)
		}
		return did.Key{}
	}
	if base == j.cred.issuer || len(method) > maxMethod || !follow && !strings.HasPrefix(base, "did:jwk:") {
		return did.Key{}
	}
	other, err := j.documentOf(ctx, base)
	if err != nil {
		return did.Key{}
	}
	if m, ok := methodOf(other, method); ok {
		if pub, err := m.PublicKey(); err == nil {
			return key(pub)
		}
	}
	return did.Key{}
}

// maxMethod bounds the names of keys that are looked up.
const maxMethod = 8 << 10

func methodOf(doc *did.Document, id string) (did.VerificationMethod, bool) {
	for _, m := range doc.VerificationMethod {
		if m.ID == id {
			return m, true
		}
	}
	return did.VerificationMethod{}, false
}

// believe finds the key as 1EdTech's public validator does: in the fragment of
// a URL that begins with the issuer's id, in a did:key, or in a document that
// names the issuer as its controller.
func (j *judgement) believe(ctx context.Context, method string) (binding, bool) {
	base, fragment, _ := strings.Cut(method, "#")
	if pub, err := did.DecodeMultikey(fragment); err == nil && base == j.cred.issuer {
		return j.believed(method, pub, "a key in the fragment of the issuer's address")
	}
	if name, ok := strings.CutPrefix(base, "did:key:"); ok {
		if pub, err := did.DecodeMultikey(name); err == nil {
			return j.believed(method, pub, "a did:key")
		}
	}
	if !isWeb(method) {
		return binding{}, false
	}
	v, err := j.keyText(ctx, method, "application/ld+json, application/json")
	if err != nil || v.Get("controller").Str() != j.cred.issuer {
		return binding{}, false
	}
	pub, err := did.DecodeMultikey(v.Get("publicKeyMultibase").Str())
	if err != nil {
		return binding{}, false
	}
	return j.believed(method, pub, "a key document that names the issuer as its controller")
}

// keyText gets and parses what the profile reads a key from. A session does so once.
func (j *judgement) keyText(ctx context.Context, at, accept string) (*jsonld.Value, error) {
	return j.session.keyTexts.get(ctx, accept+" "+at, func(ctx context.Context) (*jsonld.Value, error) {
		resp, err := j.fetchList(ctx, at, accept)
		if err != nil {
			return nil, err
		}
		return jsonld.Parse(resp.Body, jsonld.Limits{})
	})
}

// believed is the binding of a key that the profile takes for the issuer's.
func (j *judgement) believed(method string, pub any, why string) (binding, bool) {
	key, err := did.Unproven(method, pub)
	if err != nil {
		return binding{method: method, result: Fail, code: KeyWeak, text: meaning(KeyWeak)}, true
	}
	return binding{
		key: key, method: method, result: Pass,
		text:   "Believed, not confirmed by the issuer: " + why + ", as the profile 1edtech has it.",
		detail: map[string]string{"believed": why, "profile": string(OneEdTech), "strict": KeyNotBoundToIssuer},
	}, true
}
