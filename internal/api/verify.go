package api

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"mime/multipart"
	"net/http"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"blazon/internal/check"
	"blazon/internal/fault"
	"blazon/internal/serve"
	"blazon/vc"
)

// verifyPath is the one operation that needs no token.
const verifyPath = "/api/v1/verify"

// formRoom is for the parts of a form beside the file.
const formRoom = 256 << 10

// verifyRoute is the route of that operation. It has the limits of a
// verification, which costs more than other calls and which anyone may ask for:
// scripts of other sites, too, as it is the same for everyone who asks.
func (s *Server) verifyRoute(h http.Handler) serve.Route {
	return serve.Route{
		Method: http.MethodPost, Path: verifyPath, Auth: serve.Bearer, Rate: serve.Check,
		Body: serve.Body{Max: check.MaxBadge + formRoom}, Timeout: check.Time + check.Time/5, Open: true,
		Handle: func(w http.ResponseWriter, r *serve.Request) error {
			v := &visit{Request: r}
			h.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), visitKey{}, v)))
			return v.gone
		},
	}
}

// A visit is a request as serve has it, and why nobody waits for its answer any more.
type visit struct {
	*serve.Request
	gone error
}

// visitKey finds a visit in the context of a request. It is set by verifyRoute and read by
// verify, nowhere else.
type visitKey struct{}

// A question is a badge and what is asked about it.
type question struct {
	input []byte
	opt   vc.Options
	// kind is the media type of a badge that was sent itself; "" for an address.
	kind string
	// wrapped says that input may be an envelope, which is still to be opened.
	wrapped bool
}

// verify answers with the report on a badge. What cannot be read at all is the
// fault of the request; all else is a verdict.
func (s *Server) verify(w http.ResponseWriter, r *http.Request) {
	from, _ := r.Context().Value(visitKey{}).(*visit)
	q, err := readQuestion(r)
	if len(r.URL.Query()) > 0 {
		err = fault.New(fault.Invalid, "Nothing is asked in the address here. Send the options with the badge; /api/openapi.json says how.")
	}
	var answer reply
	if err == nil {
		err = s.Checks.Turn(r.Context(), from.Client().Prefix(), func(ctx context.Context, t check.Turn) (err error) {
			answer, err = judge(ctx, t, q, from.Request)
			return err
		})
	}
	switch gone := r.Context().Err(); {
	case errors.Is(gone, context.Canceled):
		from.gone = fmt.Errorf("verify: %w", fault.Join(gone, err))
	case err == nil:
		from.gone = answer.write(w)
	default:
		s.refuse(w, err)
	}
}

// A reply is what goes back about a badge: the report, or what is wrong with the request
// and what was found out of the badge. All of it is counted, whichever it is.
type reply struct {
	status int
	kind   string
	body   []byte
}

// write sends a reply; the error is that whoever asked is gone.
func (a reply) write(w http.ResponseWriter) error {
	w.Header().Set("Content-Type", a.kind)
	w.WriteHeader(a.status)
	if _, err := w.Write(a.body); err != nil {
		return fmt.Errorf("verify: %w", err)
	}
	return nil
}

// judge returns what is answered about a badge. It is made while the badge has its turn,
// where there is room for it.
func judge(ctx context.Context, t check.Turn, q question, from *serve.Request) (answer reply, err error) {
	if q.wrapped {
		if q, err = readJSON(q.input); err != nil {
			return reply{}, err
		}
	}
	err = t.Check(ctx, q.input, q.opt, nil, func(rep *vc.Report) (err error) {
		answer = reply{status: http.StatusOK, kind: "application/json"}
		var of func(*vc.Report) any
		if status := unreadable(q, rep); status != 0 {
			answer = reply{status: status, kind: problemType}
			of = func(rep *vc.Report) any { return problemOn(rep, status, from.ID) }
		}
		answer.body, err = check.Encode(rep, of, from.Hold)
		return err
	})
	return answer, err
}

// refuse answers a request that got no report.
func (s *Server) refuse(w http.ResponseWriter, err error) {
	var st *requestError
	if errors.As(err, &st) {
		w.Header().Set("Content-Type", problemType)
		w.WriteHeader(st.status)
		_ = json.NewEncoder(w).Encode(&verifyProblem{ // whoever asked may be gone
			ProblemDocument: serve.ProblemDocument{Title: http.StatusText(st.status), Status: st.status, Detail: st.text, Request: w.Header().Get(requestID)},
			Code:            st.code,
		})
		return
	}
	p := makeProblem(err, nil)
	if p.Status == http.StatusInternalServerError {
		s.Log.Error("api request failed", slog.String("error", err.Error()))
	}
	writeProblem(w, p)
}

// A requestError is an error of the protocol, for which there is no fault.Kind.
type requestError struct {
	status     int
	code, text string
}

// Error returns the sentence for people.
func (e *requestError) Error() string { return e.text }

// A verifyProblem is a problem document on something that is no badge. Code,
// Remedy and Checks are those of the report.
type verifyProblem struct {
	serve.ProblemDocument
	Code   string     `json:"code,omitempty"`
	Remedy string     `json:"remedy,omitempty"`
	Checks []vc.Check `json:"checks,omitempty"`
}

// unreadable returns the status to answer with if the badge that was sent cannot be read
// as one, or 0: a text that is damaged is a malformed request, and so is one too large. A
// badge at an address is not the request's fault.
func unreadable(q question, rep *vc.Report) int {
	c := rep.Check(vc.CheckFormat)
	switch {
	case q.kind == "" || c.Result != vc.Fail:
		return 0
	case strings.HasPrefix(q.kind, "image/"):
		return http.StatusUnprocessableEntity
	case c.Code == vc.MalformedInput:
		return http.StatusBadRequest
	case c.Code == vc.LimitExceeded:
		return http.StatusRequestEntityTooLarge
	}
	return http.StatusUnprocessableEntity
}

// problemOn says of what was sent that it cannot be read as a badge.
func problemOn(rep *vc.Report, status int, request string) *verifyProblem {
	c := rep.Check(vc.CheckFormat)
	return &verifyProblem{
		ProblemDocument: serve.ProblemDocument{Title: http.StatusText(status), Status: status, Detail: c.Text, Request: request},
		Code:            c.Code, Remedy: c.Remedy, Checks: rep.Checks,
	}
}

// accepted are the media types of a badge, as they may be sent by themselves.
var accepted = []string{
	"application/json", "application/ld+json", "application/vc+ld+json", "application/vc",
	"application/jwt", "application/vc+jwt", "application/vc+sd-jwt", "text/plain",
	"image/png", "image/svg+xml", "image/jpeg", "image/gif", "image/webp", "multipart/form-data",
}

// readQuestion reads a request in any of its forms.
func readQuestion(r *http.Request) (question, error) {
	kind, params, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || !slices.Contains(accepted, kind) {
		return question{}, &requestError{status: http.StatusUnsupportedMediaType, code: vc.UnsupportedFormat, text: "Send the badge as one of " + strings.Join(accepted, ", ") + ", and say which in Content-Type."}
	}
	if kind == "multipart/form-data" {
		return readForm(multipart.NewReader(r.Body, params["boundary"]))
	}
	body, err := readBadge(r.Body)
	if err != nil {
		return question{}, err
	}
	return question{input: body, kind: kind, wrapped: kind == "application/json"}, nil
}

func tooLarge() error {
	return &requestError{status: http.StatusRequestEntityTooLarge, code: vc.LimitExceeded, text: "The badge is too large. At most 10 MB can be sent."}
}

// readAll reads at most limit bytes.
func readAll(r io.Reader, limit int64) ([]byte, error) {
	body, err := io.ReadAll(io.LimitReader(r, limit+1))
	var large *http.MaxBytesError
	var full *fault.Error
	switch {
	case errors.As(err, &full):
		return nil, full
	case errors.As(err, &large), int64(len(body)) > limit:
		return nil, tooLarge()
	case err != nil:
		return nil, &requestError{status: http.StatusBadRequest, code: vc.MalformedInput, text: "The request did not arrive whole. Send it again."}
	}
	return body, nil
}

// readBadge is readAll of what must not be empty.
func readBadge(r io.Reader) ([]byte, error) {
	body, err := readAll(r, check.MaxBadge)
	if err == nil && len(bytes.TrimSpace(body)) == 0 {
		return nil, &requestError{status: http.StatusBadRequest, code: vc.MalformedInput, text: "There is no badge in the request. Send one as the body, or its address as {\"url\": …}."}
	}
	return body, err
}

// maxParts is how many parts a form may have: the file and each option.
const maxParts = 8

// readForm reads a form with a part called file, and options beside it.
func readForm(form *multipart.Reader) (question, error) {
	broken := &requestError{status: http.StatusBadRequest, code: vc.MalformedInput, text: "The form did not arrive whole. Send a part called file."}
	var q question
	var o options
	for range maxParts {
		part, err := form.NextPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return question{}, orTooLarge(err, broken)
		}
		var data []byte
		if part.FormName() == "file" {
			data, err = readBadge(part)
		} else {
			data, err = readAll(part, formRoom)
		}
		if err != nil {
			return question{}, err
		}
		switch value := strings.TrimSpace(string(data)); part.FormName() {
		case "file":
			q.input, q.kind = data, kindOf(data)
		case optRecipient:
			o.Recipient = value
		case optProfile:
			o.Profile = value
		case optExplain:
			o.Explain, err = value == "true", flag(part.FormName(), value)
		case optRefresh:
			o.Refresh, err = value == "true", flag(part.FormName(), value)
		default:
			err = fault.New(fault.Invalid, "The form has a part %.80q, which is not understood. There may be file, recipient, profile, explain and refresh.", part.FormName())
		}
		if err != nil {
			return question{}, err
		}
	}
	if q.input == nil {
		return question{}, broken
	}
	var err error
	q.opt, err = o.read("")
	return q, err
}

// flag says what is wrong with a part of a form that is yes or no.
func flag(name, value string) error {
	if value != "true" && value != "false" && value != "" {
		return fault.Field(name, "This has to be true or false.")
	}
	return nil
}

func orTooLarge(err, otherwise error) error {
	var large *http.MaxBytesError
	var full *fault.Error
	switch {
	case errors.As(err, &full):
		return full
	case errors.As(err, &large):
		return tooLarge()
	}
	return otherwise
}

// kindOf tells pictures from text, by what is in a file and not by its name.
func kindOf(data []byte) string {
	switch {
	case strings.HasPrefix(http.DetectContentType(data), "image/"):
		return http.DetectContentType(data)
	case bytes.HasPrefix(bytes.TrimSpace(data), []byte("<")):
		return "image/svg+xml"
	}
	return "text/plain"
}

// reportSchema describes a vc.Report. It is written by hand where names of types
// of that package are those of other types of this API.
func reportSchema(schemas huma.Registry) *huma.Schema {
	text := func(about string, of ...any) *huma.Schema {
		return &huma.Schema{Type: huma.TypeString, Description: about, Enum: of}
	}
	object := func(about string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeObject, Description: about, AdditionalProperties: true}
	}
	list := func(of *huma.Schema, about string) *huma.Schema {
		return &huma.Schema{Type: huma.TypeArray, Items: of, Description: about}
	}
	return &huma.Schema{Type: huma.TypeObject, AdditionalProperties: true, Required: []string{"verdict", "checks", "profile", "at"}, Properties: map[string]*huma.Schema{
		"verdict":      text("The answer in one word.", string(vc.Valid), string(vc.Invalid), string(vc.Indeterminate)),
		"checks":       list(schemas.Schema(reflect.TypeFor[vc.Check](), true, "Check"), "All nine, in their order. docs/codes.md explains the codes."),
		"kind":         text("What it is, such as Open Badges 3.0."),
		"format":       text("In which form it came, such as JSON."),
		"profile":      text("Whose rules were applied.", string(vc.Strict), string(vc.OneEdTech)),
		"summary":      object("What the badge says, from proven text only."),
		"documents":    list(object("A document that was asked for, with its digest."), ""),
		"trust":        object("Who vouches for the issuer."),
		"signer":       object("The key of the issuer that signed it, and since when it has been seen here: issuer, key (SHA-256 of its SubjectPublicKeyInfo), firstSeen, issuerSince; code KEY_CHANGED and replacedAt where all keys of the issuer are others than before."),
		"notes":        list(text(""), "What is worth knowing and changes no verdict."),
		"also":         list(object("The report on a credential that came with it."), ""),
		"endorsements": list(object("An endorsement that is genuine: who made it, of what, and its comment."), ""),
		"newer":        object("The report on a newer edition."),
		"at":           {Type: huma.TypeString, Format: "date-time", Description: "As of when it was judged."},
	}}
}

// describeVerify adds the operation to the OpenAPI document. Huma does not serve
// it: a badge comes in more forms than one.
func describeVerify(doc *huma.OpenAPI) {
	schemas := doc.Components.Schemas
	credential := &huma.Schema{Type: huma.TypeObject, Description: "A credential, as it was signed."}
	whole := schemas.Schema(reflect.TypeFor[envelope](), false, "VerifyRequest")
	whole.Properties["credential"] = &huma.Schema{
		Description: "The badge. Instead of url.",
		OneOf:       []*huma.Schema{credential, {Type: huma.TypeString, Description: "A JWT."}},
	}
	// What readJSON takes for the credential itself.
	bare := &huma.Schema{Type: huma.TypeObject, Description: credential.Description, AnyOf: []*huma.Schema{
		{Required: []string{"@context"}},
		{Not: &huma.Schema{AnyOf: []*huma.Schema{{Required: []string{"url"}}, {Required: []string{"credential"}}}}},
	}}
	text := &huma.Schema{Type: huma.TypeString}
	file := &huma.Schema{Type: huma.TypeString, Format: "binary"}
	form := &huma.Schema{Type: huma.TypeObject, Required: []string{"file"}, Properties: map[string]*huma.Schema{
		"file": file, "recipient": text, "profile": {Type: huma.TypeString, Enum: []any{"strict", "1edtech"}}, "explain": {Type: huma.TypeBoolean}, "refresh": {Type: huma.TypeBoolean},
	}}
	content := make(map[string]*huma.MediaType)
	for _, kind := range accepted {
		schema := credential
		switch {
		case kind == "application/json":
			schema = &huma.Schema{AnyOf: []*huma.Schema{whole, bare, {Type: huma.TypeString, Description: "A JWT."}}}
		case kind == "multipart/form-data":
			schema = form
		case strings.HasPrefix(kind, "image/"):
			schema = file
		case strings.HasSuffix(kind, "jwt"), kind == "text/plain":
			schema = text
		}
		content[kind] = &huma.MediaType{Schema: schema}
	}
	schemas.Schema(reflect.TypeFor[verifyProblem](), true, "VerifyProblem")
	responses := map[string]*huma.Response{"200": {
		Description: "The report: a verdict of valid, invalid or indeterminate, and nine checks.",
		Content:     map[string]*huma.MediaType{"application/json": {Schema: reportSchema(schemas)}},
	}}
	for status, about := range map[int]string{
		400: "The badge is damaged.", 405: statuses[405], 413: "The badge, or the report on it, is too large, or too complicated.", 415: "It is of no type that is read here.",
		421: statuses[421], 422: "It is no badge, or the options are wrong.", 429: statuses[429], 500: statuses[500],
		503: "Too many badges are being checked, or this one took too long to send or to check; Retry-After says how many seconds to wait.",
	} {
		responses[strconv.Itoa(status)] = problemResponse(status, about, "VerifyProblem")
	}
	doc.AddOperation(&huma.Operation{
		OperationID: "verify", Method: http.MethodPost, Path: verifyPath, Tags: []string{"verify"},
		Summary:     "Say whether a badge is genuine, and why",
		Description: "Anyone may ask; no token is needed. Open Badges of all versions, as JSON, JWT, PNG or SVG, or the address of one. The badge is not kept.",
		Security:    []map[string][]string{},
		RequestBody: &huma.RequestBody{Required: true, Content: content},
		Responses:   responses,
	})
}
