package storetest

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"blazon/internal/award"
	"blazon/internal/job"
	"blazon/internal/mail"
	"blazon/internal/once"
	"blazon/internal/page"
	"blazon/internal/store"
	"blazon/statuslist"
)

func isDone(err error) bool { return errors.Is(err, once.ErrDone) }

// verifyAudit fails t unless the audit log is whole and has n entries.
func verifyAudit(t testing.TB, w *World, n int) {
	t.Helper()
	head, err := w.DB.VerifyAudit(t.Context())
	must(t, err)
	same(t, int64(n), head.Seq)
}

func auditLength(t testing.TB, w *World) int {
	t.Helper()
	head, err := w.DB.VerifyAudit(t.Context())
	must(t, err)
	return int(head.Seq)
}

func jobsWaiting(t testing.TB, w *World) int {
	t.Helper()
	s, err := w.DB.Jobs().Status(t.Context(), Now)
	must(t, err)
	return s.Waiting
}

// testAudit changes the log in every way it can be, and puts it back.
func testAudit(t *testing.T, w *World) {
	verifyAudit(t, w, 0)
	empty, err := w.DB.VerifyAudit(t.Context())
	must(t, err)
	same(t, 32, len(empty.Hash))
	v := w.Published(t, w.Issuer(t, "Knot School").ID, "Bowline") // three entries
	for n := range 600 {                                          // more than are read at once
		e := Entry("award.revoke", fmt.Sprint(n), v.IssuerID)
		e.Detail = "line\nbreak \x00 \x1b[31m " + strings.Repeat("ü", 600) // AU-03
		a := award.Revocation{IssuerID: v.IssuerID, AwardID: "nothing", At: Now}
		if n%100 == 0 { // a deed that fails leaves no entry
			if err := w.DB.RevokeAward(t.Context(), a, e); err == nil {
				t.Fatal("revoked nothing")
			}
		}
		must(t, w.DB.ArchiveAchievement(t.Context(), v.IssuerID, v.AchievementID, time.Time{}, e))
	}
	verifyAudit(t, w, 603)

	tests := []struct {
		name, change string
		want         int64
	}{
		{"AU-01 a detail is changed", `UPDATE audit_log SET detail = 'nothing' WHERE seq = 2`, 2},
		{"AU-01 an actor is changed", `UPDATE audit_log SET actor = 'mallory' WHERE seq = 550`, 550},
		{"AU-01 a time is changed", `UPDATE audit_log SET at = at + 1 WHERE seq = 3`, 3},
		{"AU-01 text moves from one field to the next", `UPDATE audit_log SET actor = actor || 'a', action = substr(action, 2) WHERE seq = 4`, 4},
		{"AU-01 an entry is deleted", `DELETE FROM audit_log WHERE seq = 300`, 300},
		{"AU-01 the first entry is deleted", `DELETE FROM audit_log WHERE seq = 1`, 1},
		{"AU-02 the end is cut off", `DELETE FROM audit_log WHERE seq > 500`, 501},
		{"all is cut off", `DELETE FROM audit_log`, 1},
		{"an entry is added", `INSERT INTO audit_log SELECT 604, at, actor, action, object, issuer_id, detail, hash FROM audit_log WHERE seq = 603`, 604},
		{"the end is moved", `UPDATE audit_head SET hash = (SELECT hash FROM audit_log WHERE seq = 2)`, 603},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, s := range []string{`CREATE TABLE log_copy AS SELECT * FROM audit_log`, `CREATE TABLE head_copy AS SELECT * FROM audit_head`, tt.change} {
				if _, err := w.Raw.Exec(s); err != nil {
					t.Fatal(err)
				}
			}
			_, err := w.DB.VerifyAudit(t.Context())
			var broken *store.AuditError
			if !errors.As(err, &broken) || broken.Seq != tt.want {
				t.Errorf("got %v, want that entry %d is broken", err, tt.want)
			}
			problems, err := w.DB.Check(t.Context(), Now)
			must(t, err)
			if len(problems) != 1 || !strings.Contains(problems[0].Text, fmt.Sprint(tt.want)) {
				t.Errorf("the check says %v", problems)
			}
			for _, s := range []string{
				`DELETE FROM audit_log`, `INSERT INTO audit_log SELECT * FROM log_copy`, `DROP TABLE log_copy`,
				`DELETE FROM audit_head`, `INSERT INTO audit_head SELECT * FROM head_copy`, `DROP TABLE head_copy`,
			} {
				if _, err := w.Raw.Exec(s); err != nil {
					t.Fatal(err)
				}
			}
			verifyAudit(t, w, 603)
		})
	}
	var detail string
	must(t, w.Raw.QueryRow(`SELECT detail FROM audit_log WHERE seq = 603`).Scan(&detail))
	if strings.ContainsAny(detail, "\n\x00\x1b") || len(detail) > 600 {
		t.Errorf("AU-03 a detail is kept as %q", detail)
	}
}

// testCheck breaks each rule once.
func testCheck(t *testing.T, w *World) {
	ctx := t.Context()
	i := w.Issuer(t, "Knot School")
	v := w.Published(t, i.ID, "Bowline")
	a, b := w.Award(t, v, "ada@home.example", "Ada"), w.Award(t, v, "bob@home.example", "Bob")
	must(t, w.DB.RevokeAward(ctx, award.Revocation{IssuerID: i.ID, AwardID: a.ID, Reason: "x", At: Now}, Entry("award.revoke", a.ID, i.ID)))
	sign := func(revision, from int, revoked ...int) {
		bits := statuslist.New(statuslist.MinEntries)
		for _, x := range revoked {
			must(t, bits.Set(x, true))
		}
		encoded, err := bits.Encode()
		must(t, err)
		text := `{"credentialSubject":{"encodedList":"` + encoded + `"}}`
		must(t, w.DB.KeepStatusList(ctx, i.ID, 1, award.SignedList{Credential: []byte(text), Revision: revision, ValidFrom: day(from), ValidUntil: day(from + 1)}))
	}
	check := func(name, want string) {
		t.Helper()
		problems, err := w.DB.Check(ctx, Now)
		must(t, err)
		if want == "" {
			if len(problems) > 0 {
				t.Errorf("%s: the check says %v, want nothing", name, problems)
			}
			return
		}
		if len(problems) != 1 || !strings.Contains(problems[0].Text, want) || problems[0].Remedy == "" || problems[0].Rule == "" {
			t.Errorf("%s: the check says %+v, want one problem with %q", name, problems, want)
		}
	}
	check("all is well", "")
	sign(0, 1)
	check("a list that is older than a revocation", "")
	sign(1, 2)
	check("a list that lacks a bit", "lacks the bits of 1 ")
	sign(1, 3, a.StatusIndex, b.StatusIndex)
	check("a list with a bit too many", fmt.Sprintf("bit %d of an award that is valid", b.StatusIndex))
	must(t, w.DB.KeepStatusList(ctx, i.ID, 1, award.SignedList{Credential: []byte(`{"credentialSubject":{"encodedList":"u` + base64.RawURLEncoding.EncodeToString([]byte("x")) + `"}}`), Revision: 1, ValidFrom: day(4)}))
	check("a list that cannot be read", "cannot be read")
	sign(1, 5, a.StatusIndex)
	check("all is well again", "")

	raw := func(statement string, args ...any) {
		t.Helper()
		if _, err := w.Raw.Exec(statement, args...); err != nil {
			t.Fatal(err)
		}
	}
	raw(`UPDATE awards SET state = 'revoked' WHERE id = $1`, b.ID)
	check("an award revoked by other means", "counts 1 revocations, but 2 awards are invalid")
	raw(`UPDATE awards SET state = 'active' WHERE id = $1`, b.ID)
	raw(`DELETE FROM award_documents WHERE award_id = $1`, b.ID)
	check("an award without its credential", "Award "+b.ID)
	raw(`INSERT INTO award_documents SELECT issuer_id, $1, credential, jwt, ob2 FROM award_documents WHERE award_id = $2`, b.ID, a.ID)
	check("all is well once more", "")

	must(t, w.DB.SaveJobs(ctx, job.Job{Kind: "award.notify", Args: []byte(`1`), At: Now.Add(-59 * time.Minute)}))
	check("a job that is a little late", "")
	must(t, w.DB.SaveJobs(ctx, job.Job{Kind: "award.notify", Args: []byte(`1`), At: Now.Add(-2 * time.Hour)}))
	check("a job that nobody does", "2 are waiting")
}

func testOutbox(t *testing.T, w *World) {
	ctx := t.Context()
	kept := func(n int, to, subject string) mail.Kept {
		return mail.Kept{
			ID: w.id("mail"), From: `"Knot School" <badges@school.example>`, At: day(n / 2),
			Message: mail.Message{
				Kind: "award.notify", MessageID: fmt.Sprintf("award-%d@school.example", n), To: to, ToName: "Ada “A.” Lövelace",
				Subject: subject, Text: "Dear Ada,\r\n\n", HTML: "<p>Dear Ada</p>",
			},
		}
	}
	all := []mail.Kept{
		kept(0, "ada@home.example", "You earned Bowline"), kept(1, "bob@home.example", "You earned Bowline"),
		kept(2, "ada@home.example", "Set a new password"), kept(3, "eve@home.example", "Confirm your address"),
	}
	for _, k := range all {
		must(t, w.DB.KeepMessage(ctx, k))
	}
	again := kept(0, "ada@home.example", "another text")
	must(t, w.DB.KeepMessage(ctx, again))
	_, err := w.DB.KeptMessage(ctx, again.ID)
	if err == nil {
		t.Error("a message that was sent twice is there twice")
	}
	got, err := w.DB.KeptMessage(ctx, all[2].ID)
	must(t, err)
	same(t, all[2], got)

	list := func(q page.Query) (page.Page[mail.Kept], error) { return w.DB.KeptMessages(ctx, q) }
	for size := 1; size <= 5; size++ {
		var ids []string
		for _, k := range pages(t, size, page.Query{}, list) {
			ids = append(ids, k.ID)
			if k.Text != "" || k.Subject == "" {
				t.Errorf("a list has %+v", k)
			}
		}
		same(t, []string{all[3].ID, all[2].ID, all[1].ID, all[0].ID}, ids)
	}
	found := pages(t, 1, page.Query{Search: "ada@ bowline"}, list)
	if len(found) != 1 || found[0].ID != all[0].ID {
		t.Errorf("found %+v", found)
	}
}

// testTexts keeps what people and programs can send, and answers the rest.
func testTexts(t *testing.T, w *World) {
	ctx := t.Context()
	for _, name := range []string{
		"", " ", "\u00e9 e\u0301", "\U0001f3c5\u200d\u2764\ufe0f", "\u202eevil", `"';--\`, strings.Repeat("x", 70000), "line\r\nbreak\ttab",
	} {
		i := w.Issuer(t, name)
		got, err := w.DB.Issuer(ctx, i.ID)
		must(t, err)
		same(t, name, got.Name)
		v := w.Published(t, i.ID, name)
		back, err := w.DB.AchievementVersion(ctx, v.AchievementID, 1)
		must(t, err)
		same(t, v, back)
	}
	// The edge refuses these; the store at least does not break.
	for _, id := range []string{"a\x00b", "\xff", strings.Repeat("x", 100000)} {
		if _, err := w.DB.Award(ctx, id); err == nil {
			t.Errorf("found an award %q", id)
		}
		if err := w.DB.Ready(ctx); err != nil {
			t.Fatal(err)
		}
	}
}
