package api

import (
	"encoding/json"
	"log/slog"
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"blazon/internal/fault"
	"blazon/internal/serve"
)

// A problem is an RFC 9457 problem document made from a fault.
type problem struct {
	huma.ErrorModel
	header http.Header
}

// GetHeaders returns what goes beside the body, such as Retry-After.
func (p *problem) GetHeaders() http.Header { return p.header }

// problemOf makes the document for err. The cause of an internal failure is
// logged and never sent.
func (s *Server) problemOf(err error) error {
	if err == nil {
		return nil
	}
	kind, _ := fault.Public(err)
	if kind == fault.Internal {
		s.Log.Error("api request failed", slog.String("error", err.Error()))
	}
	return makeProblem(err)
}

func makeProblem(err error) *problem {
	kind, text := fault.Public(err)
	status := serve.Status(kind)
	p := &problem{ErrorModel: huma.ErrorModel{Status: status, Title: http.StatusText(status), Detail: text}, header: http.Header{}}
	for _, f := range fault.Fields(err) {
		p.Errors = append(p.Errors, &huma.ErrorDetail{Message: f.Text, Location: "body." + f.Field})
	}
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
	p, _ := s.problemOf(err).(*problem) //nolint:errorlint // made just there
	for name := range p.header {
		ctx.SetHeader(name, p.header.Get(name))
	}
	_ = huma.WriteErr(api, ctx, p.Status, p.Detail)
}

// tidy turns what huma says about a request that does not fit into the words of
// the others. It would repeat what was sent, of any size, and that may be no text.
func tidy(_ huma.Context, _ string, v any) (any, error) {
	m, ok := v.(*huma.ErrorModel)
	if !ok {
		return v, nil
	}
	out := *m
	if out.Detail == "validation failed" {
		out.Detail = "The request does not have the form that this operation needs. Nothing was changed; errors says where to mend it, /api/openapi.json what the form is."
	}
	out.Errors = make([]*huma.ErrorDetail, 0, len(m.Errors))
	for _, e := range m.Errors {
		out.Errors = append(out.Errors, &huma.ErrorDetail{Message: clip(e.Message), Location: clip(e.Location)})
	}
	return &out, nil
}

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
		writeProblem(w, makeProblem(fault.New(fault.NotFound, "There is no such operation. /api/openapi.json lists those there are.")))
		return
	}
	w.Header().Set("Allow", strings.Join(allowed, ", "))
	writeProblem(w, &problem{ErrorModel: huma.ErrorModel{
		Status: http.StatusMethodNotAllowed, Title: http.StatusText(http.StatusMethodNotAllowed),
		Detail: "This address answers " + strings.Join(allowed, " and ") + " only. /api/openapi.json lists the operations there are.",
	}})
}

// writeProblem answers outside any operation.
func writeProblem(w http.ResponseWriter, p *problem) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.WriteHeader(p.Status)
	_ = json.NewEncoder(w).Encode(p.ErrorModel)
}
