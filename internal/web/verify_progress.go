package web

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"time"

	"github.com/a-h/templ"

	"blazon/internal/check"
	"blazon/internal/fault"
	"blazon/internal/serve"
	"blazon/internal/text"
	"blazon/vc"
)

// A running check tells its steps and in the end has an outcome. It belongs to
// one request: nothing of it is kept between requests, so any node can answer
// any of them.
type running struct {
	steps chan check.Step // closed when there is an outcome
	made  made
	err   error
}

// maxSteps is more than the steps of one check, which may ask for 12 documents.
const maxSteps = 64

// start begins to check input for the network called from, and to make of the report
// what is sent.
func (s *Server) start(ctx context.Context, from string, input []byte, opt vc.Options, of func(*vc.Report) (made, error)) *running {
	c := &running{steps: make(chan check.Step, maxSteps)}
	go func() {
		defer close(c.steps)
		defer func() {
			if p := recover(); p != nil { // as serve does for what runs in a handler itself
				s.Site.Log.Error("panic", slog.Any("value", p), slog.String("stack", string(debug.Stack())))
				c.err = fmt.Errorf("panic: %v", p)
			}
		}()
		tell := func(st check.Step) {
			select {
			case c.steps <- st:
			default: // nobody reads them
			}
		}
		c.err = s.Checks.Check(ctx, from, input, opt, tell, func(rep *vc.Report) (err error) {
			c.made, err = of(rep)
			return err
		})
	}()
	return c
}

// within waits for at most d. It returns the steps until then and whether there
// is an outcome.
func (c *running) within(d time.Duration) (seen []check.Step, done bool) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	for {
		select {
		case st, more := <-c.steps:
			if !more {
				return seen, true
			}
			seen = append(seen, st)
		case <-timer.C:
			return seen, false
		}
	}
}

// outcome waits for what was made of the report and hands it over: it is not kept longer
// than who asked needs it.
func (c *running) outcome() (made, error) {
	for range c.steps { //nolint:revive // until it is closed
	}
	out := c.made
	c.made = made{}
	return out, c.err
}

// end ends a check that nobody waits for any more. What it holds is given back with the
// request, and not before it has come to its end.
func (c *running) end(cancel context.CancelFunc) {
	cancel()
	for range c.steps { //nolint:revive // until it is closed
	}
}

// sendGrowing answers with a page that is sent as it comes to be: first what is
// waited for, a line for each document, and at the end the outcome. It needs no
// script and keeps nothing between requests.
func (s *Server) sendGrowing(w http.ResponseWriter, r *serve.Request, v *view, f *form, c *running, seen []check.Step) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("X-Accel-Buffering", "no") // asks proxies to pass on what there is
	w.WriteHeader(http.StatusOK)
	page := growingPage(v, f, c.lines(v, seen), s.outcomeOf(r, v, c))
	// It is sent to its end although the time of the request may be over, and says that.
	if err := page.Render(context.WithoutCancel(r.Context()), flushing{w}); err != nil {
		return fmt.Errorf("send %s: %w", r.URL.Path, err)
	}
	return nil
}

// flushing is a writer for templ that can send what was written so far.
type flushing struct{ http.ResponseWriter }

// Flush implements http.Flusher.
func (f flushing) Flush() { _ = http.NewResponseController(f.ResponseWriter).Flush() }

// flush sends what a component has written so far.
func flush(w io.Writer) error {
	if b, ok := w.(interface{ Flush() error }); ok {
		return b.Flush()
	}
	return nil
}

// lines is a component that grows by a line for each document.
func (c *running) lines(v *view, seen []check.Step) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		for _, st := range seen {
			if err := stepLine(v, st).Render(ctx, w); err != nil {
				return err
			}
		}
		for {
			if err := flush(w); err != nil {
				return err
			}
			st, more := <-c.steps
			if !more {
				return nil
			}
			if err := stepLine(v, st).Render(ctx, w); err != nil {
				return err
			}
		}
	})
}

// outcomeOf is a component that says what a check found, or why it found
// nothing.
func (s *Server) outcomeOf(r *serve.Request, v *view, c *running) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		out, err := c.outcome()
		if err == nil {
			_, err = io.WriteString(w, out.html)
			return err
		}
		if errors.Is(r.Context().Err(), context.Canceled) {
			return err
		}
		s.Site.Log.Error("a check failed", slog.String("request", r.ID), slog.String("error", err.Error()))
		_, text := fault.Public(err)
		return unfinished(v, text).Render(ctx, w)
	})
}

// An outcomeEvent is what the script of the page shows in the end.
type outcomeEvent struct {
	Verdict vc.Verdict `json:"verdict"`
	Title   string     `json:"title"`
	HTML    string     `json:"html"`
}

// sendEvents answers the script of the page: an event "step" for each step, and
// then one "report", or one "problem". What fails before it has begun is an error as it is
// of all requests.
func (s *Server) sendEvents(w http.ResponseWriter, r *serve.Request, c *running) error {
	st, more := <-c.steps
	if !more && c.err != nil {
		return fmt.Errorf("verify: %w", c.err)
	}
	h := w.Header()
	h.Set("Content-Type", typeEvents)
	h.Set("X-Accel-Buffering", "no")
	w.WriteHeader(http.StatusOK)
	for ; more; st, more = <-c.steps {
		st.URL = text.Line(st.URL)
		if err := sendEvent(w, "step", st); err != nil {
			return err
		}
	}
	out, err := c.outcome()
	if err != nil {
		if errors.Is(r.Context().Err(), context.Canceled) {
			return fmt.Errorf("verify: %w", err)
		}
		_, text := fault.Public(err)
		return fault.Join(fmt.Errorf("verify: %w", err), sendEvent(w, "problem", map[string]string{"text": text}))
	}
	return flushed(w, out.event)
}

// sendEvent writes one event.
func sendEvent(w http.ResponseWriter, name string, what any) error {
	data, err := event(name, what)
	if err != nil {
		return err
	}
	return flushed(w, data)
}

// event is one event as it is sent. JSON has no line breaks, so its data is one line.
func event(name string, what any) ([]byte, error) {
	var b bytes.Buffer
	fmt.Fprintf(&b, "event: %s\ndata: ", name)
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false) // six bytes for each < are many
	if err := enc.Encode(what); err != nil {
		return nil, err
	}
	b.WriteByte('\n') // the encoder has written the one before it
	return b.Bytes(), nil
}

// flushed writes data at once.
func flushed(w http.ResponseWriter, data []byte) error {
	if _, err := w.Write(data); err != nil {
		return fmt.Errorf("send an event: %w", err)
	}
	return http.NewResponseController(w).Flush()
}
