package web

import (
	"context"
	"fmt"
	"net/http"

	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/serve"
)

// OwnerOf returns the issuer that the page or document asked for belongs to. It is
// fault.NotFound for what belongs to none.
func (s *Server) OwnerOf(ctx context.Context, r *serve.Request) (string, error) {
	if id := r.PathValue("issuer"); id != "" {
		return id, nil
	}
	if id := r.PathValue("achievement"); id != "" {
		v, err := s.Catalogue.Version(ctx, id, 0)
		return v.IssuerID, err
	}
	if id := r.PathValue("award"); id != "" {
		a, err := s.Awarder.Public(ctx, id)
		return a.IssuerID, err
	}
	return "", notHere()
}

// getDomain shows the domain of an issuer, or how to get one.
func (s *Server) getDomain(w http.ResponseWriter, r *serve.Request) error {
	return s.showDomain(w, r, http.StatusOK, blank())
}

func (s *Server) showDomain(w http.ResponseWriter, r *serve.Request, status int, f *form) error {
	v, err := s.deskView(w, r, "domain.title")
	if err != nil {
		return err
	}
	d, err := s.Issuers.Domain(r.Context(), r.Account.ID, v.Issuer.ID)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return err
	}
	role, err := s.Issuers.Role(r.Context(), r.Account.ID, v.Issuer.ID)
	if err != nil {
		return err
	}
	return render(w, r, status, domainPage(v, f, d, s.Site.Host(), role.Allows(issuer.Edit)))
}

// postDomain claims a domain.
func (s *Server) postDomain(w http.ResponseWriter, r *serve.Request) error {
	_, err := s.Issuers.ClaimDomain(r.Context(), r.Account.ID, r.PathValue("issuer"), r.Posted("host"))
	return s.domainDone(w, r, err, "domainClaimed")
}

// postDomainChange looks for the record of the domain, or gives the domain up.
func (s *Server) postDomainChange(w http.ResponseWriter, r *serve.Request) error {
	ctx, by, issuerID := r.Context(), r.Account.ID, r.PathValue("issuer")
	switch r.PathValue("change") {
	case "check":
		d, err := s.Issuers.CheckDomain(ctx, by, issuerID)
		word := "domainChecked"
		if d.Proved() {
			word = "domainProved"
		}
		return s.domainDone(w, r, err, word)
	case "release":
		if !checked(r, "sure") {
			return s.done(w, "/workspace/"+issuerID+"/domain", "notSure")
		}
		return s.domainDone(w, r, s.Issuers.ReleaseDomain(ctx, by, issuerID), "domainReleased")
	}
	return notHere()
}

// domainDone goes back to the page with a word about what was done, or shows it with
// what was wrong.
func (s *Server) domainDone(w http.ResponseWriter, r *serve.Request, err error, word string) error {
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return fmt.Errorf("domain: %w", err)
		}
		return s.showDomain(w, r, f.status, f)
	}
	return s.done(w, "/workspace/"+r.PathValue("issuer")+"/domain", word)
}
