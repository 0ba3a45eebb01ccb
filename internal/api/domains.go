package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"blazon/internal/issuer"
)

// domainBody is the domain of an issuer as the API shows it.
type domainBody struct {
	Host        string     `json:"host" doc:"The name at which the issuer's public pages are shown, once it is proved."`
	Proved      bool       `json:"proved" doc:"Whether they are shown there."`
	ProvedAt    *time.Time `json:"provedAt,omitempty" doc:"Since when."`
	CheckedAt   *time.Time `json:"checkedAt,omitempty" doc:"When the record was last looked for."`
	Trouble     string     `json:"trouble,omitempty" enum:"noRecord,otherRecord,noAnswer,taken" doc:"What was wrong then: there is no record; there are others; the DNS did not answer; another issuer holds the name."`
	RecordName  string     `json:"recordName" doc:"The name of the TXT record that proves it."`
	RecordValue string     `json:"recordValue" doc:"What the record must hold."`
}

func bodyOfDomain(d issuer.Domain) domainBody {
	name, value := d.Record()
	return domainBody{
		Host: d.Host, Proved: d.Proved(), ProvedAt: optional(d.ProvedAt), CheckedAt: optional(d.CheckedAt),
		Trouble: string(d.Trouble), RecordName: name, RecordValue: value,
	}
}

type domainClaim struct {
	IssuerPath
	Body struct {
		Host string `json:"host" doc:"A name such as badges.school.org, without https:// and without a path."`
	}
}

// domainOperations adds what can be done with the domain of an issuer.
func (s *Server) domainOperations(api huma.API) {
	const path = "/api/v1/issuers/{issuer}/domain"
	answer := func(d issuer.Domain, err error) (*answered[domainBody], error) {
		if err != nil {
			return nil, s.problemOf(err, nil)
		}
		return &answered[domainBody]{bodyOfDomain(d)}, nil
	}
	op := operation(http.MethodGet, path, "get-domain", "Read the domain of an issuer", "issuer:read", http.StatusOK)
	huma.Register(api, op, func(ctx context.Context, in *IssuerPath) (*answered[domainBody], error) {
		return answer(s.Issuers.Domain(ctx, by(ctx), in.Issuer))
	})

	op = operation(http.MethodPut, path, "claim-domain", "Claim a domain for an issuer", "issuer:write", http.StatusOK)
	op.Description = "Another name takes the place of the one before. Nothing is shown at a name before its TXT record was found."
	huma.Register(api, op, func(ctx context.Context, in *domainClaim) (*answered[domainBody], error) {
		return answer(s.Issuers.ClaimDomain(ctx, by(ctx), in.Issuer, in.Body.Host))
	})

	op = operation(http.MethodPost, path+"/check", "check-domain", "Look for the record of an issuer's domain now", "issuer:write", http.StatusOK)
	op.Description = "At most every ten seconds. What was found is in `proved` and `trouble`."
	huma.Register(api, op, func(ctx context.Context, in *IssuerPath) (*answered[domainBody], error) {
		return answer(s.Issuers.CheckDomain(ctx, by(ctx), in.Issuer))
	})

	op = operation(http.MethodDelete, path, "release-domain", "Release the domain of an issuer", "issuer:write", http.StatusNoContent)
	huma.Register(api, op, func(ctx context.Context, in *IssuerPath) (*struct{}, error) {
		if err := s.Issuers.ReleaseDomain(ctx, by(ctx), in.Issuer); err != nil {
			return nil, s.problemOf(err, nil)
		}
		return nil, nil
	})
}
