package vc

import (
	"context"
	"fmt"

	"blazon/clr2"
	"blazon/jsonld"
)

// checkHeld judges each credential within a record: one that is signed as if it
// had come alone. For one that is not, the issuer of the record vouches and nobody
// else; its report says so, and the verdict on the record does not depend on it.
//
// CLR 2.0 CL-04.
func (j *judgement) checkHeld(ctx context.Context) {
	if j.cred.record == nil {
		return
	}
	held := j.cred.record.CredentialSubject.VerifiableCredential
	unsigned := 0
	for _, h := range held {
		if !h.Signed() {
			unsigned++
			j.held = append(j.held, j.vouched(h))
			continue
		}
		t := Text{JSON: h.Value}
		if h.Value != nil {
			t.Raw = h.Value.JSON()
		} else {
			t = Parse([]byte(h.JWT))
		}
		r := j.judgeText(ctx, t, Options{Profile: j.opt.Profile, Recipient: j.opt.Recipient, Explain: j.opt.Explain, Brief: j.opt.Brief}, role{carrier: kindRecord, any: true, learner: j.learner()})
		if j.isKnown(h.Value, r) {
			j.isWhole(h.Value)
		}
		j.held = append(j.held, r)
	}
	switch {
	case unsigned == 1:
		j.report.note(fmt.Sprintf("One of the %d credentials in it is not signed itself, so it cannot be verified independently: only the issuer of this record vouches for it.", len(held)))
	case unsigned > 1:
		j.report.note(fmt.Sprintf("%d of the %d credentials in it are not signed themselves, so they cannot be verified independently: only the issuer of this record vouches for them.", unsigned, len(held)))
	}
}

// learner is how credentials within a record may call whom was asked about: if the record
// was given to them, it says that they are called by the id of its subject.
func (j *judgement) learner() learner {
	if j.report.Check(CheckRecipient).Result != Pass {
		return learner{}
	}
	return learner{j.cred.record.CredentialSubject.ID, j.cred.issuer}
}

// vouched is the report on a credential that has no proof of its own.
func (j *judgement) vouched(h clr2.Held) *Report {
	inner := j.judge(Options{Profile: j.opt.Profile, Recipient: j.opt.Recipient}, role{carrier: kindRecord, any: true, learner: j.learner()})
	if !inner.readText(Text{Raw: h.Value.JSON(), JSON: h.Value}) {
		return inner.done()
	}
	inner.checkSchema()
	inner.checkContext()
	inner.report.set(Check{
		Name: CheckProof, Result: Skipped, Text: "It is not signed itself, so it cannot be verified independently. The issuer of the record it came in vouches for it.",
		Remedy: "If it matters, ask its issuer.", Detail: map[string]string{"vouchedFor": j.cred.issuer},
	})
	inner.report.skip(CheckIssuer, "Nobody signed it in the name of its issuer.")
	inner.checkTime()
	inner.report.Summary = inner.summary()
	inner.report.Summary.IssuerHost = ""
	inner.checkRecipient()
	inner.report.skip(CheckStatus, "Whether its issuer has withdrawn it was not asked, for nobody knows whether it is of that issuer.")
	inner.report.skip(CheckEndorsement, "Endorsements of what is not signed say nothing.")
	return inner.done()
}

// isKnown reports whether a credential in a record is as its issuer signed it, or keeps
// the record from being valid anyway. That of the record's own issuer is, whichever suite
// it signed with.
func (j *judgement) isKnown(v *jsonld.Value, r *Report) bool {
	if v != nil && IsEnveloped(v) {
		return false // what is around a token nobody signed
	}
	own := v != nil && idOf(v.Get("issuer")) == j.cred.issuer && r.Check(CheckIssuer).Result == Pass
	return own || r.whole || r.Verdict == Invalid || r.Check(CheckProof).Result != Pass
}
