package web

import (
	"net/http"
	"time"

	"blazon/internal/check"
	"blazon/internal/serve"
	"blazon/internal/web/verdict"
	"blazon/vc"
)

// postCheck keeps the report that a visitor was shown.
func (s *Server) postCheck(w http.ResponseWriter, r *serve.Request) error {
	k, secret, err := s.Checks.Keep(r.Context(), r.Posted("offer"), r.Client().Prefix())
	if err != nil {
		return err
	}
	v := s.view(w, r, "kept.title")
	v.Meta.Hidden = true
	return render(w, r, http.StatusCreated, keptPage(v, k, s.BaseURL+"/checks/"+k.ID, s.BaseURL+"/checks/delete/"+secret))
}

// getCheck shows a report that is kept.
func (s *Server) getCheck(w http.ResponseWriter, r *serve.Request) error {
	k, err := s.Checks.Kept(r.Context(), r.PathValue("check"))
	if err != nil {
		return err
	}
	changed, err := s.Checks.ChangedSince(r.Context(), k)
	if err != nil {
		return err
	}
	w.Header().Set("X-Robots-Tag", "noindex")
	if serve.Accept(r.Request, typeHTML, typeJSON) == typeJSON {
		data, err := check.Encode(k.Report, func(rep *vc.Report) any { return keptReport{rep, noticeOf(changed), changed} }, r.Hold)
		if err != nil {
			return err
		}
		return sendJSON(w, r, data)
	}
	v := s.view(w, r, "verify.title")
	v.Title = verdict.Title(v.Words, k.Report)
	v.Meta.Hidden = true
	d := &verdict.Told{Report: k.Report, Picture: verdict.PictureOf(s.BaseURL, k.Report.Summary), Kept: true}
	return render(w, r, http.StatusOK, checkPage(v, d, k, changed))
}

// keptReport is what programs get of a report that is kept: what was found then, and
// what has become known since.
type keptReport struct {
	*vc.Report
	Notice        string    `json:"notice,omitempty"`       // KEY_CHANGED
	KeysChangedAt time.Time `json:"keysChangedAt,omitzero"` // when all keys of the issuer were others
}

// noticeOf is the code for what has become known since.
func noticeOf(changed time.Time) string {
	if changed.IsZero() {
		return ""
	}
	return vc.KeyChanged
}

// getDeleteCheck asks whether a report should be deleted: opening a link changes
// nothing.
func (s *Server) getDeleteCheck(w http.ResponseWriter, r *serve.Request) error {
	v := s.view(w, r, "kept.remove.title")
	v.Meta.Hidden = true
	return render(w, r, http.StatusOK, deleteCheckPage(v, r.URL.Path))
}

// postDeleteCheck deletes a report.
func (s *Server) postDeleteCheck(w http.ResponseWriter, r *serve.Request) error {
	if err := s.Checks.Forget(r.Context(), r.PathValue("secret")); err != nil {
		return err
	}
	return s.done(w, "/verify", "reportDeleted")
}

// endOf is the day on which a kept report is deleted.
func endOf(v *view, k check.Kept) string { return v.Day(k.EndsAt) }
