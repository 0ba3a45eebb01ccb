package web

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"blazon"
	"blazon/internal/fault"
	"blazon/internal/serve"
	"blazon/vc"
)

// maxBadge is how large a badge may be that somebody brings: the largest
// picture, and a credential beside it.
const maxBadge = 10 << 20

// checkTime bounds one verification, with everything it has to fetch.
const checkTime = 25 * time.Second

// A verified is what the page says about a badge.
type verified struct {
	Report    *vc.Report
	Recipient string
	Picture   string // where the picture of the badge can be shown from, or ""
	Source    string // "file", "address" or "text"
}

// getVerify shows the form. With an address in the query it checks that, so
// that a page can link to the check of a badge.
func (s *Server) getVerify(w http.ResponseWriter, r *serve.Request) error {
	f := blank("address", r.Asked("address"), "recipient", r.Asked("recipient"))
	if f.Value("address") == "" {
		return render(w, r, http.StatusOK, verifyPage(s.view(w, r, "verify.title"), f, nil))
	}
	return s.verify(w, r, f, []byte(f.Value("address")), "address")
}

// postVerify checks what somebody brought.
func (s *Server) postVerify(w http.ResponseWriter, r *serve.Request) error {
	f := blank("address", r.Posted("address"), "text", r.PostFormValue("text"), "recipient", r.Posted("recipient"))
	input, source, err := brought(r)
	if err != nil {
		wrong, err := typed(r, err)
		if err != nil {
			return err
		}
		return render(w, r, wrong.status, verifyPage(s.view(w, r, "verify.title"), wrong, nil))
	}
	return s.verify(w, r, f, input, source)
}

// brought returns the badge in a form: a file, or else an address, or else text.
func brought(r *serve.Request) (input []byte, source string, err error) {
	file, err := upload(r, "file", maxBadge)
	switch address, text := r.Posted("address"), r.Posted("text"); {
	case err != nil:
		return nil, "", err
	case file != nil:
		return file, "file", nil
	case address != "":
		return []byte(address), "address", nil
	case text != "":
		return []byte(text), "text", nil
	}
	return nil, "", fault.Field("file", "There is no badge to check. Choose a file, or enter an address, or paste the text of a badge.")
}

// verify checks input and shows what was found.
func (s *Server) verify(w http.ResponseWriter, r *serve.Request, f *form, input []byte, source string) error {
	if source == "address" && safeURL(string(input)) == "" {
		f.Wrong = append(f.Wrong, fault.Field("address", "This is not a web address. Copy it from the address bar of a browser; it begins with https://."))
		return render(w, r, http.StatusUnprocessableEntity, verifyPage(s.view(w, r, "verify.title"), f, nil))
	}
	release, err := s.checking.take(r.Context())
	if err != nil {
		return err
	}
	defer release()
	ctx, cancel := context.WithTimeout(r.Context(), checkTime)
	defer cancel()
	rep, err := blazon.Verify(ctx, s.Verifier, input, vc.Options{Recipient: f.Value("recipient")})
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if s.Judged != nil {
		s.Judged(rep.Verdict)
	}
	if serve.Accept(r.Request, typeHTML, typeJSON) == typeJSON {
		return sendReport(w, r, rep)
	}
	v := s.view(w, r, "verify.title")
	v.Title = v.T("verdict." + string(rep.Verdict))
	v.Meta.Hidden = true
	d := &verified{Report: rep, Recipient: f.Value("recipient"), Source: source, Picture: pictureOf(s.BaseURL, rep.Summary)}
	return render(w, r, http.StatusOK, verifyPage(v, f, d))
}

// sendReport answers a program.
func sendReport(w http.ResponseWriter, r *serve.Request, rep *vc.Report) error {
	data, err := json.Marshal(rep)
	if err != nil {
		return err
	}
	return serve.Document{Type: typeJSON, Data: data, Private: true, Vary: true}.Send(w, r)
}

// pictureOf returns an address from which the picture of a verified badge can
// be shown without telling anyone that it was checked: on this site, or within
// the credential itself. Pictures elsewhere are not loaded.
func pictureOf(base string, sum vc.Summary) string {
	switch {
	case strings.HasPrefix(sum.Image, base+"/"):
		return strings.TrimPrefix(sum.Image, base)
	case strings.HasPrefix(sum.Image, "data:image/png;base64,"), strings.HasPrefix(sum.Image, "data:image/svg+xml;base64,"):
		return sum.Image
	}
	return ""
}

// A gateway lets some in at a time; the others wait a little and are then sent
// away. Verification is the most work a stranger can ask for.
type gateway chan struct{}

// take waits for a place.
func (g gateway) take(ctx context.Context) (release func(), err error) {
	ctx, cancel := context.WithTimeout(ctx, 3*time.Second)
	defer cancel()
	select {
	case g <- struct{}{}:
		return func() { <-g }, nil
	case <-ctx.Done():
		return nil, &fault.Error{Kind: fault.Unavailable, Text: "Many badges are being checked just now. Try again in a moment.", RetryAfter: 5 * time.Second}
	}
}
