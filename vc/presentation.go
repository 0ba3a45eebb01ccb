package vc

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/ob3"
)

// maxHeld bounds the credentials within a record or a presentation.
const maxHeld = 100

// present judges a presentation: each credential in it as if it had come alone,
// and the holder's own proof. The credentials come first in the report, for they
// are what is asked about.
//
// VCDM 2.0 4.13 and 7.2.
func (v *Verifier) present(ctx context.Context, t Text, doc *jsonld.Value, opt Options, as role) *Report {
	j := v.judge(opt, as)
	j.report.Kind, j.report.Raw = kindPresentation, t.Raw
	if !j.readable(t) {
		return j.done()
	}
	if name, ok := twins(doc, 0); ok {
		j.report.fail(CheckFormat, MalformedInput, fmt.Sprintf("Two members named %.60q differ in the case of their letters only; some readers would take one for the other.", name))
		return j.done()
	}
	items := doc.Get("verifiableCredential").Items()
	if len(items) > maxHeld {
		j.report.unknown(CheckFormat, LimitExceeded, fmt.Sprintf("%s It holds %d credentials, and %d are the most that are checked.", meaning(LimitExceeded), len(items), maxHeld))
		return j.done()
	}
	j.cred = &credential{doc: doc, token: t.Token, sd: t.SD, kind: kindPresentation, id: doc.Get("id").Str(), issuer: holderOf(doc, t)}
	if t.Token != nil {
		// Tokens within a token stand in no graph.
		j.cred.doc = doc.With("verifiableCredential", jsonld.NewArray(slices.DeleteFunc(slices.Clone(items), (*jsonld.Value).IsString)...))
	}
	if first := doc.Get("@context").Items(); len(first) > 0 && first[0].Str() == ob3.ContextVC1 {
		j.cred.model = ob3.VCDM1
	}
	j.report.pass(CheckFormat, fmt.Sprintf("This is a presentation of %d credentials (%s) as %s.", len(items), j.cred.model, j.report.Format))
	own := j.ownProof(ctx)
	inner := make([]*Report, 0, len(items))
	for _, item := range items {
		inner = append(inner, v.shown(ctx, item, opt))
	}
	if known := strings.TrimSpace(opt.Recipient); known != "" && !opt.ProofOnly && !slices.ContainsFunc(inner, (*Report).answersRecipient) {
		for _, r := range inner {
			r.tellNobody(known, "")
			r.conclude()
		}
	}
	switch {
	case opt.ProofOnly:
		return Join(append([]*Report{own}, inner...)...)
	case len(inner) == 0 && opt.AnyKind:
		return own
	case len(inner) == 0:
		return own.NoBadge("This is a presentation with nothing in it.")
	case !isSigned(doc, t):
		return opt.unsigned(own, inner)
	}
	for _, r := range inner {
		r.note(shownBy(own, r, opt.asked()))
	}
	return Join(append(inner, own)...)
}

// answersRecipient reports whether the question to whom it was given has an answer.
func (r *Report) answersRecipient() bool {
	return slices.ContainsFunc(r.All(), func(o *Report) bool { return o.Check(CheckRecipient).Result != Skipped })
}

// unsigned is the report on a presentation that nobody signed. Only what is in it can be
// genuine; who asks to be shown it by its holder is not content with that.
func (o Options) unsigned(own *Report, inner []*Report) *Report {
	if o.Domain != "" || o.Challenge != "" {
		own.fail(CheckProof, ProofMissing, "It was asked to be shown by its holder, and nobody signed the presentation.")
		own.conclude()
		return Join(append(inner, own)...)
	}
	for _, r := range inner {
		r.note("It came in a presentation that nobody signed, so it is not proven who shows it.")
		if wrong := own.firstFail(); wrong != "" {
			r.note("The presentation is not as the standard has it: " + wrong)
		}
	}
	return Join(inner...)
}

// firstFail is the sentence of the first check that failed; "" if none did.
func (r *Report) firstFail() string {
	for _, c := range r.Checks {
		if c.Result == Fail {
			return c.Text
		}
	}
	return ""
}

// shownBy says who shows a credential. That is known only if the holder answered
// what was asked; else it may be a copy of what the holder showed to somebody before.
//
// VCDM 2.0, security considerations: replay.
func shownBy(own, shown *Report, asked bool) string {
	if own.Verdict != Valid {
		return "It came in a presentation, and it is not proven who shows it."
	}
	holder := own.Check(CheckIssuer).Detail["holder"]
	isRecipient := holder != "" && holder == shown.Summary.RecipientID
	switch {
	case isRecipient && asked:
		return fmt.Sprintf("It is shown by its recipient, %.200s.", holder)
	case isRecipient:
		return fmt.Sprintf("It was once shown by its recipient, %.200s. Whether the one who shows it now is its recipient was not asked.", holder)
	case asked:
		return fmt.Sprintf("It is shown by %.200s, which is not how it calls its recipient.", holder)
	}
	return fmt.Sprintf("It was once shown by %.200s, which is not how it calls its recipient. Whether it is the same who shows it now was not asked.", holder)
}

// asked reports whether whoever asks named both itself and a question, so that only
// the holder can have made the answer, and only now.
func (o Options) asked() bool { return o.Domain != "" && o.Challenge != "" }

// shown judges one credential of a presentation.
func (v *Verifier) shown(ctx context.Context, item *jsonld.Value, opt Options) *Report {
	if ctx.Err() != nil {
		late := v.judge(opt, role{carrier: kindPresentation})
		late.report.Raw = item.JSON()
		late.report.unknown(CheckFormat, LimitExceeded, outOfTime)
		return late.done()
	}
	t := Text{Raw: item.JSON(), JSON: item}
	if item.IsString() {
		// VCDM 1.1 6.3.1: tokens stood in presentations as they are.
		t = Parse([]byte(item.Str()))
	}
	opt.ProofFor = false
	return v.judgeText(ctx, t, opt, role{carrier: kindPresentation, any: opt.ProofOnly || opt.AnyKind})
}

func isSigned(doc *jsonld.Value, t Text) bool {
	return t.Token != nil || len(doc.Get("proof").Items()) > 0
}

// holderOf returns who shows a presentation. One that does not say is shown by
// whoever controls the key it is signed with.
//
// VCDM 2.0 4.13: holder is optional.
func holderOf(doc *jsonld.Value, t Text) string {
	if holder := idOf(doc.Get("holder")); holder != "" {
		return holder
	}
	method := ""
	if t.Token != nil {
		if iss := t.Token.Value.Get("iss").Str(); iss != "" {
			return iss
		}
		method = t.Token.Header.Kid
	} else if proofs := doc.Get("proof").Items(); len(proofs) > 0 {
		method = proofs[0].Get("verificationMethod").Str()
	}
	base, _, _ := strings.Cut(method, "#")
	return base
}

// ownProof answers for the presentation itself.
func (j *judgement) ownProof(ctx context.Context) *Report {
	j.checkSchema()
	signed := j.cred.token != nil || len(j.cred.doc.Get("proof").Items()) > 0
	switch {
	case !j.checkPresentationContext():
	case signed:
		j.checkProof(ctx)
	case j.opt.ProofOnly:
		j.report.fail(CheckProof, ProofMissing, "The presentation is not signed.")
	case j.checkTerms(ctx):
		j.report.skip(CheckProof, "Nobody signed the presentation itself.")
		j.report.skip(CheckIssuer, "Nobody signed the presentation itself.")
	}
	if j.opt.ProofOnly {
		return j.onlyProof()
	}
	j.report.detail(CheckIssuer, "holder", j.cred.issuer)
	j.checkPresentationTime()
	j.report.pass(CheckStatus, "A presentation has no status of its own.")
	j.report.skip(CheckRecipient, "A presentation is given to nobody.")
	j.report.skip(CheckEndorsement, "A presentation has no endorsements.")
	j.report.conclude()
	return j.report
}

// checkPresentationContext is checkContext without what only badges need.
func (j *judgement) checkPresentationContext() bool {
	urls, code, text := contextsOf(j.cred.doc, j.Processor)
	switch {
	case code != "":
		j.report.fail(CheckContext, code, text)
	case len(urls) == 0 || urls[0] != ob3.ContextVC && urls[0] != ob3.ContextVC1:
		j.report.fail(CheckContext, ContextNotAllowed, "The first context is not that of Verifiable Credentials, "+ob3.ContextVC+".")
	default:
		if s := misshapen(j.cred.doc, !j.strict()); s != "" {
			j.report.fail(CheckContext, TermUndefined, "The text could be read in two ways: "+s+".")
			return false
		}
		j.report.pass(CheckContext, "Every word in it is defined by the standards it names.")
		j.report.detail(CheckContext, "contexts", strings.Join(urls, " "))
		return true
	}
	return false
}

// checkPresentationTime: a presentation has no dates, unless it is a token.
func (j *judgement) checkPresentationTime() {
	if j.cred.token == nil {
		j.report.pass(CheckTime, "A presentation has no dates; its proof may have.")
		return
	}
	from, _ := j.cred.token.NotBefore()
	until, _ := j.cred.token.Expires()
	j.within(from, until)
	j.endUnknown(until)
}

// purpose is what a proof must have been made for: to issue, or to show.
//
// VC Data Integrity 2.1; VCDM 2.0 4.13.
func (j *judgement) purpose() string {
	if j.cred.kind == kindPresentation {
		return "authentication"
	}
	return dataintegrity.AssertionMethod
}

// proofPurpose is purpose, or, where only the proof counts, what a proof of a
// presentation says of itself.
func (j *judgement) proofPurpose(proof *jsonld.Value) string {
	if j.opt.ProofOnly && j.cred.kind == kindPresentation && proof.Get("proofPurpose").Str() == dataintegrity.AssertionMethod {
		return dataintegrity.AssertionMethod
	}
	return j.purpose()
}

// isAddressed reports whether Domain and Challenge are asked for in the proof of
// what is judged.
func (j *judgement) isAddressed() bool {
	return j.cred.kind == kindPresentation || j.opt.ProofFor
}

// forAudience returns the code of what is wrong with whom a token was made for, where
// that is asked.
//
// VC-JOSE-COSE 3.1.2; RFC 7519 4.1.3.
func (j *judgement) forAudience() string {
	if !j.isAddressed() {
		return ""
	}
	claims := j.cred.token.Value
	named := false
	for _, aud := range texts(claims.Get("aud")) {
		named = named || aud == j.opt.Domain
	}
	switch {
	case j.opt.Domain != "" && !named:
		return ProofDomainMismatch
	case j.opt.Challenge != "" && claims.Get("nonce").Str() != j.opt.Challenge:
		return ProofChallengeMismatch
	}
	return ""
}
