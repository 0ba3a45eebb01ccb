package web

import (
	"bytes"
	"context"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/a-h/templ"

	"blazon/internal/check"
	"blazon/internal/fault"
	"blazon/internal/serve"
	"blazon/internal/web/verdict"
	"blazon/vc"
)

// typeEvents is what the script of the page asks for: server-sent events.
const typeEvents = "text/event-stream"

// verifyRoutes check badges and show reports that were kept.
func (s *Server) verifyRoutes() []serve.Route {
	verify := post("/verify", serve.Visitor, s.postVerify)
	verify.Body = serve.Upload(check.MaxBadge)
	routes := with(func(rt *serve.Route) { rt.Rate, rt.Timeout = serve.Check, check.Time+check.Time/5 },
		get("/verify", serve.Visitor, s.getVerify), verify, post("/checks", serve.Visitor, s.postCheck),
	)
	routes = append(routes, with(func(rt *serve.Route) { rt.Secret = true },
		get("/checks/{check}", serve.Visitor, s.getCheck),
		get("/checks/delete/{secret}", serve.Visitor, s.getDeleteCheck),
		post("/checks/delete/{secret}", serve.Visitor, s.postDeleteCheck),
	)...)
	local := get("/static/local/{file}", serve.Public, s.getLocal)
	local.Timeout = 3 * time.Minute // for slow networks
	return append(routes, local)
}

// acceptedFiles are what browsers offer to choose of the files of a person: badges,
// their texts under the names that programs give them, and pictures of QR codes.
const acceptedFiles = ".png,.svg,.jpg,.jpeg,.gif,.webp,.json,.jsonld,.jwt,.jws,.txt," +
	"image/png,image/svg+xml,image/jpeg,image/gif,image/webp,application/json,application/ld+json,text/plain"

// getVerify shows the form. With an address in the query it checks that, so
// that a page can link to the check of a badge; with that of a badge it only fills
// it in, for who has to say whose it should be.
func (s *Server) getVerify(w http.ResponseWriter, r *serve.Request) error {
	name := "address"
	if !r.URL.Query().Has(name) {
		name = "badge"
	}
	address, wrong := r.AskedWhole(name, maxAddress)
	recipient, err := r.AskedWhole("recipient", maxRecipient)
	f := blank("address", completed(address), "recipient", recipient, "explain", r.Asked("explain"), "refresh", r.Asked("refresh"))
	if err := fault.Join(wrong, err); err != nil {
		f.Wrong = fault.Fields(err)
		for _, e := range f.Wrong {
			if e.Field == name {
				e.Field = "address" // the field of the form for both
			}
		}
		return s.askAgain(w, r, http.StatusUnprocessableEntity, f)
	}
	if address == "" || name == "badge" {
		return s.askAgain(w, r, http.StatusOK, f)
	}
	return s.verify(w, r, f, []byte(f.Value("address")), !check.IsBadge(address))
}

// askAgain shows the form with what was typed into it.
func (s *Server) askAgain(w http.ResponseWriter, r *serve.Request, status int, f *form) error {
	if err := writtenBack(r, f); err != nil {
		return err
	}
	s.allowLocal(w)
	return render(w, r, status, verifyPage(s.view(w, r, "verify.title"), f, nil))
}

// maxWritten is how much of what was typed into a field is written back into the page. It
// is more than the text of a badge has without pictures.
const maxWritten = 256 << 10

// writtenBack takes out of a form what is too long to be written back, and counts the rest
// as held.
func writtenBack(r *serve.Request, f *form) error {
	f.shorten(maxWritten, "address", "text", "recipient")
	return r.Hold(f.written("address", "text", "recipient"))
}

// How long an address may be that is looked up, as for the library, and whom somebody
// may ask about, as for the API.
const (
	maxAddress   = 8 << 10
	maxRecipient = 1000
)

// allowLocal lets the page run the verifier in the browser, where there is one.
func (s *Server) allowLocal(w http.ResponseWriter) {
	if s.local.module != "" {
		w.Header().Set("Content-Security-Policy", serve.LocalPolicy)
	}
}

// postVerify checks what somebody brought.
func (s *Server) postVerify(w http.ResponseWriter, r *serve.Request) error {
	f := blank(
		"address", completed(r.Posted("address")), "text", r.PostFormValue("text"), "recipient", r.Posted("recipient"),
		"explain", r.Posted("explain"), "refresh", r.Posted("refresh"),
	)
	input, isAddress, err := brought(r)
	if err != nil {
		wrong, err := typed(r, err)
		if err != nil {
			return err
		}
		return s.askAgain(w, r, wrong.status, wrong)
	}
	return s.verify(w, r, f, input, isAddress)
}

// brought returns the badge in a form: a file, or else an address, or else text.
func brought(r *serve.Request) (input []byte, isAddress bool, err error) {
	file, err := upload(r, "file", check.MaxBadge)
	switch address, text := completed(r.Posted("address")), r.Posted("text"); {
	case err != nil:
		return nil, false, err
	case file != nil:
		return file, false, nil
	case check.IsBadge(address):
		return []byte(address), false, nil // it was pasted there, or is written out in it
	case address != "":
		return []byte(address), true, nil
	case text != "":
		return []byte(text), false, nil
	}
	return nil, false, fault.Field("file", "There is no badge to check. Choose a file, or enter an address, or paste the text of a badge.")
}

// completed adds the https:// that people leave out when they copy an address by
// hand. What might be anything but a host with a path stays as it is.
func completed(address string) string {
	host, _, _ := strings.Cut(address, "/")
	if !strings.Contains(host, ".") || strings.ContainsAny(host, ":@ ?#\\%\"'<>{}()") || check.IsBadge(address) {
		return address
	}
	return "https://" + address
}

// patience is how long a page waits for the outcome of a check before it shows
// what is being waited for.
const patience = 700 * time.Millisecond

// verify checks input and shows what was found, in the form that is asked for.
func (s *Server) verify(w http.ResponseWriter, r *serve.Request, f *form, input []byte, isAddress bool) error {
	if isAddress && len(input) > maxAddress {
		f.Wrong = append(f.Wrong, fault.Field("address", "This address is too long. At most %d letters are taken. Choose the file of the badge instead.", maxAddress))
	} else if isAddress {
		f.Wrong = append(f.Wrong, fault.Fields(check.Address("address", string(input)))...)
	}
	if len(f.Value("recipient")) > maxRecipient {
		f.Wrong = append(f.Wrong, fault.Field("recipient", "This is too long. At most %d letters are taken.", maxRecipient))
	}
	if len(f.Wrong) > 0 {
		return s.askAgain(w, r, http.StatusUnprocessableEntity, f)
	}
	kind := serve.Accept(r.Request, typeHTML, typeJSON, typeEvents)
	if kind == typeHTML {
		if err := writtenBack(r, f); err != nil {
			return err
		}
	}
	s.allowLocal(w)
	ctx, cancel := context.WithCancel(r.Context())
	opt := vc.Options{Recipient: f.Value("recipient"), Explain: f.Value("explain") != "", Refresh: f.Value("refresh") != ""}
	var v *view
	if kind != typeJSON {
		v = s.view(w, r, "verify.title")
		v.Meta.Hidden = true
	}
	c := s.start(ctx, r.Client().Prefix(), input, opt, func(rep *vc.Report) (made, error) {
		return s.madeOf(r, v, f, rep, kind)
	})
	defer c.end(cancel)
	if kind == typeEvents {
		return s.sendEvents(w, r, c)
	}
	seen, done := c.within(patience)
	if !done && kind == typeHTML {
		return s.sendGrowing(w, r, v, f, c, seen)
	}
	out, err := c.outcome()
	if err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	if kind == typeJSON {
		return sendJSON(w, r, out.json)
	}
	v.Title = out.title
	return sendPage(w, r, verifyPage(v, f, templ.Raw(out.html)))
}

// made is what is sent of the outcome of a check.
type made struct {
	json  []byte // for programs
	event []byte // for the script of the page
	html  string // for people
	title string // of the page
}

// madeOf makes of a report what is sent in the form that is asked for, and counts it as
// held: of a report that is large nothing else is kept while it is sent.
func (s *Server) madeOf(r *serve.Request, v *view, f *form, rep *vc.Report, kind string) (out made, err error) {
	if kind == typeJSON {
		out.json, err = check.Encode(rep, nil, r.Hold)
		return out, err
	}
	told, err := s.shown(r.Context(), v, f, rep)
	if err != nil {
		return out, err
	}
	out.title = verdict.Title(v.Words, rep)
	if out.html, err = fragment(r, verdict.Result(v.Words, told)); err != nil {
		return out, err
	}
	if kind != typeEvents {
		return out, r.Hold(len(out.html))
	}
	out.event, err = event("report", outcomeEvent{rep.Verdict, out.title, out.html})
	out.html = ""
	return out, fault.Join(err, r.Hold(len(out.event)))
}

// shown is what a page says of a report.
func (s *Server) shown(ctx context.Context, v *view, f *form, rep *vc.Report) (*verdict.Told, error) {
	offer, err := s.Checks.Offer(rep)
	if err != nil {
		return nil, err
	}
	return &verdict.Told{
		Report: rep, Recipient: f.Value("recipient"), Picture: verdict.PictureOf(s.BaseURL, rep.Summary), Offer: offer,
		Withdrawn: s.ownWithdrawal(ctx, v, rep),
	}, nil
}

// sendPage answers with a page whose large part was made, and counted, before. It is sent
// although the time of the request may be over.
func sendPage(w http.ResponseWriter, r *serve.Request, page templ.Component) error {
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusOK)
	if err := page.Render(context.WithoutCancel(r.Context()), w); err != nil {
		return fmt.Errorf("send %s: %w", r.URL.Path, err)
	}
	return nil
}

// sendJSON answers with something for programs that only who asked may keep.
func sendJSON(w http.ResponseWriter, r *serve.Request, data []byte) error {
	return serve.Document{Type: typeJSON, Data: data, Private: true, Vary: true}.Send(w, r)
}

// fragment renders a part of a page.
func fragment(r *serve.Request, part templ.Component) (string, error) {
	var b bytes.Buffer
	if err := part.Render(r.Context(), &b); err != nil {
		return "", fmt.Errorf("render %s: %w", r.URL.Path, err)
	}
	return b.String(), nil
}
