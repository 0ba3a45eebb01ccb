package store

import (
	"context"

	"blazon/internal/mail"
	"blazon/internal/page"
	"blazon/internal/store/sqlcgen"
)

// KeepMessage implements mail.Shelf.
func (db *DB) KeepMessage(ctx context.Context, k mail.Kept) error {
	return db.write(ctx, "keep a message", func(ctx context.Context, t tx) error {
		return t.Queries.KeepMessage(ctx, sqlcgen.KeepMessageParams{
			ID: k.ID, MessageID: k.MessageID, Kind: k.Kind, Sender: k.From, Recipient: k.To, ToName: k.ToName,
			Subject: k.Subject, TextBody: storable(k.Text), HtmlBody: storable(k.HTML), SentAt: micros(k.At),
			Search: fold(k.ToName, k.To, k.Subject),
		})
	})
}

// KeptMessages implements mail.Shelf.
func (db *DB) KeptMessages(ctx context.Context, q page.Query) (p page.Page[mail.Kept], err error) {
	const list = "messages"
	after := placeOf(list, q.After)
	err = db.snapshot(ctx, "list "+list, func(ctx context.Context, s *sqlcgen.Queries) error {
		total, err := s.CountKeptMessages(ctx, words(q.Search))
		if err != nil {
			return err
		}
		rows, err := s.KeptMessages(ctx, sqlcgen.KeptMessagesParams{
			AfterTime: after.at, AfterID: after.id, Words: words(q.Search), Size: int64(q.Size() + 1),
		})
		if err != nil {
			return err
		}
		p, err = pageOf(rows, q, after, total, func(r sqlcgen.KeptMessagesRow) (mail.Kept, error) {
			return mail.Kept{
				ID: r.ID, From: r.Sender, At: moment(r.SentAt),
				Message: mail.Message{Kind: r.Kind, MessageID: r.MessageID, To: r.Recipient, ToName: r.ToName, Subject: r.Subject},
			}, nil
		}, func(r sqlcgen.KeptMessagesRow) string { return place{at: r.SentAt, id: r.ID}.cursor(list) })
		return err
	})
	return p, err
}

// KeptMessage implements mail.Shelf.
func (db *DB) KeptMessage(ctx context.Context, keptID string) (mail.Kept, error) {
	r, err := db.query.KeptMessage(ctx, keptID)
	if err != nil {
		return mail.Kept{}, db.explain(err, "find a message")
	}
	return mail.Kept{
		ID: r.ID, From: r.Sender, At: moment(r.SentAt),
		Message: mail.Message{
			Kind: r.Kind, MessageID: r.MessageID, To: r.Recipient, ToName: r.ToName,
			Subject: r.Subject, Text: r.TextBody, HTML: r.HtmlBody,
		},
	}, nil
}
