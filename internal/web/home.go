package web

import (
	"net/http"

	"blazon/internal/achievement"
	"blazon/internal/issuer"
	"blazon/internal/page"
	"blazon/internal/serve"
	"blazon/internal/web/part"
)

// getHome is the front door: check a badge, find an issuer, begin.
func (s *Server) getHome(w http.ResponseWriter, r *serve.Request) error {
	if r.Domain != "" { // the home page of an issuer's domain is that of the issuer
		r.SetPathValue("issuer", r.Domain)
		return s.getIssuer(w, r)
	}
	some, err := s.Issuers.PublicList(r.Context(), page.Query{Limit: 6})
	if err != nil {
		return err
	}
	v := s.view(w, r, "home.title")
	if v.NotSetUp, err = s.Accounts.NeedsSetup(r.Context()); err != nil {
		return err
	}
	v.Meta = meta{Description: v.T("home.lead"), URL: s.BaseURL + "/"}
	return render(w, r, http.StatusOK, homePage(v, some.Items, some.Total, s.assets.badgeURL))
}

// getIssuers finds issuers.
func (s *Server) getIssuers(w http.ResponseWriter, r *serve.Request) error {
	q := asked(r)
	found, err := s.Issuers.PublicList(r.Context(), q)
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, issuersPage(s.view(w, r, "issuers.title"), found.Items, listingOf(r, q, found)))
}

// An issuerShown is what the public page of an issuer shows.
type issuerShown struct {
	issuer.Issuer
	Badges []achievement.Version
	URI    string // its id, which is an address of this site
	Domain issuer.Domain
}

// issuerPage answers people at the address of an issuer.
func (s *Server) issuerPage(w http.ResponseWriter, r *serve.Request) error {
	i, err := s.Issuers.Public(r.Context(), r.PathValue("issuer"))
	if err != nil {
		return err
	}
	q := asked(r)
	badges, err := s.Catalogue.PublicList(r.Context(), i.ID, q)
	if err != nil {
		return err
	}
	domain, err := s.Issuers.PublicDomain(r.Context(), i.ID)
	if err != nil {
		return err
	}
	v := s.view(w, r, "issuers.title")
	v.Title = i.Name
	v.Meta = meta{Description: part.FirstLine(i.Description), URL: s.Issuers.IDURL(i.ID), JSON: s.Issuers.IDURL(i.ID)}
	if i.ImageKey != "" {
		v.Meta.Image = s.Issuers.IDURL(i.ID) + "/image"
	}
	return renderPublic(w, r, publicIssuerPage(v, issuerShown{i, badges.Items, s.Issuers.IDURL(i.ID), domain}, listingOf(r, q, badges)))
}

// badgeVersionPage answers people at the address of an achievement.
func (s *Server) badgeVersionPage(w http.ResponseWriter, r *serve.Request, b achievement.Version) error {
	i, err := s.Issuers.Public(r.Context(), b.IssuerID)
	if err != nil {
		return err
	}
	newest, err := s.Catalogue.Version(r.Context(), b.AchievementID, 0)
	if err != nil {
		return err
	}
	v := s.view(w, r, "badges.title")
	v.Title = b.Content.Name
	url := s.Catalogue.VersionURL(b.AchievementID, b.Number)
	v.Meta = meta{Description: part.FirstLine(b.Content.Description), URL: url, JSON: url, Image: s.BaseURL + publicPicture(b.AchievementID, b.Number, "png")}
	return renderPublic(w, r, publicBadgePage(v, b, i, newest.Number))
}
