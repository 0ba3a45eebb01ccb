package vc

import (
	"context"
	"fmt"

	"blazon/jsonld"
	"blazon/ob3"
)

// checkNesting refuses a credential with more credentials within it than any
// real one has, before work is spent on it.
func (j *judgement) checkNesting() bool {
	doc := j.cred.doc
	if j.cred.kind == kindRecord {
		// The credentials that a record is made to hold are counted apart, and the
		// endorsements within them are theirs.
		if n := len(j.cred.subject.Get("verifiableCredential").Items()); n > maxHeld {
			j.report.unknown(CheckFormat, LimitExceeded, fmt.Sprintf("%s It holds %d credentials, and %d are the most that are checked.", meaning(LimitExceeded), n, maxHeld))
			return false
		}
		doc = doc.With("credentialSubject", j.cred.subject.Without("verifiableCredential"))
	}
	count, depth := nested(doc)
	// The credential itself is the first of both.
	if count-1 > maxEndorsements || depth-1 > maxEndorsementDepth {
		j.report.unknown(CheckEndorsement, LimitExceeded, fmt.Sprintf("It holds %d endorsements, %d deep; %d and %d are the most that are checked.", count-1, depth-1, maxEndorsements, maxEndorsementDepth))
		return false
	}
	return true
}

// checkEndorsements judges the endorsements within the credential, each as a
// credential of its own that must be about what it is attached to.
//
// OB 3.0 9.2 step 8; EN-02, EN-03: a badge stands without its endorsements, so
// a bad one is a warning.
func (j *judgement) checkEndorsements(ctx context.Context) {
	if j.cred.read == nil {
		j.report.skip(CheckEndorsement, "It has no endorsements.")
		return
	}
	attached := j.cred.read.Endorsements()
	switch {
	case len(attached) == 0:
		j.report.skip(CheckEndorsement, "It has no endorsements.")
		return
	case len(attached) > maxEndorsements || j.as.depth >= maxEndorsementDepth:
		j.report.unknown(CheckEndorsement, LimitExceeded, fmt.Sprintf("It holds more endorsements than are checked: at most %d, and %d deep.", maxEndorsements, maxEndorsementDepth))
		return
	}
	good := 0
	worst := Check{Name: CheckEndorsement, Result: Pass}
	for _, a := range attached {
		c := j.endorsement(ctx, a)
		if c.Result == Pass {
			good++
		}
		if gravity(c) > gravity(worst) {
			worst = c
		}
	}
	if worst.Result == Pass {
		worst.Text = fmt.Sprintf("It has %d endorsements, and all are genuine.", len(attached))
		if len(attached) == 1 {
			worst.Text = "It has an endorsement, which is genuine."
		}
	}
	worst.Detail = map[string]string{"endorsements": fmt.Sprint(len(attached)), "genuine": fmt.Sprint(good)}
	j.report.set(worst)
}

// endorsement answers for one endorsement.
func (j *judgement) endorsement(ctx context.Context, a ob3.AttachedEndorsement) Check {
	inner := j.judge(Options{Profile: j.opt.Profile}, role{depth: j.as.depth + 1})
	if inner.readEndorsement(a) {
		inner.all(ctx)
	} else {
		inner.done()
	}
	if inner.report.whole {
		j.isWhole(a.Value)
	}
	if c := inner.report.Check(CheckEndorsement); c.Code == LimitExceeded {
		return c
	}
	bad := Warning
	if !j.strict() {
		bad = Fail
	}
	switch {
	case inner.report.Verdict == Valid && inner.cred.kind == kindEndorsement && inner.cred.subject.Get("id").Str() == a.Of:
		j.report.endorses(inner.report, a.Path, a.Of)
		return Check{Name: CheckEndorsement, Result: Pass}
	case inner.report.Verdict == Valid:
		c := answer(CheckEndorsement, bad, "", fmt.Sprintf("The endorsement at %s is not about what it is attached to.", a.Path))
		c.Remedy = "Leave the endorsement out of account. The badge stands without it."
		return c
	}
	return j.objection(inner.report, a, bad)
}

// isWhole notes that a credential within is known to be as it was signed. Of a token there
// is no value, and nothing to move.
func (j *judgement) isWhole(v *jsonld.Value) {
	if j.whole == nil {
		j.whole = make(map[*jsonld.Value]bool)
	}
	j.whole[v] = true
}

// checkMovedOut takes back that the proof holds over the text as it stands where a
// credential within it is not known to be whole, and has the id of something of which
// the issuer says more. Whoever holds the text can move what stood in it to the
// issuer's words: for a proof over statements nothing changes, and all that breaks is
// that credential.
func (j *judgement) checkMovedOut() {
	if !j.strict() || j.literal || j.cred.token != nil || j.report.Check(CheckProof).Result != Pass {
		return
	}
	if id := movedOut(j.cred, j.whole); id != "" {
		j.takeBack(PartsExchangeable, fmt.Sprintf("A credential within it, which could not be seen to be as it was signed, is of “%.100s” or names it, and so may have said what is said of that here. The signature covers both, and not who said which.", id))
	}
}

// takeBack takes back that the proof holds over the text as it stands, and with that what
// was told from it: it may be somebody else's words.
func (j *judgement) takeBack(code, text string) {
	j.report.unknown(CheckProof, code, text)
	j.report.skip(CheckRecipient, "What it says of its recipient may have been moved to where it stands.")
	j.report.Summary = Summary{ID: j.cred.id, IssuerID: j.cred.issuer}
	j.report.Endorsements = nil
}

// objection is the answer about an endorsement that is not valid: the first
// check that failed or, if none did, the first that could not be answered, with
// a code if one has one.
func (j *judgement) objection(r *Report, a ob3.AttachedEndorsement, bad string) Check {
	out := answer(CheckEndorsement, Unknown, "", fmt.Sprintf("The endorsement at %s could not be checked.", a.Path))
	for _, c := range r.Checks {
		switch {
		case c.Result == Fail:
			out = answer(CheckEndorsement, bad, c.Code, fmt.Sprintf("The endorsement at %s is not genuine or does not count: %s", a.Path, c.Text))
			out.Remedy = "Leave the endorsement out of account. The badge stands without it."
			return out
		case c.Result == Unknown && out.Code == "":
			out = answer(CheckEndorsement, Unknown, c.Code, fmt.Sprintf("The endorsement at %s could not be checked: %s", a.Path, c.Text))
		}
	}
	return out
}

// readEndorsement is read for what lies in another credential: a token, or a
// value that was parsed with the whole.
func (j *judgement) readEndorsement(a ob3.AttachedEndorsement) bool {
	if a.Value == nil {
		return j.read([]byte(a.JWT))
	}
	j.report.Format = formatJSON
	j.cred = &credential{doc: a.Value}
	if a.Value.Kind() != jsonld.Object {
		j.report.fail(CheckFormat, MalformedInput, "")
		return false
	}
	return j.readKind()
}
