package vc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"blazon/jsonld"
	"blazon/ob2"
	"blazon/vcjwt"
)

// VerifyAssertion judges a badge of Open Badges 2.0, or of the versions before
// it: JSON, a compact JWS, or the address of a hosted badge.
//
// Of a hosted badge only what its issuer serves counts. It is fetched from its
// own id, whatever text was given, and the issuer must say in its own Profile
// that its badges are there. A signed one must be signed with a key that the
// issuer's own Profile lists and that names the issuer as its owner.
//
// The errors are those of Verify.
func (v *Verifier) VerifyAssertion(ctx context.Context, input []byte, opt Options) (*Report, error) {
	if address := lowerScheme(strings.TrimSpace(string(input[:min(len(input), maxMethod)]))); len(input) <= maxMethod && isWeb(address) {
		return v.verifyAssertion(ctx, opt, func(ctx context.Context, a *assertion) bool { return a.readAddress(ctx, address) })
	}
	return v.VerifyAssertionText(ctx, Parse(input), opt)
}

// VerifyAssertionText is VerifyAssertion for a text that was parsed already.
func (v *Verifier) VerifyAssertionText(ctx context.Context, t Text, opt Options) (*Report, error) {
	return v.verifyAssertion(ctx, opt, func(_ context.Context, a *assertion) bool { return a.readText(t) })
}

// verifyAssertion judges what read finds.
func (v *Verifier) verifyAssertion(ctx context.Context, opt Options, read func(context.Context, *assertion) bool) (*Report, error) {
	begun, inner, cancel, err := v.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	a := &assertion{judgement: begun.judge(opt, role{})}
	if read(inner, a) {
		a.all(inner)
	}
	r := a.done()
	begun.session.tell(r)
	if err := Gone(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// An assertion is the work on one badge of Open Badges 2.0, or on one
// endorsement.
type assertion struct {
	*judgement
	object   *ob2.Object   // what is judged: of a hosted one what its issuer serves
	given    *jsonld.Value // the text that was given; nil if an address was
	copied   *jsonld.Value // what was given of a hosted one, in the words of 2.0; nil if nothing was
	token    *vcjwt.Token  // of a signed one
	end      string        // of a hosted one, the address that its own leads to
	unnamed  bool          // of a hosted one: its id is only the address that it was asked for at
	badge    *part         // nil of an endorsement
	issuer   *part
	served   *part // of a signed one, what is at the address that it calls itself by; nil if that was not had
	noServed error // why it was not
	findings []ob2.Finding
}

// formatURL is the form of a badge of which the address was given.
const formatURL = "URL"

// all asks the questions after the first.
//
// OB 2.0 4: verification.
func (a *assertion) all(ctx context.Context) {
	if a.isPart() && !a.isStub() && !a.strict() {
		a.checkPart(ctx)
		return
	}
	if a.token == nil && a.given != nil && !a.fetchOwn(ctx) {
		return
	}
	// What a token says counts only once its signature was seen to hold.
	if a.token == nil && a.takenBack() {
		return
	}
	if a.token == nil && a.isAnchored() {
		a.report.unknown(CheckProof, UnsupportedFormat, anchored)
		return
	}
	if a.isPart() && (a.token == nil || !a.isStub()) {
		// It was let through as what is left of a badge that was withdrawn.
		a.report.fail(CheckFormat, UnsupportedFormat, "What is served at its address is no badge that was given to anybody: "+saysOfItself(texts(a.object.Value.Get("type")))+".")
		return
	}
	a.checkContext()
	a.readParts(ctx)
	a.checkCopy()
	a.checkSchema()
	if a.token != nil {
		a.checkSignature(ctx)
	} else {
		a.checkScope()
	}
	a.checkTime()
	if !a.sound() {
		return
	}
	a.fetchServed(ctx)
	a.report.Summary = a.summary()
	if a.token != nil && a.takenBack() {
		return
	}
	a.checkRecipient()
	if c := a.report.Check(CheckIssuer); c.Result == Pass || c.Result == Warning {
		a.checkTrust(ctx, a.issuer.id())
		a.checkKeys(ctx, ListedFor2, len(a.listing) == len(a.issuer.object.Value.Get("publicKey").Items()))
		a.checkStatus(ctx)
		a.checkServed()
		a.checkEndorsements(ctx)
	}
}

// isPart reports whether it is part of a badge, or something else, and given to nobody.
func (a *assertion) isPart() bool {
	return a.object.Class != ob2.ClassAssertion && a.object.Class != ob2.ClassEndorsement
}

// readText finds out what was given and answers the check format. It reports
// whether there is anything to ask further about.
func (a *assertion) readText(t Text) bool {
	a.report.Format = formatJSON
	if isToken(t.Raw) {
		a.report.Format = formatJWT
	}
	if t.Err != nil {
		a.report.set(unread(t.Err))
		a.report.detail(CheckFormat, "cause", cause(t.Err))
		return false
	}
	a.token, a.report.Raw = t.Token, t.Raw
	return a.readValue(t.Content())
}

// readValue is readText of JSON.
func (a *assertion) readValue(doc *jsonld.Value) bool {
	a.given = doc
	a.object, a.findings = ob2.Read(doc)
	return a.checkKind()
}

// readAddress is readText of the address of a hosted badge.
func (a *assertion) readAddress(ctx context.Context, address string) bool {
	a.report.Format = formatURL
	served, body, err := a.fetchHosted(ctx, address, "")
	if err != nil {
		a.report.set(Check{Name: CheckFormat, Result: Pass, Text: "This is the address of a badge."})
		a.unserved(err)
		return false
	}
	a.object, a.findings, a.report.Raw, a.end = served.object, served.findings, body, served.end
	a.unnamed = !served.named
	if !a.checkKind() {
		return false
	}
	if a.isSigned() && a.strict() {
		a.report.fail(CheckProof, ProofMissing, "It says that it is signed, and is served without its signature.")
		return false
	}
	a.passHosted(served.address)
	a.report.detail(CheckProof, "moved", served.moved)
	return true
}

// checkKind answers the check format for what was parsed.
func (a *assertion) checkKind() bool {
	doc := a.object.Raw
	is := saysOfItself(texts(a.object.Value.Get("type")))
	if doc.Kind() != jsonld.Object {
		a.report.fail(CheckFormat, MalformedInput, "This is JSON, but not an object, as badges are.")
		return false
	}
	if hasOddID(a.object.Value) {
		a.report.fail(CheckFormat, MalformedInput, "What should be its id is no text.")
		return false
	}
	if name, ok := twins(without(doc, "@context"), 0); ok {
		a.report.fail(CheckFormat, MalformedInput, fmt.Sprintf("Two members named %.60q differ in the case of their letters only; some readers would take one for the other.", name))
		return false
	}
	if !ob2.Recognize(doc) && !a.isStub() {
		a.report.fail(CheckFormat, UnsupportedFormat, "This is no badge of Open Badges 2.0: "+is+".")
		return false
	}
	a.report.Kind = "Open Badges " + string(a.object.Version)
	switch class := a.object.Class; {
	case class == ob2.ClassAssertion, a.isStub():
	case class == ob2.ClassEndorsement:
		a.report.Kind += " endorsement"
	default:
		if a.strict() && isGraph(doc) {
			a.report.unknown(CheckFormat, UnsupportedFormat, "This is a graph of several things (@graph), which is not read here. Give the badge by itself.")
			return false
		}
		if a.strict() {
			a.report.fail(CheckFormat, UnsupportedFormat, fmt.Sprintf("This is part of a badge of %s, or something else, and no badge that was given to anybody: %s.", a.report.Kind, is))
			return false
		}
	}
	text := fmt.Sprintf("This is a badge of %s as %s.", a.report.Kind, a.report.Format)
	if a.report.Format == formatURL {
		text = fmt.Sprintf("This is the address of a badge of %s.", a.report.Kind)
	}
	a.report.pass(CheckFormat, text)
	if n := len(a.object.Upgraded); n > 0 && a.as == (role{}) {
		a.report.note(fmt.Sprintf("It does not write everything as Open Badges 2.0 does, and was read in those words; what stood where is said with the check %s (%d).", CheckFormat, n))
	}
	for i, u := range a.object.Upgraded[:min(len(a.object.Upgraded), maxFindings)] {
		a.report.detail(CheckFormat, fmt.Sprintf("upgraded%02d", i+1), u.Path+": "+u.Text)
	}
	return true
}

// isGraph recognizes a document that is no thing itself, and holds several.
func isGraph(v *jsonld.Value) bool {
	return v.Get("@graph") != nil && v.Get("type") == nil && v.Get("@type") == nil
}

// isStub reports whether what is judged is what is left of a badge that was withdrawn, as
// it is written and as it is understood, and does not say that it is something else.
func (a *assertion) isStub() bool {
	return (a.object.Class == "" || !a.isPart()) && isRevokedStub(a.object.Raw) && isRevokedStub(a.object.Value)
}

// isRevokedStub recognizes what is left of a badge that was withdrawn.
//
// OB 2.0 Assertion, revoked: the body may be minimal.
func isRevokedStub(v *jsonld.Value) bool {
	return saysRevoked(v) && v.Get("id").IsString()
}

// isSigned reports whether the badge says that it is signed.
func (a *assertion) isSigned() bool { return a.isVerifiedAs(ob2.SignedBadge, "signed") }

// isHosted reports whether the badge says that it is hosted.
func (a *assertion) isHosted() bool { return a.isVerifiedAs(ob2.HostedBadge, "hosted") }

// isAnchored reports whether the badge says that its proof is in a blockchain, as those
// of Blockcerts do.
func (a *assertion) isAnchored() bool {
	return a.strict() && !a.isHosted() && slices.ContainsFunc(texts(a.object.Value.Get("verification").Get("type")), func(t string) bool {
		name := t[strings.LastIndexAny(t, "#:/")+1:]
		return name == "MerkleProofVerification2017" || name == "MerkleProof2017"
	})
}

const anchored = "This is a Blockcerts credential: its proof is in a blockchain, and that is not read here. So nobody can say here whether it is genuine."

// isVerifiedAs reports whether a badge has a type of verification, by this name or by that
// of version 1.
func (a *assertion) isVerifiedAs(name, old string) bool {
	return slices.ContainsFunc(texts(a.object.Value.Get("verification").Get("type")), func(t string) bool {
		return t == name || t == old || strings.HasSuffix(t, "#"+name) || t == "obi:"+name
	})
}

// id returns the id of what is judged.
func (a *assertion) id() string { return lowerScheme(a.object.Value.Get("id").Str()) }

// checkTime answers whether the badge counts at this moment.
//
// OB 2.0 V2-05.
func (a *assertion) checkTime() {
	doc := a.object.Value
	start, err := instantOB2(doc, "issuedOn")
	if err != nil {
		a.report.fail(CheckTime, MalformedInput, "issuedOn is not a date and time with a zone.")
		return
	}
	end, err := instantOB2(doc, "expires")
	if err != nil {
		a.report.fail(CheckTime, MalformedInput, "expires is not a date and time with a zone.")
		return
	}
	a.within(start, end)
}

// checkPart judges what is no badge but a part of one, as the public validator
// of 1EdTech does: by its form alone.
func (a *assertion) checkPart(ctx context.Context) {
	a.checkContext()
	a.readParts(ctx)
	a.checkSchema()
	const text = "This is given to nobody, so there is nothing to prove, as the profile 1edtech has it."
	for _, name := range []string{CheckProof, CheckIssuer, CheckTime, CheckStatus} {
		a.report.pass(name, text)
	}
	a.report.skip(CheckRecipient, "It is not given to a person.")
	a.report.skip(CheckEndorsement, "The endorsements of a part are not checked.")
}
