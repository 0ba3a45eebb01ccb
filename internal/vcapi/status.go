package vcapi

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"time"

	"blazon/did"
	"blazon/internal/fault"
	"blazon/internal/serve"
	"blazon/jsonld"
	"blazon/statuslist"
)

// lists are the status lists of one endpoint: one for each purpose.
type lists struct {
	base string // the address before the purpose

	mu     sync.Mutex
	byName map[string]*statusList
	issued map[string][]place // by the id of a credential
}

// A statusList is a list and how far it is given away.
type statusList struct {
	url  string
	bits *statuslist.List
	// Places are given away in no order, so that none tells when or beside whom its
	// credential was issued.
	taken map[int]bool

	edition []byte // as it is signed; nil if it has changed
	until   time.Time
}

// A place is an entry of a list that a credential has.
type place struct {
	purpose string
	index   int
}

// The purposes for which lists are kept, and how long an edition counts.
var purposes = []string{statuslist.Revocation, statuslist.Suspension, statuslist.Refresh}

const (
	editionFor = time.Hour
	// maxIssued bounds how many credentials are remembered by their id.
	maxIssued = 100_000
)

func newLists(base string) *lists {
	return &lists{base: base, byName: make(map[string]*statusList), issued: make(map[string][]place)}
}

// list returns the list for a purpose; the caller holds mu.
func (l *lists) list(purpose string) *statusList {
	s := l.byName[purpose]
	if s == nil {
		s = &statusList{url: l.base + "/" + purpose, bits: statuslist.New(statuslist.MinEntries), taken: make(map[int]bool)}
		l.byName[purpose] = s
	}
	return s
}

// assign gives a credential a place in a list, and says so in it. The place is
// remembered under credentialId, or else under the id of the credential.
//
// Bitstring Status List 2.1 and 5.2: places are chosen at random.
func (l *lists) assign(random io.Reader, doc *jsonld.Value, opt options) (*jsonld.Value, error) {
	purpose, err := purposeOf(opt.status, "options.credentialStatus")
	if err != nil {
		return nil, err
	}
	var start [4]byte
	if _, err := io.ReadFull(random, start[:]); err != nil {
		return nil, fmt.Errorf("vcapi: place in a status list: %w", err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	s := l.list(purpose)
	if len(s.taken) >= s.bits.Len() || len(l.issued) >= maxIssued {
		return nil, fault.New(fault.Unavailable, "This server has issued as many credentials with a status as it can remember. Start it anew.")
	}
	index := int(binary.BigEndian.Uint32(start[:])>>1) % s.bits.Len()
	for s.taken[index] {
		index = (index + 1) % s.bits.Len()
	}
	s.taken[index] = true
	id := opt.credentialID
	if id == "" {
		id = doc.Get("id").Str()
	}
	if id != "" {
		l.issued[id] = append(l.issued[id], place{purpose, index})
	}
	text := func(name, value string) jsonld.Member {
		return jsonld.Member{Name: name, Value: jsonld.NewString(value)}
	}
	n := strconv.Itoa(index)
	entry := jsonld.NewObject(
		text("id", s.url+"#"+n), text("type", statuslist.TypeBitstring), text("statusPurpose", purpose),
		text("statusListIndex", n), text("statusListCredential", s.url),
	)
	if old := doc.Get("credentialStatus"); old != nil {
		entry = jsonld.NewArray(append(append([]*jsonld.Value(nil), old.Items()...), entry)...)
	}
	return doc.With("credentialStatus", entry), nil
}

// purposeOf reads which status is asked for.
func purposeOf(want *jsonld.Value, field string) (string, error) {
	if t := want.Get("type"); t != nil && t.Str() != statuslist.TypeBitstring {
		return "", refuse(malformedValue, field+".type", "The one type of status that is kept here is %s.", statuslist.TypeBitstring)
	}
	purpose := want.Get("statusPurpose")
	if purpose == nil {
		return statuslist.Revocation, nil
	}
	for _, p := range purposes {
		if p == purpose.Str() {
			return p, nil
		}
	}
	return "", refuse(malformedValue, field+".statusPurpose", "The purposes for which lists are kept here are %s.", strings.Join(purposes, ", "))
}

// setStatus changes the status of a credential that this server issued.
func (s *Server) setStatus(_ context.Context, e *endpoint, body *jsonld.Value) (int, any, error) {
	id, err := members(body, "credentialId", "credentialStatus", "status", "options")
	if err != nil {
		return 0, nil, err
	}
	want := body.Get("credentialStatus")
	if items := want.Items(); len(items) == 1 {
		want = items[0]
	}
	if want.Kind() != jsonld.Object {
		return 0, nil, refuse(parsingError, "credentialStatus", "credentialStatus is not one JSON object.")
	}
	purpose, err := purposeOf(want, "credentialStatus")
	if err != nil {
		return 0, nil, err
	}
	var on, given bool
	for _, v := range []*jsonld.Value{want.Get("status"), body.Get("status")} {
		if v == nil {
			continue
		}
		b, isBool := v.Bool()
		if !isBool && v.Str() != "0" && v.Str() != "1" {
			return 0, nil, refuse(parsingError, "status", "status is true or false.")
		}
		on, given = b || v.Str() == "1", true
	}
	if !given {
		return 0, nil, refuse(parsingError, "status", "The request does not say what the status is to be: status is true or false.")
	}
	if err := e.lists.set(id.Str(), purpose, on); err != nil {
		return 0, nil, err
	}
	return http.StatusOK, struct{}{}, nil
}

// set sets or clears the status of a credential.
//
// Bitstring Status List 2.2: a revocation is not reversible.
func (l *lists) set(id, purpose string, on bool) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	found := false
	for _, p := range l.issued[id] {
		if p.purpose != purpose {
			continue
		}
		found = true
		list := l.list(purpose)
		was, err := list.bits.Get(p.index)
		if err != nil {
			return fmt.Errorf("vcapi: %w", err)
		}
		if was && !on && purpose == statuslist.Revocation {
			return refuse(malformedValue, "status", "The credential %.200q was revoked, which cannot be taken back. Issue it anew; what may be taken back is a suspension.", id)
		}
		if err := list.bits.Set(p.index, on); err != nil {
			return fmt.Errorf("vcapi: %w", err)
		}
		list.edition = nil
	}
	if !found {
		p := refuse(malformedValue, "credentialId", "No credential %.200q with a status for %s was issued here since this server was started.", id, purpose)
		p.Status = http.StatusNotFound
		return p
	}
	return nil
}

// edition returns a list as it is served now.
func (s *Server) edition(ctx context.Context, e *endpoint, purpose string) ([]byte, bool, error) {
	l := e.lists
	l.mu.Lock()
	defer l.mu.Unlock()
	list, ok := l.byName[purpose]
	if !ok {
		return nil, false, nil
	}
	now := s.Now().UTC().Truncate(time.Second)
	if list.edition != nil && now.Before(list.until.Add(-editionFor/2)) {
		return list.edition, true, nil
	}
	doc, err := statuslist.Prepare(statuslist.Credential{
		ID: list.url, Issuer: e.DID, Purpose: purpose, List: list.bits, ValidFrom: now, ValidUntil: now.Add(editionFor),
	})
	if err != nil {
		return nil, false, fmt.Errorf("vcapi: %w", err)
	}
	signed, err := s.signList(ctx, e.Key, doc.Bytes())
	if err != nil {
		return nil, false, fmt.Errorf("vcapi: status list: %w", err)
	}
	list.edition, list.until = signed, now.Add(editionFor)
	return signed, true, nil
}

// getList serves a status list credential.
func (s *Server) getList(w http.ResponseWriter, r *serve.Request) error {
	e := s.endpoints[r.PathValue("suite")]
	if e == nil || !strings.HasSuffix(e.lists.base, "/"+r.PathValue("list")) {
		return fault.New(fault.NotFound, "There is no such list. Lists are kept for as long as the server runs.")
	}
	body, ok, err := s.edition(r.Context(), e, r.PathValue("purpose"))
	if err != nil {
		return err
	}
	if !ok {
		return fault.New(fault.NotFound, "There is no such list. Lists are kept for as long as the server runs.")
	}
	kind := e.mediaType()
	if accept := r.Header.Get("Accept"); !e.Suite.IsJWT() && accept != "" && !strings.Contains(accept, "application/vc") {
		kind = "application/json" // for clients that take nothing for JSON that does not say so
	}
	w.Header().Set("Content-Type", kind)
	w.Header().Set("Vary", "Accept")
	w.Header().Set("Cache-Control", "no-store")
	_, _ = w.Write(body) // whoever asked may be gone
	return nil
}

// mediaType is that of credentials of the endpoint.
func (e *endpoint) mediaType() string {
	if e.Suite.IsJWT() {
		return "application/vc+jwt"
	}
	return "application/vc"
}

// ownLists answers for lists of this server without a request to itself, and
// asks the network for all else. It implements did.Fetcher.
type ownLists struct{ s *Server }

// Fetch implements did.Fetcher.
func (o ownLists) Fetch(ctx context.Context, url, accept string) (*did.Response, error) {
	for _, e := range o.s.endpoints {
		purpose, ours := strings.CutPrefix(url, e.lists.base+"/")
		if !ours {
			continue
		}
		body, ok, err := o.s.edition(ctx, e, purpose)
		switch {
		case err != nil:
			return nil, &did.FetchError{URL: url, Err: err}
		case !ok:
			return &did.Response{URL: url, Status: http.StatusNotFound, FetchedAt: o.s.Now()}, nil
		}
		return &did.Response{URL: url, Status: http.StatusOK, MediaType: e.mediaType(), Body: body, FetchedAt: o.s.Now()}, nil
	}
	if o.s.Network == nil {
		return nil, &did.FetchError{URL: url, Blocked: true, Err: errNoNetwork}
	}
	return o.s.fetch(ctx, url, accept)
}

// fetch asks the network, and leaves the place of the request to another meanwhile,
// if not very many have done so.
func (s *Server) fetch(ctx context.Context, url, accept string) (resp *did.Response, err error) {
	ask := func() { resp, err = s.Network.Fetch(ctx, url, accept) }
	defer s.waiting.Add(-1)
	if s.waiting.Add(1) > maxWaiting {
		ask()
	} else {
		s.Pool.Pause(ask)
	}
	return resp, err
}
