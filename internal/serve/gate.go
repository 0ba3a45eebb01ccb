package serve

import (
	"context"
	"errors"
	"fmt"
	"mime"
	"net/http"
	"slices"
	"strings"

	"blazon/internal/fault"
)

// admit decides whether r goes on to its handler, and finds out who sent it.
// The order matters: what is cheap and needs no secret comes first, and nothing
// of the body is read before it is known that its sender may send it.
func (s *Site) admit(w http.ResponseWriter, r *Request) error {
	rt := r.route
	if own := s.knows(r.Host); !own && (!rt.AnyHost || rt.lost) {
		r.Domain = s.DomainOf(r.Context(), r.Host)
		if r.Domain == "" && !rt.AnyHost {
			return &statusError{http.StatusMisdirectedRequest, "This address is not served here. Open " + s.BaseURL + " instead."}
		}
	}
	if strings.ContainsFunc(r.URL.Path, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\uFFFD' }) {
		return &statusError{http.StatusBadRequest, "The address contains characters that no address has. Check how it was written."}
	}
	if d := s.limiter.wait(rt.Rate, r.IP, s.Now()); d > 0 {
		return &fault.Error{Kind: fault.TooMany, Text: "Too many requests came from your network. Wait a moment, then try again.", RetryAfter: d}
	}
	if r.Domain != "" {
		return s.atDomain(r)
	}
	err := s.sameSite(r)
	switch {
	case rt.lost && err != nil:
		return nil // nothing is here that another site could misuse; who asks does not matter
	case rt.lost:
		return s.identify(w, r) // for the page that says so
	case err != nil:
		return err
	}
	if err := s.identify(w, r); err != nil {
		return err
	}
	if rt.Issuer != "" {
		if err := s.May(r.Context(), r.Account.ID, r.PathValue(rt.Issuer), rt.Action); err != nil {
			return err
		}
	}
	return readBody(w, r)
}

// sameSite refuses what another site made a browser send. Cookies are only
// believed on requests of which a browser says that they come from here;
// http.CrossOriginProtection lets requests through that say nothing, and
// compares hosts without their scheme, so that is not enough.
func (s *Site) sameSite(r *Request) error {
	if r.route.Auth == Bearer || slices.Contains([]string{http.MethodGet, http.MethodHead, http.MethodOptions}, r.Method) {
		return nil
	}
	foreign := fault.New(fault.Denied, "This request came from another site, or your browser did not say where it came from. Open the page on this site and send the form again.")
	if err := http.NewCrossOriginProtection().Check(r.Request); err != nil {
		return foreign
	}
	origin, fetched := r.Header.Get("Origin"), r.Header.Get("Sec-Fetch-Site")
	switch {
	case len(r.Header.Values("Origin")) > 1 || len(r.Header.Values("Sec-Fetch-Site")) > 1:
		return foreign
	case fetched != "" && fetched != "same-origin" && fetched != "none":
		return foreign
	case origin == s.origin, !s.secure() && s.ownOrigin(origin):
		return nil
	case origin == "null" && fetched == "same-origin":
		return nil // pages with a secret in their address send no referrer, and so no origin
	case origin == "" && fetched == "same-origin":
		return nil
	}
	return foreign
}

// ownOrigin reports whether origin is another name of this machine, in
// development.
func (s *Site) ownOrigin(origin string) bool {
	host, ok := strings.CutPrefix(origin, "http://")
	return ok && host != "" && s.knows(host)
}

// identify finds who is signed in and refuses those who may not be here.
func (s *Site) identify(w http.ResponseWriter, r *Request) error {
	if r.route.Auth == Public || r.route.Auth == Bearer {
		return nil
	}
	if secret := s.Secret(r); secret != "" {
		var err error
		r.Account, r.Session, err = s.Sessions.BySession(r.Context(), secret)
		switch {
		case fault.Is(err, fault.Unauthenticated):
			s.SignOut(w)
		case err != nil:
			return fmt.Errorf("find who is signed in: %w", err)
		}
	}
	switch {
	case r.route.Auth == Visitor:
		return nil
	case !r.SignedIn():
		return fault.New(fault.Unauthenticated, "You are not signed in, or your session has ended. Sign in, then try again.")
	case r.route.Auth == Operator && !r.Account.Admin:
		return fault.New(fault.NotFound, "There is no such page.")
	}
	return nil
}

// readBody refuses bodies the route does not declare, and parses forms.
func readBody(w http.ResponseWriter, r *Request) error {
	if enc := r.Header.Get("Content-Encoding"); enc != "" && !strings.EqualFold(enc, "identity") {
		return &statusError{http.StatusUnsupportedMediaType, "The request is compressed. Send it as it is."}
	}
	body := r.route.Body
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	limit := body.Max
	if body.File > 0 && kind == formParts {
		limit = max(limit, maxRead)
	}
	if r.ContentLength > limit {
		if limit == 0 {
			return &statusError{http.StatusBadRequest, "The request has a body, and nothing here reads one. Send it without."}
		}
		return tooLarge(body.Max)
	}
	r.Body = http.MaxBytesReader(w, r.Body, limit)
	if len(body.Types) == 0 {
		return nil
	}
	if err != nil || !slices.Contains(body.Types, kind) {
		return &statusError{http.StatusUnsupportedMediaType, "The request is not a form as this page sends it. Open the page and send its form."}
	}
	if kind == formParts {
		err = readParts(r)
	} else {
		err = r.ParseForm()
	}
	var large *http.MaxBytesError
	var full *fault.Error
	switch {
	case errors.As(err, &full):
		return err
	case errors.As(err, &large), errors.Is(err, errTooLarge):
		return tooLarge(body.Max)
	case err != nil && r.Context().Err() != nil:
		return context.Cause(r.Context())
	case err != nil:
		return &statusError{http.StatusBadRequest, "The form did not arrive whole. Send it again."}
	}
	return nil
}

func tooLarge(limit int64) error {
	return fault.New(fault.TooLarge, "This is too large. At most %s can be sent at once; send a smaller file or less text.", size(limit))
}
