package vc

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"blazon/did"
	"blazon/statuslist"
)

// A Memory remembers the newest edition of each status list that was seen, so
// that an older one, from before a revocation, cannot be passed off as new.
type Memory interface {
	// Newest notes an edition of the list at url and returns the time of the
	// newest that was ever noted, this one included.
	Newest(url string, edition time.Time) time.Time
}

// NewMemory returns a Memory that lasts as long as the program. It forgets when
// it has seen very many lists.
func NewMemory() Memory { return &memory{seen: make(map[string]time.Time)} }

type memory struct {
	mu   sync.Mutex
	seen map[string]time.Time
}

const maxRemembered = 100_000

func (m *memory) Newest(url string, edition time.Time) time.Time {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.seen[url]; ok && !edition.After(old) {
		return old
	}
	if len(m.seen) >= maxRemembered {
		clear(m.seen)
	}
	m.seen[url] = edition
	return edition
}

// checkStatus answers whether the issuer has taken the credential back. All
// entries count, and the gravest decides.
//
// OB 3.0 9.1; Bitstring Status List 3.2.
func (j *judgement) checkStatus(ctx context.Context) {
	if j.as.statusList {
		j.report.pass(CheckStatus, "A status list has no status of its own.")
		return
	}
	entries, err := statuslist.ParseEntries(j.cred.doc.Get("credentialStatus"))
	if err != nil {
		code := statusCode(err)
		j.report.fail(CheckStatus, code, sentence(code, err))
		j.report.detail(CheckStatus, "cause", cause(err))
		return
	}
	if len(entries) == 0 {
		j.noStatus()
		return
	}
	var worst Check
	said := []string{noList}
	for i, e := range entries {
		c := j.status(ctx, e)
		if withdraws(e) {
			said[0] = notTakenBack
		}
		if c.Result == Pass && c.Text != "" {
			said = append(said, c.Text)
		}
		// Of answers that are as grave, one with a reason says more.
		silent := worst.Code == StatusRevoked && worst.Text == meaning(StatusRevoked)
		noted := gravity(worst) == 0 && c.Result == Pass && c.Code != ""
		if i == 0 || gravity(c) > gravity(worst) || gravity(c) == gravity(worst) && silent || noted {
			worst = c
		}
	}
	if c, ok := j.tokenStatus(); ok && gravity(c) > gravity(worst) {
		worst = c
	}
	if gravity(worst) > 0 {
		j.report.set(worst)
		return
	}
	if j.strict() && j.cred.token == nil && !j.literal && isMixableStatus(j.cred.doc) {
		j.report.unknown(CheckStatus, PartsExchangeable, "Its status has an id that something else in the badge has, too, so that what is said of the two could have been exchanged: where its issuer would say that it was withdrawn is not certain.")
		return
	}
	if !j.showsAll(ctx, "/credentialStatus") {
		j.unseen(CheckStatus, "Of the lists in which its issuer would say that it was withdrawn, its holder may have left one out.")
		return
	}
	worst.Text = strings.Join(slices.Compact(said), " ")
	j.report.set(worst)
	if !slices.ContainsFunc(entries, withdraws) {
		j.report.detail(CheckStatus, "withdrawal", Nowhere)
	}
}

// noStatus answers for a credential in which no status is seen.
func (j *judgement) noStatus() {
	switch {
	case j.shown != nil:
		j.unseen(CheckStatus, "It does not show where its issuer would say that it was withdrawn, which its holder may have left out.")
	case j.statusUnknown(): // it has answered
	default:
		j.report.pass(CheckStatus, noList)
		j.report.detail(CheckStatus, "withdrawal", Nowhere)
	}
}

// Nowhere is the detail withdrawal of the check status where the issuer has no place at
// which it would say that it has withdrawn the badge.
const Nowhere = "nowhere"

const (
	noList       = "The issuer keeps no list of withdrawn badges."
	notTakenBack = "The issuer has not withdrawn it."
)

// withdraws reports whether an entry can say that the badge was withdrawn, for
// good or for now. Others can only note something.
func withdraws(e statuslist.Entry) bool {
	return !e.InBitstring() || e.Purpose == statuslist.Revocation || e.Purpose == statuslist.Suspension
}

// gravity orders the answers of several entries.
func gravity(c Check) int {
	switch c.Code {
	case StatusRevoked:
		return 5
	case StatusSuspended:
		return 4
	}
	return map[string]int{Fail: 3, Unknown: 2, Warning: 1}[c.Result]
}

// status answers for one entry.
func (j *judgement) status(ctx context.Context, e statuslist.Entry) Check {
	var c Check
	switch e.Type {
	case statuslist.TypeBitstring, statuslist.TypeStatusList2021:
		c = j.bitstring(ctx, e)
	case statuslist.TypeRevocation:
		c = j.revocationList(ctx, e)
	default:
		c = answer(CheckStatus, Unknown, StatusUnavailable, fmt.Sprintf("Its status is kept in a way that is not understood here (%.80q).", e.Type))
	}
	// 1EdTech's validator only warns of a list that it cannot get.
	if c.Result == Unknown && !j.strict() {
		c.Result = Warning
	}
	if c.Detail == nil {
		c.Detail = make(map[string]string)
	}
	c.Detail["type"], c.Detail["purpose"], c.Detail["list"] = e.Type, e.Purpose, e.Credential
	if e.InBitstring() {
		c.Detail["index"] = fmt.Sprint(e.Index)
	}
	return c
}

// unavailable is the answer when a list could not be had.
func unavailable(err error) Check {
	c := answer(CheckStatus, Unknown, StatusUnavailable, "")
	c.Detail = map[string]string{"cause": cause(err)}
	return c
}

func invalidList(text string) Check {
	return answer(CheckStatus, Fail, StatusListInvalid, meaning(StatusListInvalid)+" "+text)
}

// fetchList gets a list. Anything but an answer of status 200 is no list.
func (j *judgement) fetchList(ctx context.Context, url, accept string) (*did.Response, error) {
	resp, err := j.Fetcher.Fetch(ctx, url, accept)
	if err != nil {
		return nil, err
	}
	if resp.Status != 200 {
		return nil, &did.FetchError{URL: url, Err: fmt.Errorf("the answer has the status %d", resp.Status)}
	}
	return resp, nil
}

// acceptList asks for a credential in any form. A Fetcher may read more where
// a credential is asked for than elsewhere.
const acceptList = "application/vc, application/vc+ld+json, application/vc+jwt, application/ld+json, application/json, text/plain"

// A statusList is what was found out about a Bitstring Status List, for all entries that
// lead to it.
type statusList struct {
	judged  *judgement
	fetched time.Time
	none    *Check // the answer, if it is no list that can be asked
}

// bitstring looks an entry up in a Bitstring Status List, which is a credential
// of its own and judged as such: its proof, its issuer, its time.
func (j *judgement) bitstring(ctx context.Context, e statuslist.Entry) Check {
	opt := j.opt
	opt.Recipient, opt.Explain = "", false
	name := fmt.Sprintf("%q %v %v", e.Credential, opt, j.as.inSchema)
	l, err := j.session.statusLists.get(ctx, name, func(ctx context.Context) (*statusList, error) { return j.readStatusList(ctx, e.Credential, opt) })
	if err != nil {
		return unavailable(err)
	}
	if l.none != nil {
		return *l.none
	}
	list := l.judged
	if c, ok := j.believable(list, e); !ok {
		return c
	}
	value, err := statuslist.LookupBy(j.session.unpack, e, list.cred.doc)
	if errors.Is(err, errUnpacked) {
		return answer(CheckStatus, Unknown, LimitExceeded, "The lists of withdrawn badges that it leads to are longer than one check may read.")
	}
	short := j.strict() && errors.Is(err, statuslist.ErrShort)
	if err != nil && !short {
		c := answer(CheckStatus, Fail, statusCode(err), "")
		c.Detail = map[string]string{"cause": cause(err)}
		return c
	}
	ttl, err := statuslist.TTL(list.cred.doc)
	if err != nil {
		return invalidList("It does not say in milliseconds how long it may be kept (ttl).")
	}
	c := meaningOf(value, e)
	if short && c.Result == Pass {
		// Bitstring Status List 3.2 has an error for it. It is a fault against the privacy
		// of those who hold badges, and says nothing against theirs.
		c.Code, c.Text = StatusListShort, strings.TrimSpace(meaning(StatusListShort)+" "+c.Text)
	}
	return asOf(c, l.fetched, ttl, j.now)
}

// readStatusList gets a Bitstring Status List and judges it.
func (j *judgement) readStatusList(ctx context.Context, address string, opt Options) (*statusList, error) {
	resp, err := j.fetchList(ctx, address, acceptList)
	if err != nil {
		return nil, err
	}
	list := j.judge(opt, role{statusList: true, inSchema: j.as.inSchema})
	text := parse(resp.Body, statusListLimits)
	if inner, ok := text.opened(); ok {
		text = inner // VCDM 2.0 4.12.1: a credential may come in an envelope
	}
	if !list.readText(text) {
		c := list.report.Check(CheckFormat)
		if c.Code == MalformedInput || c.Result == Unknown || list.cred != nil && list.cred.doc.Get("@context") == nil {
			// What servers say of their own troubles is JSON, too.
			return nil, errors.New("what is there is not a status list")
		}
		c = invalidList(c.Text)
		return &statusList{none: &c}, nil
	}
	list.all(ctx)
	return &statusList{judged: list, fetched: resp.FetchedAt}, nil
}

// How many lists one verification unpacks, and how much of what it unpacked it keeps for
// other entries.
const (
	maxUnpacked = 64
	maxKept     = 16 << 20
)

// errUnpacked: lists were unpacked as often as they may be.
var errUnpacked = errors.New("too many long status lists")

// unpack is statuslist.Decode, once for each list unless they are very long.
func (s *session) unpack(encoded string) (*statuslist.List, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if l, ok := s.unpacked[encoded]; ok {
		return l, nil
	}
	if s.unpackings++; s.unpackings > maxUnpacked {
		return nil, errUnpacked
	}
	l, err := statuslist.Decode(encoded)
	if err != nil {
		return nil, err
	}
	if size := l.Len() / 8; s.kept+size <= maxKept {
		s.kept += size
		s.unpacked[encoded] = l
	}
	return l, nil
}

// asOf adds when a list was got and, if its issuer wants it asked for more often,
// says so.
//
// Bitstring Status List 2.2: past ttl it should be asked for anew. Whether it is
// is for the Fetcher to say.
func asOf(c Check, fetched time.Time, ttl time.Duration, now time.Time) Check {
	if fetched.IsZero() {
		return c
	}
	if c.Detail == nil {
		c.Detail = make(map[string]string)
	}
	c.Detail["asOf"] = fetched.UTC().Format(time.RFC3339)
	if ttl > 0 {
		c.Detail["ttl"] = ttl.String()
		if now.Sub(fetched) > ttl+skew {
			c.Text = strings.TrimSpace(c.Text + fmt.Sprintf(" This is as of %s.", date(fetched)))
		}
	}
	return c
}

// believable decides whether a list is one that may speak about this
// credential.
func (j *judgement) believable(list *judgement, e statuslist.Entry) (Check, bool) {
	for _, c := range list.report.Checks {
		if c.Result == Fail && c.Code == Expired {
			// It is as its issuer made it, and says nothing about today.
			return answer(CheckStatus, Unknown, StatusListInvalid, "The list of withdrawn badges that was to be had is out of date: "+c.Text), false
		}
		if c.Result == Fail {
			return invalidList(fmt.Sprintf("(%s: %s)", c.Name, c.Text)), false
		}
	}
	if list.report.Verdict != Valid {
		return unavailable(errors.New("the list could not be verified")), false
	}
	if !j.strict() {
		return Check{}, true
	}
	switch {
	case list.cred.issuer != j.cred.issuer:
		return invalidList(fmt.Sprintf("It is the list of another issuer, %.200s.", list.cred.issuer)), false
	case list.cred.id == "":
		// Its id is optional, but without one nothing says that it is this list and not
		// another of the same issuer.
		return answer(CheckStatus, Unknown, StatusListInvalid, "The list of withdrawn badges does not say which of its issuer's lists it is."), false
	case !isOneList(list.cred.id, e.Credential):
		return invalidList(fmt.Sprintf("It is another list, %.200s.", list.cred.id)), false
	}
	if j.Memory != nil {
		edition := list.cred.edition()
		if j.Memory.Newest(withoutFragment(e.Credential), edition).After(edition) {
			return answer(CheckStatus, Unknown, StatusListInvalid, "The list of withdrawn badges that was to be had is an old one: a newer edition of it was seen before."), false
		}
	}
	return Check{}, true
}

// meaningOf says what a value in a list means. Of a badge that is not withdrawn
// it says only what its issuer notes.
//
// Bitstring Status List 2.2: the message of a value, of 0 too.
func meaningOf(value uint64, e statuslist.Entry) Check {
	note := Check{Name: CheckStatus, Result: Pass}
	switch {
	case e.Purpose == statuslist.Message && e.Messages[value] != "":
		note.Text = fmt.Sprintf("The issuer notes: %.200s", e.Messages[value])
		return note
	case e.Purpose == statuslist.Message && value != 0:
		note.Text = fmt.Sprintf("The issuer gave it the status %#x, and does not say what that means.", value)
		return note
	case value == 0:
		return note
	}
	switch e.Purpose {
	case statuslist.Revocation:
		return answer(CheckStatus, Fail, StatusRevoked, "")
	case statuslist.Suspension:
		return answer(CheckStatus, Fail, StatusSuspended, "")
	case statuslist.Refresh:
		note.Text = "The issuer has a newer edition of it."
		return note
	}
	return answer(CheckStatus, Unknown, StatusUnavailable, fmt.Sprintf("The issuer has set a status for a purpose that is not understood here (%.80q).", e.Purpose))
}

// statusCode is the code for an error of package statuslist.
func statusCode(err error) string {
	switch {
	case errors.Is(err, statuslist.ErrRange):
		return StatusRangeError
	case errors.Is(err, statuslist.ErrInvalidList):
		return StatusListInvalid
	}
	return MalformedInput
}

// isOneList reports whether a list that calls itself by an id is the one at an address,
// however the two are written.
func isOneList(id, address string) bool {
	return plainName(withoutFragment(id)) == plainName(withoutFragment(address))
}

func withoutFragment(s string) string {
	s, _, _ = strings.Cut(s, "#")
	return s
}
