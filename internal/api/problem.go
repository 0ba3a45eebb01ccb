package api

import (
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"blazon/internal/fault"
	"blazon/internal/serve"
)

// A problem is what goes back instead of an answer.
type problem struct {
	serve.ProblemDocument
	header http.Header
}

// Error returns the sentence for people.
func (p *problem) Error() string { return p.Detail }

// GetStatus returns the HTTP status.
func (p *problem) GetStatus() int { return p.Status }

// GetHeaders returns what goes beside the body, such as Retry-After.
func (p *problem) GetHeaders() http.Header { return p.header }

// ContentType returns the media type of the document.
func (*problem) ContentType(string) string { return problemType }

// problemType is the media type of problem documents.
const problemType = "application/problem+json"

// places says where in a request a field is that a capability names. What is
// not in it is in the body, under the same name.
type places map[string]string

// at returns the place of a field within the part of the body called within,
// such as "awards[3].", or "".
func (p places) at(within, field string) string {
	name, ok := p[field]
	switch {
	case field == keyHeader && name == "":
		return "header." + keyHeader
	case !ok:
		name = field
	case strings.HasPrefix(name, "query."):
		return name
	}
	return "body." + within + name
}

// keyHeader is how capabilities and HTTP call the key of a request.
const keyHeader = "Idempotency-Key"

// list returns every fault of err that has a place.
func (p places) list(within string, err error) []serve.Place {
	var out []serve.Place
	for _, f := range fault.Fields(err) {
		out = append(out, serve.Place{Location: p.at(within, f.Field), Message: f.Text})
	}
	return out
}

// problemOf makes the document for err. The cause of an internal failure is
// logged and never sent.
func (s *Server) problemOf(err error, where places) error {
	if err == nil {
		return nil
	}
	kind, _ := fault.Public(err)
	if kind == fault.Internal {
		s.Log.Error("api request failed", slog.String("error", err.Error()))
	}
	return makeProblem(err, where)
}

func makeProblem(err error, where places) *problem {
	kind, text := fault.Public(err)
	status := serve.Status(kind)
	p := &problem{serve.ProblemDocument{Status: status, Title: http.StatusText(status), Detail: text, Errors: where.list("", err)}, http.Header{}}
	if wait := retryAfter(err); wait > 0 {
		p.header.Set("Retry-After", strconv.Itoa(wait))
	}
	return p
}

// retryAfter returns whole seconds to wait before trying again, or 0.
func retryAfter(err error) int {
	for _, f := range fault.All(err) {
		if f.RetryAfter > 0 {
			return int(math.Ceil(f.RetryAfter.Seconds()))
		}
	}
	return 0
}

// answer writes err as the reply to a request that goes no further.
func (s *Server) answer(api huma.API, ctx huma.Context, err error) {
	p, _ := s.problemOf(err, nil).(*problem) //nolint:errorlint // made just there
	for name := range p.header {
		ctx.SetHeader(name, p.header.Get(name))
	}
	_ = huma.WriteErr(api, ctx, p.Status, p.Detail)
}

// tidy turns every problem into the document that all surfaces answer with, and
// what huma says about a request that does not fit into the words of the others.
// It would repeat what was sent, of any size, and that may be no text.
func tidy(ctx huma.Context, _ string, v any) (any, error) {
	_, w := humago.Unwrap(ctx)
	switch m := v.(type) {
	case *problem:
		out := m.ProblemDocument
		out.Request = w.Header().Get(requestID)
		return out, nil
	case *huma.ErrorModel:
		out := serve.ProblemDocument{Title: http.StatusText(m.Status), Status: m.Status, Detail: clip(m.Detail), Request: w.Header().Get(requestID)}
		if m.Detail == "validation failed" {
			out.Detail = "The request does not have the form that this operation needs. Nothing was changed; errors says where to mend it, /api/openapi.json what the form is."
		}
		for _, e := range m.Errors {
			out.Errors = append(out.Errors, serve.Place{Location: clip(e.Location), Message: clip(e.Message)})
		}
		return out, nil
	}
	return v, nil
}

// requestID is the header with which package serve names each request.
const requestID = "X-Request-Id"

// maxMessage is how much of a message of huma is repeated.
const maxMessage = 300

func clip(text string) string {
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) > maxMessage {
		text = strings.ToValidUTF8(text[:maxMessage], "") + "…"
	}
	return text
}

// elsewhere is the pattern of requests that no operation answers.
const elsewhere = "/api/"

// lost answers a request that no operation of mux does.
func lost(mux *http.ServeMux, w http.ResponseWriter, r *http.Request) {
	var allowed []string
	for _, method := range []string{http.MethodGet, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != elsewhere {
			allowed = append(allowed, method)
		}
	}
	if len(allowed) == 0 {
		writeProblem(w, makeProblem(fault.New(fault.NotFound, "There is no such operation. /api/openapi.json lists those there are."), nil))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeProblem(w, &problem{ProblemDocument: serve.ProblemDocument{
		Status: http.StatusMethodNotAllowed, Title: http.StatusText(http.StatusMethodNotAllowed),
		Detail: "This address answers " + strings.Join(allowed, " and ") + " only. /api/openapi.json lists the operations there are.",
	}})
}

// writeProblem answers outside any operation of huma.
func writeProblem(w http.ResponseWriter, p *problem) {
	for name := range p.header {
		w.Header().Set(name, p.header.Get(name))
	}
	p.Request = w.Header().Get(requestID)
	p.Write(w)
}
