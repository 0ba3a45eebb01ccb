package api

import (
	"context"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/serve"
)

const (
	// maxBatch is how many awards one request may ask for.
	maxBatch = 500
	// batchPath is the one operation that may take long, batchTime how long.
	batchPath = "/api/v1/achievements/{achievement}/awards/batch"
	batchTime = 3 * time.Minute
)

// awardRow asks for one award among many.
type awardRow struct {
	Recipient      recipient  `json:"recipient"`
	Narrative      string     `json:"narrative,omitempty" doc:"What this person did, in Markdown."`
	Evidence       []evidence `json:"evidence,omitempty" maxItems:"50"`
	ValidFrom      *moment    `json:"validFrom,omitempty" doc:"Since when the badge is valid; without it, now."`
	ValidUntil     *moment    `json:"validUntil,omitempty" doc:"Until when the badge is valid; without it, for ever."`
	IdempotencyKey string     `json:"idempotencyKey,omitempty" maxLength:"200" doc:"A key of this row alone, in place of the one made from the header and the place of the row."`
}

type newAwards struct {
	AchievementPath
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"180" doc:"Any text of yours; a repeated call with it awards only what is not awarded yet."`
	Body           struct {
		Awards []awardRow `json:"awards" minItems:"1" maxItems:"500" doc:"Whom to award, in any order. They succeed or fail one by one."`
	}
}

// rowBody is what became of one row: the award, or the problem.
type rowBody struct {
	Status  int        `json:"status" doc:"The HTTP status that the row would have had as a request of its own."`
	Award   *awardBody `json:"award,omitempty"`
	Problem *rowFault  `json:"problem,omitempty"`
}

// rowFault is a problem document (RFC 9457) about one row.
type rowFault struct {
	Title  string        `json:"title"`
	Status int           `json:"status"`
	Detail string        `json:"detail" doc:"What happened and what to do."`
	Errors []serve.Place `json:"errors,omitempty"`
}

// batchBody says what became of every row.
type batchBody struct {
	Awarded int       `json:"awarded" doc:"How many rows have an award."`
	Failed  int       `json:"failed" doc:"How many rows have a problem."`
	Results []rowBody `json:"results" doc:"One for each row, in their order."`
}

// batchOperation adds awarding to many.
func (s *Server) batchOperation(api huma.API) {
	op := operation(http.MethodPost, batchPath, "create-awards", "Award an achievement to many people", "award:write", http.StatusOK)
	op.Description = fmt.Sprintf("Awards to up to %d people. Each row is awarded or refused by itself; the answer has a result for every one. With an Idempotency-Key the same call can be repeated until all succeed, and nobody is awarded twice.", maxBatch)
	huma.Register(api, op, s.createAwards)
}

func (s *Server) createAwards(ctx context.Context, in *newAwards) (*answered[batchBody], error) {
	reqs := make([]award.Request, len(in.Body.Awards))
	for i, row := range in.Body.Awards {
		reqs[i] = award.Request{
			AchievementID: in.Achievement, By: by(ctx), Email: row.Recipient.Email, Name: row.Recipient.Name, Narrative: row.Narrative,
			IdempotencyKey: rowKey(in.IdempotencyKey, row, i),
		}
		setTimes(&reqs[i], row.ValidFrom, row.ValidUntil)
		for _, e := range row.Evidence {
			reqs[i].Evidence = append(reqs[i].Evidence, award.Evidence(e))
		}
	}
	// Half a minute is kept for the answer that tells what was done.
	ctx, cancel := context.WithTimeout(ctx, batchTime-30*time.Second)
	defer cancel()
	outcomes := s.Awarder.AwardMany(ctx, reqs)
	if err := outcomes[0].Err; fault.Is(err, fault.Denied) || fault.Is(err, fault.NotFound) {
		return nil, s.problemOf(err, inAward) // it is the same for every row
	}
	out := batchBody{Results: make([]rowBody, 0, len(reqs))}
	for i, o := range outcomes {
		row := s.rowBody(o, i, in.Body.Awards[i].IdempotencyKey != "")
		if row.Award != nil {
			out.Awarded++
		} else {
			out.Failed++
		}
		out.Results = append(out.Results, row)
	}
	return &answered[batchBody]{out}, nil
}

// rowBody tells what became of row number place, which may have a key of its own.
func (s *Server) rowBody(o award.Outcome, place int, ownKey bool) rowBody {
	if o.Err == nil {
		a := s.awardBody(o.Award)
		return rowBody{Status: http.StatusCreated, Award: &a}
	}
	kind, text := fault.Public(o.Err)
	if kind == fault.Internal {
		s.Log.Error("an award of a batch failed", slog.Int("row", place), slog.String("error", o.Err.Error()))
	}
	where := maps.Clone(inAward)
	if ownKey {
		where[keyHeader] = "idempotencyKey"
	}
	p := &rowFault{
		Status: serve.Status(kind), Title: http.StatusText(serve.Status(kind)), Detail: text,
		Errors: where.list(fmt.Sprintf("awards[%d].", place), o.Err),
	}
	return rowBody{Status: p.Status, Problem: p}
}

// rowKey is the idempotency key of one row.
func rowKey(batch string, row awardRow, place int) string {
	switch {
	case row.IdempotencyKey != "":
		return row.IdempotencyKey
	case batch != "":
		return fmt.Sprintf("%s/%d", batch, place)
	}
	return ""
}
