package store_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"blazon/internal/store"
	"blazon/vc"
)

// A school is an issuer whose keys are listed and remembered.
type school struct {
	t   *testing.T
	db  *store.DB
	raw *sql.DB
	url string
}

// schools runs a test with each database.
func schools(t *testing.T, test func(s *school)) {
	for name, open := range map[string]func(t *testing.T) *school{
		"SQLite": func(t *testing.T) *school {
			o := openSQLite(t, newSQLite(t))
			return &school{t: t, db: o.DB, raw: o.Raw}
		},
		"PostgreSQL": func(t *testing.T) *school {
			url := newPostgreSQL(t)
			return &school{t: t, db: open(t, url, store.Options{}), raw: raw(t, "pgx", url)}
		},
	} {
		t.Run(name, func(t *testing.T) { test(open(t)) })
	}
}

// another is an issuer of which nothing is known.
func (s *school) another(name string) *school {
	out := *s
	out.url = "https://school.example/" + name
	return &out
}

func schoolDay(n float64) time.Time {
	return time.Date(2026, 3, 4, 0, 0, 0, 0, time.UTC).Add(time.Duration(n * 24 * float64(time.Hour)))
}

// lists notes that keys are listed for a version on a day, of which the first signed, and
// returns the day since which they are others than before; -1 if they are not.
func (s *school) lists(day float64, version string, keys ...string) int {
	s.t.Helper()
	h, err := s.db.KeysListed(s.t.Context(), vc.KeyListing{Issuer: s.url, Version: version, Signer: keys[0], Listed: keys, Whole: true, At: schoolDay(day)})
	if err != nil {
		s.t.Fatal(err)
	}
	return dayOf(h.ReplacedAt)
}

// gone returns the day on which a key was gone; -1 if it is not.
func (s *school) gone(key string) int {
	s.t.Helper()
	at, err := s.db.KeyGone(s.t.Context(), s.url, key)
	if err != nil {
		s.t.Fatal(err)
	}
	return dayOf(at)
}

func dayOf(at time.Time) int {
	if at.IsZero() {
		return -1
	}
	return int(at.Sub(schoolDay(0)) / (24 * time.Hour))
}

// noted is what the program before this one writes for a listing: it knew of no versions.
const noted = `INSERT INTO seen_keys (issuer, fingerprint, line, first_seen, last_seen)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT (issuer, fingerprint) DO UPDATE SET last_seen = excluded.last_seen
WHERE seen_keys.last_seen < excluded.last_seen`

// before notes a key as the program before this one did.
func (s *school) before(key string, line int, first, last float64) {
	s.t.Helper()
	if _, err := s.raw.Exec(noted, s.url, key, line, schoolDay(first).UnixMicro(), schoolDay(last).UnixMicro()); err != nil {
		s.t.Fatal(err)
	}
}

// TestAbuse_DID_05_Upgrade: what was noted before anybody asked for the version is compared
// with whatever is listed first, and belongs to the version for which it is listed again. So
// a replacement is told across the upgrade, and what only looked like one not for good.
func TestAbuse_DID_05_Upgrade(t *testing.T) {
	const two, three = vc.ListedFor2, vc.ListedFor3
	schools(t, func(all *school) {
		want := func(what string, got, want int) {
			all.t.Helper()
			if got != want {
				all.t.Errorf("%s: day %d, want %d", what, got, want)
			}
		}
		for _, version := range []string{two, three} {
			s := all.another("unchanged" + version)
			s.before("a", 1, 0, 5)
			want("an unchanged issuer", s.lists(10, version, "a"), -1)
			want("the same again", s.lists(20, version, "a"), -1)
			want("its rotation", s.lists(30, version, "b", "a"), -1)
			want("another's keys", s.lists(40, version, "c"), 40)
			want("the key it had", s.gone("a"), 40)

			s = all.another("taken" + version)
			s.before("a", 1, 0, 5)
			want("keys of a new owner", s.lists(10, version, "b"), 10)
			want("a month later", s.lists(40, version, "b"), 10)
			want("the key of the old one", s.gone("a"), 10)

			s = all.another("taken before" + version)
			s.before("a", 1, 0, 5)
			s.before("b", 2, 10, 12)
			want("replaced before the upgrade", s.lists(13, version, "b"), 10)
			want("the key it had then", s.gone("a"), 10)
			want("beside another", s.lists(14, version, "c", "b"), 10)
		}

		s := all.another("both")
		s.before("r", 1, 0, 5)
		s.lists(10, three, "e") // who knows whether r is for this version, too?
		want("what is listed for 2.0", s.lists(11, two, "r"), -1)
		want("what is listed for 3.0, as that is known", s.lists(12, three, "e"), -1)
		want("the key for 2.0", s.gone("r"), -1)

		s = all.another("confused")
		s.before("r", 1, 0, 5)
		s.before("e", 2, 6, 7)
		want("once confused, for 2.0", s.lists(10, two, "r"), -1)
		want("once confused, for 3.0", s.lists(11, three, "e"), -1)

		s = all.another("by turns")
		s.before("r", 1, 0, 8)
		s.before("e", 2, 6, 7)
		want("seen by turns", s.lists(10, three, "e"), -1)

		s = all.another("beside one another")
		s.before("a", 1, 0, 5)
		s.before("b", 1, 1, 5)
		want("one of the keys", s.lists(10, three, "a"), -1)
		want("what is listed for the other version", s.lists(11, two, "r"), -1)
		want("the key beside it", s.gone("b"), -1)
	})
}

// TestUpgradeRolls: the program before this one goes on beside it, with its own statement.
func TestUpgradeRolls(t *testing.T) {
	schools(t, func(all *school) {
		s := all.another("rolling")
		s.before("a", 1, 0, 5)
		s.lists(10, vc.ListedFor3, "a")
		s.lists(11, vc.ListedFor2, "r")
		s.before("a", 1, 12, 12) // it was known
		s.before("n", 2, 13, 13) // and this was not
		if got := s.lists(14, vc.ListedFor3, "n"); got != 13 {
			t.Errorf("keys that the other program saw first were replaced on day %d, want 13", got)
		}
		if got := s.lists(15, vc.ListedFor2, "r"); got != -1 {
			t.Errorf("those for the other version were replaced on day %d", got)
		}
		var known int
		if err := s.raw.QueryRow(`SELECT count(*) FROM seen_keys WHERE issuer = $1`, s.url).Scan(&known); err != nil || known != 3 {
			t.Errorf("the program before this one finds %d keys, %v", known, err)
		}
	})
}

// TestAbuse_DID_05_Evict: however many keys somebody lists for one version, what is known
// of those for the other stays, and so does the first of each.
func TestAbuse_DID_05_Evict(t *testing.T) {
	const two, three = vc.ListedFor2, vc.ListedFor3
	schools(t, func(all *school) {
		for filler, other := range map[string]string{two: three, three: two} {
			s := all.another(filler)
			s.lists(0, filler, "honest-"+filler)
			for day := range 30 {
				s.lists(float64(1+10*day), other, "honest-"+other)
			}
			for round := range 20 {
				var keys []string
				for k := range 16 {
					keys = append(keys, fmt.Sprintf("filler-%d-%d", round, k))
				}
				if got := s.lists(400+float64(round)/24, filler, keys...); got < 400 {
					t.Errorf("%s, round %d: replaced on day %d", filler, round, got)
				}
			}
			if got := s.lists(402, other, "stolen"); got != 402 {
				t.Errorf("the keys for %s were replaced on day %d, want 402", other, got)
			}
			for _, key := range []string{"honest-" + other, "honest-" + filler} {
				if got := s.gone(key); got < 400 {
					t.Errorf("%s is gone since day %d", key, got)
				}
			}
			var known, listed int
			if err := s.raw.QueryRow(`SELECT count(*) FROM seen_keys WHERE issuer = $1`, s.url).Scan(&known); err != nil {
				t.Fatal(err)
			}
			if err := s.raw.QueryRow(`SELECT count(*) FROM listed_keys WHERE issuer = $1`, s.url).Scan(&listed); err != nil {
				t.Fatal(err)
			}
			if most := 2 + store.SeenOfIssuer; known > most || listed > most {
				t.Errorf("%d keys are remembered, for versions %d", known, listed)
			}
		}
	})
}
