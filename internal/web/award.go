package web

import (
	"context"
	"crypto/sha256"
	"errors"
	"log/slog"
	"net/http"
	"strings"
	"sync"
	"time"

	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/issuer"
	"blazon/internal/serve"
	"blazon/internal/web/part"
	"blazon/jsonld"
	"blazon/vc"
)

// An awardShown is what the page of an award shows.
type awardShown struct {
	award.Award
	Status string // "active", "expired" or "revoked"
	Badge  achievement.Version
	Issuer issuer.Issuer
	URL    string
	Report *vc.Report // nil when it could not be checked just now
	// Narrative and Evidence are as they were signed.
	Narrative string
	Evidence  []award.Evidence
}

// signedFacts reads from a credential what is in no column.
func signedFacts(credential []byte) (narrative string, evidence []award.Evidence) {
	v, err := jsonld.Parse(credential, jsonld.Limits{})
	if err != nil {
		return "", nil // it will not verify either, and the page says so
	}
	for _, e := range v.Get("evidence").Items() {
		if otherForm(e) {
			continue
		}
		evidence = append(evidence, award.Evidence{
			URL: e.Get("id").Str(), Name: e.Get("name").Str(), Description: e.Get("description").Str(), Narrative: e.Get("narrative").Str(),
		})
	}
	return v.Get("credentialSubject").Get("narrative").Str(), evidence
}

// otherForm reports whether a piece of evidence is no evidence, but the link to
// the same award in Open Badges 2.0, which has a place of its own on the page.
func otherForm(e *jsonld.Value) bool {
	for _, t := range e.Get("type").Items() {
		if t.Str() == "https://w3id.org/openbadges#Assertion" {
			return true
		}
	}
	return false
}

// awardPage answers people at the address of an award. What it says about
// being genuine comes from checking the bytes that are served to programs, as
// anyone else would check them.
func (s *Server) awardPage(w http.ResponseWriter, r *serve.Request, a award.Award) error {
	b, err := s.Catalogue.Version(r.Context(), a.AchievementID, a.Version)
	if err != nil {
		return err
	}
	i, err := s.Issuers.Public(r.Context(), a.IssuerID)
	if err != nil {
		return err
	}
	d := awardShown{Award: a, Status: s.Awarder.Status(a), Badge: b, Issuer: i, URL: s.Awarder.URL(a.ID)}
	d.Narrative, d.Evidence = signedFacts(a.Credential)
	if d.Report, err = s.checkOwn(r, a); err != nil {
		s.Site.Log.Warn("an award could not be checked", slog.String("award", a.ID), slog.String("error", err.Error()))
	}
	v := s.view(w, r, "award.title", "Badge", b.Content.Name, "Issuer", i.Name)
	v.Meta = meta{
		Description: v.T("award.about", "Name", part.OrElse(a.RecipientName, v.T("award.someone")), "Badge", b.Content.Name, "Issuer", i.Name),
		URL:         d.URL, JSON: d.URL + "/credential.json", Image: s.BaseURL + publicPicture(b.AchievementID, b.Number, "png"), Hidden: true,
	}
	return renderPublic(w, r, awardPage(v, d))
}

// withdrawal says when and why an award was taken back; "" if it was not.
func withdrawal(v *view, a award.Award) string {
	switch {
	case a.RevokedAt.IsZero():
		return ""
	case a.RevocationReason == "":
		return v.T("answer.valid.since", "When", v.Moment(a.RevokedAt))
	}
	return v.T("answer.valid.since", "When", v.Moment(a.RevokedAt)) + " " + v.T("award.revoked.reason", "Reason", a.RevocationReason)
}

// ownWithdrawal is withdrawal for a report on an award of this site, which tells
// more than status lists can.
func (s *Server) ownWithdrawal(ctx context.Context, v *view, rep *vc.Report) string {
	awardID, own := strings.CutPrefix(rep.Summary.ID, s.BaseURL+"/awards/")
	// Anybody can give a credential the id of an award of this site.
	own = own && strings.HasPrefix(rep.Summary.IssuerID, s.BaseURL+"/") && rep.Check(vc.CheckIssuer).Result == vc.Pass
	if !own || rep.Check(vc.CheckStatus).Result != vc.Fail || rep.Check(vc.CheckProof).Result != vc.Pass {
		return ""
	}
	a, err := s.Awarder.Public(ctx, awardID)
	if err != nil {
		return "" // the report stands without it
	}
	return withdrawal(v, a)
}

// checkOwn verifies the stored bytes of an award, or remembers having done so a
// moment ago.
func (s *Server) checkOwn(r *serve.Request, a award.Award) (*vc.Report, error) {
	if s.Checks == nil {
		return nil, errors.New("there is no verifier")
	}
	key := knownKey{sha256.Sum256(a.Credential), a.State}
	now := s.Now()
	if rep := s.known.find(key, now); rep != nil {
		return rep, nil
	}
	rep, err := s.Checks.Own(r.Context(), a.Credential)
	if err != nil {
		return nil, err
	}
	s.known.keep(key, rep, now)
	return rep, nil
}

// A known remembers what was found about awards of this site, so that a page
// that many people open at once is checked once. What it remembers is forgotten
// in less time than caches keep status lists for.
type known struct {
	mu      sync.Mutex
	reports map[knownKey]knownReport
}

type knownKey struct {
	credential [sha256.Size]byte
	state      award.State
}

type knownReport struct {
	report *vc.Report
	at     time.Time
}

const (
	knownFor = 20 * time.Second
	maxKnown = 1000
)

func newKnown() *known { return &known{reports: make(map[knownKey]knownReport)} }

func (k *known) find(key knownKey, now time.Time) *vc.Report {
	k.mu.Lock()
	defer k.mu.Unlock()
	if r, ok := k.reports[key]; ok && now.Sub(r.at) < knownFor {
		return r.report
	}
	return nil
}

func (k *known) keep(key knownKey, rep *vc.Report, now time.Time) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.reports) >= maxKnown {
		clear(k.reports)
	}
	k.reports[key] = knownReport{rep, now}
}
