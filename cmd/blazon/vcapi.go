package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"blazon/internal/fetch"
	"blazon/internal/serve"
	"blazon/internal/signing"
	"blazon/internal/vcapi"
	"blazon/internal/work"
)

// vcapiCommand serves the W3C's VC API.
type vcapiCommand struct {
	Listen        string `default:"localhost:8443" placeholder:"ADDR" help:"Where to listen: host and port. localhost:8443 unless told otherwise, so that only this machine can reach it."`
	TLSSelfSigned bool   `name:"tls-self-signed" help:"Serve https with a certificate made at the start. Clients must be told to accept it."`
	BaseURL       string `placeholder:"URL" help:"The address at which clients reach it, if it is another than that of --listen."`
	Keys          string `required:"" type:"path" placeholder:"DIR" help:"Where the keys are kept, one file for each suite. Those that are missing are made."`
	ProofOnly     bool   `help:"When verifying, check proofs only: not who issued, not dates, not the status."`
	Contexts      string `placeholder:"INDEX" help:"A JSON file {\"url\": \"file\"} of JSON-LD contexts to know beside those that are built in, or in their place; they are taken as they are."`
	contextFlags
	portFlags
	AllowPrivate bool `help:"Also fetch from http and private addresses. For development only."`
}

// Help teaches the command.
func (vcapiCommand) Help() string {
	return `For integrators and for the W3C's test suites: issues and verifies credentials over
HTTP, as the VC API describes. Each suite has an endpoint of its own, with a key of its
own, whose DID is the issuer of what it signs.

  blazon vcapi --tls-self-signed --keys ./vcapi-keys
  curl -k https://localhost:8443/
  curl -k -H 'Content-Type: application/json' --data @request.json \
    https://localhost:8443/eddsa-rdfc-2022/credentials/issue

Whoever can reach this server can have anything signed: it listens on localhost unless
told otherwise. What it remembers of the status of credentials is lost when it stops.
It is no way to award badges; 'blazon serve' is.`
}

// Run serves until the world's context ends.
func (c *vcapiCommand) Run(w *world) error {
	host, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return misuse("give host and port, such as localhost:8443", "--listen %s is not an address to listen on", c.Listen)
	}
	server := &vcapi.Server{
		Now: w.now, Rand: w.rand, Log: slog.New(slog.NewTextHandler(w.err, &slog.HandlerOptions{Level: slog.LevelWarn})),
		ProofOnly: c.ProofOnly, Pool: new(work.Pool),
	}
	if server.Keys, err = w.vcapiKeys(c.Keys); err != nil {
		return err
	}
	if server.Known, err = c.contexts(w); err != nil {
		return err
	}
	if c.Contexts != "" {
		if server.Contexts, err = w.readDocs(c.Contexts); err != nil {
			return err
		}
	}
	ports, err := c.ports()
	if err != nil {
		return err
	}
	client := fetch.New(fetch.Options{Now: w.now, AllowPrivate: c.AllowPrivate, AllowHTTP: c.AllowPrivate, Ports: ports, Cache: newFetchCache()})
	defer client.Close()
	server.Network = client
	var lc net.ListenConfig
	listener, err := lc.Listen(w.ctx, "tcp", c.Listen)
	if err != nil {
		return hint{fmt.Errorf("cannot listen on %s: %w", c.Listen, err), "choose another port with --listen"}
	}
	defer listener.Close()
	if server.BaseURL = c.BaseURL; server.BaseURL == "" {
		server.BaseURL = c.address(host, listener)
	}
	handler, err := server.Handler()
	if err != nil {
		return err
	}
	if err := c.announce(w, server, listener); err != nil {
		return err
	}
	return c.serve(w, handler, host, listener, server.Log)
}

// address is where clients on this machine reach the server.
func (c *vcapiCommand) address(host string, listener net.Listener) string {
	if ip := net.ParseIP(host); host == "" || ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	_, port, _ := net.SplitHostPort(listener.Addr().String())
	scheme := "http"
	if c.TLSSelfSigned {
		scheme = "https"
	}
	return scheme + "://" + net.JoinHostPort(host, port)
}

// announce says what is served, and warns of what is dangerous.
func (c *vcapiCommand) announce(w *world, server *vcapi.Server, listener net.Listener) error {
	if addr, ok := listener.Addr().(*net.TCPAddr); ok && !addr.IP.IsLoopback() {
		_, _ = fmt.Fprintf(w.err, "blazon: warning: others can reach %s, and have anything signed with the keys in %s\n", listener.Addr(), c.Keys)
	}
	if !c.TLSSelfSigned && c.BaseURL == "" {
		_, _ = fmt.Fprintf(w.err, "blazon: note: status lists need https; serve it with --tls-self-signed\n")
	}
	_, err := fmt.Fprintf(w.out, "The VC API is served at %s\n", server.BaseURL)
	for _, k := range server.Keys {
		if err == nil {
			_, err = fmt.Fprintf(w.out, "  /%-22s %.80s\n", k.Suite.Name, k.DID)
		}
	}
	return err
}

// serve answers requests until the world's context ends.
func (c *vcapiCommand) serve(w *world, handler http.Handler, host string, listener net.Listener, log *slog.Logger) error {
	s := serve.Server(handler, log)
	if c.TLSSelfSigned {
		cert, err := w.selfSigned(host)
		if err != nil {
			return err
		}
		sum := sha256.Sum256(cert.Certificate[0])
		_, _ = fmt.Fprintf(w.out, "Its certificate has the SHA-256 %s\n", hex.EncodeToString(sum[:]))
		s.TLSConfig = &tls.Config{Certificates: []tls.Certificate{cert}, MinVersion: tls.VersionTLS12}
	}
	stopped := context.AfterFunc(w.ctx, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(w.ctx), 10*time.Second)
		defer cancel()
		_ = s.Shutdown(ctx) // what is not done by then is cut off
	})
	defer stopped()
	var err error
	if c.TLSSelfSigned {
		err = s.ServeTLS(listener, "", "")
	} else {
		err = s.Serve(listener)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// selfSigned makes a certificate for this machine, good for a month.
func (w *world) selfSigned(host string) (tls.Certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), w.rand)
	if err != nil {
		return tls.Certificate{}, err
	}
	serial := make([]byte, 16)
	if _, err := w.rand.Read(serial); err != nil {
		return tls.Certificate{}, err
	}
	template := &x509.Certificate{
		SerialNumber: new(big.Int).SetBytes(serial),
		Subject:      pkix.Name{CommonName: "blazon vcapi"},
		NotBefore:    w.now().Add(-time.Hour), NotAfter: w.now().AddDate(0, 0, 30),
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv6loopback},
	}
	if ip := net.ParseIP(host); ip != nil {
		template.IPAddresses = append(template.IPAddresses, ip)
	} else if host != "" && host != "localhost" {
		template.DNSNames = append(template.DNSNames, host)
	}
	der, err := x509.CreateCertificate(w.rand, template, template, key.Public(), key)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, err
}

// vcapiKeys reads the key of each suite from a directory, and makes those that
// are not there. The files are those of `blazon keys new`.
func (w *world) vcapiKeys(dir string) ([]signing.Key, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, hint{fmt.Errorf("cannot make the directory %s: %w", dir, err), "name another with --keys"}
	}
	var keys []signing.Key
	for _, suite := range signing.Suites() {
		name := filepath.Join(dir, suite.Name+".key")
		_, err := os.Stat(name)
		if errors.Is(err, fs.ErrNotExist) {
			_, err = w.newKey(suite, name)
		}
		if err != nil {
			return nil, err
		}
		k, err := w.readKey(name)
		if err != nil {
			return nil, err
		}
		if k.Suite.Name != suite.Name {
			return nil, hint{fmt.Errorf("the key in %s is one for %s", name, k.Suite.Name), "give the file the name of its suite"}
		}
		keys = append(keys, k)
	}
	return keys, nil
}
