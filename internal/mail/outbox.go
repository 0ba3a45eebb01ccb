package mail

import (
	"context"
	"fmt"
	"io"
	"net/mail"
	"time"

	"blazon/internal/id"
	"blazon/internal/page"
)

// A Kept is a message in an outbox.
type Kept struct {
	ID   string
	From string
	Message
	At time.Time
}

// Shelf is where an Outbox keeps messages.
type Shelf interface {
	// KeepMessage adds k. If a message with the same MessageID is there already
	// nothing changes.
	KeepMessage(ctx context.Context, k Kept) error
	// KeptMessages returns messages, latest first, without their text. Search
	// is over recipient and subject.
	KeptMessages(ctx context.Context, q page.Query) (page.Page[Kept], error)
	// KeptMessage returns one message, or fault.NotFound.
	KeptMessage(ctx context.Context, keptID string) (Kept, error)
}

// An Outbox keeps messages instead of sending them, on a site without a mail
// server. Its messages hold links that let their reader in, so only an
// administrator may see them.
type Outbox struct {
	Shelf Shelf
	From  mail.Address
	Now   func() time.Time
	Rand  io.Reader
}

// Send keeps m. Keeping it again changes nothing.
func (o *Outbox) Send(ctx context.Context, m Message) error {
	if err := m.Check(); err != nil {
		return err
	}
	err := o.Shelf.KeepMessage(ctx, Kept{ID: id.New(o.Rand), From: o.From.String(), Message: m, At: o.Now()})
	if err != nil {
		return fmt.Errorf("keep a message: %w", err)
	}
	return nil
}

// List returns messages, latest first, without their text.
func (o *Outbox) List(ctx context.Context, q page.Query) (page.Page[Kept], error) {
	return o.Shelf.KeptMessages(ctx, q)
}

// Read returns one message by its id in the outbox.
func (o *Outbox) Read(ctx context.Context, keptID string) (Kept, error) {
	return o.Shelf.KeptMessage(ctx, keptID)
}
