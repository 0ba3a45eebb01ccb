package mail_test

import (
	"bufio"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/base64"
	"fmt"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// received is what a server was given.
type received struct {
	from string
	to   []string
	data string
	tls  bool
	auth string
}

// server is a mail server that remembers, and fails where it is told to.
type server struct {
	// reply replaces the usual answer to a command: MAIL, RCPT, DATA, the end
	// of data as ".", AUTH, QUIT. An empty answer hangs up.
	reply    map[string]string
	startTLS bool
	implicit bool
	silent   bool // never says a word
	cert     *tls.Certificate
	auth     bool

	mu   sync.Mutex
	mail []received
}

func (s *server) messages() []received {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]received(nil), s.mail...)
}

// start listens and returns the port and the authorities to trust.
func (s *server) start(t *testing.T) (int, *x509.CertPool) {
	t.Helper()
	cert, pool := certificate(t)
	s.cert = &cert
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	stop := make(chan struct{})
	wg.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			wg.Go(func() { s.serve(c, stop) })
		}
	})
	t.Cleanup(func() { close(stop); l.Close(); wg.Wait() })
	return l.Addr().(*net.TCPAddr).Port, pool
}

func (s *server) serve(c net.Conn, stop chan struct{}) {
	defer func() { c.Close() }()
	if s.silent {
		<-stop
		return
	}
	r := received{}
	if s.implicit {
		c = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*s.cert}})
		r.tls = true
	}
	_ = c.SetDeadline(time.Now().Add(10 * time.Second))
	in := bufio.NewReader(c)
	say := func(verb, usual string) bool {
		if changed, ok := s.reply[verb]; ok {
			usual = changed
		}
		if usual == "" {
			return false
		}
		_, err := fmt.Fprintf(c, "%s\r\n", usual)
		return err == nil && usual[0] != '4' && usual[0] != '5'
	}
	if !say("", "220 mail.example ESMTP") {
		return
	}
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		line = strings.TrimRight(line, "\r\n")
		verb, rest, _ := strings.Cut(line, " ")
		switch verb = strings.ToUpper(verb); verb {
		case "EHLO", "HELO":
			fmt.Fprintf(c, "250-mail.example\r\n")
			if s.startTLS && !r.tls {
				fmt.Fprintf(c, "250-STARTTLS\r\n")
			}
			if s.auth {
				fmt.Fprintf(c, "250-AUTH PLAIN\r\n")
			}
			say(verb, "250 8BITMIME")
		case "STARTTLS":
			if !say(verb, "220 go ahead") {
				continue
			}
			c = tls.Server(c, &tls.Config{Certificates: []tls.Certificate{*s.cert}})
			in, r.tls = bufio.NewReader(c), true
		case "AUTH":
			_, token, _ := strings.Cut(rest, " ")
			b, _ := base64.StdEncoding.DecodeString(token)
			r.auth = string(b)
			say(verb, "235 welcome")
		case "MAIL":
			r.from, r.to = rest, nil
			say(verb, "250 ok")
		case "RCPT":
			if say(verb, "250 ok") {
				r.to = append(r.to, rest)
			}
		case "DATA":
			if !say(verb, "354 go on") {
				continue
			}
			var data strings.Builder
			for {
				l, err := in.ReadString('\n')
				if err != nil {
					return
				}
				if l == ".\r\n" {
					break
				}
				data.WriteString(strings.TrimPrefix(l, "."))
			}
			r.data = data.String()
			if say(".", "250 kept") {
				s.mu.Lock()
				s.mail = append(s.mail, r)
				s.mu.Unlock()
			} else if s.reply["."] == "" {
				return
			}
		case "QUIT":
			say(verb, "221 bye")
			return
		default:
			if !say(verb, "250 ok") && s.reply[verb] == "" {
				return
			}
		}
	}
}

// certificate returns a certificate of 127.0.0.1 and the pool that trusts it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "mail.example"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:        true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}
