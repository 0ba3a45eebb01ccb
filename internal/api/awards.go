package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"blazon/internal/award"
)

// evidence is something that shows how the badge was earned.
type evidence struct {
	URL         string `json:"url,omitempty" doc:"Where it can be seen."`
	Name        string `json:"name,omitempty"`
	Description string `json:"description,omitempty"`
	Narrative   string `json:"narrative,omitempty" doc:"What it shows, in Markdown."`
}

// recipient is who an award is for.
type recipient struct {
	Email string `json:"email" doc:"Where the badge is sent. In the badge itself it is only a salted hash."`
	Name  string `json:"name,omitempty"`
}

// awardBody is an award as the API shows it to staff.
type awardBody struct {
	ID               string        `json:"id"`
	URL              string        `json:"url" doc:"The permanent public address of the badge; it serves a page, the signed credential, or a picture with the badge inside, as asked for."`
	Issuer           string        `json:"issuer"`
	Achievement      string        `json:"achievement"`
	Version          int           `json:"version" doc:"The version of the achievement that was awarded."`
	Recipient        recipient     `json:"recipient"`
	Status           string        `json:"status" enum:"active,notYet,expired,revoked,keyWithdrawn" doc:"notYet: its first day has not come. keyWithdrawn: the key that signed it was withdrawn, so it is invalid, and it can be awarded again."`
	RevocationReason string        `json:"revocationReason,omitempty"`
	Replaces         string        `json:"replaces,omitempty" doc:"The award in whose place this one was given, because the key that signed it was withdrawn."`
	ReplacedBy       string        `json:"replacedBy,omitempty" doc:"The award that was given in the place of this one."`
	AwardedAt        time.Time     `json:"awardedAt"`
	ValidFrom        time.Time     `json:"validFrom"`
	ValidUntil       *time.Time    `json:"validUntil,omitempty"`
	RevokedAt        *time.Time    `json:"revokedAt,omitempty"`
	NotifiedAt       *time.Time    `json:"notifiedAt,omitempty" doc:"When the recipient was told."`
	Documents        documentsBody `json:"documents"`
}

// documentsBody lists the forms of one award.
type documentsBody struct {
	JSON string `json:"json" doc:"Open Badges 3.0 with a Data Integrity proof."`
	JWT  string `json:"jwt" doc:"Open Badges 3.0 as a JWT."`
	OB2  string `json:"ob2" doc:"Open Badges 2.0, hosted."`
	PNG  string `json:"png" doc:"A picture with the badge inside."`
	SVG  string `json:"svg" doc:"A drawing with the badge inside."`
}

func (s *Server) awardBody(a award.Award) awardBody {
	url := s.Awarder.URL(a.ID)
	return awardBody{
		ID: a.ID, URL: url, Issuer: a.IssuerID, Achievement: a.AchievementID, Version: a.Version,
		Recipient: recipient{Email: a.RecipientEmail, Name: a.RecipientName},
		Status:    s.Awarder.Status(a), RevocationReason: a.RevocationReason, Replaces: a.Replaces, ReplacedBy: a.ReplacedBy,
		AwardedAt: a.AwardedAt.UTC(), ValidFrom: a.ValidFrom.UTC(), ValidUntil: optional(a.ValidUntil),
		RevokedAt: optional(a.RevokedAt), NotifiedAt: optional(a.NotifiedAt),
		Documents: documentsBody{
			JSON: url + "/credential.json", JWT: url + "/credential.jwt", OB2: s.BaseURL + "/ob2/awards/" + a.ID,
			PNG: url + "/badge.png", SVG: url + "/badge.svg",
		},
	}
}

type awardList struct {
	IssuerPath
	ListInput
	Status string `query:"status" enum:"active,notYet,expired,revoked,keyWithdrawn" doc:"Keep only what is in this state."`
}

// inAward is where the fields of an award are in its JSON.
var inAward = places{"email": "recipient.email", "name": "recipient.name"}

type newAward struct {
	AchievementPath
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of yours; a repeated call with it answers with the same award."`
	Body           struct {
		Recipient  recipient  `json:"recipient"`
		Narrative  string     `json:"narrative,omitempty" doc:"What this person did, in Markdown."`
		Evidence   []evidence `json:"evidence,omitempty" maxItems:"50"`
		ValidFrom  *moment    `json:"validFrom,omitempty" doc:"Since when the badge is valid; without it, now."`
		ValidUntil *moment    `json:"validUntil,omitempty" doc:"Until when the badge is valid; without it, for ever."`
	}
}

// AwardPath names an award.
type AwardPath struct {
	Award string `path:"award" maxLength:"64"`
}

type revocation struct {
	AwardPath
	Body struct {
		Reason string `json:"reason" doc:"Why, in words that the recipient and everyone who checks the badge will read."`
	}
}

// awardOperations adds what can be done with awards.
func (s *Server) awardOperations(api huma.API) {
	op := operation(http.MethodPost, "/api/v1/achievements/{achievement}/awards", "create-award", "Award an achievement to a person", "award:write", http.StatusCreated)
	op.Description = "Signs the badge in every format, keeps it, and tells the recipient by mail."
	huma.Register(api, op, s.createAward)

	op = operation(http.MethodGet, "/api/v1/issuers/{issuer}/awards", "list-awards", "List what an issuer has awarded", "award:read", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *awardList) (*answered[list[awardBody]], error) {
		p, err := s.Awarder.List(ctx, by(ctx), in.Issuer, in.query(in.Status))
		return listed(s, p, err, s.awardBody)
	})

	op = operation(http.MethodGet, "/api/v1/awards/{award}", "get-award", "Read an award", "award:read", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *AwardPath) (*answered[awardBody], error) {
		a, err := s.Awarder.ForStaff(ctx, by(ctx), in.Award)
		if err != nil {
			return nil, s.problemOf(err, inAward)
		}
		return &answered[awardBody]{s.awardBody(a)}, nil
	})

	op = operation(http.MethodPost, "/api/v1/awards/{award}/revoke", "revoke-award", "Revoke an award", "award:write", http.StatusOK)
	op.Description = "Cannot be undone. Revoking what is revoked already changes nothing and answers with it."
	huma.Register(api, op, func(ctx context.Context, in *revocation) (*answered[awardBody], error) {
		a, err := s.Awarder.Revoke(ctx, by(ctx), in.Award, in.Body.Reason)
		if err != nil {
			return nil, s.problemOf(err, inAward)
		}
		return &answered[awardBody]{s.awardBody(a)}, nil
	})
}

func (s *Server) createAward(ctx context.Context, in *newAward) (*created[awardBody], error) {
	b := in.Body
	req := award.Request{
		AchievementID: in.Achievement, By: by(ctx), Email: b.Recipient.Email, Name: b.Recipient.Name, Narrative: b.Narrative,
		IdempotencyKey: in.IdempotencyKey,
	}
	setTimes(&req, b.ValidFrom, b.ValidUntil)
	for _, e := range b.Evidence {
		req.Evidence = append(req.Evidence, award.Evidence(e))
	}
	a, err := s.Awarder.Award(ctx, req)
	if err != nil {
		return nil, s.problemOf(err, inAward)
	}
	return &created[awardBody]{s.BaseURL + "/api/v1/awards/" + a.ID, s.awardBody(a)}, nil
}
