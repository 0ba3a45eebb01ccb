package vc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
	"blazon/vcjwt"
)

// A signature is what was found out about one proof.
type signature struct {
	binding        // whose the key is
	named   bool   // it names a key of the issuer, so it must not be wrong
	result  string // of the maths: Pass, Fail, Unknown
	code    string
	text    string
	remedy  string // where there is another one than that of the code
	err     error
	proof   *jsonld.Value
	covers  *jsonld.Value // what it was made over, if that is not all of the text
}

// checkProof answers the checks proof and issuer_binding: first whose key it
// is, then whether the maths is right.
func (j *judgement) checkProof(ctx context.Context) {
	if j.cred.issuer == "" && !j.opt.ProofOnly {
		j.report.fail(CheckIssuer, IssuerUnresolvable, "It does not say who issued it.")
	}
	if j.cred.token != nil {
		if j.checkTerms(ctx) {
			j.checkToken(ctx)
		}
		return
	}
	proofs, err := dataintegrity.Proofs(j.cred.doc)
	if err != nil {
		code := proofCode(err)
		j.report.fail(CheckProof, code, sentence(code, err))
		j.report.detail(CheckProof, "cause", cause(err))
		return
	}
	signatures := make([]signature, 0, len(proofs))
	// Whether the statements of the whole document were made on the way. Suites
	// that sign the text itself make none.
	covered := true
	for _, proof := range proofs {
		s := j.embedded(ctx, proof)
		if !j.termError(s.err) {
			return
		}
		covered = covered && s.result == Pass && strings.Contains(proof.Get("cryptosuite").Str(), "-rdfc-")
		signatures = append(signatures, s)
	}
	if !covered && !j.checkTerms(ctx) {
		return
	}
	j.decide(signatures)
	j.explain(ctx, signatures)
}

// embedded judges one proof of the document.
func (j *judgement) embedded(ctx context.Context, proof *jsonld.Value) signature {
	s := signature{proof: proof, named: j.namesIssuer(proof.Get("verificationMethod").Str())}
	purpose := j.proofPurpose(proof)
	if got := proof.Get("proofPurpose").Str(); got != "" && got != purpose {
		s.binding = unasked()
		s.result, s.code = Fail, ProofPurposeMismatch
		s.text = fmt.Sprintf("The signature was made for the purpose %.60q, not for %s.", got, purpose)
		return s
	}
	s.binding = j.bind(ctx, proof.Get("verificationMethod").Str(), purpose)
	if s.binding.key.Public() == nil {
		s.result, s.code, s.text = Unknown, "", noKey
		if s.binding.code == KeyWeak {
			s.result, s.code, s.text = Fail, KeyWeak, ""
		}
		return s
	}
	j.verifyEmbedded(ctx, &s)
	if s.result == Pass && j.strict() && !j.opt.ProofOnly && !isOverText(proof) {
		if id := j.exchangeable(); id != "" {
			s.result, s.code = Unknown, PartsExchangeable
			s.text = fmt.Sprintf("What is said of “%.100s” stands in several places of it. The signature covers all that is said, and not in which of them, so that parts could have been moved, or copied from what somebody else says in it.", id)
		}
	}
	if s.err != nil && errors.Is(s.err, dataintegrity.ErrBaseProof) {
		s.remedy = "Its holder can make a copy to show with `blazon derive` and give you that."
	}
	return s
}

// exchangeable is the function of that name, asked once of each text, however many proofs
// that has.
func (j *judgement) exchangeable() string {
	if j.apart.of != j.cred.doc {
		j.apart.of, j.apart.id = j.cred.doc, exchangeable(j.cred)
	}
	return j.apart.id
}

const noKey = "The key that would show whether the text was changed could not be had."

// verifyEmbedded does the maths of one proof, and of those it builds on.
func (j *judgement) verifyEmbedded(ctx context.Context, s *signature) {
	key, proof := s.binding.key, s.proof
	want := dataintegrity.Expect{Now: j.now, Skew: skew, Purpose: key.Purpose()}
	if j.isAddressed() {
		want.Domain, want.Challenge = j.opt.Domain, j.opt.Challenge
	}
	err := j.Suites.Verify(ctx, j.Processor, j.cred.doc, proof, key, want)
	if err == nil {
		err = j.verifyPrevious(ctx, j.Processor, j.cred.doc, proof, want)
	}
	if errors.Is(err, dataintegrity.ErrProofInvalid) {
		if s.covers = j.verifiesUnderFirstText(ctx, proof, key, want); s.covers != nil {
			s.result, s.text = Pass, "Nothing was changed since it was signed. The earlier text of the context 3.0.3 was used, so endorsementJwt and jti are not covered and were left out."
			return
		}
	}
	s.result, s.code, s.text, s.err = j.outcome(ctx, proof, err)
}

// outcome says what came of the maths of a proof.
func (j *judgement) outcome(ctx context.Context, proof *jsonld.Value, err error) (result, code, text string, kept error) {
	switch {
	case err == nil && proof.Get("cryptosuite").Str() == selective:
		return Pass, "", "Nothing of what is shown was changed since it was signed. Whoever shows it may have left parts out.", nil
	case err == nil:
		return Pass, "", "Nothing was changed since it was signed.", nil
	case errors.Is(err, errPrevious):
		return Unknown, IssuerUnresolvable, "It builds on the signature of somebody else, whose key could not be had, so nobody can say whether that holds.", err
	case errors.Is(err, dataintegrity.ErrBaseProof):
		return Unknown, UnsupportedFormat, baseCopy, err
	case errors.Is(err, dataintegrity.ErrUnsupported):
		return Unknown, UnsupportedFormat, unsupported(proof), nil
	case termCode(err) == LimitExceeded:
		return Unknown, LimitExceeded, "", err
	case termCode(err) != "":
		return Fail, termCode(err), "", err
	case ctx.Err() != nil:
		return Unknown, "", "There was not enough time to check the signature.", nil
	}
	code = proofCode(err)
	return Fail, code, proofSentence(code, err, proof), nil
}

// baseCopy is the answer about a proof that its issuer gave to the holder alone.
const baseCopy = "This is the holder's own copy, from which parts can be left out. It is not for showing, so nobody can say whether it was changed."

// proofSentence is sentence about a proof.
func proofSentence(code string, err error, proof *jsonld.Value) string {
	if errors.Is(err, dataintegrity.ErrNotYet) {
		return fmt.Sprintf("It says that it was signed on %.40s, which is later than the moment as of which it was checked.", proof.Get("created").Str())
	}
	return sentence(code, err)
}

// selective is the suite whose proofs cover a part that the holder chose.
const selective = "ecdsa-sd-2023"

// unsupported says which kind of proof is not understood.
func unsupported(proof *jsonld.Value) string {
	name := proof.Get("cryptosuite").Str()
	if name == "" {
		name = proof.Get("type").Str()
	}
	return fmt.Sprintf("It is signed in a way that is not understood here (%.80s), so nobody can say whether it was changed.", name)
}

// verifiesUnderFirstText reports whether a proof that does not hold was made
// over the earlier of the two texts that are in the wild as context 3.0.3. In it
// two terms mean nothing, so the proof covers the document without them, which
// is returned; nil if it does not hold either.
func (j *judgement) verifiesUnderFirstText(ctx context.Context, proof *jsonld.Value, key did.Key, want dataintegrity.Expect) *jsonld.Value {
	if isOverText(proof) {
		return nil // the text itself is signed, whatever its words mean
	}
	contexts := j.Processor.Contexts.Alternate()
	plain := without(j.cred.doc, "endorsementJwt", "jti")
	if contexts == nil || plain == j.cred.doc || !isTextual(j.cred.doc, 0) {
		return nil
	}
	p := *j.Processor
	p.Contexts = contexts
	if j.Suites.Verify(ctx, &p, plain, proof, key, want) != nil || j.verifyPrevious(ctx, &p, plain, proof, want) != nil {
		return nil
	}
	return plain
}

// isTextual reports whether what the earlier text of the context leaves out is nothing but
// texts. An object there would say something that a proof over all, of which this is a
// part, covers, and this one does not: whoever holds that could move it elsewhere.
func isTextual(v *jsonld.Value, depth int) bool {
	if depth > maxDepth {
		return false
	}
	for _, item := range v.Items() {
		if item.Kind() == jsonld.Array && !isTextual(item, depth+1) {
			return false
		}
		for _, m := range item.Members() {
			if (m.Name == "endorsementJwt" || m.Name == "jti") && slices.ContainsFunc(m.Value.Items(), func(v *jsonld.Value) bool { return !v.IsString() }) {
				return false
			}
			if !isTextual(m.Value, depth+1) {
				return false
			}
		}
	}
	return true
}

// without returns v less the members of some names, at any depth; v itself if
// there are none.
func without(v *jsonld.Value, names ...string) *jsonld.Value {
	if v.Kind() == jsonld.Array {
		items, changed := make([]*jsonld.Value, len(v.Items())), false
		for i, item := range v.Items() {
			items[i] = without(item, names...)
			changed = changed || items[i] != item
		}
		if changed {
			return jsonld.NewArray(items...)
		}
		return v
	}
	members, changed := make([]jsonld.Member, 0, len(v.Members())), false
	for _, m := range v.Members() {
		if slices.Contains(names, m.Name) {
			changed = true
			continue
		}
		inner := without(m.Value, names...)
		changed = changed || inner != m.Value
		members = append(members, jsonld.Member{Name: m.Name, Value: inner})
	}
	if !changed {
		return v
	}
	return jsonld.NewObject(members...)
}

// errPrevious: the key of a proof that another builds on could not be had.
var errPrevious = errors.New("the key of a signature that it builds on could not be had")

// verifyPrevious verifies the proofs that proof builds on, with whatever keys
// they name: they are part of what was signed and must not be wrong.
//
// VC Data Integrity 4.5: proof chains.
func (j *judgement) verifyPrevious(ctx context.Context, processor *jsonld.Processor, doc, proof *jsonld.Value, want dataintegrity.Expect) error {
	previous, err := dataintegrity.Previous(doc, proof)
	if err != nil {
		return err
	}
	for _, p := range previous {
		b := j.bind(ctx, p.Get("verificationMethod").Str(), want.Purpose)
		if b.key.Public() == nil {
			return fmt.Errorf("%w (%s)", errPrevious, b.code)
		}
		if err := j.Suites.Verify(ctx, processor, doc, p, b.key, want); err != nil {
			return err
		}
	}
	return nil
}

// isOfOneText reports whether nobody can have made a proof that holds over two texts.
// Whoever chooses a key of ECDSA after the texts can; the identifier of a did:key is
// signed with the text, and Ed25519 hashes the key. With selective disclosure there is one
// more key, which its issuer chooses.
func isOfOneText(proof *jsonld.Value) bool {
	suite, method := proof.Get("cryptosuite").Str(), proof.Get("verificationMethod").Str()
	return suite != selective && (strings.HasPrefix(suite, "eddsa-") || suite == "" || isOwnKey(method))
}

// decide draws the answers to the checks proof and issuer_binding from all
// proofs: one whose key the issuer confirms must verify, and none that names a
// key of the issuer may be wrong. Where nobody asked for the issuer, none may.
//
// VC Data Integrity 2.1.1: each proof of a set stands for itself. One that was made
// for another purpose, or until a moment that is past, is not wrong.
func (j *judgement) decide(signatures []signature) {
	best := signatures[0]
	for _, s := range signatures {
		aside := !j.opt.ProofOnly && slices.Contains([]string{ProofPurposeMismatch, ProofExpired, NotYetValid}, s.code)
		if s.result == Fail && !aside && (s.named || s.binding.key.Bound() || j.opt.ProofOnly) {
			best = s
			break
		}
		if s.rank() > best.rank() || s.rank() == best.rank() && s.covered() > best.covered() {
			best = s
		}
	}
	if best.result == Pass && best.covers != nil {
		// What is not covered is not looked at from here on.
		j.cred.doc = best.covers
		j.cred.reread()
		j.report.Raw = best.covers.JSON()
	}
	proof := answerOf(CheckProof, best.result, best.code, best.text)
	if best.remedy != "" {
		proof.Remedy = best.remedy
	}
	j.report.set(proof)
	// Each of them: a set can have been made of two texts, of which one is shown.
	j.report.whole = !slices.ContainsFunc(signatures, func(s signature) bool { return s.result != Pass || !isOfOneText(s.proof) })
	j.shown = partBy(best, signatures)
	j.literal = best.result == Pass && best.covered() == everyLetter
	whose := answerOf(CheckIssuer, best.binding.result, best.binding.code, best.binding.text)
	if best.result != Pass && best.binding.key.Bound() {
		// That the key is the issuer's is known, and not that it signed this.
		whose.Text = j.lists("the badge names")
	} else if best.result != Pass && whose.Text == meaning(KeyNotBoundToIssuer) {
		whose.Text = notListed
	}
	if best.result == Pass && best.binding.result == Pass && best.binding.key.Bound() {
		j.signer, j.listing = best.binding.key, best.binding.listed
	}
	j.report.set(whose)
	for key, value := range best.binding.detail {
		j.report.detail(CheckIssuer, key, value)
	}
	j.report.detail(CheckProof, "method", best.binding.method)
	j.report.detail(CheckProof, "algorithm", best.binding.key.Algorithm())
	if j.opt.Explain {
		j.report.detail(CheckProof, "key", publicText(best.binding.key))
	}
	if len(signatures) > 1 {
		j.report.detail(CheckProof, "proofs", fmt.Sprint(len(signatures)))
	}
	j.setAside(best, signatures)
}

// notListed is said of a key that the issuer does not list, where it was not seen
// whether the signature holds.
const notListed = "The issuer it names does not say that the key is its own. Anyone could have made this in the issuer's name."

// setAside notes the proofs that did not hold, beside one that did.
func (j *judgement) setAside(best signature, signatures []signature) {
	if best.result != Pass {
		return
	}
	unread, wrong := 0, 0
	for _, s := range signatures {
		switch s.result {
		case Unknown:
			unread++
		case Fail:
			wrong++
		}
	}
	if unread > 0 {
		j.report.note(fmt.Sprintf("Beside the signature that was checked it has %d that could not be.", unread))
	}
	if wrong > 0 {
		j.report.note(fmt.Sprintf("Beside the signature that was checked it has %d of others that do not hold, which takes nothing from it.", wrong))
	}
}

// partBy returns the proof of a part that a holder chose, if nothing else says that
// the credential is whole; nil if it is.
func partBy(best signature, signatures []signature) *jsonld.Value {
	isPart := func(s signature) bool { return s.proof.Get("cryptosuite").Str() == selective }
	if !isPart(best) || errors.Is(best.err, dataintegrity.ErrBaseProof) {
		return nil
	}
	for _, s := range signatures {
		if s.result == Pass && s.binding.result == Pass && !isPart(s) {
			return nil
		}
	}
	return best.proof
}

// unseen answers a check with: it may be among what the holder left out. Whether
// anything was left out cannot be seen. 1EdTech's validator does not ask.
func (j *judgement) unseen(name, text string) {
	if !j.strict() {
		j.report.pass(name, text)
		return
	}
	j.report.unknown(name, PartsHidden, text)
}

// showsAll reports whether its holder had to show all of the parts of the credential
// that pointers name.
func (j *judgement) showsAll(ctx context.Context, pointers ...string) bool {
	if j.shown == nil {
		return true
	}
	all, err := j.Suites.Mandatory(ctx, j.Processor, j.cred.doc, j.shown, pointers...)
	return err == nil && all
}

// answerOf is answer, but leaves good answers without a remedy.
func answerOf(name, result, code, text string) Check {
	if result == Pass {
		return Check{Name: name, Result: result, Text: text}
	}
	return answer(name, result, code, text)
}

// rank orders proofs by how much they say for the credential: those that settle
// it, then those of which something could not be found out, then those that are
// wrong or are nobody's. A stranger's signature beside the issuer's takes
// nothing away.
func (s signature) rank() int {
	maths := map[string]int{Pass: 2, Unknown: 1}[s.result]
	whose := map[string]int{Pass: 2, Unknown: 1}[s.binding.result]
	return 10*min(maths, whose) + 2*maths + whose
}

// namesIssuer reports whether the id of a key is one of the issuer's own.
func (j *judgement) namesIssuer(method string) bool {
	base, _, _ := strings.Cut(method, "#")
	issuer, _, _ := strings.Cut(j.cred.issuer, "#")
	return base == issuer && base != ""
}

// proofCode is the code for an error about a proof.
func proofCode(err error) string {
	switch {
	case errors.Is(err, dataintegrity.ErrMissing):
		return ProofMissing
	case errors.Is(err, dataintegrity.ErrPurpose), errors.Is(err, did.ErrPurpose):
		return ProofPurposeMismatch
	case errors.Is(err, dataintegrity.ErrExpired):
		return ProofExpired
	case errors.Is(err, dataintegrity.ErrDomain), errors.Is(err, vcjwt.ErrAudience):
		return ProofDomainMismatch
	case errors.Is(err, dataintegrity.ErrChallenge), errors.Is(err, vcjwt.ErrNonce):
		return ProofChallengeMismatch
	case errors.Is(err, dataintegrity.ErrNotYet):
		return NotYetValid
	case errors.Is(err, dataintegrity.ErrMalformed):
		return MalformedInput
	case errors.Is(err, dataintegrity.ErrUnsupported), errors.Is(err, vcjwt.ErrUnsupported):
		return UnsupportedFormat
	case termCode(err) == LimitExceeded:
		return LimitExceeded
	}
	if code := keyCode(err); code != "" {
		return code
	}
	return ProofInvalid
}

// keyCode is the code for an error about a key; empty for others.
func keyCode(err error) string {
	switch {
	case errors.Is(err, did.ErrKeyWeak):
		return KeyWeak
	case errors.Is(err, did.ErrKeyUse), errors.Is(err, vcjwt.ErrAlg):
		return AlgNotAllowed
	case errors.Is(err, did.ErrKeyRevoked):
		return KeyRevoked
	case errors.Is(err, vcjwt.ErrKeySource):
		return KeyUntrustedSource
	case errors.Is(err, did.ErrNotBound):
		return KeyNotBoundToIssuer
	}
	return ""
}

// What a proof was made over, less first.
const (
	lessThanAll = iota
	allThatIsSaid
	everyLetter
)

// covered tells how much of the text a proof that holds covers. Of two proofs that say as
// much for the credential the one that covers more counts, in whichever order they stand.
func (s signature) covered() int {
	switch {
	case s.covers != nil, s.proof.Get("cryptosuite").Str() == selective:
		return lessThanAll
	case isOverText(s.proof):
		return everyLetter
	}
	return allThatIsSaid
}

// isOverText reports whether a proof is over the text itself, and not over what it says.
func isOverText(proof *jsonld.Value) bool {
	return strings.Contains(proof.Get("cryptosuite").Str(), "-jcs-")
}
