package vcapi

import (
	"context"
	"encoding/base32"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net/http"
	"strings"
	"sync/atomic"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/fault"
	"blazon/internal/serve"
	"blazon/internal/signing"
	"blazon/internal/work"
	"blazon/jsonld"
	"blazon/vc"
)

// A Server answers the VC API. Its exported fields are set before Handler is
// called and not changed after.
type Server struct {
	// BaseURL is the address at which it is reached, without a slash at the end.
	BaseURL string
	// Keys are the endpoints, one each.
	Keys []signing.Key
	// Network gets documents of issuers and status lists that are not our own;
	// nil: they cannot be had.
	Network did.Fetcher
	// Known are the contexts that documents may name; nil: those that are pinned.
	Known *jsonld.Contexts
	// Contexts are context documents beside those that are known, or in their place,
	// by their URL.
	Contexts map[string][]byte
	// ProofOnly checks only proofs, as if each request asked for that.
	ProofOnly bool
	Now       func() time.Time
	Rand      io.Reader
	Log       *slog.Logger
	// Pool bounds the requests that are worked on at once.
	Pool *work.Pool

	processor *jsonld.Processor
	verifier  *vc.Verifier
	judge     *vc.Verifier // for the whole verdict
	endpoints map[string]*endpoint

	reading, waiting atomic.Int64 // requests
}

// An endpoint is what is served for one key.
type endpoint struct {
	signing.Key
	lists *lists
}

// The context of the standard's own examples, which the test suites use. It gives
// every word a meaning of no consequence.
const (
	examplesURL     = "https://www.w3.org/ns/credentials/examples/v2"
	examplesContext = `{"@context":{"@vocab":"https://www.w3.org/ns/credentials/examples#"}}`
)

// maxBody bounds a request.
const maxBody = 5 << 20

// Handler returns what serves the API.
func (s *Server) Handler() (http.Handler, error) {
	contexts := s.Known
	if contexts == nil {
		contexts = jsonld.Pinned()
	}
	contexts, err := contexts.With(examplesURL, []byte(examplesContext))
	for url, text := range s.Contexts {
		if err == nil {
			contexts, err = contexts.With(url, text)
		}
	}
	if err != nil {
		return nil, fmt.Errorf("vcapi: %w", err)
	}
	// Contexts that are written out can give the words of the data model, its end and
	// its status included, other names. They are allowed where only a proof is asked
	// for, which covers them, and to issuers, who know what they wrote.
	s.processor = &jsonld.Processor{Contexts: contexts, InlineContexts: true, Direction: jsonld.I18nDatatype}
	network := ownLists{s}
	s.verifier = &vc.Verifier{
		Processor: s.processor, Suites: dataintegrity.Default(), Methods: did.Default(network),
		Fetcher: network, Now: s.Now,
	}
	judge := *s.verifier
	judge.Processor = &jsonld.Processor{Contexts: contexts, Direction: jsonld.I18nDatatype}
	s.judge = &judge
	if s.Pool == nil {
		s.Pool = new(work.Pool)
	}
	// Lists of a run before have other addresses, since what they said is forgotten.
	var run [8]byte
	if _, err := io.ReadFull(s.Rand, run[:]); err != nil {
		return nil, fmt.Errorf("vcapi: %w", err)
	}
	id := strings.ToLower(base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(run[:]))
	s.endpoints = make(map[string]*endpoint)
	for _, k := range s.Keys {
		base := fmt.Sprintf("%s/%s/status/%s", s.BaseURL, k.Suite.Name, id)
		s.endpoints[k.Suite.Name] = &endpoint{Key: k, lists: newLists(base)}
	}
	site := &serve.Site{BaseURL: s.BaseURL, Now: s.Now, Rand: s.Rand, Log: s.Log}
	return site.Handler(s.routes()...)
}

// routes lists what is answered.
func (s *Server) routes() []serve.Route {
	post := func(path string, answer func(context.Context, *endpoint, *jsonld.Value) (int, any, error)) serve.Route {
		return serve.Route{
			Method: http.MethodPost, Path: "/{suite}/" + path, Auth: serve.Bearer, Rate: serve.Free,
			Body: serve.Body{Max: maxBody}, Timeout: time.Minute, Handle: s.posted(answer),
		}
	}
	return []serve.Route{
		post("credentials/issue", s.issue),
		post("credentials/verify", s.verifyCredential),
		post("credentials/derive", s.derive),
		post("credentials/status", s.setStatus),
		post("presentations/verify", s.verifyPresentation),
		{Method: http.MethodGet, Path: "/{suite}/status/{list}/{purpose}", Auth: serve.Public, Rate: serve.Free, Open: true, Handle: s.getList},
		{Method: http.MethodGet, Path: "/{$}", Auth: serve.Public, Rate: serve.Free, Handle: s.index},
	}
}

// maxReading bounds the requests that are read at once, and maxWaiting those that
// leave their places to others while they wait for the network.
const (
	maxReading = 128
	maxWaiting = 48
)

// posted reads a request, has it answered when there is a place, and writes the
// answer. A place is for work: whoever sends slowly has none.
func (s *Server) posted(answer func(context.Context, *endpoint, *jsonld.Value) (int, any, error)) serve.Handler {
	return func(w http.ResponseWriter, r *serve.Request) error {
		e := s.endpoints[r.PathValue("suite")]
		if e == nil {
			return fault.New(fault.NotFound, "There is no suite of this name here. The address / lists those that there are.")
		}
		var status int
		var out any
		text, err := s.readBody(r)
		if err == nil {
			err = s.Pool.Do(r.Context(), func() error {
				body, err := parseBody(text)
				if err == nil {
					status, out, err = answer(r.Context(), e, body)
				}
				return err
			})
		}
		var p *Problem
		if errors.As(err, &p) {
			status, out, err = p.Status, p, nil
			if strings.HasSuffix(r.URL.Path, "/verify") {
				out = verification{Checks: []string{}, Problems: []Problem{*p}, Errors: []Problem{*p}}
			}
		}
		if err != nil {
			return err
		}
		return writeJSON(w, r, status, out)
	}
}

// readBody reads the text of a request.
func (s *Server) readBody(r *serve.Request) ([]byte, error) {
	// A browser sends JSON to another site only after asking.
	kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || kind != "application/json" && !strings.HasSuffix(kind, "+json") {
		return nil, refuse(parsingError, "", "The request is not JSON: its Content-Type is not application/json.")
	}
	defer s.reading.Add(-1)
	if s.reading.Add(1) > maxReading {
		return nil, &fault.Error{Kind: fault.Unavailable, RetryAfter: comeBack, Text: "More requests are being sent just now than this server reads at once. Nothing was done. Try again in a few seconds."}
	}
	text, err := io.ReadAll(r.Body)
	if large := (*http.MaxBytesError)(nil); errors.As(err, &large) {
		return nil, refuse(parsingError, "", "The request has more than %d bytes.", large.Limit)
	}
	return text, err
}

// comeBack is when those turned away may come back.
const comeBack = 5 * time.Second

// parseBody reads the JSON object that a request consists of.
func parseBody(text []byte) (*jsonld.Value, error) {
	// The text of a status list is longer than strings otherwise may be.
	v, err := jsonld.Parse(text, jsonld.Limits{Bytes: maxBody, StringBytes: 2 << 20})
	if err != nil {
		return nil, refuse(parsingError, "", "The request is not JSON as it is read here: %.300s.", err.Error())
	}
	if v.Kind() != jsonld.Object {
		return nil, refuse(parsingError, "", "The request is not a JSON object.")
	}
	return v, nil
}

// members refuses a request with members that are not among those named, and
// returns the first of them.
func members(body *jsonld.Value, names ...string) (*jsonld.Value, error) {
	for _, m := range body.Members() {
		known := false
		for _, name := range names {
			known = known || m.Name == name
		}
		if !known {
			return nil, refuse(parsingError, m.Name, "The request has %.80q, which is not understood here; it has %s.", m.Name, strings.Join(names, ", "))
		}
	}
	v := body.Get(names[0])
	if v == nil {
		return nil, refuse(parsingError, names[0], "The request has no %s.", names[0])
	}
	return v, nil
}

// index lists the endpoints, for whoever configures a test suite.
func (s *Server) index(w http.ResponseWriter, r *serve.Request) error {
	type line struct {
		ID     string `json:"id"`
		Issue  string `json:"issue"`
		Verify string `json:"verify"`
	}
	out := make(map[string]line)
	for name, e := range s.endpoints {
		base := s.BaseURL + "/" + name
		out[name] = line{ID: e.DID, Issue: base + "/credentials/issue", Verify: base + "/credentials/verify"}
	}
	return writeJSON(w, r, http.StatusOK, out)
}

// writeJSON answers with what there is room for.
func writeJSON(w http.ResponseWriter, r *serve.Request, status int, out any) error {
	kind := "application/json"
	if _, ok := out.(*Problem); ok {
		kind = "application/problem+json"
	}
	text, err := json.Marshal(out)
	if err != nil {
		return fmt.Errorf("vcapi: %w", err)
	}
	if err := r.Hold(len(text)); err != nil {
		return err
	}
	w.Header().Set("Content-Type", kind)
	w.WriteHeader(status)
	_, _ = w.Write(text) // whoever asked may be gone
	return nil
}
