package award

import (
	"context"
	"errors"
	"fmt"

	"blazon/internal/once"
	"blazon/ob3"
)

// An Outcome is what became of one request among many: an award, or why there
// is none.
type Outcome struct {
	Award Award
	Err   error
}

// together is how many awards are signed at once. What is lost when the program
// is stopped is never more, and is made again by the next call.
const together = 50

// AwardMany is Award for many requests, and returns what became of each, in
// their order. Awards of one achievement in a row are signed together, for what
// they have in common only once; their bytes are those that Award makes. One
// that cannot be awarded does not keep the others from it. A call with the same
// requests and their idempotency keys goes on where the last one stopped.
func (a *Awarder) AwardMany(ctx context.Context, reqs []Request) []Outcome {
	out := make([]Outcome, len(reqs))
	bases := make(map[basis]*base)
	for first := 0; first < len(reqs); {
		of := basis{reqs[first].By, reqs[first].AchievementID}
		last := first + 1
		for last < len(reqs) && last-first < together && of == (basis{reqs[last].By, reqs[last].AchievementID}) {
			last++
		}
		if bases[of] == nil {
			bases[of] = a.base(ctx, of)
		}
		a.awardSome(ctx, bases[of], reqs[first:last], out[first:last])
		first = last
	}
	return out
}

// A basis is who awards which achievement.
type basis struct{ by, achievementID string }

// A base is what was found out about a basis: the ground for new awards, or why
// there is none. Without permission nothing is said about old ones either.
type base struct {
	denied error
	ground ground
	closed error
}

func (a *Awarder) base(ctx context.Context, of basis) *base {
	v, err := a.version(ctx, of.by, of.achievementID)
	if err != nil {
		return &base{denied: err}
	}
	g, err := a.ground(ctx, of.by, v)
	return &base{ground: g, closed: err}
}

// A row is a draft with its place among the requests.
type row struct {
	draft
	key   once.Key
	place int
}

// awardSome awards to those who have no award yet.
func (a *Awarder) awardSome(ctx context.Context, b *base, reqs []Request, out []Outcome) {
	var rows []row
	for i, req := range reqs {
		r, given, err := a.row(ctx, b, req)
		if out[i] = (Outcome{given, err}); err == nil && given.ID == "" {
			r.place = i
			rows = append(rows, r)
		}
	}
	if err := a.signMany(ctx, rows); err != nil {
		for _, r := range rows {
			out[r.place].Err = err
		}
		return
	}
	for _, r := range rows {
		given, err := a.save(ctx, r.draft, r.key)
		if errors.Is(err, ErrKeyChanged) {
			given, err = a.signAndSave(ctx, r.draft, r.key)
		}
		out[r.place] = Outcome{given, err}
	}
}

// row returns a draft, or the award that the request made before.
func (a *Awarder) row(ctx context.Context, b *base, req Request) (row, Award, error) {
	if err := ctx.Err(); err != nil {
		return row{}, Award{}, err
	}
	req, err := a.check(req)
	if err != nil {
		return row{}, Award{}, err
	}
	k, err := req.key()
	if err != nil {
		return row{}, Award{}, err
	}
	if b.denied != nil {
		return row{}, Award{}, b.denied
	}
	if given, err := a.given(ctx, k); err != nil || given.ID != "" {
		return row{}, given, err
	}
	if b.closed != nil {
		return row{}, Award{}, b.closed
	}
	a.step(stepAllowed)
	d, err := a.draft(ctx, b.ground, req)
	if err == nil {
		err = a.afford(ctx, b.ground.version.IssuerID, b.ground.unreviewed)
	}
	return row{draft: d, key: k}, Award{}, err
}

// signMany is sign for many.
func (a *Awarder) signMany(ctx context.Context, rows []row) error {
	if len(rows) == 0 {
		return nil
	}
	issuerID := rows[0].award.IssuerID
	docs := make([]ob3.Document, len(rows))
	for i, r := range rows {
		docs[i] = r.doc
	}
	credentials, proofKey, err := a.Keys.SignCredentials(ctx, issuerID, docs)
	if err != nil {
		return fmt.Errorf("award: %w", err)
	}
	a.step(stepProved)
	tokens, tokenKey, err := a.Keys.SignCredentialJWTs(ctx, issuerID, docs)
	if err != nil {
		return fmt.Errorf("award: %w", err)
	}
	a.step(stepSigned)
	for i := range rows {
		aw := &rows[i].award
		aw.Credential, aw.ProofKey = credentials[i], proofKey
		aw.JWT, aw.TokenKey = tokens[i], tokenKey
	}
	return nil
}
