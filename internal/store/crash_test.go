package store_test

import (
	"bufio"
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/job"
	"blazon/internal/once"
	"blazon/internal/page"
	"blazon/internal/store"
	"blazon/internal/store/storetest"
)

// crashURL and crashFor tell this program, started as a child, to award without
// end instead of testing.
const crashURL, crashFor = "BLAZON_CRASH_URL", "BLAZON_CRASH_FOR"

// TestKilled is F-01, F-02, F-03: a process that is killed while it awards loses
// nothing it has reported, and keeps nothing by halves.
func TestKilled(t *testing.T) {
	killed := func(t *testing.T, url string, o storetest.Opened) {
		t.Helper()
		w := &storetest.World{DB: o.DB, Raw: o.Raw}
		v := w.Published(t, w.Issuer(t, "Knot School").ID, "Bowline")
		var reported []string
		for round := range 4 {
			reported = append(reported, awardUntilKilled(t, url, v, fmt.Sprint(round), 3+7*round)...)
		}
		for _, id := range reported {
			if _, err := o.DB.Award(t.Context(), id); err != nil {
				t.Errorf("award %s was reported and is not there: %v", id, err)
			}
		}
		p, err := o.DB.AwardsOf(t.Context(), v.IssuerID, page.Query{}, storetest.Now)
		if err != nil {
			t.Fatal(err)
		}
		s, err := o.DB.Jobs().Status(t.Context(), storetest.Now)
		if err != nil {
			t.Fatal(err)
		}
		if p.Total < len(reported) || s.Waiting != p.Total {
			t.Errorf("%d awards were reported, %d are there, with %d jobs", len(reported), p.Total, s.Waiting)
		}
		problems, err := o.DB.Check(t.Context(), storetest.Now)
		if err != nil || len(problems) > 0 {
			t.Errorf("the check says %v, %v", problems, err)
		}
	}
	t.Run("SQLite", func(t *testing.T) {
		path := newSQLite(t)
		killed(t, path, openSQLite(t, path))
	})
	t.Run("PostgreSQL", func(t *testing.T) {
		url := newPostgreSQL(t)
		killed(t, url, storetest.Opened{DB: open(t, url, store.Options{})})
	})
}

// awardUntilKilled returns the ids of the awards a child reported before it was
// killed after n of them.
func awardUntilKilled(t *testing.T, url string, v achievement.Version, round string, n int) []string {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), crashURL+"="+url, crashFor+"="+strings.Join([]string{v.IssuerID, v.AchievementID, round}, " "))
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	var ids []string
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		if ids = append(ids, lines.Text()); len(ids) == n {
			if err := c.Process.Kill(); err != nil {
				t.Fatal(err)
			}
		}
	}
	_ = c.Wait()
	if len(ids) < n {
		t.Fatalf("the child ended by itself after %d awards", len(ids))
	}
	return ids
}

// crash awards until it is killed, and reports each award after it was saved.
func crash(url string) error {
	var issuerID, achievementID, round string
	if _, err := fmt.Sscan(os.Getenv(crashFor), &issuerID, &achievementID, &round); err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute) // should nobody kill it
	defer cancel()
	db, err := store.Open(ctx, url, store.Options{})
	if err != nil {
		return err
	}
	for n := 0; ; n++ {
		slot, err := db.TakeStatusIndex(ctx, issuerID, []int{n, n + 1000, n + 2000, n + 3000})
		if err != nil {
			return err
		}
		id := fmt.Sprintf("crash-%s-%d", round, n)
		a := award.Award{
			ID: id, IssuerID: issuerID, AchievementID: achievementID, Version: 1, State: award.Active,
			AwardedAt: storetest.Now, Credential: []byte(id), OB2: []byte(id), StatusList: slot.List, StatusIndex: slot.Index,
		}
		if err := db.SaveAward(ctx, a, once.Key{Account: "a", Operation: "award", Text: id}, storetest.Entry("award.give", id, issuerID), job.New("award.notify", id)); err != nil {
			return err
		}
		fmt.Println(id)
	}
}
