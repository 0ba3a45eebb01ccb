// Package mail builds messages and sends them.
//
// There is one builder, Message.write, and it refuses whatever could break out
// of a header. Messages go to a mail server (SMTP) or, on a site that has none,
// to an Outbox that its operator reads in the browser.
//
// Sending is done by jobs, so a message may be sent twice; both times it has
// the same MessageID, by which mail programs know it for the same.
package mail

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	gomail "github.com/wneessen/go-mail"
)

// A Message is a letter to one person.
type Message struct {
	// Kind says what it is about, as a dotted word such as "award.notify".
	Kind string
	// MessageID is the Message-ID without its angle brackets. It is the same
	// each time the message is sent.
	MessageID string
	// To is the address, without a name; ToName may be empty.
	To, ToName string
	Subject    string
	// Text is the message in plain text; HTML is the same for programs that
	// show it, and may be empty.
	Text, HTML string
}

// A Sender delivers messages, or keeps them where they can be read.
type Sender interface {
	// Send hands m on. An error whose Permanent method returns true means that
	// trying again cannot help.
	Send(ctx context.Context, m Message) error
}

// maxHeader is how many bytes a line of a header may have before it is encoded.
const maxHeader = 500

// Error is a message that cannot be delivered.
type Error struct {
	// Reason says what is wrong, without the address.
	Reason string
	Err    error // the cause; may be nil
}

// Error returns the reason and the cause.
func (e *Error) Error() string {
	if e.Err == nil {
		return "mail: " + e.Reason
	}
	return "mail: " + e.Reason + ": " + e.Err.Error()
}

// Unwrap returns the cause.
func (e *Error) Unwrap() error { return e.Err }

// Permanent is always true: what was refused will be refused again.
func (e *Error) Permanent() bool { return true }

// Check refuses a message that could not be sent as it is meant: with line
// breaks in a header, an address that is more than an address, or nothing in it.
func (m Message) Check() error {
	for _, h := range []struct{ name, value string }{
		{"To", m.To}, {"name of the recipient", m.ToName}, {"Subject", m.Subject}, {"Message-ID", m.MessageID}, {"kind", m.Kind},
	} {
		switch {
		case strings.ContainsFunc(h.value, unicode.IsControl), strings.ContainsAny(h.value, "\u2028\u2029"):
			return &Error{Reason: fmt.Sprintf("the %s has control characters", h.name)}
		case !utf8.ValidString(h.value):
			return &Error{Reason: fmt.Sprintf("the %s is not UTF-8", h.name)}
		case len(h.value) > maxHeader:
			return &Error{Reason: fmt.Sprintf("the %s is too long", h.name)}
		}
	}
	if err := checkAddress(m.To); err != nil {
		return &Error{Reason: "the address is not one", Err: err}
	}
	if left, right, ok := strings.Cut(m.MessageID, "@"); !ok || left == "" || right == "" || strings.ContainsAny(m.MessageID, " <>()\"") {
		return &Error{Reason: "the Message-ID is not like id@host"}
	}
	if m.Subject == "" || m.Text == "" {
		return &Error{Reason: "there is no subject or no text"}
	}
	return nil
}

// checkAddress refuses anything but a bare address.
func checkAddress(addr string) error {
	if strings.ContainsAny(addr, " \t\"<>(),;:\\[]") {
		return errors.New("it has characters that addresses here do not have")
	}
	a, err := mail.ParseAddress(addr)
	if err != nil {
		return err
	}
	if a.Name != "" || a.Address != addr {
		return errors.New("it has more than an address")
	}
	return nil
}

// build returns m as it goes over the wire, from the sender, at the time now.
func (m Message) build(from mail.Address, now time.Time) (*gomail.Msg, error) {
	if err := m.Check(); err != nil {
		return nil, err
	}
	msg := gomail.NewMsg(gomail.WithNoDefaultUserAgent())
	msg.FromMailAddress(&mail.Address{Name: plain(from.Name), Address: from.Address})
	msg.ToMailAddress(&mail.Address{Name: plain(m.ToName), Address: m.To})
	msg.Subject(plain(m.Subject))
	msg.SetMessageIDWithValue(m.MessageID)
	msg.SetDateWithValue(now)
	msg.SetGenHeader("Auto-Submitted", "auto-generated") // RFC 3834 5: keeps vacation answers away
	msg.SetBodyString(gomail.TypeTextPlain, m.Text)
	if m.HTML != "" {
		msg.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	}
	return msg, nil
}

// plain takes the start of an RFC 2047 encoded word out of s, which a mail
// program would otherwise decode into characters that Check refuses.
func plain(s string) string { return strings.ReplaceAll(s, "=?", "= ?") }
