package vc

import (
	"maps"
	"slices"
	"time"
)

// Verdict is the answer in one word.
type Verdict string

// The verdicts.
const (
	Valid         Verdict = "valid"         // every check that must pass passed
	Invalid       Verdict = "invalid"       // a check failed
	Indeterminate Verdict = "indeterminate" // something could not be found out
)

// The names of the nine checks, in the order of a report.
const (
	CheckFormat      = "format"         // what it is, and can it be read
	CheckContext     = "context"        // is every word defined, by a context that is known
	CheckSchema      = "schema"         // has it what the standard requires
	CheckProof       = "proof"          // is the text as it was signed
	CheckIssuer      = "issuer_binding" // does the issuer say that the key is its own
	CheckTime        = "time"           // does it count now
	CheckStatus      = "status"         // has it been withdrawn
	CheckRecipient   = "recipient"      // was it given to the person asked about
	CheckEndorsement = "endorsement"    // are the endorsements in it genuine
)

// CheckNames lists the checks of every report in their order.
func CheckNames() []string {
	return []string{
		CheckFormat, CheckContext, CheckSchema, CheckProof, CheckIssuer,
		CheckTime, CheckStatus, CheckRecipient, CheckEndorsement,
	}
}

// required are the checks without which nothing is valid.
var required = []string{CheckFormat, CheckContext, CheckProof, CheckIssuer, CheckTime, CheckStatus}

// The results of a check.
const (
	Pass    = "pass"
	Fail    = "fail"
	Warning = "warning" // it holds, and something should be better
	Skipped = "skipped" // there was nothing to check, or no use in checking
	Unknown = "unknown" // it could not be found out
)

// Differs is the detail of the check proof that names the members in which the
// copy of a hosted badge differs from what its issuer publishes.
const Differs = "differs"

// A Check is one question and its answer.
type Check struct {
	Name   string            `json:"check"`
	Result string            `json:"result"`
	Code   string            `json:"code,omitempty"`   // one of Codes; empty when nothing is the matter
	Text   string            `json:"text,omitempty"`   // a sentence for people
	Remedy string            `json:"remedy,omitempty"` // what to do
	Detail map[string]string `json:"detail,omitempty"` // for experts
}

// A Report is what a Verifier found out. Every report has all nine checks.
type Report struct {
	Verdict Verdict `json:"verdict"`
	Checks  []Check `json:"checks"`
	Kind    string  `json:"kind,omitempty"`   // what it is: "Open Badges 3.0"
	Format  string  `json:"format,omitempty"` // in which form it came: "JSON", "JWT"
	// Profile is whose rules were applied.
	Profile Profile `json:"profile"`
	// Summary is for showing. It is filled from text whose signature, or whose
	// origin at the issuer, was verified, and is empty otherwise.
	Summary Summary `json:"summary,omitzero"`
	// Documents lists what was fetched to reach the verdict.
	Documents []Document `json:"documents,omitempty"`
	// Trust says whether somebody whom the operator trusts knows the issuer. It
	// changes no verdict.
	Trust Recognition `json:"trust,omitzero"`
	// Signer is the key of the issuer that signed it; zero where none is known to
	// have.
	Signer Signer `json:"signer,omitzero"`
	// Notes are sentences about what is worth knowing and changes no verdict.
	Notes []string `json:"notes,omitempty"`
	// Also has the reports on other credentials in the same picture, record or
	// presentation. Verdict is the worst of all, except of credentials within a
	// record that are not signed themselves.
	Also []*Report `json:"also,omitempty"`
	// Endorsements are those of the endorsements in it that are genuine, and about
	// what they are attached to.
	Endorsements []Endorsement `json:"endorsements,omitempty"`
	// Newer is the report on a newer edition, if the issuer publishes one that is
	// genuine.
	Newer *Report `json:"newer,omitempty"`
	// ProofOnly: only the proof was checked, with whatever key it names. Then
	// the verdict is never valid.
	ProofOnly bool `json:"proofOnly,omitempty"`
	// At is the moment as of which was judged.
	At time.Time `json:"at"`
	// Raw is the credential as it was judged: the bytes that are signed, or, of
	// a hosted one, those that its issuer serves.
	Raw []byte `json:"-"`
	// Whole: each of its proofs was seen to hold over the text as it stands.
	whole bool
}

// A Document is something that was fetched.
type Document struct {
	URL       string    `json:"url"`
	From      string    `json:"from,omitempty"` // where it came from, if redirected
	Status    int       `json:"status,omitempty"`
	MediaType string    `json:"mediaType,omitempty"`
	Size      int       `json:"size,omitempty"`
	SHA256    string    `json:"sha256,omitempty"`
	FetchedAt time.Time `json:"fetchedAt,omitzero"`
	Error     string    `json:"error,omitempty"` // why there was no answer
}

// A Summary is what a credential says, in the words its issuer signed.
type Summary struct {
	ID                string     `json:"id,omitempty"`
	AchievementID     string     `json:"achievementId,omitempty"`
	Name              string     `json:"name,omitempty"` // of the achievement
	Description       string     `json:"description,omitempty"`
	AchievementType   string     `json:"achievementType,omitempty"`
	CriteriaNarrative string     `json:"criteriaNarrative,omitempty"` // Markdown
	CriteriaURL       string     `json:"criteriaUrl,omitempty"`
	Tags              []string   `json:"tags,omitempty"`
	Image             string     `json:"image,omitempty"` // URL or data URI
	ImageAlt          string     `json:"imageAlt,omitempty"`
	IssuerID          string     `json:"issuerId,omitempty"`
	IssuerName        string     `json:"issuerName,omitempty"` // what the issuer calls itself
	IssuerURL         string     `json:"issuerUrl,omitempty"`
	IssuerHost        string     `json:"issuerHost,omitempty"` // what proves who it is: host or DID
	RecipientName     string     `json:"recipientName,omitempty"`
	RecipientID       string     `json:"recipientId,omitempty"`
	Narrative         string     `json:"narrative,omitempty"` // how the recipient earned it; Markdown; of an endorsement its comment
	Endorses          string     `json:"endorses,omitempty"`  // of an endorsement: the id of what it is about
	Evidence          []Evidence `json:"evidence,omitempty"`
	AwardedDate       time.Time  `json:"awardedDate,omitzero"`
	ValidFrom         time.Time  `json:"validFrom,omitzero"`
	ValidUntil        time.Time  `json:"validUntil,omitzero"`
}

// Evidence is one work that shows the achievement.
type Evidence struct {
	ID          string `json:"id,omitempty"`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Narrative   string `json:"narrative,omitempty"`
}

// An Endorsement is what somebody says who vouches for the badge, its achievement or
// its issuer.
type Endorsement struct {
	Path       string    `json:"path"` // where in the badge it is, as a JSON pointer
	Of         string    `json:"of"`   // the id of what it is about
	IssuerID   string    `json:"issuerId,omitempty"`
	IssuerName string    `json:"issuerName,omitempty"`
	IssuerHost string    `json:"issuerHost,omitempty"` // what proves who it is: host or DID
	Comment    string    `json:"comment,omitempty"`    // Markdown
	ValidFrom  time.Time `json:"validFrom,omitzero"`
}

// endorses notes a genuine endorsement, on which other is the report.
func (r *Report) endorses(other *Report, path, of string) {
	s := other.Summary
	r.Endorsements = append(r.Endorsements, Endorsement{
		Path: path, Of: of, IssuerID: s.IssuerID, IssuerName: s.IssuerName, IssuerHost: s.IssuerHost, Comment: s.Narrative, ValidFrom: s.ValidFrom,
	})
}

// newReport returns a report in which nothing was checked yet.
func newReport(profile Profile, at time.Time) *Report {
	r := &Report{Verdict: Indeterminate, Profile: profile, At: at}
	for _, name := range CheckNames() {
		r.Checks = append(r.Checks, Check{Name: name, Result: Skipped, Text: "This was not checked, because something before it failed."})
	}
	return r
}

// Check returns the check of that name; the zero Check if there is none.
func (r *Report) Check(name string) Check {
	for _, c := range r.Checks {
		if c.Name == name {
			return c
		}
	}
	return Check{}
}

// set answers a check.
func (r *Report) set(c Check) {
	for i := range r.Checks {
		if r.Checks[i].Name == c.Name {
			r.Checks[i] = c
		}
	}
}

// pass answers a check with yes.
func (r *Report) pass(name, text string) { r.set(Check{Name: name, Result: Pass, Text: text}) }

// fail answers a check with no. The code explains itself; text may add what
// exactly was found.
func (r *Report) fail(name, code, text string) { r.set(answer(name, Fail, code, text)) }

// unknown answers a check with: we could not tell.
func (r *Report) unknown(name, code, text string) { r.set(answer(name, Unknown, code, text)) }

// skip leaves a check out.
func (r *Report) skip(name, text string) { r.set(Check{Name: name, Result: Skipped, Text: text}) }

func answer(name, result, code, text string) Check {
	if text == "" {
		text = meaning(code)
	}
	return Check{Name: name, Result: result, Code: code, Text: text, Remedy: remedy(code)}
}

// detail adds something for experts to a check that was answered.
func (r *Report) detail(name, key, value string) {
	if value == "" {
		return
	}
	for i := range r.Checks {
		if r.Checks[i].Name != name {
			continue
		}
		d := maps.Clone(r.Checks[i].Detail)
		if d == nil {
			d = make(map[string]string)
		}
		d[key] = value
		r.Checks[i].Detail = d
	}
}

// conclude draws the verdict from the checks.
//
// Any failure is invalid. Valid needs a pass of every required check; a warning
// will do only where the profile asks for no more.
func (r *Report) conclude() {
	r.Verdict = Valid
	for _, c := range r.Checks {
		switch {
		case c.Result == Fail:
			r.Verdict = Invalid
			return
		case c.Name == CheckRecipient && c.Result == Unknown:
			r.Verdict = Indeterminate // for who asked
		case c.Name == CheckSchema && c.Result == Unknown:
			r.Verdict = Indeterminate // its own issuer wanted it held to more
		case !slices.Contains(required, c.Name), c.Result == Pass:
		case c.Result == Warning && r.Profile == OneEdTech:
		default:
			r.Verdict = Indeterminate
		}
	}
	if r.ProofOnly {
		r.Verdict = worse(r.Verdict, Indeterminate)
	}
}

// ProofHolds reports whether the text, and each that came with it, is as somebody
// signed it, and nothing that was checked is wrong. It says nothing about who
// signed.
func (r *Report) ProofHolds() bool {
	for _, c := range r.Checks {
		if c.Result == Fail || c.Name == CheckProof && c.Result != Pass {
			return false
		}
	}
	return !slices.ContainsFunc(r.Also, func(other *Report) bool { return !other.ProofHolds() })
}

// NoBadge makes the report one on something that may be genuine and is no badge,
// so that its verdict is never read as that on a badge. What was found out about
// it stays.
func (r *Report) NoBadge(text string) *Report {
	r.fail(CheckFormat, UnsupportedFormat, text)
	r.conclude()
	return r
}

// All returns the report and those on what came with it, however deep: the
// credentials of a record within a picture.
func (r *Report) All() []*Report {
	out := []*Report{r}
	for _, other := range r.Also {
		out = append(out, other.All()...)
	}
	return out
}

// OnlyRecipient reports whether a badge is invalid for the one reason that it was not
// given to the person who was asked about: had nobody asked, it would be valid. A
// profile that believes what the issuer does not confirm says nothing of the kind.
func (r *Report) OnlyRecipient() bool {
	return r.Profile != OneEdTech && r.Check(CheckRecipient).Code == RecipientMismatch && r.validBut(RecipientMismatch)
}

// validBut reports whether nothing but a code keeps a report, and those on what came
// with it, from being valid.
func (r *Report) validBut(code string) bool {
	other := *r
	other.Checks = slices.Clone(r.Checks)
	for i, c := range other.Checks {
		if c.Result == Fail && c.Code == code {
			other.Checks[i].Result = Skipped
		}
	}
	other.conclude()
	return other.Verdict == Valid && !slices.ContainsFunc(r.Also, func(held *Report) bool { return !held.unsigned() && !held.validBut(code) })
}

// note adds what is worth knowing.
func (r *Report) note(text string) { r.Notes = append(r.Notes, text) }

// unsigned reports whether this is the report on a credential without a proof of
// its own, which the issuer of a record vouches for.
func (r *Report) unsigned() bool {
	c := r.Check(CheckProof)
	return c.Result == Skipped && c.Detail["vouchedFor"] != ""
}

// Warnings reports whether some check holds with a warning. A valid report
// without warnings is what 1EdTech's validator calls valid without reserve.
func (r *Report) Warnings() bool {
	return slices.ContainsFunc(r.Checks, func(c Check) bool { return c.Result == Warning })
}

// Join attaches reports on other credentials from the same place to the first
// and makes its verdict the worst of all.
func Join(reports ...*Report) *Report {
	if len(reports) == 0 {
		return nil
	}
	first := reports[0]
	for _, other := range reports[1:] {
		first.Also = append(first.Also, other)
		first.Verdict = worse(first.Verdict, other.Verdict)
	}
	return first
}

func worse(a, b Verdict) Verdict {
	for _, v := range []Verdict{Invalid, Indeterminate} {
		if a == v || b == v {
			return v
		}
	}
	return Valid
}

// Refuse returns the report on something that could not be read as a badge.
func Refuse(profile Profile, at time.Time, code, text string) *Report {
	r := newReport(profile.orStrict(), at)
	r.fail(CheckFormat, code, text)
	r.conclude()
	return r
}

// Unreached returns the report on something that could not be had, so that
// nobody can say what it is.
func Unreached(profile Profile, at time.Time, code, text string) *Report {
	r := newReport(profile.orStrict(), at)
	r.unknown(CheckFormat, code, text)
	r.conclude()
	return r
}
