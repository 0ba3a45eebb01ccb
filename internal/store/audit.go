package store

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"blazon/internal/audit"
	"blazon/internal/store/sqlcgen"
)

// audit appends e to the log. The end of the log is held until the transaction
// ends, so it comes last in every transaction: others wait for it only briefly.
func (t tx) audit(ctx context.Context, e audit.Entry) error {
	head, err := t.LockAudit(ctx)
	if err != nil {
		return err
	}
	row := sqlcgen.AuditLog{
		Seq: head.Seq, At: micros(e.At), Actor: e.Actor, Action: e.Action, Object: e.Object,
		IssuerID: e.IssuerID, Detail: storable(audit.Detail(e.Detail)),
	}
	row.Hash, err = auditHash(head.Hash, row)
	if err != nil {
		return err
	}
	if err := t.AddAudit(ctx, sqlcgen.AddAuditParams(row)); err != nil {
		return err
	}
	return t.KeepAuditHash(ctx, row.Hash)
}

// auditHash returns SHA-256 over the hash before and the record: its numbers,
// and its texts each after its length, so that nothing can move from one field
// to the next.
func auditHash(before string, r sqlcgen.AuditLog) (string, error) {
	prev, err := hex.DecodeString(before)
	if err != nil {
		return "", fmt.Errorf("the hash before entry %d of the audit log: %w", r.Seq, err)
	}
	h := sha256.New()
	h.Write(prev)
	number := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n)) //nolint:gosec // any bits will do
		h.Write(b[:])
	}
	number(r.Seq)
	number(r.At)
	for _, s := range []string{r.Actor, r.Action, r.Object, r.IssuerID, r.Detail} {
		number(int64(len(s)))
		h.Write([]byte(s))
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// An AuditHead is the end of the audit log. Kept elsewhere, it shows later
// whether the log was cut or written anew.
type AuditHead struct {
	// Seq counts entries.
	Seq int64
	// Hash stands for all of them.
	Hash []byte
}

// An AuditError says where the audit log was changed.
type AuditError struct {
	// Seq is the first entry that is not as it was written.
	Seq int64
	// Reason says what is wrong with it.
	Reason string
}

// Error says where and what.
func (e *AuditError) Error() string {
	return fmt.Sprintf("the audit log was changed: entry %d %s", e.Seq, e.Reason)
}

// VerifyAudit reads the whole audit log and returns its end, or an *AuditError
// that names the first entry that is not as it was written.
func (db *DB) VerifyAudit(ctx context.Context) (AuditHead, error) {
	const some = 500
	var head sqlcgen.AuditHeadRow
	end := AuditHead{Hash: make([]byte, sha256.Size)}
	err := db.snapshot(ctx, "verify the audit log", func(ctx context.Context, q *sqlcgen.Queries) (err error) {
		if head, err = q.AuditHead(ctx); err != nil {
			return err
		}
		for {
			rows, err := q.AuditAfter(ctx, sqlcgen.AuditAfterParams{Seq: end.Seq, Size: some})
			if err != nil {
				return err
			}
			for _, r := range rows {
				if end, err = end.next(r); err != nil {
					return err
				}
			}
			if len(rows) < some {
				return nil
			}
		}
	})
	switch {
	case err != nil:
		return AuditHead{}, err
	case head.Seq > end.Seq:
		return AuditHead{}, &AuditError{end.Seq + 1, "is missing, and whatever came after it"}
	case head.Seq < end.Seq:
		return AuditHead{}, &AuditError{head.Seq + 1, "was added by other means"}
	case head.Hash != hex.EncodeToString(end.Hash):
		return AuditHead{}, &AuditError{end.Seq, "does not agree with the end of the log"}
	}
	return end, nil
}

// next checks that r follows h.
func (h AuditHead) next(r sqlcgen.AuditLog) (AuditHead, error) {
	if r.Seq != h.Seq+1 {
		return AuditHead{}, &AuditError{h.Seq + 1, "is missing"}
	}
	want, err := auditHash(hex.EncodeToString(h.Hash), r)
	if err != nil {
		return AuditHead{}, err
	}
	if r.Hash != want {
		return AuditHead{}, &AuditError{r.Seq, "is not as it was written"}
	}
	hash, err := hex.DecodeString(want)
	if err != nil {
		return AuditHead{}, err
	}
	return AuditHead{r.Seq, hash}, nil
}
