package vc

import (
	"context"
	"errors"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
)

// Profile says by whose rules a credential is judged.
type Profile string

// The profiles.
const (
	// Strict believes a key only when the issuer's own document lists it.
	Strict Profile = "strict"
	// OneEdTech judges as 1EdTech's public validator does: a key in the fragment
	// of a URL, in the header of a token or in a bare did:key is believed without
	// asking the issuer, and what cannot be fetched is a warning. Reports say so.
	OneEdTech Profile = "1edtech"
)

func (p Profile) orStrict() Profile {
	if p == OneEdTech {
		return OneEdTech
	}
	return Strict
}

// A Verifier judges credentials. Now is required; what else is zero means: the
// pinned contexts, all suites and methods, no network, the strict profile. A
// Verifier is safe for use by several goroutines if its parts are.
type Verifier struct {
	Processor *jsonld.Processor
	Suites    dataintegrity.Suites
	Methods   did.Methods
	// Fetcher gets documents of issuers and status lists. It is asked within
	// Budget.
	Fetcher did.Fetcher
	Now     func() time.Time
	// Past says that Now is not the present, so that no sentence of a Report says now.
	Past    bool
	Profile Profile
	Budget  Budget
	// Memory of status lists, so that an old one cannot be played back; nil: none.
	Memory Memory
	// Keys remembers which keys issuers have listed, and since when; nil: nobody does.
	Keys KeyMemory
	// Schemas are the beginnings of the addresses at which JSON schemas may be asked
	// for and be run; nil: those of SchemaPlaces. The profile 1edtech runs all. A
	// schema in a credential is run if that is valid and was issued by the issuer of
	// the badge, or by one whose id begins so; a DID stands for itself alone.
	Schemas []string
	// Trust knows issuers that somebody vouches for; nil: nobody was asked.
	Trust Trust

	session *session
}

// Options say what is asked about one credential.
type Options struct {
	// Recipient is the e-mail address, DID or other identifier of the person it
	// should have been given to; empty: that is not asked.
	Recipient string
	// Profile overrides the Verifier's, if set.
	Profile Profile
	// Explain adds every intermediate value of a proof to its check. It costs a
	// second canonicalization.
	Explain bool
	// Brief cuts what Explain adds where it is long, and says so there: whoever answers
	// strangers need not send many times what was sent.
	Brief bool
	// Refresh asks the issuer once for a newer edition, if the credential says
	// where. The issuer learns that somebody looks at it.
	Refresh bool
	// ProofOnly asks only whether the text is as somebody signed it: with which key
	// does not matter, nor does who issued it. Credentials of all kinds will do.
	// The Report says so, and its verdict is never valid; see Report.ProofHolds.
	ProofOnly bool
	// AnyKind judges credentials of all kinds, and not only badges. Whoever asks
	// about a badge leaves it out, so that no other credential is taken for one.
	AnyKind bool
	// Domain and Challenge are what a presentation must have been made for; empty:
	// that is not asked.
	Domain, Challenge string
	// ProofFor asks for Domain and Challenge in the proofs of a credential that
	// comes by itself, too (VC Data Integrity 4.5). The credentials in a presentation
	// were not made for whoever asks.
	ProofFor bool
}

// skew is how far clocks may differ.
const skew = 5 * time.Minute

var (
	// errNoClock is a mistake of the program that calls.
	errNoClock = errors.New("vc: the Verifier has no clock (Now)")
	// errTime ends the context of a verification that takes longer than its
	// Budget allows.
	errTime = errors.New("vc: the time for one verification is used up")
)

// Begin returns a copy of v for one verification, of which all parts share one
// budget and one moment, and a context that ends with it. Verify calls it itself where that
// was not done; call it to verify several things that belong together.
func (v *Verifier) Begin(ctx context.Context) (*Verifier, context.Context, context.CancelFunc, error) {
	if v.Now == nil {
		return nil, ctx, func() {}, errNoClock
	}
	if v.session != nil {
		return v, ctx, func() {}, nil
	}
	c := *v
	at := v.Now()
	c.Now = func() time.Time { return at }
	c.Budget = v.Budget.withDefaults()
	c.session = newSession(v.Fetcher, c.Budget)
	c.Fetcher = c.session
	c.Methods = v.Methods.With(c.session)
	if v.Methods == nil {
		c.Methods = did.Default(c.session)
	}
	if c.Suites == nil {
		c.Suites = dataintegrity.Default()
	}
	if c.Processor == nil {
		c.Processor = new(jsonld.Processor)
	}
	if c.Processor.Contexts == nil {
		p := *c.Processor
		p.Contexts = jsonld.Pinned()
		c.Processor = &p
	}
	c.Profile = v.Profile.orStrict()
	ctx, cancel := context.WithTimeoutCause(ctx, c.Budget.Time, errTime)
	return &c, ctx, cancel, nil
}

// Verify judges a credential: JSON with embedded proofs, or a compact JWT. The
// only errors are those of the caller: a context that ended, a Verifier without
// a clock.
func (v *Verifier) Verify(ctx context.Context, input []byte, opt Options) (*Report, error) {
	return v.VerifyText(ctx, Parse(input), opt)
}

// VerifyText is Verify for a text that was parsed already.
func (v *Verifier) VerifyText(ctx context.Context, t Text, opt Options) (*Report, error) {
	begun, inner, cancel, err := v.Begin(ctx)
	if err != nil {
		return nil, err
	}
	defer cancel()
	r := begun.judgeText(inner, t, opt, role{any: opt.ProofOnly || opt.AnyKind})
	r.Documents = begun.session.fetched()
	begun.session.tell(r)
	if err := Gone(ctx); err != nil {
		return nil, err
	}
	return r, nil
}

// judgeText judges a text by what it is: a presentation, something in an
// envelope, or a credential.
func (v *Verifier) judgeText(ctx context.Context, t Text, opt Options, as role) *Report {
	if inner, ok := t.opened(); ok {
		t = inner
	}
	if doc := t.presentation(); doc != nil && as.carrier == "" {
		return v.present(ctx, t, doc, opt, as)
	}
	j := v.judge(opt, as)
	if !j.readText(t) {
		return j.done()
	}
	return j.all(ctx)
}

// Gone returns the error of a context that ended because its caller went away.
// One that ended because the time of a Budget was used up is not gone: what was
// found out until then is the answer.
func Gone(ctx context.Context) error {
	if err := ctx.Err(); err != nil && !errors.Is(context.Cause(ctx), errTime) {
		return err
	}
	return nil
}

// Documents lists what was fetched since Begin; nothing before that.
func (v *Verifier) Documents() []Document {
	if v.session == nil {
		return nil
	}
	return v.session.fetched()
}

// A role is in what part a credential is judged: on its own, as an endorsement
// within another, or as the status list of another.
type role struct {
	statusList bool    // nothing but a status list will do, and its own status is ignored
	depth      int     // of endorsements within each other
	carrier    string  // the kind of what it came in: a record, a presentation
	any        bool    // credentials of all kinds will do
	edition    bool    // it is where a newer edition of another should be
	schema     bool    // nothing but a credential with a JSON schema will do
	learner    learner // whom a record was given to, if it was to whom was asked about
	inSchema   bool    // it is, or belongs to, such a credential: no schemas are run
}

// A learner is whom a record was given to: the id by which it calls them, and who issued
// it.
type learner struct{ id, by string }

// A judgement is the work on one credential.
type judgement struct {
	*Verifier
	opt     Options
	as      role
	now     time.Time
	report  *Report
	cred    *credential
	literal bool          // the proof is over the text itself, and not over what it says
	shown   *jsonld.Value // the proof, if it is one of what a holder chose to show
	held    []*Report     // on the credentials within a record
	signer  did.Key       // the issuer's key that signed it; zero if none is known to have
	listing []did.Key     // the keys that the issuer lists with it

	apart struct { // see exchangeable
		of *jsonld.Value
		id string
	}
	schemaWork *schemaWork            // what is left for its schemas; nil if none was run
	whole      map[*jsonld.Value]bool // the credentials within it of which each proof holds
}

func (v *Verifier) judge(opt Options, as role) *judgement {
	if opt.Profile == "" {
		opt.Profile = v.Profile
	}
	opt.Profile = opt.Profile.orStrict()
	now := v.Now()
	report := newReport(opt.Profile, now)
	report.ProofOnly = opt.ProofOnly
	return &judgement{Verifier: v, opt: opt, as: as, now: now, report: report}
}

// all asks the questions after the first, of a credential that could be read.
func (j *judgement) all(ctx context.Context) *Report {
	ctx, own := withSeen(ctx)
	if !j.checkNesting() {
		return j.done()
	}
	j.checkSchema()
	if j.checkContext() {
		j.checkProof(ctx)
	}
	if j.opt.ProofOnly {
		j.checkRelated(own)
		return j.onlyProof()
	}
	j.checkTime()
	if !j.sound() {
		// Nothing in a forged text is worth a request to an address in it.
		return j.done()
	}
	if j.mayHideSignature() {
		j.report.unknown(CheckProof, PartsHidden, "The record has a credential without a signature of its own. Its holder may have left parts out, and among them that signature, and with it when it ends and whether it was withdrawn.")
		if j.report.Check(CheckIssuer).Result != Fail {
			j.checkStatus(ctx) // of the record: what is shown of that counts
		}
		return j.done()
	}
	j.report.Summary = j.summary()
	j.checkRecipient()
	j.checkTrust(ctx, j.cred.issuer)
	j.checkKeys(ctx, ListedFor3, len(j.listing) > 0)
	if j.report.Check(CheckIssuer).Result != Fail {
		j.checkStatus(ctx)
		j.checkSchemas(ctx)
		j.checkRefresh(ctx)
		j.checkEndorsements(ctx)
		j.checkHeld(ctx)
		j.checkMovedOut()
		j.checkChosen(ctx)
		j.checkRelated(own)
	}
	return j.done()
}

// onlyProof leaves the questions out that nobody asked.
func (j *judgement) onlyProof() *Report {
	if j.report.Check(CheckIssuer).Result != Fail {
		j.report.skip(CheckIssuer, "Nobody asked whose the key is: only the proof was to be checked.")
	}
	for _, name := range []string{CheckTime, CheckStatus, CheckRecipient, CheckEndorsement} {
		j.report.skip(name, "Nobody asked: only the proof was to be checked.")
	}
	return j.done()
}

// sound reports whether the text is as somebody signed it, or as its issuer
// serves it.
func (j *judgement) sound() bool {
	context := j.report.Check(CheckContext).Result
	proof := j.report.Check(CheckProof).Result
	return (proof == Pass || proof == Warning) && (context == Pass || context == Warning)
}

// strict reports whether the issuer must confirm the key.
func (j *judgement) strict() bool { return j.opt.Profile == Strict }

func (j *judgement) done() *Report {
	if j.as == (role{}) {
		j.report.Documents = j.session.fetched()
	}
	j.report.conclude()
	for _, held := range j.held {
		j.report.Also = append(j.report.Also, held)
		switch {
		case !held.unsigned():
			j.report.Verdict = worse(j.report.Verdict, held.Verdict)
		case j.strict() && held.Check(CheckSchema).Result == Fail && j.report.Verdict == Valid:
			// Its form is covered by the proof of the record and by no other.
			j.report.Verdict = Indeterminate
			j.report.note("A credential in it that is not signed itself does not have the form that the standard prescribes, so what the record says in it is not certain.")
		}
	}
	return j.report
}
