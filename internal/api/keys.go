package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"blazon/internal/fault"
	"blazon/internal/keyring"
)

// keyBody is a signing key as the API shows it to staff.
type keyBody struct {
	ID        string      `json:"id"`
	Purpose   string      `json:"purpose" enum:"badge,status" doc:"What it signs: badges, or lists that say which badges were withdrawn."`
	Kind      string      `json:"kind" enum:"ed25519,p256,rsa2048"`
	State     string      `json:"state" enum:"active,retired,withdrawn" doc:"retired: it signs no more, and what it signed stays valid. withdrawn: what it signed is invalid."`
	CreatedAt time.Time   `json:"createdAt"`
	RetiredAt *time.Time  `json:"retiredAt,omitempty" doc:"Since when it signs no more."`
	Signed    *signedBody `json:"signed,omitempty" doc:"Of keys for badges: the awards that it signed."`
}

// signedBody counts what a key signed.
type signedBody struct {
	Total    int `json:"total"`
	Active   int `json:"active" doc:"Would become invalid if the key were withdrawn."`
	Waiting  int `json:"waiting" doc:"Are invalid because the key was withdrawn, and can be awarded again."`
	Replaced int `json:"replaced" doc:"Have been awarded again."`
}

// keyList is how the keys of an issuer are answered, all at once.
type keyList struct {
	Items []keyBody `json:"items" doc:"All keys, the oldest first."`
	Total int       `json:"total"`
}

// KeyPath names a key.
type KeyPath struct {
	IssuerPath
	Key string `path:"key" maxLength:"64"`
}

// keyOperations adds what can be done with signing keys. Keys are replaced and
// withdrawn on the pages only, where a person confirms it.
func (s *Server) keyOperations(api huma.API) {
	op := operation(http.MethodGet, "/api/v1/issuers/{issuer}/keys", "list-keys", "List the keys an issuer signs with", "issuer:read", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *IssuerPath) (*answered[keyList], error) {
		keys, err := s.Issuers.SigningKeys(ctx, by(ctx), in.Issuer)
		if err != nil {
			return nil, s.problemOf(err, nil)
		}
		out := keyList{Items: make([]keyBody, 0, len(keys)), Total: len(keys)}
		for _, k := range keys {
			body, err := s.keyBody(ctx, k)
			if err != nil {
				return nil, s.problemOf(err, nil)
			}
			out.Items = append(out.Items, body)
		}
		return &answered[keyList]{out}, nil
	})

	op = operation(http.MethodGet, "/api/v1/issuers/{issuer}/keys/{key}", "get-key", "Read a key", "issuer:read", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *KeyPath) (*answered[keyBody], error) { return s.key(ctx, in) })

	op = operation(http.MethodPost, "/api/v1/issuers/{issuer}/keys/{key}/renew", "renew-awards", "Award again what a withdrawn key signed", "award:write", http.StatusAccepted)
	op.Description = "To the same people, with the same facts and dates. Each new award takes the place of one, which is revoked with it. It is done in the background; signed.waiting of the key says how many are left. Calling again does no harm: none is replaced twice. 409 if none waits."
	huma.Register(api, op, func(ctx context.Context, in *KeyPath) (*answered[keyBody], error) {
		if err := s.Awarder.Renew(ctx, by(ctx), in.Issuer, in.Key); err != nil {
			return nil, s.problemOf(err, nil)
		}
		return s.key(ctx, in)
	})
}

// key answers with one key of an issuer.
func (s *Server) key(ctx context.Context, in *KeyPath) (*answered[keyBody], error) {
	keys, err := s.Issuers.SigningKeys(ctx, by(ctx), in.Issuer)
	if err != nil {
		return nil, s.problemOf(err, nil)
	}
	for _, k := range keys {
		if k.ID != in.Key {
			continue
		}
		body, err := s.keyBody(ctx, k)
		if err != nil {
			return nil, s.problemOf(err, nil)
		}
		return &answered[keyBody]{body}, nil
	}
	return nil, s.problemOf(fault.New(fault.NotFound, "There is no such key."), nil)
}

func (s *Server) keyBody(ctx context.Context, k keyring.Key) (keyBody, error) {
	body := keyBody{
		ID: k.ID, Purpose: string(k.Purpose), Kind: string(k.Kind), State: string(k.State),
		CreatedAt: k.CreatedAt.UTC(), RetiredAt: optional(k.RetiredAt),
	}
	if k.State == keyring.Compromised {
		body.State = "withdrawn"
	}
	if k.Purpose != keyring.Badge {
		return body, nil
	}
	n, err := s.Awarder.SignedBy(ctx, by(ctx), k.IssuerID, k.ID)
	if err != nil {
		return keyBody{}, err
	}
	body.Signed = &signedBody{Total: n.Total, Active: n.Active, Waiting: n.Waiting, Replaced: n.Replaced}
	return body, nil
}
