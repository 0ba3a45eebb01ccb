package web

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/page"
	"blazon/internal/serve"
	"blazon/internal/web/part"
)

// The fields of one piece of evidence, in the order of its row.
var evidenceFields = []string{"evidenceURL", "evidenceName", "evidenceDescription"}

// getGive shows the form that awards a badge.
func (s *Server) getGive(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.staffBadge(r)
	if err != nil {
		return err
	}
	f := blank("key", s.once(), "validFrom", s.Now().UTC().Format(dayLayout))
	return s.showGive(w, r, http.StatusOK, b, f)
}

func (s *Server) showGive(w http.ResponseWriter, r *serve.Request, status int, b achievement.Achievement, f *form) error {
	v, err := s.giveView(w, r, b)
	if err != nil {
		return err
	}
	return render(w, r, status, givePage(v, b, f))
}

// giveView is the view of a page that awards b, if b can be awarded.
func (s *Server) giveView(w http.ResponseWriter, r *serve.Request, b achievement.Achievement) (*view, error) {
	if b.Version == 0 || !b.ArchivedAt.IsZero() {
		return nil, fault.New(fault.Conflict, "This badge cannot be awarded now: it is not published, or it is archived. Publish it first.")
	}
	return s.deskView(w, r, "give.title", "Badge", b.Current.Name)
}

// postGive awards a badge to one person.
func (s *Server) postGive(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.staffBadge(r)
	if err != nil {
		return err
	}
	req, err := s.readAward(r, b.ID)
	var given award.Award
	if err == nil && !again(r) {
		given, err = s.Awarder.Award(r.Context(), req)
	}
	if err != nil || again(r) {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		if again(r) {
			f.Wrong, f.Notice, f.status = nil, "", http.StatusOK
		}
		return s.showGive(w, r, f.status, b, f)
	}
	return s.done(w, "/workspace/"+given.IssuerID+"/awards/"+given.ID, "awarded")
}

// readAward reads the form.
func (s *Server) readAward(r *serve.Request, badgeID string) (award.Request, error) {
	req := award.Request{
		AchievementID: badgeID, By: r.Account.ID, Email: r.PostFormValue("email"), Name: r.PostFormValue("name"),
		Narrative: r.PostFormValue("narrative"), IdempotencyKey: r.Posted("key"),
	}
	for _, row := range rows(r.PostForm, evidenceFields) {
		req.Evidence = append(req.Evidence, award.Evidence{URL: fullAddress(row[0]), Name: row[1], Description: row[2]})
	}
	var err error
	req.ValidFrom, req.ValidUntil, err = s.days(r)
	return req, err
}

// days reads from when until when an award is valid. The first day is now when
// it is today, so that what is awarded is valid at once, wherever its reader's
// clock stands.
func (s *Server) days(r *serve.Request) (from, until time.Time, err error) {
	from, err1 := day("validFrom", "The day of the award", r.Posted("validFrom"))
	until, err2 := day("validUntil", "The last day", r.Posted("validUntil"))
	until = endOfDay(until)
	first := from
	if today := s.Now().UTC().Truncate(24 * time.Hour); from.IsZero() || from.Equal(today) {
		from, first = time.Time{}, s.Now()
	}
	var err3 error
	if err1 == nil && err2 == nil && !until.IsZero() && !until.After(first) {
		err3 = fault.Field("validUntil", "The award would end before it begins. Choose a later last day, or none.")
	}
	return from, until, fault.Join(err1, err2, err3)
}

// getAwards lists what an issuer awarded.
func (s *Server) getAwards(w http.ResponseWriter, r *serve.Request) error {
	v, err := s.deskView(w, r, "awards.title")
	if err != nil {
		return err
	}
	q := asked(r)
	found, err := s.Awarder.List(r.Context(), r.Account.ID, v.Issuer.ID, q)
	if err != nil {
		return err
	}
	items, err := s.named(r, found.Items)
	if err != nil {
		return err
	}
	l := listingOf(r, q, found,
		option{"", v.T("awards.all")}, option{"active", v.T("state.active")}, option{"notYet", v.T("state.notYet")},
		option{"expired", v.T("state.expired")}, option{"revoked", v.T("state.revoked")}, option{"keyWithdrawn", v.T("state.keyWithdrawn")})
	return render(w, r, http.StatusOK, awardsPage(v, items, l))
}

// staffAward returns the award in the path, if it belongs to the issuer in the
// path.
func (s *Server) staffAward(r *serve.Request) (award.Award, error) {
	a, err := s.Awarder.ForStaff(r.Context(), r.Account.ID, r.PathValue("award"))
	if err == nil && a.IssuerID != r.PathValue("issuer") {
		err = notHere()
	}
	return a, err
}

// getStaffAward shows an award to those who gave it.
func (s *Server) getStaffAward(w http.ResponseWriter, r *serve.Request) error {
	a, err := s.staffAward(r)
	if err != nil {
		return err
	}
	return s.showStaffAward(w, r, http.StatusOK, a, blank())
}

func (s *Server) showStaffAward(w http.ResponseWriter, r *serve.Request, status int, a award.Award, f *form) error {
	v, err := s.deskView(w, r, "staffAward.title")
	if err != nil {
		return err
	}
	badge, err := s.Catalogue.Version(r.Context(), a.AchievementID, a.Version)
	if err != nil {
		return err
	}
	var others []award.Award
	if a.State == award.Active {
		if others, err = s.held(r, a.IssuerID, a.AchievementID, a.RecipientEmail); err != nil {
			return err
		}
		others = slices.DeleteFunc(others, func(o award.Award) bool { return o.ID == a.ID })
	}
	v.Title = v.T("staffAward.title", "Badge", badge.Content.Name, "Name", part.OrElse(a.RecipientName, a.RecipientEmail))
	return render(w, r, status, staffAwardPage(v, named{a, badge.Content.Name, s.Awarder.Status(a)}, badge, s.Awarder.URL(a.ID), others, f))
}

// held returns the awards of a badge that a person has and that are valid now.
func (s *Server) held(r *serve.Request, issuerID, badgeID, email string) ([]award.Award, error) {
	found, err := s.Awarder.List(r.Context(), r.Account.ID, issuerID, page.Query{Search: email, Filter: string(award.Active), Limit: 50})
	if err != nil {
		return nil, err
	}
	return slices.DeleteFunc(found.Items, func(a award.Award) bool {
		return a.AchievementID != badgeID || !strings.EqualFold(a.RecipientEmail, email)
	}), nil
}

// postRevoke withdraws an award.
func (s *Server) postRevoke(w http.ResponseWriter, r *serve.Request) error {
	a, err := s.staffAward(r)
	if err != nil {
		return err
	}
	_, err = s.Awarder.Revoke(r.Context(), r.Account.ID, a.ID, r.PostFormValue("reason"))
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return s.showStaffAward(w, r, f.status, a, f)
	}
	return s.done(w, "/workspace/"+a.IssuerID+"/awards/"+a.ID, "revoked")
}

// postResend sends the mail about an award once more.
func (s *Server) postResend(w http.ResponseWriter, r *serve.Request) error {
	a, err := s.staffAward(r)
	if err != nil {
		return err
	}
	if err := s.Awarder.Resend(r.Context(), r.Account.ID, a.ID); err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return s.showStaffAward(w, r, f.status, a, f)
	}
	return s.done(w, "/workspace/"+a.IssuerID+"/awards/"+a.ID, "resent")
}
