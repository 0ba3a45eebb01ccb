package web

import (
	"net/http"

	"blazon/internal/issuer"
	"blazon/internal/page"
	"blazon/internal/serve"
)

// adminRoutes are for whoever runs the site.
func (s *Server) adminRoutes() []serve.Route {
	return []serve.Route{
		get("/admin/issuers", serve.Operator, s.getReviews),
		get("/admin/issuers/{issuer}", serve.Operator, s.getReview),
		post("/admin/issuers/{issuer}/{change}", serve.Operator, s.postReview),
	}
}

// getReviews lists the issuers of the site; at first those that nobody has looked at.
func (s *Server) getReviews(w http.ResponseWriter, r *serve.Request) error {
	q := asked(r)
	if !r.URL.Query().Has("status") {
		q.Filter = string(issuer.Unreviewed)
	}
	shown := q.Filter
	if q.Filter == "all" {
		q.Filter = ""
	}
	found, err := s.Issuers.ReviewList(r.Context(), r.Account.ID, q)
	if err != nil {
		return err
	}
	v := s.view(w, r, "admin.title")
	q.Filter = shown
	l := listingOf(r, q, found,
		option{string(issuer.Unreviewed), v.T("standing.unreviewed")}, option{string(issuer.Held), v.T("standing.held")},
		option{string(issuer.Reviewed), v.T("standing.reviewed")}, option{"all", v.T("admin.all")})
	return render(w, r, http.StatusOK, reviewsPage(v, found.Items, l))
}

// getReview shows an issuer to whoever runs the site.
func (s *Server) getReview(w http.ResponseWriter, r *serve.Request) error {
	return s.showReview(w, r, http.StatusOK, blank())
}

func (s *Server) showReview(w http.ResponseWriter, r *serve.Request, status int, f *form) error {
	i, err := s.Issuers.Review(r.Context(), r.Account.ID, r.PathValue("issuer"))
	if err != nil {
		return err
	}
	badges, err := s.Catalogue.PublicList(r.Context(), i.ID, page.Query{Limit: 12})
	if err != nil {
		return err
	}
	v := s.view(w, r, "admin.title")
	v.Title = i.Name
	return render(w, r, status, reviewPage(v, f, i, badges.Items))
}

// postReview notes what was decided about an issuer. The form says which standing was
// seen, so that nobody decides about what somebody else has changed.
func (s *Server) postReview(w http.ResponseWriter, r *serve.Request) error {
	ctx, by, id, from := r.Context(), r.Account.ID, r.PathValue("issuer"), issuer.Standing(r.Posted("from"))
	var err error
	var word string
	switch r.PathValue("change") {
	case "approve":
		err, word = s.Issuers.Approve(ctx, by, id, from), "issuerReviewed"
	case "release":
		err, word = s.Issuers.Approve(ctx, by, id, issuer.Held), "issuerReleased"
	case "hold":
		err, word = s.Issuers.Hold(ctx, by, id, from, r.PostFormValue("reason")), "issuerHeld"
	default:
		return notHere()
	}
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return s.showReview(w, r, f.status, f)
	}
	return s.done(w, "/admin/issuers/"+id, word)
}
