package mail_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"blazon/internal/fault"
	bmail "blazon/internal/mail"
	"blazon/internal/page"
)

var (
	now    = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)
	sender = mail.Address{Name: "Knot School", Address: "badges@school.example"}
)

func letter() bmail.Message {
	return bmail.Message{
		Kind: "award.notify", MessageID: "award-1@school.example",
		To: "ada@home.example", ToName: "Ada Lövelace", Subject: "You earned “Bowline”",
		Text: "Dear Ada,\n.\nwell done.\n", HTML: "<p>Dear Ada, well done.</p>",
	}
}

func TestSend(t *testing.T) {
	tests := []struct {
		name     string
		server   *server
		security bmail.Security
		user     string
		// wantErr is part of the error, "" for success; permanent is what it says of itself.
		wantErr   string
		permanent bool
		wantTLS   bool
	}{
		{name: "STARTTLS", server: &server{startTLS: true}, security: bmail.StartTLS, wantTLS: true},
		{name: "TLS from the start", server: &server{implicit: true}, security: bmail.TLS, wantTLS: true},
		{name: "no encryption where it is asked for", server: &server{}, security: bmail.Plain},
		{name: "opportunistic with STARTTLS", server: &server{startTLS: true}, security: bmail.Opportunistic, wantTLS: true},
		{name: "opportunistic without", server: &server{}, security: bmail.Opportunistic},
		{name: "signing in over TLS", server: &server{implicit: true, auth: true}, security: bmail.TLS, user: "ada", wantTLS: true},
		{name: "signing in on this machine without TLS", server: &server{auth: true}, security: bmail.Plain, user: "ada"},
		{name: "signing in", server: &server{startTLS: true, auth: true}, security: bmail.StartTLS, user: "ada", wantTLS: true},
		{name: "F-08 the server has no STARTTLS", server: &server{}, security: bmail.StartTLS, wantErr: "STARTTLS"},
		{name: "F-08 STARTTLS fails", server: &server{startTLS: true, reply: map[string]string{"STARTTLS": "454 not now"}}, security: bmail.StartTLS, wantErr: "454"},
		{name: "F-08 greylisted", server: &server{startTLS: true, reply: map[string]string{"RCPT": "450 4.2.1 later"}}, security: bmail.StartTLS, wantErr: "450"},
		{name: "F-08 no such person", server: &server{startTLS: true, reply: map[string]string{"RCPT": "550 5.1.1 nobody"}}, security: bmail.StartTLS, wantErr: "550", permanent: true},
		{name: "F-08 spam", server: &server{startTLS: true, reply: map[string]string{".": "554 5.7.1 spam"}}, security: bmail.StartTLS, wantErr: "554", permanent: true},
		{name: "F-08 disk full", server: &server{startTLS: true, reply: map[string]string{".": "452 4.3.1 full"}}, security: bmail.StartTLS, wantErr: "452"},
		{name: "F-08 our address is not accepted", server: &server{startTLS: true, reply: map[string]string{"MAIL": "550 5.7.1 not you"}}, security: bmail.StartTLS, wantErr: "550"},
		{name: "F-08 the password is wrong", server: &server{startTLS: true, auth: true, reply: map[string]string{"AUTH": "535 5.7.8 wrong"}}, security: bmail.StartTLS, user: "ada", wantErr: "535"},
		{name: "F-08 busy at once", server: &server{reply: map[string]string{"": "421 busy"}}, security: bmail.Plain, wantErr: "421"},
		{name: "F-08 hangs up after the data", server: &server{startTLS: true, reply: map[string]string{".": ""}}, security: bmail.StartTLS, wantErr: "EOF"},
		{name: "a bad goodbye does not undo what was delivered", server: &server{startTLS: true, reply: map[string]string{"QUIT": "", "RSET": "500 what"}}, security: bmail.StartTLS, wantTLS: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			srv := tt.server
			port, roots := srv.start(t)
			s := &bmail.SMTP{
				Host: "127.0.0.1", Port: port, Security: tt.security, From: sender, Roots: roots,
				Now: func() time.Time { return now }, Timeout: 5 * time.Second, User: tt.user, Password: "secret",
			}
			err := s.Send(t.Context(), letter())
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Fatalf("got error %v, want one with %q", err, tt.wantErr)
				}
				if got := isPermanent(err); got != tt.permanent {
					t.Errorf("permanent = %v, want %v: %v", got, tt.permanent, err)
				}
				if strings.Contains(err.Error(), "secret") {
					t.Errorf("the error has the password in it: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := srv.messages()
			if len(got) != 1 || got[0].tls != tt.wantTLS {
				t.Fatalf("the server has %+v, want one message, encrypted: %v", got, tt.wantTLS)
			}
			if tt.user != "" && got[0].auth != "\x00ada\x00secret" {
				t.Errorf("signed in with %q", got[0].auth)
			}
		})
	}
}

func TestSendFailsBeforeTheServerSpeaks(t *testing.T) {
	roots := func(s *server) *bmail.SMTP {
		port, pool := s.start(t)
		return &bmail.SMTP{Host: "127.0.0.1", Port: port, Security: bmail.StartTLS, From: sender, Roots: pool, Now: func() time.Time { return now }}
	}
	t.Run("F-08 a server that never answers", func(t *testing.T) {
		s := roots(&server{silent: true})
		s.Timeout = 50 * time.Millisecond
		if err := s.Send(t.Context(), letter()); err == nil || isPermanent(err) {
			t.Errorf("got %v, want an error that is not permanent", err)
		}
	})
	t.Run("F-08 a certificate nobody vouches for", func(t *testing.T) {
		s := roots(&server{startTLS: true})
		s.Roots = nil
		if err := s.Send(t.Context(), letter()); err == nil || isPermanent(err) || !strings.Contains(err.Error(), "certificate") {
			t.Errorf("got %v, want an error about the certificate that is not permanent", err)
		}
	})
	t.Run("F-08 nobody listens", func(t *testing.T) {
		s := &bmail.SMTP{Host: "127.0.0.1", Port: 1, Security: bmail.Plain, From: sender, Now: func() time.Time { return now }}
		if err := s.Send(t.Context(), letter()); err == nil || isPermanent(err) {
			t.Errorf("got %v, want an error that is not permanent", err)
		}
	})
	t.Run("the job is cancelled", func(t *testing.T) {
		s := roots(&server{silent: true})
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := s.Send(ctx, letter()); err == nil {
			t.Error("got no error")
		}
	})
}

func TestCheck(t *testing.T) {
	srv := &server{startTLS: true, auth: true}
	port, roots := srv.start(t)
	s := &bmail.SMTP{Host: "127.0.0.1", Port: port, Security: bmail.StartTLS, Roots: roots, User: "ada", Password: "secret", Now: func() time.Time { return now }}
	if err := s.Check(t.Context()); err != nil {
		t.Error(err)
	}
	if n := len(srv.messages()); n != 0 {
		t.Errorf("checking sent %d messages", n)
	}
	s.Security = bmail.TLS
	if err := s.Check(t.Context()); err == nil {
		t.Error("no error from a server that speaks no TLS")
	}
}

// TestMessageOnTheWire reads a message as a mail program would.
func TestMessageOnTheWire(t *testing.T) {
	srv := &server{startTLS: true}
	port, roots := srv.start(t)
	s := &bmail.SMTP{Host: "127.0.0.1", Port: port, Security: bmail.StartTLS, From: sender, Roots: roots, Now: func() time.Time { return now }}
	m := letter()
	for range 2 {
		if err := s.Send(t.Context(), m); err != nil {
			t.Fatal(err)
		}
	}
	all := srv.messages()
	if len(all) != 2 {
		t.Fatalf("the server has %d messages, want 2", len(all))
	}
	got := parse(t, all[0].data)
	want := map[string]string{
		"Message-Id": "<award-1@school.example>", "From": `"Knot School" <badges@school.example>`,
		"To": "Ada Lövelace <ada@home.example>", "Subject": m.Subject, "Date": "Wed, 04 Mar 2026 05:06:07 +0000",
		"Auto-Submitted": "auto-generated", "Mime-Version": "1.0",
	}
	if diff := cmp.Diff(want, got.header); diff != "" {
		t.Errorf("headers (-want +got):\n%s", diff)
	}
	wantParts := map[string]string{"text/plain": crlf(m.Text), "text/html": m.HTML}
	if diff := cmp.Diff(wantParts, got.parts); diff != "" {
		t.Errorf("parts (-want +got):\n%s", diff)
	}
	if again := parse(t, all[1].data); again.header["Message-Id"] != got.header["Message-Id"] {
		t.Error("a message that is sent again has another Message-ID")
	}
}

func TestAbuse_MAIL_01(t *testing.T) {
	tests := []struct {
		name    string
		change  func(*bmail.Message)
		refused bool
	}{
		{name: "a line break in the name", change: func(m *bmail.Message) { m.ToName = "Bob\r\nBcc: all@evil.example" }, refused: true},
		{name: "a bare line feed in the subject", change: func(m *bmail.Message) { m.Subject = "Hi\nBcc: all@evil.example" }, refused: true},
		{name: "a line separator in the subject", change: func(m *bmail.Message) { m.Subject = "Hi\u2028Bcc: all@evil.example" }, refused: true},
		{name: "a line break in the address", change: func(m *bmail.Message) { m.To = "a@b.example\r\nBcc: all@evil.example" }, refused: true},
		{name: "a line break in the Message-ID", change: func(m *bmail.Message) { m.MessageID = "a@b\r\nX: y" }, refused: true},
		{name: "an encoded line break in the name", change: func(m *bmail.Message) { m.ToName = "=?utf-8?q?Bob=0d=0aBcc:_all=40evil.example?=" }},
		{name: "an encoded line break in the subject", change: func(m *bmail.Message) { m.Subject = "=?utf-8?q?Hi=0d=0aBcc:_all=40evil.example?=" }},
		{name: "a quote in the name", change: func(m *bmail.Message) { m.ToName = `Bob" <all@evil.example>, "` }},
		{name: "a comma in the name", change: func(m *bmail.Message) { m.ToName = `all@evil.example, Bob` }},
		{name: "MAIL-02 two addresses", change: func(m *bmail.Message) { m.To = "a@b.example,evil@x.example" }, refused: true},
		{name: "MAIL-02 an address with a parameter", change: func(m *bmail.Message) { m.To = `"x> SIZE=1"@b.example` }, refused: true},
		{name: "MAIL-02 an address with a name", change: func(m *bmail.Message) { m.To = "Bob <bob@b.example>" }, refused: true},
		{name: "MAIL-02 a comment", change: func(m *bmail.Message) { m.To = "a(c)@b.example" }, refused: true},
		{name: "MAIL-02 an address literal", change: func(m *bmail.Message) { m.To = "a@[127.0.0.1]" }, refused: true},
		{name: "MAIL-02 ten thousand bytes", change: func(m *bmail.Message) { m.To = strings.Repeat("a", 10000) + "@b.example" }, refused: true},
		{name: "no text", change: func(m *bmail.Message) { m.Text = "" }, refused: true},
		{name: "no Message-ID", change: func(m *bmail.Message) { m.MessageID = "" }, refused: true},
		{name: "a name that is not UTF-8", change: func(m *bmail.Message) { m.ToName = "a\xff" }, refused: true},
	}
	srv := &server{startTLS: true}
	port, roots := srv.start(t)
	s := &bmail.SMTP{Host: "127.0.0.1", Port: port, Security: bmail.StartTLS, From: sender, Roots: roots, Now: func() time.Time { return now }}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			before := len(srv.messages())
			m := letter()
			tt.change(&m)
			err := s.Send(t.Context(), m)
			if tt.refused {
				if err == nil || !isPermanent(err) {
					t.Errorf("got %v, want a permanent error", err)
				}
				if n := len(srv.messages()); n != before {
					t.Error("it was sent")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			got := srv.messages()[before]
			if diff := cmp.Diff([]string{"TO:<ada@home.example>"}, got.to); diff != "" {
				t.Errorf("recipients (-want +got):\n%s", diff)
			}
			p := parse(t, got.data)
			if _, ok := p.header["Bcc"]; ok || len(p.header) != 7 {
				t.Errorf("unexpected headers: %v", p.header)
			}
			for name, v := range p.header {
				if strings.ContainsAny(v, "\r\n") {
					t.Errorf("%s decodes to %q", name, v)
				}
			}
			if list, err := mail.ParseAddressList(p.raw.Get("To")); err != nil || len(list) != 1 || list[0].Address != m.To {
				t.Errorf("To reads as %v, %v", list, err)
			}
		})
	}
}

func TestParseURL(t *testing.T) {
	tests := []struct {
		in, wantErr string
		want        bmail.SMTP
	}{
		{in: "smtps://ada:p%40ss@mail.example", want: bmail.SMTP{Host: "mail.example", Port: 465, Security: bmail.TLS, User: "ada", Password: "p@ss"}},
		{in: "smtp://mail.example:2525", want: bmail.SMTP{Host: "mail.example", Port: 2525, Security: bmail.StartTLS}},
		{in: "smtp://mail.example:25/?tls=opportunistic", want: bmail.SMTP{Host: "mail.example", Port: 25, Security: bmail.Opportunistic}},
		{in: "smtp://ada:x@localhost:25?tls=off", want: bmail.SMTP{Host: "localhost", Port: 25, Security: bmail.Plain, User: "ada", Password: "x"}},
		{in: "smtp://[::1]:25?tls=off", want: bmail.SMTP{Host: "::1", Port: 25, Security: bmail.Plain}},
		{in: "smtp://ada:hunter2@mail.example?tls=off", wantErr: "without encryption"},
		{in: "smtps://mail.example?tls=off", wantErr: "both"},
		{in: "smtp://mail.example?tls=maybe", wantErr: "tls=maybe"},
		{in: "smtp://mail.example?ssl=1", wantErr: `"ssl"`},
		{in: "smtp://mail.example:0", wantErr: "port"},
		{in: "smtp://mail.example:99999", wantErr: "port"},
		{in: "mail.example:25", wantErr: "scheme"},
		{in: "https://mail.example", wantErr: "scheme"},
		{in: "smtp://", wantErr: "host"},
		{in: "smtp://mail.example/inbox", wantErr: "host and a port"},
		{in: "smtp://ada:hunter2@mail.example:x y", wantErr: "not an address"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := bmail.ParseURL(tt.in)
			if tt.wantErr != "" {
				if err == nil || !strings.Contains(err.Error(), tt.wantErr) {
					t.Fatalf("got %v, want an error with %q", err, tt.wantErr)
				}
				if strings.Contains(err.Error(), "hunter2") {
					t.Errorf("the error has the password in it: %v", err)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, got, cmp.FilterPath(func(p cmp.Path) bool { return p.String() == "Now" || p.String() == "Roots" }, cmp.Ignore())); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// shelf is an Outbox's memory.
type shelf struct{ kept []bmail.Kept }

func (s *shelf) KeepMessage(_ context.Context, k bmail.Kept) error {
	for _, old := range s.kept {
		if old.MessageID == k.MessageID {
			return nil
		}
	}
	s.kept = append(s.kept, k)
	return nil
}

func (s *shelf) KeptMessages(context.Context, page.Query) (page.Page[bmail.Kept], error) {
	return page.Page[bmail.Kept]{Items: s.kept, Total: len(s.kept)}, nil
}

func (s *shelf) KeptMessage(_ context.Context, id string) (bmail.Kept, error) {
	for _, k := range s.kept {
		if k.ID == id {
			return k, nil
		}
	}
	return bmail.Kept{}, fault.New(fault.NotFound, "no such message")
}

func TestOutbox(t *testing.T) {
	o := &bmail.Outbox{Shelf: &shelf{}, From: sender, Now: func() time.Time { return now }, Rand: bytes.NewReader(make([]byte, 64))}
	for range 2 {
		if err := o.Send(t.Context(), letter()); err != nil {
			t.Fatal(err)
		}
	}
	list, err := o.List(t.Context(), page.Query{})
	if err != nil || list.Total != 1 {
		t.Fatalf("the outbox has %d messages (%v), want 1: it is one message sent twice", list.Total, err)
	}
	got, err := o.Read(t.Context(), list.Items[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	want := bmail.Kept{ID: "aaaaaaaaaaaaaaaaaaaaaaaaaa", From: `"Knot School" <badges@school.example>`, Message: letter(), At: now}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := o.Read(t.Context(), "other"); !fault.Is(err, fault.NotFound) {
		t.Errorf("got %v, want not found", err)
	}
	bad := letter()
	bad.ToName = "Bob\r\nBcc: x@y.example"
	if err := o.Send(t.Context(), bad); !isPermanent(err) {
		t.Errorf("got %v, want a permanent error", err)
	}
}

func isPermanent(err error) bool {
	var p interface{ Permanent() bool }
	return errors.As(err, &p) && p.Permanent()
}

type parsed struct {
	header map[string]string // decoded, without Content-Type
	raw    mail.Header
	parts  map[string]string
}

// parse reads a message with the standard library.
func parse(t *testing.T, data string) parsed {
	t.Helper()
	m, err := mail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatalf("the message cannot be read: %v\n%s", err, data)
	}
	p := parsed{header: map[string]string{}, raw: m.Header, parts: map[string]string{}}
	for name, values := range m.Header {
		if name == "Content-Type" {
			continue
		}
		decoded, err := new(mime.WordDecoder).DecodeHeader(strings.Join(values, "|"))
		if err != nil {
			t.Fatal(err)
		}
		p.header[name] = decoded
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("the message is %s (%v)", kind, err)
	}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		part, err := r.NextPart()
		if errors.Is(err, io.EOF) {
			return p
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		kind, _, _ := strings.Cut(part.Header.Get("Content-Type"), ";")
		p.parts[kind] = string(body)
	}
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }
