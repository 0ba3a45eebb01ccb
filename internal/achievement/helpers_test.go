package achievement_test

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"blazon/internal/achievement"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/issuer"
	"blazon/internal/store"
	"blazon/internal/store/storetest"
)

// A world is a catalogue on a real database, with two issuers whose staff have
// one person in each role.
type world struct {
	*achievement.Catalogue
	DB       *store.DB
	Pictures *pictures
	Clock    *clock
	// Ours and Theirs are issuers; staff of Ours is ada, staff of Theirs eve.
	Ours, Theirs string
	Ada, Eve     string
	roles        *roles
}

// newWorld makes a world.
func newWorld(t *testing.T) *world {
	t.Helper()
	db := storetest.SQLite(t)
	st := &storetest.World{DB: db}
	w := &world{DB: db, Pictures: newPictures(), Clock: &clock{t: storetest.Now}}
	random := rand.NewChaCha8([32]byte([]byte("a catalogue of badges, for tests")))
	w.Ada, w.Eve = st.Account(t, "ada@school.example").ID, st.Account(t, "eve@other.example").ID
	w.Ours, w.Theirs = id.New(random), id.New(random)
	for issuerID, owner := range map[string]string{w.Ours: w.Ada, w.Theirs: w.Eve} {
		n := st.NewIssuer(owner, "School "+issuerID)
		n.Issuer.ID, n.Keys, n.Audit.IssuerID = issuerID, nil, issuerID
		if err := db.AddIssuer(t.Context(), n); err != nil {
			t.Fatal(err)
		}
	}
	w.roles = &roles{Issuers: &issuer.Issuers{Store: db}, played: make(map[string]issuer.Role)}
	w.Catalogue = &achievement.Catalogue{
		Store: db, Issuers: w.roles, Pictures: w.Pictures, Now: w.Clock.now, Rand: &locked{r: random}, BaseURL: "https://badges.example",
	}
	return w
}

// roles is the real staff of issuers, and players of roles that nobody can be
// given yet.
type roles struct {
	*issuer.Issuers
	played map[string]issuer.Role // account and issuer
}

func (r *roles) May(ctx context.Context, by, issuerID string, a issuer.Action) error {
	role, ok := r.played[by+" "+issuerID]
	if !ok {
		return r.Issuers.May(ctx, by, issuerID, a)
	}
	if !role.Allows(a) {
		return fault.New(fault.Denied, "Your role is %s.", role)
	}
	return nil
}

// A clock is set by the test and goes on a second each time it is looked at.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(time.Second)
	return c.t
}

// locked lets several goroutines draw from one source.
type locked struct {
	mu sync.Mutex
	r  interface{ Read([]byte) (int, error) }
}

func (l *locked) Read(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.r.Read(b)
}

// pictures keeps files in memory and draws with letters.
type pictures struct {
	mu    sync.Mutex
	files map[string][]byte
	drawn int
}

func newPictures() *pictures { return &pictures{files: make(map[string][]byte)} }

func (p *pictures) put(b []byte) string {
	key := "images/" + base64.RawURLEncoding.EncodeToString(b)
	p.files[key] = b
	return key
}

func (p *pictures) Keep(_ context.Context, upload []byte) (key, mediaType string, err error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if !bytes.HasPrefix(upload, []byte("PNG")) {
		return "", "", fault.Field("image", "This is not a picture.")
	}
	return p.put(upload), "image/png", nil
}

func (p *pictures) Draw(_ context.Context, design json.RawMessage, name string) (achievement.Drawn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if design == nil {
		design = json.RawMessage(`{"shape":"circle"}`)
	}
	if !json.Valid(design) || bytes.Contains(design, []byte("hexapod")) {
		return achievement.Drawn{}, fault.Field("design", "There is no such shape.")
	}
	p.drawn++
	return achievement.Drawn{Key: p.put([]byte(string(design) + name)), MediaType: "image/svg+xml", Design: design, Alt: "A drawing for " + name}, nil
}

func (p *pictures) As(_ context.Context, key, kind string) ([]byte, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]byte(kind+":"), p.files[key]...), nil
}

// bowline returns a content with everything in it.
func bowline() achievement.Content {
	return achievement.Content{
		Name: "Bowline", Description: "Ties it behind the back.", Criteria: "Tie **it** three times.", CriteriaURL: "https://school.example/bowline",
		Type: "Competency", InLanguage: "en-GB", Tags: []string{"rope", "knots"}, ImageAlt: "A rope",
		Alignments: []achievement.Alignment{{
			TargetName: "Knots", TargetURL: "https://skills.example/knots", TargetDescription: "All of them.",
			TargetFramework: "Sailing", TargetCode: "S.1", TargetType: "CFItem",
		}},
	}
}

// create makes a draft for Ours.
func (w *world) create(t testing.TB, content achievement.Content) achievement.Achievement {
	t.Helper()
	a, err := w.Create(t.Context(), w.Ada, w.Ours, content, nil, false, "")
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// wantFault fails t unless err is a fault of kind k.
func wantFault(t testing.TB, err error, k fault.Kind) {
	t.Helper()
	if !fault.Is(err, k) {
		t.Errorf("got error %v, want a fault of kind %d", err, k)
	}
}
