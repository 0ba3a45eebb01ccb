package web

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/serve"
)

// What awarding to a whole list may take.
const (
	maxList     = 1 << 20
	severalTime = 3 * time.Minute
)

// several is what the pages about awarding to several people show. Each step
// carries the whole list with it, so nothing is lost on the way.
type several struct {
	Badge  achievement.Achievement
	People people
	// Held says of which people it is known that they have the badge already.
	Held map[string]bool
	// TooMany is how many of them are more than the issuer may award today.
	TooMany int
	Rows    []severalRow
	// Rest is what was not awarded, as a list to begin again with.
	Rest string
}

// A severalRow is what became of one person.
type severalRow struct {
	recipient
	Award award.Award
	Why   string // there is no award, if not empty
}

// Done returns how many were awarded.
func (d several) Done() int {
	n := 0
	for _, row := range d.Rows {
		if row.Why == "" {
			n++
		}
	}
	return n
}

// getSeveral shows the form for a list.
func (s *Server) getSeveral(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.staffBadge(r)
	if err != nil {
		return err
	}
	return s.showSeveral(w, r, http.StatusOK, b, blank("key", s.once(), "validFrom", s.Now().UTC().Format(dayLayout)))
}

func (s *Server) showSeveral(w http.ResponseWriter, r *serve.Request, status int, b achievement.Achievement, f *form) error {
	v, err := s.giveView(w, r, b)
	if err != nil {
		return err
	}
	return render(w, r, status, severalPage(v, b, f))
}

// postSeveral shows what a list says, and awards when that was confirmed.
func (s *Server) postSeveral(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.staffBadge(r)
	if err != nil {
		return err
	}
	who, err := readPeople(r.PostFormValue("list"))
	from, until, dates := s.days(r)
	if err := fault.Join(err, dates); err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return s.showSeveral(w, r, f.status, b, f)
	}
	if r.PostFormValue("do") != "give" || len(who.Ready) == 0 {
		v, err := s.giveView(w, r, b)
		if err != nil {
			return err
		}
		held, err := s.holders(r, b, who.Ready)
		if err != nil {
			return err
		}
		d := several{Badge: b, People: who, Held: held}
		left, limited, err := s.Awarder.Left(r.Context(), *v.Issuer)
		if err != nil {
			return err
		}
		if limited {
			d.TooMany = max(len(who.Ready)-left, 0)
		}
		return render(w, r, http.StatusOK, severalLookPage(v, d, sent(r, http.StatusOK)))
	}
	return s.giveSeveral(w, r, b, who, award.Request{AchievementID: b.ID, By: r.Account.ID, ValidFrom: from, ValidUntil: until, IdempotencyKey: r.Posted("key")})
}

// lookTime is how long it may take to find out who has a badge already.
const lookTime = 5 * time.Second

// holders returns the addresses of those who have a badge already. It helps who
// looks at the list and keeps nobody from awarding, so it ends when it takes long.
func (s *Server) holders(r *serve.Request, b achievement.Achievement, who []recipient) (map[string]bool, error) {
	held, began := make(map[string]bool), s.Now()
	for _, p := range who {
		if s.Now().Sub(began) > lookTime {
			break
		}
		some, err := s.held(r, b.IssuerID, b.ID, p.Email)
		if err != nil {
			return nil, err
		}
		if len(some) > 0 {
			held[p.Email] = true
		}
	}
	return held, nil
}

// giveSeveral awards to everyone who is ready, and shows what became of each.
// Every row has an idempotency key of its own, so sending the form again goes on
// where it stopped and doubles nothing.
func (s *Server) giveSeveral(w http.ResponseWriter, r *serve.Request, b achievement.Achievement, who people, like award.Request) error {
	v, err := s.giveView(w, r, b)
	if err != nil {
		return err
	}
	reqs := make([]award.Request, len(who.Ready))
	for i, p := range who.Ready {
		reqs[i] = like
		reqs[i].Email, reqs[i].Name, reqs[i].IdempotencyKey = p.Email, p.Name, rowKey(like.IdempotencyKey, p.Key)
	}
	// Half a minute is kept for the page that tells what was done.
	ctx, cancel := context.WithTimeout(r.Context(), severalTime-30*time.Second)
	defer cancel()
	d := several{Badge: b, People: who}
	var rest []string
	for i, o := range s.Awarder.AwardMany(ctx, reqs) {
		row := severalRow{recipient: who.Ready[i], Award: o.Award}
		if o.Err != nil {
			row.Why = s.whyNot(v, o.Err)
			rest = append(rest, lineOf(row.recipient))
		}
		d.Rows = append(d.Rows, row)
	}
	for _, l := range who.Lost {
		rest = append(rest, l.Text)
	}
	d.Rest = strings.Join(rest, "\n")
	v.Title = v.N("several.done", d.Done(), "Badge", b.Current.Name)
	f := blank("list", d.Rest, "key", s.once(), "validFrom", r.Posted("validFrom"), "validUntil", r.Posted("validUntil"))
	return render(w, r, http.StatusOK, severalDonePage(v, d, f))
}

// whyNot says why a person was not awarded.
func (s *Server) whyNot(v *view, err error) string {
	for _, f := range fault.Fields(err) {
		if f.Field == "Idempotency-Key" {
			return v.T("several.otherwise")
		}
	}
	if kind, _ := fault.Public(err); kind == fault.Internal {
		s.Site.Log.Error("one of several could not be awarded", slog.String("error", err.Error()))
		return v.T("several.stopped")
	}
	return reasons(err)
}

// rowKey is the idempotency key of one person of a form that was sent with key.
func rowKey(key, who string) string {
	if key == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(key + "\x00" + who))
	return "list-" + hex.EncodeToString(sum[:])
}

// lineOf writes a person as a line of a list.
func lineOf(p recipient) string {
	switch {
	case p.Name == "":
		return p.Email
	case strings.ContainsAny(p.Name, "\",;\t"):
		return p.Email + `, "` + strings.ReplaceAll(p.Name, `"`, `""`) + `"`
	}
	return p.Email + ", " + p.Name
}
