package award_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/job"
	blazonmail "blazon/internal/mail"
)

// MAIL-01, MAIL-07: names cannot break out of a message or lead elsewhere, and
// what is written about a person is not in it.
func TestAbuse_MAIL_07(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	w.Badge = w.publish(t, w.Ada, w.Ours.ID, `<b>Knots</b> & "more" =?utf-8?q?x?=`)
	for _, tt := range []struct{ name, called string }{
		{"Grace <script>", "Grace <script>"},
		{"Dr. Grace B. Hopper", "Dr. Grace B. Hopper"},
		{"visit evil.example now", ""},
		{"https://evil.example", ""},
		{"mail eve@evil", ""},
	} {
		req := w.request("grace@navy.example")
		req.Name, req.Narrative = tt.name, "Your account ends: https://evil.example/login"
		w.award(t, req)
		w.work(t)
		w.Clock.add(time.Hour)
		m := w.sent(t)[0]
		must(t, m.Check())
		if m.ToName != tt.called || strings.Contains(m.HTML, "<script>") || strings.Contains(m.HTML, "<b>") || strings.Contains(m.Text+m.HTML, "evil") {
			t.Errorf("%q: %+v", tt.name, m)
		}
		for _, want := range []string{"Knot School", "site@badges.example", baseURL + "/awards/"} {
			if !strings.Contains(m.Text, want) || !strings.Contains(m.HTML, want) {
				t.Errorf("%q is not in %s", want, m.Text)
			}
		}
	}
	for _, name := range []string{"Bob\r\nBcc: all@x.example", "Bob\u2028Bcc"} {
		req := w.request("grace@navy.example")
		req.Name = name
		_, err := w.Award(t.Context(), req)
		wantFault(t, err, fault.Invalid)
	}
	long := w.request("grace@navy.example")
	long.Name = strings.Repeat("語", 200)
	w.award(t, long)
	w.work(t)
	must(t, w.sent(t)[0].Check())
}

// One address gets only so much mail at a time; the rest comes later, and none
// is lost.
func TestAbuse_MAIL_04(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for range 30 {
		w.award(t, w.request("grace@navy.example"))
	}
	w.work(t)
	if got := len(w.sent(t)); got != 20 {
		t.Errorf("%d messages at once", got)
	}
	for range 30 {
		w.Clock.add(10 * time.Minute)
		w.work(t)
	}
	if got := len(w.sent(t)); got != 30 {
		t.Errorf("%d messages in the end", got)
	}
}

// A second message is sent when it is asked for, once a minute.
func TestResend(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	w.work(t)
	must(t, w.Resend(t.Context(), w.Ada, a.ID))
	err := w.Resend(t.Context(), w.Ada, a.ID)
	wantFault(t, err, fault.TooMany)
	if after := fault.All(err)[0].RetryAfter; after <= 0 || after > time.Minute {
		t.Errorf("retry after %v", after)
	}
	w.work(t)
	if m := w.sent(t); len(m) != 2 || m[0].MessageID == m[1].MessageID {
		t.Errorf("sent %+v", m)
	}
	w.Clock.add(time.Minute)
	must(t, w.Resend(t.Context(), w.Ada, a.ID))
	_, err = w.Revoke(t.Context(), w.Ada, a.ID, "A mistake.")
	must(t, err)
	wantFault(t, w.Resend(t.Context(), w.Ada, a.ID), fault.Conflict)
}

// F-08: a message that cannot be sent is tried again, and the recipient counts
// as told only when it was.
func TestMailServerDown(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	a := w.award(t, w.request("grace@navy.example"))
	w.Mail = broken{}
	if err := w.Notify(t.Context(), a.ID); !errors.Is(err, errDown) {
		t.Errorf("got %v", err)
	}
	if got, err := w.Public(t.Context(), a.ID); err != nil || !got.NotifiedAt.IsZero() {
		t.Errorf("told at %v, %v", got.NotifiedAt, err)
	}
	// Nobody is told of a badge that was revoked before they heard of it.
	_, err := w.Revoke(t.Context(), w.Ada, a.ID, "A mistake.")
	must(t, err)
	w.work(t)
	var p job.Permanent
	if err := w.Jobs()[award.JobNotify](t.Context(), []byte("[")); !errors.As(err, &p) || !p.Permanent() {
		t.Errorf("a job that cannot be read: %v", err)
	}
}

var errDown = errors.New("the mail server is down")

type broken struct{}

func (broken) Send(context.Context, blazonmail.Message) error { return errDown }

// The real queue tells recipients.
func TestRunner(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	handlers := make(map[string]job.Handler)
	for kind, do := range w.Jobs() {
		handlers[kind] = do
	}
	runner := &job.Runner{Queue: w.DB.Jobs(), Handlers: handlers, Now: time.Now, Poll: 100 * time.Millisecond}
	must(t, runner.Start(t.Context()))
	a := w.award(t, w.request("grace@navy.example"))
	for range 200 {
		if len(w.sent(t)) > 0 {
			break
		}
		time.Sleep(20 * time.Millisecond)
	}
	must(t, runner.Stop(context.WithoutCancel(t.Context())))
	if got, err := w.Public(t.Context(), a.ID); err != nil || got.NotifiedAt.IsZero() {
		t.Errorf("told at %v, %v", got.NotifiedAt, err)
	}
}
