package issuer

import (
	"context"
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/mtibben/confusables"
	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"blazon/internal/audit"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/page"
	"blazon/internal/text"
)

// A Standing is what the operator of the site thinks of an issuer. On a site where
// anybody may register, anybody may call themselves a university.
type Standing string

// The standings.
const (
	Unreviewed Standing = "unreviewed" // nobody has looked at it yet; it may award a little a day
	Reviewed   Standing = "reviewed"   // it is what it says, as far as the operator knows
	Held       Standing = "held"       // it may publish and award nothing, and is in no list
)

// Reviews is what the operator's review needs from the database.
type Reviews interface {
	// IsOperator reports whether an account is that of an administrator.
	IsOperator(ctx context.Context, accountID string) (bool, error)
	// ReviewList returns issuers of all standings, or of q.Filter, newest first.
	ReviewList(ctx context.Context, q page.Query) (page.Page[Review], error)
	// ReviewOf returns one of them, or fault.NotFound.
	ReviewOf(ctx context.Context, issuerID string) (Review, error)
	// SetStanding changes the standing of an issuer from one to another. It is
	// fault.Conflict if it is another by now.
	SetStanding(ctx context.Context, c StandingChange, e audit.Entry) error
}

// A StandingChange is what SetStanding does.
type StandingChange struct {
	IssuerID string
	From, To Standing
	Reason   string
	At       time.Time
}

// A Review is an issuer as the operator sees it.
type Review struct {
	Issuer
	Owners []Person // some of them, the first first
	Awards int
	// Like are other issuers of the site whose names look the same, at most five.
	Like []Issuer
	// Known are issuers somewhere whose names look the same and for whom somebody
	// vouches.
	Known []KnownIssuer
	// Mixed says that a word of the name has letters of several scripts.
	Mixed bool
}

// A Person is whoever owns an issuer.
type Person struct{ Name, Email string }

// A KnownIssuer is an issuer somewhere for whom somebody vouches.
type KnownIssuer struct{ ID, Name, By string }

// Known finds issuers that somebody vouches for.
type Known interface {
	// Like returns those whose names have a skeleton.
	Like(skeleton string) []KnownIssuer
}

// maxReason is how many characters the reason for holding an issuer has.
const maxReason = 1000

// Skeleton returns what is left of a name when all that looks alike is the same:
// letters of other scripts, case, accents that are not seen, spaces and marks.
//
// UTS #39 section 4.
func Skeleton(name string) string {
	if len(name) > maxName*utf8.UTFMax { // of a list of somebody else
		name = strings.ToValidUTF8(name[:maxName*utf8.UTFMax], "")
	}
	s := norm.NFKC.String(name)
	for range 8 { // great letters look like others than small ones, and these like more
		before := s
		s = strings.Map(plainest, cases.Fold().String(norm.NFKC.String(confusables.Skeleton(s))))
		if s == before {
			break
		}
	}
	return s
}

// plainest keeps letters and digits; the great i looks like a small l.
func plainest(r rune) rune {
	switch {
	case r == 'i':
		return 'l'
	case unicode.IsLetter(r) || unicode.IsNumber(r):
		return r
	}
	return -1
}

// mixed reports whether a word has letters of several of the scripts whose letters
// look alike.
func mixed(name string) bool {
	for _, word := range strings.Fields(name) {
		scripts := 0
		for _, script := range []*unicode.RangeTable{unicode.Latin, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee} {
			if strings.ContainsFunc(word, func(r rune) bool { return unicode.Is(script, r) }) {
				scripts++
			}
		}
		if scripts > 1 {
			return true
		}
	}
	return false
}

// firstStanding is that of an issuer that by makes: an operator need not be reviewed.
func (s *Issuers) firstStanding(ctx context.Context, by string) (Standing, error) {
	operator, err := s.Store.IsOperator(ctx, by)
	if err != nil || !operator {
		return Unreviewed, err
	}
	return Reviewed, nil
}

// renamed has an issuer looked at once more whose name looks like another than the old
// one, unless it is an operator who changed it: what was reviewed was the old one.
func (s *Issuers) renamed(ctx context.Context, by string, i *Issuer, old string) error {
	if i.Standing != Reviewed || Skeleton(i.Name) == Skeleton(old) {
		return nil
	}
	first, err := s.firstStanding(ctx, by)
	if err == nil && first == Unreviewed {
		i.Standing, i.StandingAt = Unreviewed, i.UpdatedAt
	}
	return err
}

// Open returns nil unless the operator holds the issuer. Then nothing is published or
// awarded, and the fault.Conflict says why.
func (s *Issuers) Open(ctx context.Context, issuerID string) error {
	i, err := s.Public(ctx, issuerID)
	if err != nil {
		return err
	}
	return s.NotHeld(i)
}

// NotHeld is Open for an issuer that is at hand.
func (s *Issuers) NotHeld(i Issuer) error {
	if i.Standing != Held {
		return nil
	}
	reason := strings.TrimRight(i.StandingReason, ".!? ")
	return fault.New(fault.Conflict, "The operator of this site has paused this issuer: %s. Until that is settled nothing can be published or awarded; badges that were awarded stay as they are. Write to %s.", reason, s.Contact)
}

// operator is fault.NotFound for who is no operator.
func (s *Issuers) operator(ctx context.Context, by string) error {
	ok, err := s.Store.IsOperator(ctx, by)
	if err != nil {
		return fmt.Errorf("find an operator: %w", err)
	}
	if !ok {
		return fault.New(fault.NotFound, "There is no such page.")
	}
	return nil
}

// ReviewList returns issuers to an operator, newest first. Filter is a Standing, or
// "" for all.
func (s *Issuers) ReviewList(ctx context.Context, by string, q page.Query) (page.Page[Review], error) {
	if err := s.operator(ctx, by); err != nil {
		return page.Page[Review]{}, err
	}
	switch Standing(q.Filter) {
	case Unreviewed, Reviewed, Held:
	default:
		q.Filter = ""
	}
	p, err := s.Store.ReviewList(ctx, q)
	for i := range p.Items {
		s.remark(&p.Items[i])
	}
	return p, err
}

// Review returns an issuer to an operator.
func (s *Issuers) Review(ctx context.Context, by, issuerID string) (Review, error) {
	if err := s.operator(ctx, by); err != nil {
		return Review{}, err
	}
	if !id.Valid(issuerID) {
		return Review{}, noIssuer()
	}
	r, err := s.Store.ReviewOf(ctx, issuerID)
	if fault.Is(err, fault.NotFound) {
		return Review{}, noIssuer()
	}
	s.remark(&r)
	return r, err
}

// remark adds what can be seen of a name without the database.
func (s *Issuers) remark(r *Review) {
	r.Mixed = mixed(r.Name)
	if s.Known != nil {
		r.Known = s.Known.Like(Skeleton(r.Name))
	}
}

// ToReview returns how many issuers wait for an operator to look at them.
func (s *Issuers) ToReview(ctx context.Context) (int, error) {
	p, err := s.Store.ReviewList(ctx, page.Query{Filter: string(Unreviewed), Limit: 1})
	return p.Total, err
}

// Approve notes that an operator has looked at an issuer and found nothing wrong, or
// lets one go on that was held. From is the standing that the operator saw; if it is
// another by now it is fault.Conflict. An issuer that is reviewed stays so.
func (s *Issuers) Approve(ctx context.Context, by, issuerID string, from Standing) error {
	action := "issuer.review"
	if from == Held {
		action = "issuer.release"
	}
	return s.setStanding(ctx, by, StandingChange{IssuerID: issuerID, From: from, To: Reviewed}, action)
}

// Hold pauses an issuer, with a reason that its staff is told.
func (s *Issuers) Hold(ctx context.Context, by, issuerID string, from Standing, reason string) error {
	reason, err := text.Rule{Field: "reason", Label: "The reason", Max: maxReason, Required: true}.Check(reason)
	if err != nil {
		return err
	}
	return s.setStanding(ctx, by, StandingChange{IssuerID: issuerID, From: from, To: Held, Reason: reason}, "issuer.hold")
}

func (s *Issuers) setStanding(ctx context.Context, by string, c StandingChange, action string) error {
	if err := s.operator(ctx, by); err != nil {
		return err
	}
	i, err := s.Public(ctx, c.IssuerID)
	if err != nil {
		return err
	}
	if i.Standing == c.To && i.StandingReason == c.Reason {
		return nil
	}
	c.At = s.now()
	err = s.Store.SetStanding(ctx, c, audit.Entry{At: c.At, Actor: by, Action: action, Object: i.ID, IssuerID: i.ID, Detail: audit.Detail(c.Reason)})
	if fault.Is(err, fault.Conflict) {
		return fault.Wrap(err, fault.Conflict, "Somebody else has changed the standing of this issuer meanwhile. Look at the page again, then decide.")
	}
	if err != nil {
		return fmt.Errorf("change the standing of an issuer: %w", err)
	}
	return nil
}
