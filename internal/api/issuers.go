package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"blazon/internal/issuer"
)

// issuerBody is an issuer as the API shows it.
type issuerBody struct {
	ID          string     `json:"id"`
	URL         string     `json:"url,omitempty" doc:"The issuer's own web site."`
	Profile     string     `json:"profile" doc:"The address that identifies the issuer; it serves a page to people and an Open Badges Profile to machines."`
	Name        string     `json:"name"`
	Description string     `json:"description,omitempty"`
	Email       string     `json:"email,omitempty"`
	Revision    int        `json:"revision" doc:"Counts changes."`
	CreatedAt   time.Time  `json:"createdAt"`
	UpdatedAt   time.Time  `json:"updatedAt"`
	ArchivedAt  *time.Time `json:"archivedAt,omitempty"`
}

func (s *Server) issuerBody(i issuer.Issuer) issuerBody {
	return issuerBody{
		ID: i.ID, URL: i.URL, Profile: s.Issuers.IDURL(i.ID), Name: i.Name, Description: i.Description, Email: i.Email,
		Revision: i.Revision, CreatedAt: i.CreatedAt.UTC(), UpdatedAt: i.UpdatedAt.UTC(), ArchivedAt: optional(i.ArchivedAt),
	}
}

// optional returns nil for the zero time, so that it is left out.
func optional(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.UTC()
	return &t
}

type newIssuer struct {
	IdempotencyKey string `header:"Idempotency-Key" maxLength:"200" doc:"Any text of yours; a repeated call with it answers with what the first one made."`
	Body           struct {
		Name        string `json:"name" doc:"What people call the issuer."`
		Description string `json:"description,omitempty"`
		URL         string `json:"url,omitempty" doc:"The issuer's own web site, https."`
		Email       string `json:"email,omitempty" doc:"Where people can ask the issuer."`
		Image       string `json:"image,omitempty" doc:"The issuer's mark: a PNG or SVG file in base64."`
		ImageAlt    string `json:"imageAlt,omitempty" doc:"The mark in words."`
	}
}

// IssuerPath names an issuer.
type IssuerPath struct {
	Issuer string `path:"issuer" maxLength:"64"`
}

// issuerOperations adds what can be done with issuers.
func (s *Server) issuerOperations(api huma.API) {
	op := operation(http.MethodPost, "/api/v1/issuers", "create-issuer", "Create an issuer", "issuer:write", http.StatusCreated)
	op.Description = "Whoever creates an issuer is its owner. Its signing keys are made with it."
	huma.Register(api, op, s.createIssuer)

	op = operation(http.MethodGet, "/api/v1/issuers", "list-issuers", "List the issuers you work for", "issuer:read", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *ListInput) (*answered[list[issuerBody]], error) {
		p, err := s.Issuers.List(ctx, by(ctx), in.query(""))
		return listed(s, p, err, s.issuerBody)
	})

	op = operation(http.MethodGet, "/api/v1/issuers/{issuer}", "get-issuer", "Read an issuer", "issuer:read", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *IssuerPath) (*answered[issuerBody], error) {
		i, err := s.Issuers.Issuer(ctx, by(ctx), in.Issuer)
		if err != nil {
			return nil, s.problemOf(err, nil)
		}
		return &answered[issuerBody]{s.issuerBody(i)}, nil
	})
}

func (s *Server) createIssuer(ctx context.Context, in *newIssuer) (*created[issuerBody], error) {
	b := in.Body
	image, err := decodeImage("image", b.Image)
	if err != nil {
		return nil, s.problemOf(err, nil)
	}
	i, err := s.Issuers.Create(ctx, by(ctx), issuer.Draft{
		Name: b.Name, Description: b.Description, URL: b.URL, Email: b.Email, Image: image, ImageAlt: b.ImageAlt,
	}, in.IdempotencyKey)
	if err != nil {
		return nil, s.problemOf(err, nil)
	}
	return &created[issuerBody]{s.BaseURL + "/api/v1/issuers/" + i.ID, s.issuerBody(i)}, nil
}
