package web

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/a-h/templ"

	"blazon/internal/account"
	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/check"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/mail"
	"blazon/internal/serve"
	"blazon/internal/web/words"
)

// A Server answers with pages. Make one with New, which fills in what is not
// exported.
type Server struct {
	Accounts  *account.Accounts
	Issuers   *issuer.Issuers
	Catalogue *achievement.Catalogue
	Awarder   *award.Awarder
	// Checks judges badges. Give the client of its Verifier what Own returns, so that
	// it knows the site's own.
	Checks *check.Checker
	// Outbox holds mail on a site without a mail server; nil otherwise.
	Outbox *mail.Outbox
	// Ready returns an error while the site cannot work, for /readyz.
	Ready func(ctx context.Context) error
	// Site gives sessions and notices their cookies.
	Site *serve.Site
	// BaseURL is the public address of the site, without a slash at the end.
	BaseURL string
	Now     func() time.Time
	Rand    io.Reader

	assets   *assets
	messages *words.Catalogue
	known    *known
	local    localProgram
}

// New completes s.
func New(s Server) (*Server, error) {
	var err error
	if s.assets, err = loadAssets(); err != nil {
		return nil, err
	}
	if s.messages, err = words.Load(); err != nil {
		return nil, err
	}
	s.local, s.known = loadLocal(), newKnown()
	return &s, nil
}

// A view is what every page knows: who reads it, in which language, and what is
// around it.
type view struct {
	words.Words
	Title   string
	Path    string // of the page, to mark where the reader is
	Account account.Account
	Notice  string // the message of what was just done, or ""
	Base    string // the site's address
	Style   string
	Script  string
	Mark    string
	// Issuer is whose workspace this is, if it is one.
	Issuer *issuer.Issuer
	// NotSetUp says that the site has no administrator yet.
	NotSetUp bool
	// ToReview is how many issuers wait for an administrator to look at them.
	ToReview int
	// Contact is the site's own address.
	Contact string
	// Outbox says that there is mail to read for administrators.
	Outbox bool
	// Local is the verifier that runs in the reader's browser.
	Local localProgram
	// Meta describes public pages to programs that preview links.
	Meta meta
}

// meta is what a preview of a link shows.
type meta struct {
	Description, Image, URL string
	// JSON is the address of the same thing for programs.
	JSON string
	// Hidden asks search engines to leave the page out.
	Hidden bool
}

// SignedIn reports whether somebody is.
func (v *view) SignedIn() bool { return v.Account.ID != "" }

// Here is the value of aria-current for a link to path.
func (v *view) Here(path string) string {
	if v.Path == path {
		return "page"
	}
	return ""
}

// view makes the view of a page whose title is the message id, said with args.
func (s *Server) view(w http.ResponseWriter, r *serve.Request, id string, args ...any) *view {
	v := &view{
		Words: s.messages.For(r.Header.Get("Accept-Language")),
		Path:  r.URL.Path, Account: r.Account, Base: s.BaseURL, Outbox: s.Outbox != nil,
		Style: s.assets.style, Script: s.assets.script, Mark: s.assets.markURL,
		Local: s.local,
	}
	v.Title = v.T(id, args...)
	v.Contact = s.Issuers.Contact
	if r.Account.Admin {
		if n, err := s.Issuers.ToReview(r.Context()); err == nil { // without it the page is as good
			v.ToReview = n
		}
	}
	if word := "notice." + s.Site.Take(w, r); len(word) < 60 && v.Has(word) {
		v.Notice = v.OfMail(word)
	}
	return v
}

// OfMail is T for a message about mail, which is another where mail waits in the
// outbox.
func (v *view) OfMail(id string, args ...any) string {
	if other := id + ".outbox"; v.Outbox && v.Has(other) {
		id = other
	}
	return v.T(id, args...)
}

// render answers with a page. It is made before anything is sent, so a page
// that fails becomes an error and not half a page.
func render(w http.ResponseWriter, r *serve.Request, status int, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("render %s: %w", r.URL.Path, err)
	}
	if err := r.Hold(b.Len()); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	if err != nil {
		return fmt.Errorf("send %s: %w", r.URL.Path, err)
	}
	return nil
}

// renderPublic answers with a page that anyone may see. Browsers may keep it
// and ask whether it has changed.
func renderPublic(w http.ResponseWriter, r *serve.Request, page templ.Component) error {
	var b bytes.Buffer
	if err := page.Render(r.Context(), &b); err != nil {
		return fmt.Errorf("render %s: %w", r.URL.Path, err)
	}
	w.Header().Add("Vary", "Cookie, Accept-Language")
	return serve.Document{Type: "text/html; charset=utf-8", Data: b.Bytes(), Private: true, Vary: true}.Send(w, r)
}

// done redirects to path, where the notice called word is shown.
func (s *Server) done(w http.ResponseWriter, path, word string) error {
	s.Site.Leave(w, word)
	return serve.Redirect(w, path)
}

// ErrorPage shows an error to people; serve calls it for every one that a
// handler returns.
func (s *Server) ErrorPage(w http.ResponseWriter, r *serve.Request, p serve.Problem) error {
	v := s.view(w, r, titleOf(p.Status))
	return render(w, r, p.Status, errorPage(v, p))
}

// titleOf names the message that heads the page of a status.
func titleOf(status int) string {
	switch status {
	case http.StatusNotFound:
		return "error.notFound"
	case http.StatusGone:
		return "error.gone"
	case http.StatusForbidden, http.StatusUnauthorized:
		return "error.denied"
	case http.StatusTooManyRequests:
		return "error.tooMany"
	case http.StatusServiceUnavailable:
		return "error.unavailable"
	case http.StatusConflict:
		return "error.conflict"
	}
	if status >= 500 {
		return "error.internal"
	}
	return "error.invalid"
}

// getHealth says that the program runs.
func (s *Server) getHealth(w http.ResponseWriter, _ *serve.Request) error {
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, err := io.WriteString(w, "ok\n")
	return err
}

// getReady says whether the site can work.
func (s *Server) getReady(w http.ResponseWriter, r *serve.Request) error {
	if err := s.Ready(r.Context()); err != nil {
		return fault.Wrap(err, fault.Unavailable, "A part the site needs does not answer. The log says which.")
	}
	return s.getHealth(w, r)
}

// getRobots keeps crawlers from pages that cost work and show nothing of their own.
func (s *Server) getRobots(w http.ResponseWriter, r *serve.Request) error {
	const text = "User-agent: *\nDisallow: /verify?\nDisallow: /workspace\nDisallow: /account\nDisallow: /sign-in\nDisallow: /api/\n"
	return serve.Document{Type: "text/plain; charset=utf-8", Data: []byte(text), Keep: time.Hour}.Send(w, r)
}
