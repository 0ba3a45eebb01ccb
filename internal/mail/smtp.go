package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"net"
	"net/mail"
	"net/url"
	"strconv"
	"time"

	gomail "github.com/wneessen/go-mail"
)

// Security is how the connection to a mail server is protected.
type Security string

// The kinds of Security.
const (
	TLS           Security = "tls"           // from the first byte (port 465)
	StartTLS      Security = "starttls"      // STARTTLS, or nothing is sent (port 587)
	Opportunistic Security = "opportunistic" // STARTTLS where the server offers it
	Plain         Security = "off"           // none: for a server on the same machine
)

// SMTP sends mail through a mail server. Each message has a connection of its
// own: mail is rare, and a server that was away is simply asked again.
type SMTP struct {
	Host     string
	Port     int
	Security Security
	// User and Password sign in to the server; without User there is no sign-in.
	User, Password string
	// From is the sender of every message.
	From mail.Address
	Now  func() time.Time
	// Roots are the authorities whose certificates are accepted; nil means
	// those of the system.
	Roots *x509.CertPool
	// Timeout limits each step of a conversation; zero means 30 seconds.
	Timeout time.Duration
}

// ParseURL reads the address of a mail server: smtps://user:password@host:465
// speaks TLS from the start, smtp://user:password@host:587 uses STARTTLS and
// refuses to go on without. ?tls=opportunistic and ?tls=off ask for less. From,
// Now and Roots are left to the caller.
func ParseURL(text string) (SMTP, error) {
	u, err := url.Parse(text)
	if err != nil {
		return SMTP{}, errors.New("the mail server is not an address such as smtp://user:password@host:587") // err would repeat the password
	}
	s := SMTP{Host: u.Hostname()}
	var port int
	switch u.Scheme {
	case "smtps":
		s.Security, port = TLS, 465
	case "smtp":
		s.Security, port = StartTLS, 587
	default:
		return SMTP{}, fmt.Errorf("the mail server has the scheme %q; it must begin with smtps:// or smtp://", u.Scheme)
	}
	if s.Host == "" || (u.Path != "" && u.Path != "/") || u.Fragment != "" {
		return SMTP{}, errors.New("the mail server must be a host and a port, such as smtp://user:password@host:587")
	}
	if s.Port, err = parsePort(u.Port(), port); err != nil {
		return SMTP{}, err
	}
	if s.Security, err = parseSecurity(u.Query(), s.Security); err != nil {
		return SMTP{}, err
	}
	if u.User != nil {
		s.User = u.User.Username()
		s.Password, _ = u.User.Password()
		if s.Security == Plain && !isLoopback(s.Host) {
			return SMTP{}, errors.New("the mail server would be sent a password without encryption; remove tls=off or the password")
		}
	}
	return s, nil
}

func parsePort(text string, usual int) (int, error) {
	if text == "" {
		return usual, nil
	}
	p, err := strconv.ParseUint(text, 10, 16)
	if err != nil || p == 0 {
		return 0, fmt.Errorf("the mail server has the port %q; it must be a number up to 65535", text)
	}
	return int(p), nil
}

func parseSecurity(q url.Values, usual Security) (Security, error) {
	for name := range q {
		if name != "tls" {
			return "", fmt.Errorf("the mail server has a setting %q that is not known; there is only tls", name)
		}
	}
	switch want := Security(q.Get("tls")); want {
	case "":
		return usual, nil
	case StartTLS, Opportunistic, Plain:
		if usual == TLS {
			return "", errors.New("the mail server has both smtps:// and a tls setting; use smtp:// with the setting")
		}
		return want, nil
	default:
		return "", fmt.Errorf("the mail server has tls=%s; it must be starttls, opportunistic or off", want)
	}
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// Send delivers m to the mail server. When the server refuses the recipient or
// the message for good the error is Permanent; when it refuses the sign-in it is
// not, since that is for the operator to mend and the message can wait.
func (s *SMTP) Send(ctx context.Context, m Message) error {
	msg, err := m.build(s.From, s.Now())
	if err != nil {
		return err
	}
	var line connection
	defer line.close()
	client, err := s.client(&line)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	err = client.DialAndSendWithContext(ctx, msg)
	if err == nil || msg.IsDelivered() { // what goes wrong after the server took it is its own affair
		return nil
	}
	var refused *gomail.SendError
	if errors.As(err, &refused) && refused.ErrorCode() >= 500 && isAboutMessage(refused.Reason) {
		return &Error{Reason: "the mail server refused the message for good", Err: err}
	}
	return fmt.Errorf("mail: %w", err)
}

// Check signs in to the mail server and sends nothing.
func (s *SMTP) Check(ctx context.Context) error {
	var line connection
	defer line.close()
	client, err := s.client(&line)
	if err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	if err := client.DialWithContext(ctx); err != nil {
		return fmt.Errorf("mail: %w", err)
	}
	return client.Close()
}

// isAboutMessage reports whether a refusal at this point concerns the message
// or its recipient rather than us.
func isAboutMessage(r gomail.SendErrReason) bool {
	return r == gomail.ErrSMTPRcptTo || r == gomail.ErrSMTPData || r == gomail.ErrSMTPDataClose
}

// connection is the connection of one conversation. The mail client leaves it
// open when a conversation breaks before the first message.
type connection struct{ net.Conn }

func (c *connection) close() {
	if c.Conn != nil {
		_ = c.Close() // it is closed already when all went well
	}
}

// client returns a mail client whose connection will be in line.
func (s *SMTP) client(line *connection) (*gomail.Client, error) {
	timeout := s.Timeout
	if timeout == 0 {
		timeout = 30 * time.Second
	}
	config := &tls.Config{ServerName: s.Host, RootCAs: s.Roots, MinVersion: tls.VersionTLS12}
	opts := []gomail.Option{
		gomail.WithPort(s.Port), gomail.WithTimeout(timeout), gomail.WithTLSConfig(config),
		gomail.WithoutNoop(), // one less way for a conversation to break
		gomail.WithDialContextFunc(func(ctx context.Context, network, addr string) (c net.Conn, err error) {
			d := &net.Dialer{Timeout: timeout}
			if s.Security == TLS {
				c, err = (&tls.Dialer{NetDialer: d, Config: config}).DialContext(ctx, network, addr)
			} else {
				c, err = d.DialContext(ctx, network, addr)
			}
			line.Conn = c
			return c, err
		}),
	}
	switch s.Security {
	case TLS:
		opts = append(opts, gomail.WithSSL())
	case Opportunistic:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSOpportunistic))
	case Plain:
		opts = append(opts, gomail.WithTLSPolicy(gomail.NoTLS))
	default:
		opts = append(opts, gomail.WithTLSPolicy(gomail.TLSMandatory))
	}
	if s.User != "" {
		opts = append(opts, s.auth(), gomail.WithUsername(s.User), gomail.WithPassword(s.Password))
	}
	return gomail.NewClient(s.Host, opts...)
}

// auth says how to sign in.
func (s *SMTP) auth() gomail.Option {
	switch s.Security {
	case Plain:
		return gomail.WithSMTPAuth(gomail.SMTPAuthPlainNoEnc) // ParseURL allows it on this machine only
	case TLS:
		// Discovery does not see that a connection it did not make is encrypted.
		return gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthSCRAMSHA1,
			gomail.SMTPAuthPlain, gomail.SMTPAuthLogin, gomail.SMTPAuthCramMD5)
	default:
		return gomail.WithSMTPAuth(gomail.SMTPAuthAutoDiscover)
	}
}
