// Package api is the management REST API: what the pages can do, for programs.
//
// Every operation but verify needs a bearer token of a person, made on their
// account page or with `blazon token`; the token's scopes and the person's present roles
// both decide. Errors are problem documents (RFC 9457). Operations that create
// something take an Idempotency-Key: the same key with the same body answers
// with what the first call made. The OpenAPI 3.1 document at /api/openapi.json
// is generated from the same types that read the requests, so it cannot
// disagree with them.
package api

import (
	"context"
	"encoding/base64"
	"io"
	"log/slog"
	"net/http"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	jsonv2 "github.com/go-json-experiment/json"

	"blazon/internal/account"
	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/check"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/page"
	"blazon/internal/serve"
)

// maxBody caps a request: an image of 5 MiB in base64 and the words around it.
const maxBody = 8 << 20

// Server answers the API.
type Server struct {
	Accounts  *account.Accounts
	Issuers   *issuer.Issuers
	Catalogue *achievement.Catalogue
	Awarder   *award.Awarder
	Checks    *check.Checker
	// BaseURL is the public address of the site, without a slash at the end.
	BaseURL string
	// Version is shown in the OpenAPI document.
	Version string
	Log     *slog.Logger
}

// Routes returns the route under which everything of the API is found, the same
// for what may take long, and that of verify, which has limits of its own.
// Operations declare their scopes themselves.
func (s *Server) Routes() []serve.Route {
	h := s.Handler()
	all := serve.Route{Path: "/api/", Auth: serve.Bearer, Rate: serve.API, Body: serve.Body{Max: maxBody}, Handle: serve.Plain(h)}
	long := all
	long.Method, long.Path, long.Timeout = http.MethodPost, batchPath, batchTime
	return []serve.Route{all, long, s.verifyRoute(h)}
}

// Handler returns the API for paths under /api/.
func (s *Server) Handler() http.Handler {
	mux := http.NewServeMux()
	config := huma.DefaultConfig("Blazon", s.Version)
	config.Info.Description = "Create Issuer profiles, define achievements, award, list and revoke Open Badges."
	config.Info.License = &huma.License{Name: "Apache-2.0", Identifier: "Apache-2.0"}
	config.Servers = []*huma.Server{{URL: s.BaseURL}}
	config.OpenAPIPath = "/api/openapi"
	config.DocsPath = "" // the documentation page of the library loads scripts from elsewhere
	config.SchemasPath = "/api/schemas"
	config.CreateHooks = nil // no $schema links in answers
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token": {Type: "http", Scheme: "bearer", Description: "An API token. Its scopes are listed with each operation."},
	}
	config.Transformers = []huma.Transformer{tidy}
	config.RejectUnknownQueryParameters = true
	config.Formats = map[string]huma.Format{
		"application/json": strictJSON,
		"json":             strictJSON,
	}
	api := humago.New(mux, config)
	api.UseMiddleware(s.authenticate(api))
	api.OpenAPI().Components.Schemas.Schema(reflect.TypeFor[serve.ProblemDocument](), true, "")
	s.issuerOperations(api)
	s.domainOperations(api)
	s.achievementOperations(api)
	s.awardOperations(api)
	s.keyOperations(api)
	describeVerify(api.OpenAPI())
	mux.HandleFunc(http.MethodPost+" "+verifyPath, s.verify)
	s.batchOperation(api)
	mux.HandleFunc(elsewhere, func(w http.ResponseWriter, r *http.Request) { lost(mux, w, r) })
	return mux
}

// strictJSON reads JSON as the rest of the program does: no duplicate names, no
// invalid UTF-8, names compared exactly.
var strictJSON = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		return jsonv2.MarshalWrite(w, v, jsonv2.Deterministic(true))
	},
	Unmarshal: func(data []byte, v any) error { return jsonv2.Unmarshal(data, v) },
}

// callerKey finds the caller in a request's context. It is set by authenticate
// and read by caller, nowhere else.
type callerKey struct{}

// A caller is the person behind a token.
type caller struct {
	account account.Account
	token   account.Token
}

// authenticate lets only requests through whose token is good and has the
// scope that the operation names.
func (s *Server) authenticate(api huma.API) func(huma.Context, func(huma.Context)) {
	return func(ctx huma.Context, next func(huma.Context)) {
		secret := bearer(ctx.Header("Authorization"))
		if secret == "" {
			ctx.SetHeader("WWW-Authenticate", `Bearer realm="blazon"`)
			s.answer(api, ctx, fault.New(fault.Unauthenticated, "This needs an API token. Send it as \"Authorization: Bearer …\"; make one on your account page."))
			return
		}
		acc, token, err := s.Accounts.ByToken(ctx.Context(), secret)
		if err != nil {
			ctx.SetHeader("WWW-Authenticate", `Bearer realm="blazon", error="invalid_token"`)
			s.answer(api, ctx, err)
			return
		}
		if scope := scopeOf(ctx.Operation()); !slices.Contains(token.Scopes, scope) {
			s.answer(api, ctx, fault.New(fault.Denied, "The token does not have the scope %s. Make one that has it on your account page.", scope))
			return
		}
		if err := checkBody(ctx); err != nil {
			s.answer(api, ctx, err)
			return
		}
		next(huma.WithValue(ctx, callerKey{}, caller{acc, token}))
	}
}

// bearer returns the token in an Authorization header, or "".
//
// RFC 9110 11.1, 11.4: the scheme is in any case, with spaces behind it.
func bearer(header string) string {
	scheme, token, _ := strings.Cut(header, " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return ""
	}
	return strings.TrimLeft(token, " ")
}

// scopeOf returns the one scope an operation needs.
func scopeOf(op *huma.Operation) string { return op.Security[0]["token"][0] }

// by returns the id of the account that calls.
func by(ctx context.Context) string {
	c, _ := ctx.Value(callerKey{}).(caller)
	return c.account.ID
}

// operation describes one route: who may call it and what it may answer.
func operation(method, path, id, summary, scope string, status int) huma.Operation {
	return huma.Operation{
		OperationID:   id,
		Method:        method,
		Path:          path,
		Summary:       summary,
		DefaultStatus: status,
		MaxBodyBytes:  maxBody,
		Security:      []map[string][]string{{"token": {scope}}},
		Responses:     problems(method),
		Tags:          []string{strings.SplitN(scope, ":", 2)[0]},
	}
}

// ListInput is how every list is asked for.
type ListInput struct {
	Search string `query:"search" maxLength:"200" doc:"Keep only what contains every one of these words."`
	After  string `query:"after" maxLength:"400" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"25" doc:"How many to return."`
}

// query asks for a page of what is in a state, or in any for "".
func (l ListInput) query(state string) page.Query {
	return page.Query{Search: l.Search, Filter: state, After: l.After, Limit: l.Limit}
}

// inLists is where the fields of lists are.
var inLists = places{"after": "query.after"}

// list is how every list is answered.
type list[T any] struct {
	Items []T    `json:"items" doc:"One page."`
	Next  string `json:"next,omitempty" doc:"Give it as after to get the next page; absent at the end."`
	Total int    `json:"total" doc:"How many there are on all pages."`
}

// listed answers with a page of ours, or says why there is none.
func listed[A, B any](s *Server, p page.Page[A], err error, f func(A) B) (*answered[list[B]], error) {
	if err == nil && p.Astray {
		err = fault.Field("after", "This leads nowhere in this list. Give the next of a page of the same list, or leave it out for the first page.")
	}
	if err != nil {
		return nil, s.problemOf(err, inLists)
	}
	return &answered[list[B]]{listOf(p, f)}, nil
}

// listOf turns a page of ours into one of the API.
func listOf[A, B any](p page.Page[A], f func(A) B) list[B] {
	out := list[B]{Items: make([]B, 0, len(p.Items)), Next: p.Next, Total: p.Total}
	for _, item := range p.Items {
		out.Items = append(out.Items, f(item))
	}
	return out
}

// answered is a reply with a body.
type answered[T any] struct{ Body T }

// created is a reply that says where the new thing is.
type created[T any] struct {
	Location string `header:"Location" doc:"Where the new thing can be read again."`
	Body     T
}

// decodeImage returns the bytes of an image that was sent in base64.
func decodeImage(field, text string) ([]byte, error) {
	if text == "" {
		return nil, nil
	}
	data, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, fault.Field(field, "The image is not base64. Send the bytes of a PNG or SVG file, encoded as base64 without line breaks.")
	}
	return data, nil
}
