package store

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"blazon/internal/award"
	"blazon/internal/store/sqlcgen"
	"blazon/statuslist"
)

// A Problem is something that must never be, and is.
type Problem struct {
	// Rule is what must always be true.
	Rule string
	// Text says where it is not; Remedy says what to do.
	Text, Remedy string
}

// maxOverdue is how long a job may be due before that is a Problem.
const maxOverdue = time.Hour

const (
	remedyBackup = "Stop the server, keep a copy of the database, and compare it with the last backup."
	remedyServer = "See that the server is running, and look at its log for failed jobs."
)

// Check looks for what must never be. The error is about looking; an empty
// result without one means that all is well.
func (db *DB) Check(ctx context.Context, now time.Time) ([]Problem, error) {
	var out []Problem
	for _, look := range []func(context.Context, time.Time) ([]Problem, error){
		db.checkIndexes, db.checkStatusLists, db.checkAudit, db.checkJobs, db.checkPages,
	} {
		found, err := look(ctx, now)
		if err != nil {
			return out, err
		}
		out = append(out, found...)
	}
	return out, nil
}

// checkIndexes finds awards without a status index, or with one that another
// has, or without what was signed.
func (db *DB) checkIndexes(ctx context.Context, _ time.Time) (out []Problem, err error) {
	const rule = "Every award has exactly one status index, no index twice, and what was signed."
	err = db.snapshot(ctx, "check status indexes", func(ctx context.Context, q *sqlcgen.Queries) error {
		without, err := q.AwardsWithoutIndex(ctx)
		if err != nil {
			return err
		}
		for _, a := range without {
			out = append(out, Problem{rule, fmt.Sprintf("Award %s of issuer %s has an index that was never taken.", a.ID, a.IssuerID), remedyBackup})
		}
		twice, err := q.IndexesTakenTwice(ctx)
		if err != nil {
			return err
		}
		for _, i := range twice {
			out = append(out, Problem{rule, fmt.Sprintf("Index %d of list %d of issuer %s belongs to several awards.", i.StatusIndex, i.StatusList, i.IssuerID), remedyBackup})
		}
		unsigned, err := q.AwardsWithoutDocuments(ctx)
		if err != nil {
			return err
		}
		for _, a := range unsigned {
			out = append(out, Problem{rule, fmt.Sprintf("Award %s of issuer %s has no signed credential.", a.ID, a.IssuerID), remedyBackup})
		}
		return nil
	})
	return out, err
}

// checkStatusLists compares each list as it was signed with the awards.
func (db *DB) checkStatusLists(ctx context.Context, _ time.Time) (out []Problem, err error) {
	const rule = "Every revoked award has its bit in the status list, and no other has."
	err = db.snapshot(ctx, "check status lists", func(ctx context.Context, q *sqlcgen.Queries) error {
		rows, err := q.StatusLists(ctx)
		if err != nil {
			return err
		}
		for _, row := range rows {
			l, err := statusListOf(ctx, q, row)
			if err != nil {
				return err
			}
			if text := compareList(l); text != "" {
				text = fmt.Sprintf("Status list %d of issuer %s %s.", row.Number, row.IssuerID, text)
				out = append(out, Problem{rule, text, remedyBackup})
			}
		}
		return nil
	})
	return out, err
}

// compareList says what is wrong with l, or nothing. A signed list that is older
// than the last revocation may lack bits: it is signed anew before it is served.
func compareList(l award.StatusList) string {
	if l.Revision != len(l.Revoked) {
		return fmt.Sprintf("counts %d revocations, but %d awards are invalid", l.Revision, len(l.Revoked))
	}
	if len(l.Signed.Credential) == 0 {
		return ""
	}
	bits, err := bitsOf(l.Signed.Credential)
	if err != nil {
		return fmt.Sprintf("cannot be read as it was signed: %v", err)
	}
	var missing int
	for _, i := range l.Revoked {
		if on, err := bits.Get(i); err != nil || !on {
			missing++
		}
	}
	for i := range bits.Len() {
		if on, err := bits.Get(i); err == nil && on && !contains(l.Revoked, i) {
			return fmt.Sprintf("has the bit %d of an award that is valid", i)
		}
	}
	if missing > 0 && l.Signed.Revision >= l.Revision {
		return fmt.Sprintf("lacks the bits of %d invalid awards", missing)
	}
	return ""
}

// bitsOf returns the list within a signed BitstringStatusListCredential of ours.
func bitsOf(credential []byte) (*statuslist.List, error) {
	var c struct {
		CredentialSubject struct {
			EncodedList string `json:"encodedList"`
		} `json:"credentialSubject"`
	}
	if err := json.Unmarshal(credential, &c); err != nil {
		return nil, err
	}
	return statuslist.Decode(c.CredentialSubject.EncodedList)
}

// contains reports whether i is in sorted.
func contains(sorted []int, i int) bool {
	_, ok := slices.BinarySearch(sorted, i)
	return ok
}

// checkAudit follows the chain of the audit log.
func (db *DB) checkAudit(ctx context.Context, _ time.Time) ([]Problem, error) {
	_, err := db.VerifyAudit(ctx)
	var broken *AuditError
	if errors.As(err, &broken) {
		return []Problem{{"The audit log is as it was written.", fmt.Sprintf("Entry %d %s.", broken.Seq, broken.Reason), remedyBackup}}, nil
	}
	return nil, err
}

// checkJobs finds jobs that nobody does.
func (db *DB) checkJobs(ctx context.Context, now time.Time) ([]Problem, error) {
	s, err := db.jobs.Status(ctx, now)
	if err != nil {
		return nil, db.explain(err, "check jobs")
	}
	if s.OldestDue.IsZero() || now.Sub(s.OldestDue) <= maxOverdue {
		return nil, nil
	}
	return []Problem{{
		"No job waits for long.",
		fmt.Sprintf("A job should have been done at %s; %d are waiting.", s.OldestDue.Format(time.RFC3339), s.Waiting),
		remedyServer,
	}}, nil
}

// checkPages asks SQLite to look at each page of its file.
func (db *DB) checkPages(ctx context.Context, _ time.Time) ([]Problem, error) {
	if db.dialect.check == "" {
		return nil, nil
	}
	rows, err := db.reader.QueryContext(ctx, db.dialect.check)
	if err != nil {
		return nil, db.explain(err, "check the file")
	}
	defer rows.Close()
	var out []Problem
	for rows.Next() {
		var text string
		if err := rows.Scan(&text); err != nil {
			return nil, db.explain(err, "check the file")
		}
		if text != "ok" {
			out = append(out, Problem{"The file of the database is whole.", text, "Stop the server and put the database back from a backup."})
		}
	}
	return out, rows.Err()
}
