package account_test

import (
	"context"
	"errors"

	"blazon/internal/mail"
)

var errDown = errors.New("the mail server is down")

// broken is a mail server that is down.
type broken struct{}

func (broken) Send(context.Context, mail.Message) error { return errDown }
