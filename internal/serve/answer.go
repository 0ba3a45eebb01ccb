package serve

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"runtime/debug"
	"slices"
	"strings"
	"time"

	"blazon/internal/fault"
)

// A Problem is what is told of an error.
type Problem struct {
	Status int
	// Text is one or two sentences for people.
	Text string
	// Fields are the faults of single fields of a form or document.
	Fields []*fault.Error
	// ID is the request's.
	ID string
}

// A statusError is an error of the protocol, for which there is no fault.Kind.
type statusError struct {
	status int
	text   string
}

// Error returns the sentence for people.
func (e *statusError) Error() string { return e.text }

// Status returns the HTTP status of a kind of fault. It is the only place where
// the two meet.
func Status(k fault.Kind) int {
	switch k {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.Unauthenticated:
		return http.StatusUnauthorized
	case fault.Denied:
		return http.StatusForbidden
	case fault.NotFound:
		return http.StatusNotFound
	case fault.Conflict:
		return http.StatusConflict
	case fault.TooLarge:
		return http.StatusRequestEntityTooLarge
	case fault.TooMany:
		return http.StatusTooManyRequests
	case fault.Unavailable:
		return http.StatusServiceUnavailable
	case fault.Internal:
		return http.StatusInternalServerError
	}
	return http.StatusInternalServerError
}

// answer does everything that is done with a request.
func (s *Site) answer(rw http.ResponseWriter, hr *http.Request, rt *Route) {
	start := s.Now()
	w := &recorder{ResponseWriter: rw}
	ctx, cancel := context.WithTimeout(hr.Context(), rt.timeout())
	defer cancel()
	r := &Request{Request: hr.WithContext(ctx), ID: s.newID(), IP: clientIP(hr, s.TrustedProxies), route: rt, header: w.Header(), held: &s.held}
	defer func() { r.giveBack(r.holds) }()
	deadline := start.Add(rt.timeout() + 5*time.Second) // an answer that came late is still told
	c := http.NewResponseController(rw)
	_, _ = c.SetReadDeadline(deadline), c.SetWriteDeadline(deadline) // not every writer has them
	r.sent = &counted{ReadCloser: hr.Body, r: r, conn: c, end: deadline, now: s.Now}
	r.Body = r.sent
	s.headers(w, r)
	defer func() { //nolint:contextcheck // r has it
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler { //nolint:errorlint // net/http compares it so too
				panic(p)
			}
			s.Log.Error("panic", slog.String("request", r.ID), slog.Any("value", p), slog.String("stack", string(debug.Stack())))
			s.fail(w, r, fmt.Errorf("panic: %v", p))
		}
		s.note(w, r, s.Now().Sub(start))
	}()
	err := s.admit(w, r) //nolint:contextcheck // r has it
	if err == nil {
		err = rt.Handle(w, r)
	}
	if err != nil {
		s.fail(w, r, err) //nolint:contextcheck // r has it
	}
}

// note writes the line of the log.
func (s *Site) note(w *recorder, r *Request, took time.Duration) {
	status := w.status
	if status == 0 {
		status = http.StatusOK
	}
	if s.Observe != nil {
		s.Observe(r.route.Pattern(), status, took)
	}
	level := slog.LevelInfo
	if r.route.Rate == Free && status < 400 {
		level = slog.LevelDebug
	}
	s.Log.LogAttrs(r.Context(), level, "request",
		slog.String("id", r.ID), slog.String("method", r.Method), slog.String("path", s.logged(r.URL.Path)),
		slog.Int("status", status), slog.Int64("bytes", w.bytes), slog.Duration("took", took),
		slog.String("ip", r.IP.String()), slog.String("account", r.Account.ID))
}

// statusGone is noted of a request whose visitor went away before there was an answer.
// Nobody is sent it; nginx calls it so.
const statusGone = 499

// fail turns an error into an answer.
func (s *Site) fail(w *recorder, r *Request, err error) {
	var away *elsewhere
	if errors.As(err, &away) && w.status == 0 {
		w.Header().Set("Location", away.location)
		w.WriteHeader(http.StatusFound)
		return
	}
	if w.lost || errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		// Nobody is there to read an answer, and nothing is wrong here.
		s.Log.Info("the visitor went away", slog.String("request", r.ID), slog.String("error", err.Error()))
		if w.status == 0 {
			w.status = statusGone
		}
		return
	}
	err = late(err)
	// What is told of an error is told although the time of the request may be over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.Context()), telling)
	defer cancel()
	r.Request = r.WithContext(ctx)
	p := s.problem(r, err)
	if p.Status >= 500 {
		s.Log.Error("request failed", slog.String("request", r.ID), slog.Int("status", p.Status), slog.String("error", err.Error()))
	}
	if w.status != 0 {
		return // the answer has begun
	}
	s.explain(w, r, err, p)
	if p.Status == http.StatusUnauthorized && r.Method == http.MethodGet && r.route.Auth != Bearer && wantsHTML(r) {
		w.Header().Set("Location", "/sign-in?next="+url.QueryEscape(r.URL.RequestURI()))
		w.WriteHeader(http.StatusSeeOther)
		return
	}
	if wantsHTML(r) && s.Page != nil {
		perr := s.Page(w, r, p)
		if perr == nil {
			return
		}
		s.Log.Error("the error page failed", slog.String("request", r.ID), slog.String("error", perr.Error()))
	}
	p.document().Write(w)
}

// telling is how long it may take to tell somebody what went wrong: less than an answer
// may come late.
const telling = 4 * time.Second

// late returns an error of which may be told that the time of a request was over, if it was
// and err says nothing else of it.
func late(err error) error {
	if kind, _ := fault.Public(err); kind != fault.Internal || !errors.Is(err, context.DeadlineExceeded) {
		return err
	}
	f := fault.Wrap(err, fault.Unavailable, "This took too long and was stopped. Try again in a moment.")
	f.RetryAfter = comeBack
	return f
}

// explain sets the headers that go with an error.
func (s *Site) explain(w http.ResponseWriter, r *Request, err error, p Problem) {
	h := w.Header()
	for _, name := range []string{"Content-Type", "Content-Length", "Content-Disposition", "ETag", "Last-Modified"} {
		h.Del(name)
	}
	h.Set("Cache-Control", "no-store")
	r.Heed(err)
	if p.Status == http.StatusMethodNotAllowed {
		for _, m := range s.allowed(r.Request) {
			h.Add("Allow", m)
		}
	}
}

// problem says what may be told of err.
func (s *Site) problem(r *Request, err error) Problem {
	var st *statusError
	var large *http.MaxBytesError
	switch {
	case errors.As(err, &st):
		return Problem{Status: st.status, Text: st.text, ID: r.ID}
	case errors.As(err, &large):
		err = tooLarge(large.Limit)
	}
	kind, text := fault.Public(err)
	return Problem{Status: Status(kind), Text: text, Fields: fault.Fields(err), ID: r.ID}
}

// lost answers what no route does.
func (s *Site) lost(w http.ResponseWriter, r *Request) error {
	if r.Method == http.MethodOptions {
		return s.preflight(w, r)
	}
	if allowed := s.allowed(r.Request); len(allowed) > 0 {
		text := fmt.Sprintf("This address answers %s and not %.20s.", strings.Join(allowed, ", "), r.Method)
		if wantsHTML(r) && s.Page != nil {
			text = "This page cannot be used that way. Go back and use the buttons of the page itself."
		}
		return &statusError{http.StatusMethodNotAllowed, text}
	}
	return fault.New(fault.NotFound, "There is no page at this address. It may have been mistyped, or cut off when it was copied.")
}

// allowed lists the methods that a route answers at the path of r.
func (s *Site) allowed(r *http.Request) []string {
	var out []string
	for _, m := range methods {
		if s.routed(r, m) != "/" {
			out = append(out, m)
		}
	}
	if slices.Contains(out, http.MethodGet) {
		out = append(out, http.MethodHead)
	}
	return out
}

// routed returns the pattern that would answer r if its method were m.
func (s *Site) routed(r *http.Request, m string) string {
	other := r.Clone(r.Context())
	other.Method = m
	_, pattern := s.mux.Handler(other)
	return pattern
}

// A recorder remembers what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
	lost   bool // what was written did not get through
}

// WriteHeader notes the status.
func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

// Write counts what is written.
func (w *recorder) Write(p []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(p)
	w.bytes += int64(n)
	w.lost = w.lost || err != nil && !errors.Is(err, http.ErrBodyNotAllowed) && !errors.Is(err, http.ErrContentLength)
	return n, err
}

// FlushError sends what was written so far.
func (w *recorder) FlushError() error {
	err := http.NewResponseController(w.ResponseWriter).Flush()
	w.lost = w.lost || err != nil && !errors.Is(err, http.ErrNotSupported)
	return err
}

// Unwrap lets http.ResponseController reach what is below.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
