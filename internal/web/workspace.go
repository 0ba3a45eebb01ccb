package web

import (
	"net/http"

	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/issuer"
	"blazon/internal/keyring"
	"blazon/internal/page"
	"blazon/internal/serve"
)

// at is the path of a page of an issuer's workspace.
func at(i *issuer.Issuer, rest string) string { return "/workspace/" + i.ID + rest }

// deskView is the view of a page of the workspace of the issuer in the path.
func (s *Server) deskView(w http.ResponseWriter, r *serve.Request, id string, args ...any) (*view, error) {
	i, err := s.Issuers.Issuer(r.Context(), r.Account.ID, r.PathValue("issuer"))
	if err != nil {
		return nil, err
	}
	v := s.view(w, r, id, args...)
	v.Issuer = &i
	return v, nil
}

// getWorkspace lists the issuers somebody works for. Whoever works for one goes
// straight there.
func (s *Server) getWorkspace(w http.ResponseWriter, r *serve.Request) error {
	q := asked(r)
	found, err := s.Issuers.List(r.Context(), r.Account.ID, q)
	if err != nil {
		return err
	}
	l := listingOf(r, q, found)
	return render(w, r, http.StatusOK, workspacePage(s.view(w, r, "workspace.title"), found.Items, l))
}

// getNewIssuer shows the form for an issuer.
func (s *Server) getNewIssuer(w http.ResponseWriter, r *serve.Request) error {
	f := blank("key", s.once(), "first", r.Asked("first"))
	return render(w, r, http.StatusOK, newIssuerPage(s.view(w, r, "issuer.new"), f))
}

// postNewIssuer makes an issuer.
func (s *Server) postNewIssuer(w http.ResponseWriter, r *serve.Request) error {
	d, err := s.issuerDraft(r)
	var made issuer.Issuer
	if err == nil {
		made, err = s.Issuers.Create(r.Context(), r.Account.ID, d, r.Posted("key"))
	}
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		s.keepPicture(r, f, d.Image)
		return render(w, r, f.status, newIssuerPage(s.view(w, r, "issuer.new"), f))
	}
	return s.done(w, at(&made, ""), "issuerMade")
}

// maxImage is how large an uploaded picture may be.
const maxImage = 5 << 20

// issuerDraft reads the fields of an issuer.
func (s *Server) issuerDraft(r *serve.Request) (issuer.Draft, error) {
	image, err := s.uploadedPicture(r)
	return issuer.Draft{
		Name: r.PostFormValue("name"), Description: r.PostFormValue("description"), URL: fullAddress(r.Posted("url")),
		Email: r.Posted("email"), ImageAlt: r.PostFormValue("imageAlt"), Image: image,
	}, err
}

// overview is what the first page of a workspace shows.
type overview struct {
	Badges []achievement.Achievement
	Awards []named
	// How many there are.
	BadgeCount, Published, AwardCount int
	// Daily is how many awards may be given a day, and Left how many of them today,
	// before an operator has looked at the issuer; Daily 0: any number.
	Daily, Left int
}

// getOverview shows an issuer's workspace.
func (s *Server) getOverview(w http.ResponseWriter, r *serve.Request) error {
	v, err := s.deskView(w, r, "overview.title")
	if err != nil {
		return err
	}
	ctx, by := r.Context(), r.Account.ID
	badges, err := s.Catalogue.List(ctx, by, v.Issuer.ID, page.Query{Limit: 6})
	if err != nil {
		return err
	}
	published, err := s.Catalogue.List(ctx, by, v.Issuer.ID, page.Query{Filter: "published", Limit: 1})
	if err != nil {
		return err
	}
	awards, err := s.Awarder.List(ctx, by, v.Issuer.ID, page.Query{Limit: 5})
	if err != nil {
		return err
	}
	rows, err := s.named(r, awards.Items)
	if err != nil {
		return err
	}
	left, _, err := s.Awarder.Left(ctx, *v.Issuer)
	if err != nil {
		return err
	}
	v.Title = v.Issuer.Name
	return render(w, r, http.StatusOK, overviewPage(v, overview{
		Badges: badges.Items, Awards: rows, BadgeCount: badges.Total, Published: published.Total, AwardCount: awards.Total,
		Daily: s.Awarder.UnreviewedDaily, Left: left,
	}))
}

// getSettings shows what an issuer says about itself.
func (s *Server) getSettings(w http.ResponseWriter, r *serve.Request) error {
	v, err := s.deskView(w, r, "settings.title")
	if err != nil {
		return err
	}
	return render(w, r, http.StatusOK, settingsPage(v, issuerForm(*v.Issuer), s.Issuers.IDURL(v.Issuer.ID)))
}

func issuerForm(i issuer.Issuer) *form {
	return blank("name", i.Name, "description", i.Description, "url", i.URL, "email", i.Email, "imageAlt", i.ImageAlt, "revision", decimal(i.Revision))
}

// postSettings changes it.
func (s *Server) postSettings(w http.ResponseWriter, r *serve.Request) error {
	d, err := s.issuerDraft(r)
	if err == nil {
		_, err = s.Issuers.Update(r.Context(), r.Account.ID, r.PathValue("issuer"), number(r.Posted("revision")), d)
	}
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		s.keepPicture(r, f, d.Image)
		v, err := s.deskView(w, r, "settings.title")
		if err != nil {
			return err
		}
		return render(w, r, f.status, settingsPage(v, f, s.Issuers.IDURL(v.Issuer.ID)))
	}
	return s.done(w, "/workspace/"+r.PathValue("issuer")+"/settings", "saved")
}

// getKeys lists the keys an issuer signs with, or asks whether a change is meant.
func (s *Server) getKeys(w http.ResponseWriter, r *serve.Request) error {
	v, err := s.deskView(w, r, "keys.title")
	if err != nil {
		return err
	}
	keys, err := s.Issuers.SigningKeys(r.Context(), r.Account.ID, v.Issuer.ID)
	if err != nil {
		return err
	}
	role, err := s.Issuers.Role(r.Context(), r.Account.ID, v.Issuer.ID)
	if err != nil {
		return err
	}
	signed := make(map[string]award.Signed)
	for _, k := range keys {
		if k.Purpose == keyring.Badge {
			if signed[k.ID], err = s.Awarder.SignedBy(r.Context(), r.Account.ID, v.Issuer.ID, k.ID); err != nil {
				return err
			}
		}
	}
	return render(w, r, http.StatusOK, keysPage(v, keys, signed, role.Allows(issuer.ManageKeys)))
}

// postKey rotates or withdraws a key, or has awarded again what a withdrawn key
// signed. The page asks for a tick first,
// because none of these can be taken back.
func (s *Server) postKey(w http.ResponseWriter, r *serve.Request) error {
	ctx, by, issuerID, keyID := r.Context(), r.Account.ID, r.PathValue("issuer"), r.PathValue("key")
	back := "/workspace/" + issuerID + "/keys"
	if !checked(r, "sure") {
		return s.done(w, back, "notSure")
	}
	var err error
	var word string
	switch r.PathValue("change") {
	case "rotate":
		_, err = s.Issuers.RotateKey(ctx, by, issuerID, keyID)
		word = "keyRotated"
	case "compromise":
		err, word = s.Issuers.CompromiseKey(ctx, by, issuerID, keyID), "keyWithdrawn"
	case "renew":
		err, word = s.Awarder.Renew(ctx, by, issuerID, keyID), "keyRenewed"
	default:
		return notHere()
	}
	if err != nil {
		return err
	}
	return s.done(w, back, word)
}

// A named is an award with the name of its badge.
type named struct {
	award.Award
	Badge  string
	Status string // see award.Awarder.Status
}

// named finds the names of the badges of awards.
func (s *Server) named(r *serve.Request, awards []award.Award) ([]named, error) {
	type version struct {
		id string
		n  int
	}
	names := make(map[version]string)
	out := make([]named, 0, len(awards))
	for _, a := range awards {
		k := version{a.AchievementID, a.Version}
		if _, ok := names[k]; !ok {
			v, err := s.Catalogue.Version(r.Context(), k.id, k.n)
			if err != nil {
				return nil, err
			}
			names[k] = v.Content.Name
		}
		out = append(out, named{a, names[k], s.Awarder.Status(a)})
	}
	return out, nil
}
