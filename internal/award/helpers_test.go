package award_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"image"
	"image/png"
	"net/mail"
	"strings"
	"sync"
	"testing"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/internal/achievement"
	"blazon/internal/audit"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/issuer"
	"blazon/internal/job"
	"blazon/internal/keyring"
	blazonmail "blazon/internal/mail"
	"blazon/internal/once"
	"blazon/internal/page"
	"blazon/internal/store"
	"blazon/internal/store/storetest"
	"blazon/jsonld"
	"blazon/vc"
)

const baseURL = "https://badges.example"

// A world is everything below the surfaces, on a real database, with two
// issuers: ada owns ours, which has published a badge, and eve owns theirs.
type world struct {
	*award.Awarder
	DB           *store.DB
	Store        *listening
	Clock        *clock
	Outbox       *blazonmail.Outbox
	Ours, Theirs issuer.Issuer
	Ada, Eve     string
	Badge        achievement.Achievement
	Verifier     *vc.Verifier
}

func newWorld(t testing.TB) *world {
	t.Helper()
	db := storetest.SQLite(t)
	people := &storetest.World{DB: db}
	w := &world{DB: db, Store: &listening{DB: db}, Clock: &clock{t: time.Date(2026, 5, 1, 10, 0, 0, 123456789, time.UTC)}}
	master, err := keyring.ParseMaster(base64.StdEncoding.EncodeToString(bytes.Repeat([]byte{7}, 32)))
	must(t, err)
	processor := &jsonld.Processor{Contexts: jsonld.Pinned()}
	keys := &keyring.Keyring{Store: db, Master: master, Now: w.Clock.now, Rand: rand.Reader, BaseURL: baseURL, Suites: dataintegrity.Default(), Processor: processor}
	pics := pictures{}
	issuers := &issuer.Issuers{Store: db, Keys: keys, Pictures: pics, Now: w.Clock.now, Rand: rand.Reader, BaseURL: baseURL, Contact: "site@badges.example"}
	catalogue := &achievement.Catalogue{Store: db, Issuers: issuers, Pictures: pics, Now: w.Clock.now, Rand: rand.Reader, BaseURL: baseURL}
	w.Outbox = &blazonmail.Outbox{Shelf: db, From: mail.Address{Address: "badges@badges.example"}, Now: w.Clock.now, Rand: rand.Reader}
	w.Awarder = &award.Awarder{
		Store: w.Store, Catalogue: catalogue, Issuers: issuers, Keys: keys, Mail: w.Outbox, MailHost: "badges.example",
		Now: w.Clock.now, Rand: rand.Reader, BaseURL: baseURL,
	}
	w.Ada, w.Eve = people.Account(t, "ada@school.example").ID, people.Account(t, "eve@other.example").ID
	w.Ours, err = issuers.Create(t.Context(), w.Ada, issuer.Draft{Name: "Knot School", URL: "https://school.example", Email: "knots@school.example"}, "")
	must(t, err)
	w.Theirs, err = issuers.Create(t.Context(), w.Eve, issuer.Draft{Name: "Other School"}, "")
	must(t, err)
	w.Badge = w.publish(t, w.Ada, w.Ours.ID, "Bowline")
	w.Verifier = &vc.Verifier{Processor: processor, Fetcher: web{w}, Now: w.Clock.now, Memory: vc.NewMemory()}
	return w
}

// publish adds a badge with its first version.
func (w *world) publish(t testing.TB, by, issuerID, name string) achievement.Achievement {
	t.Helper()
	b, err := w.Catalogue.Create(t.Context(), by, issuerID, achievement.Content{
		Name: name, Description: "Tie it behind your back.", Criteria: "*Tie* it.", Type: "Badge", InLanguage: "en", Tags: []string{"rope"},
		Alignments: []achievement.Alignment{{TargetName: "Knots", TargetURL: "https://skills.example/knots"}},
	}, nil, true, "")
	must(t, err)
	return b
}

// request asks for the badge of the world.
func (w *world) request(email string) award.Request {
	return award.Request{AchievementID: w.Badge.ID, By: w.Ada, Email: email, Name: "Grace Hopper"}
}

// award awards the badge of the world.
func (w *world) award(t testing.TB, req award.Request) award.Award {
	t.Helper()
	a, err := w.Award(t.Context(), req)
	must(t, err)
	return a
}

// work does the jobs that were saved, until there are none.
func (w *world) work(t testing.TB) {
	t.Helper()
	for {
		jobs := w.Store.take(w.Clock.now())
		if len(jobs) == 0 {
			return
		}
		for _, j := range jobs {
			must(t, w.Jobs()[j.Kind](t.Context(), j.Args))
		}
	}
}

// sent returns the messages in the outbox, latest first.
func (w *world) sent(t testing.TB) []blazonmail.Kept {
	t.Helper()
	p, err := w.Outbox.List(t.Context(), page.Query{Limit: page.MaxLimit})
	must(t, err)
	for i := range p.Items {
		p.Items[i], err = w.Outbox.Read(t.Context(), p.Items[i].ID)
		must(t, err)
	}
	return p.Items
}

// verify judges a credential as a stranger would.
func (w *world) verify(t testing.TB, credential string, opt vc.Options) *vc.Report {
	t.Helper()
	r, err := w.Verifier.Verify(t.Context(), []byte(credential), opt)
	must(t, err)
	return r
}

// A listening store remembers the jobs and the entries that are saved.
type listening struct {
	*store.DB
	mu      sync.Mutex
	jobs    []job.Job
	entries []audit.Entry
}

func (l *listening) hear(err error, jobs []job.Job, entries ...audit.Entry) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err == nil {
		l.jobs, l.entries = append(l.jobs, jobs...), append(l.entries, entries...)
	}
	return err
}

// take returns the jobs that are due.
func (l *listening) take(now time.Time) (due []job.Job) {
	l.mu.Lock()
	defer l.mu.Unlock()
	var later []job.Job
	for _, j := range l.jobs {
		if j.At.After(now) {
			later = append(later, j)
		} else {
			due = append(due, j)
		}
	}
	l.jobs = later
	return due
}

func (l *listening) SaveAward(ctx context.Context, a award.Award, k once.Key, e audit.Entry, jobs ...job.Job) error {
	return l.hear(l.DB.SaveAward(ctx, a, k, e, jobs...), jobs, e)
}

func (l *listening) RevokeAward(ctx context.Context, r award.Revocation, e audit.Entry, jobs ...job.Job) error {
	return l.hear(l.DB.RevokeAward(ctx, r, e, jobs...), jobs, e)
}

func (l *listening) SaveJobs(ctx context.Context, jobs ...job.Job) error {
	return l.hear(l.DB.SaveJobs(ctx, jobs...), jobs)
}

// audited returns what was written down about an award, the detail of all.
func (w *world) audited(object string) string {
	w.Store.mu.Lock()
	defer w.Store.mu.Unlock()
	var out []string
	for _, e := range w.Store.entries {
		if e.Object == object {
			out = append(out, e.Action+" "+e.Detail)
		}
	}
	return strings.Join(out, "\n")
}

// A clock shows what the test sets.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) add(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

// web is the public documents of a world, as a verifier gets them.
type web struct{ w *world }

func (s web) Fetch(ctx context.Context, url, _ string) (*did.Response, error) {
	body, status, err := s.get(ctx, strings.TrimPrefix(url, baseURL))
	if fault.Is(err, fault.NotFound) {
		status, err = 404, nil
	}
	if err != nil {
		return nil, &did.FetchError{URL: url, Err: err}
	}
	return &did.Response{URL: url, Status: status, MediaType: "application/json", Body: body, FetchedAt: s.w.Clock.now()}, nil
}

func (s web) get(ctx context.Context, path string) (body []byte, status int, err error) {
	w, parts := s.w, strings.Split(path, "/")
	status = 200
	switch {
	case path == "/.well-known/jwks.json":
		body, err = w.Issuers.JWKS(ctx)
	case len(parts) == 3 && parts[1] == "issuers":
		body, err = w.Issuers.ControllerDocument(ctx, parts[2])
	case len(parts) == 5 && parts[3] == "keys" && parts[1] == "issuers":
		body, err = w.Issuers.JWK(ctx, parts[2], parts[4])
	case len(parts) == 5 && parts[3] == "status":
		n := 0
		if err = json.Unmarshal([]byte(parts[4]), &n); err == nil {
			body, err = w.StatusList(ctx, parts[2], n)
		}
	case len(parts) == 4 && parts[1] == "ob2" && parts[2] == "awards":
		var gone bool
		if body, gone, err = w.AssertionOB2(ctx, parts[3]); gone {
			status = 410
		}
	case len(parts) == 4 && parts[1] == "ob2" && parts[2] == "issuers":
		body, err = w.Issuers.ProfileOB2(ctx, parts[3])
	case len(parts) == 6 && parts[1] == "ob2" && parts[2] == "badges":
		var v achievement.Version
		n := 0
		if err = json.Unmarshal([]byte(parts[5]), &n); err == nil {
			if v, err = w.Catalogue.Version(ctx, parts[3], n); err == nil {
				body, err = w.Catalogue.AsOB2(v)
			}
		}
	default:
		status = 404
	}
	return body, status, err
}

// pictures has one picture, which it says it has drawn.
type pictures struct{}

const drawing = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><title>A rope</title><path d="M0 0h8v8H0z"/></svg>`

func (pictures) Keep(context.Context, []byte) (key, mediaType string, err error) {
	return "images/" + id.New(rand.Reader), "image/png", nil
}

func (pictures) Draw(_ context.Context, design json.RawMessage, _ string) (achievement.Drawn, error) {
	if design == nil {
		design = json.RawMessage(`{}`)
	}
	return achievement.Drawn{Key: "images/" + id.New(rand.Reader), MediaType: "image/svg+xml", Design: design, Alt: "A rope"}, nil
}

func (pictures) As(_ context.Context, _, kind string) ([]byte, error) {
	if kind == "svg" {
		return []byte(drawing), nil
	}
	var b bytes.Buffer
	err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, 8, 8)))
	return b.Bytes(), err
}

func (pictures) Load(context.Context, string) ([]byte, error) { return []byte(drawing), nil }

// must fails t if err is not nil.
func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// wantFault fails t unless err is a fault of kind k.
func wantFault(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Fatalf("got error %v, want a fault of kind %d", err, k)
	}
}

// fields returns the fields that err is about.
func fields(err error) []string {
	var out []string
	for _, f := range fault.Fields(err) {
		out = append(out, f.Field)
	}
	return out
}
