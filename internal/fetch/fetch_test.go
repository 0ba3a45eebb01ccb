package fetch

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"golang.org/x/net/dns/dnsmessage"

	"blazon/did"
)

// The tests serve on 127.0.0.1, which they declare public, and on 127.0.0.2,
// which stays the private address that it is.
var here = netip.MustParseAddr("127.0.0.1")

// A site is a TLS server on a loopback address and how often it was asked.
type site struct {
	*httptest.Server
	asked atomic.Int32
	port  string
}

func serve(t *testing.T, ip string, h http.HandlerFunc) *site {
	t.Helper()
	l, err := net.Listen("tcp", ip+":0")
	if err != nil {
		if os.Getenv("BLAZON_TEST_ALL") == "1" {
			t.Fatalf("cannot listen on %s: %v", ip, err)
		}
		t.Skipf("cannot listen on %s, as on systems other than Linux: %v", ip, err)
	}
	s := &site{}
	s.Server = &httptest.Server{Listener: l, Config: &http.Server{Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.asked.Add(1)
		h(w, r)
	})}}
	s.Server.Config.ErrorLog = nil
	s.StartTLS()
	t.Cleanup(s.Close)
	_, s.port, _ = net.SplitHostPort(l.Addr().String())
	return s
}

// names is a fake DNS: host to addresses, a list of answers used one after the
// other, the last one for good.
type names map[string][][]string

// resolver answers from n. The Go resolver speaks DNS over TCP to a connection
// that is not a packet connection, and a pipe is none.
func (n names) resolver() *net.Resolver {
	asked := make(map[string]int)
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		client, server := net.Pipe()
		go n.answer(server, asked)
		return client, nil
	}}
}

func (n names) answer(conn net.Conn, asked map[string]int) {
	defer conn.Close()
	r := bufio.NewReader(conn)
	var size [2]byte
	if _, err := io.ReadFull(r, size[:]); err != nil {
		return
	}
	query := make([]byte, int(size[0])<<8|int(size[1]))
	if _, err := io.ReadFull(r, query); err != nil {
		return
	}
	var m dnsmessage.Message
	if m.Unpack(query) != nil || len(m.Questions) != 1 {
		return
	}
	m.Header.Response, m.Additionals = true, nil
	q := m.Questions[0]
	lists := n[strings.TrimSuffix(q.Name.String(), ".")]
	if len(lists) == 0 {
		m.Header.RCode = dnsmessage.RCodeNameError
	} else if q.Type == dnsmessage.TypeA {
		i := min(asked[q.Name.String()], len(lists)-1)
		asked[q.Name.String()]++
		for _, text := range lists[i] {
			a := netip.MustParseAddr(text)
			m.Answers = append(m.Answers, dnsmessage.Resource{
				Header: dnsmessage.ResourceHeader{Name: q.Name, Type: dnsmessage.TypeA, Class: dnsmessage.ClassINET},
				Body:   &dnsmessage.AResource{A: a.As4()},
			})
		}
	}
	out, err := m.Pack()
	if err != nil {
		return
	}
	_, _ = conn.Write(append([]byte{byte(len(out) >> 8), byte(len(out))}, out...))
}

// client returns a Client that takes 127.0.0.1 for a public address and trusts
// the certificates of the given sites on their ports.
func client(t *testing.T, opt Options, sites ...*site) *Client {
	t.Helper()
	opt.RootCAs = x509.NewCertPool()
	for _, s := range sites {
		opt.RootCAs.AddCert(s.Certificate())
		opt.Ports = append(opt.Ports, s.port)
	}
	c := New(opt)
	c.reachable = func(a netip.Addr) bool { return a == here || isPublic(a) }
	t.Cleanup(c.Close)
	return c
}

func text(s string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, s) }
}

func blocked(err error) bool {
	var e *did.FetchError
	return errors.As(err, &e) && e.Blocked
}

func failed(err error) bool {
	var e *did.FetchError
	return errors.As(err, &e) && !e.Blocked
}

func TestFetch(t *testing.T) {
	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/ld+json; charset=utf-8")
		if r.URL.Path == "/gone" {
			w.WriteHeader(http.StatusGone)
		}
		fmt.Fprint(w, r.Header.Get("Accept"))
	})
	at := time.Date(2026, 2, 3, 4, 5, 6, 0, time.UTC)
	c := client(t, Options{Now: func() time.Time { return at }}, s)
	resp, err := c.Fetch(t.Context(), s.URL+"/issuer#key", "application/ld+json")
	if err != nil {
		t.Fatal(err)
	}
	if resp.URL != s.URL+"/issuer" || resp.Status != 200 || resp.MediaType != "application/ld+json" ||
		string(resp.Body) != "application/ld+json" || !resp.FetchedAt.Equal(at) {
		t.Errorf("got %+v", resp)
	}
	if resp, err = c.Fetch(t.Context(), s.URL+"/gone", ""); err != nil || resp.Status != 410 {
		t.Errorf("a status is an answer: got %v, %v", resp, err)
	}
}

func TestAbuse_SSRF_01_02_AddressesThatAreNotPublic(t *testing.T) {
	tests := []struct{ id, addr string }{
		{"SSRF-01", "127.0.0.1"},
		{"SSRF-01", "127.255.255.254"},
		{"SSRF-01", "10.0.0.1"},
		{"SSRF-01", "172.16.0.1"},
		{"SSRF-01", "172.31.255.255"},
		{"SSRF-01", "192.168.1.1"},
		{"SSRF-01", "100.64.0.1"},
		{"SSRF-01", "169.254.169.254"},
		{"SSRF-01", "0.0.0.0"},
		{"SSRF-01", "192.0.0.192"},
		{"SSRF-01", "198.18.0.1"},
		{"SSRF-01", "198.19.255.255"},
		{"SSRF-01", "240.0.0.1"},
		{"SSRF-01", "255.255.255.255"},
		{"SSRF-01", "224.0.0.1"},
		{"SSRF-02", "::1"},
		{"SSRF-02", "::"},
		{"SSRF-02", "::ffff:127.0.0.1"},
		{"SSRF-02", "::ffff:7f00:1"},
		{"SSRF-02", "64:ff9b::7f00:1"},
		{"SSRF-02", "2002:7f00:1::"},
		{"SSRF-02", "::127.0.0.1"},
		{"SSRF-02", "fe80::1%eth0"},
		{"SSRF-02", "2606:4700::1%eth0"},
		{"SSRF-02", "fd00:ec2::254"},
		{"SSRF-02", "fec0::1"},
		{"SSRF-02", "ff02::1"},
		{"SSRF-02", "2001:db8::1"},
		{"SSRF-02", "2001::1"},
	}
	c := New(Options{})
	for _, tt := range tests {
		t.Run(tt.id+" "+tt.addr, func(t *testing.T) {
			a := netip.MustParseAddr(tt.addr)
			if isPublic(a) {
				t.Errorf("%s is called public", a)
			}
			host := tt.addr
			if a.Is6() {
				host = "[" + strings.ReplaceAll(host, "%", "%25") + "]"
			}
			if _, err := c.Fetch(t.Context(), "https://"+host+"/", ""); !blocked(err) {
				t.Errorf("a URL with that address: got %v, want blocked", err)
			}
			if err := c.control("tcp", net.JoinHostPort(tt.addr, "443"), nil); err == nil {
				t.Errorf("a socket to that address is allowed")
			}
		})
	}
	for _, s := range []string{"1.1.1.1", "192.0.1.1", "100.128.0.1", "2606:4700::1111", "::ffff:8.8.8.8"} {
		if !isPublic(netip.MustParseAddr(s)) {
			t.Errorf("%s is not called public", s)
		}
	}
	for _, s := range []string{"169.254.169.254", "0.0.0.0", "224.0.0.1", "fe80::1", "::"} {
		if (&Client{Options: Options{AllowPrivate: true}}).mayReach(netip.MustParseAddr(s)) {
			t.Errorf("AllowPrivate opens %s", s)
		}
	}
}

func TestAbuse_SSRF_03_AddressesInDisguise(t *testing.T) {
	n := names{"127-0-0-1.sslip.example": {{"127.0.0.2"}}, "localhost": {{"127.0.0.2"}}}
	c := client(t, Options{Resolver: n.resolver(), AllowHTTP: true, Frank: true})
	for _, u := range []string{
		"http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://127.1/", "https://127.1/",
		"https://0x7f000001/", "https://①②⑦.⓪.⓪.①/", "https://localhost./", "https://127-0-0-1.sslip.example/",
		"https://127。0。0。1/",
	} {
		t.Run("SSRF-03 "+u, func(t *testing.T) {
			if _, err := c.Fetch(t.Context(), u, ""); !blocked(err) {
				t.Errorf("got %v, want blocked", err)
			}
		})
	}
}

func TestAbuse_SSRF_04_Redirects(t *testing.T) {
	inside := serve(t, "127.0.0.2", text("secret"))
	plain := httptest.NewServer(text("plain"))
	t.Cleanup(plain.Close)
	var outside *site
	outside = serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		to := map[string]string{
			"/private": inside.URL, "/http": plain.URL, "/file": "file:///etc/passwd", "/user": "https://a@127.0.0.1:" + outside.port,
			"/once": "/end", "/three": "/two", "/two": "/once", "/four": "/three",
		}[r.URL.Path]
		if r.URL.Path == "/end" {
			fmt.Fprint(w, "end")
			return
		}
		http.Redirect(w, r, to, http.StatusTemporaryRedirect)
	})
	c := client(t, Options{}, outside, inside)
	for _, path := range []string{"/private", "/http", "/file", "/user", "/four"} {
		t.Run("SSRF-04 "+path, func(t *testing.T) {
			if _, err := c.Fetch(t.Context(), outside.URL+path, ""); !blocked(err) {
				t.Errorf("got %v, want blocked", err)
			}
		})
	}
	if inside.asked.Load() != 0 {
		t.Error("the private server was asked")
	}
	resp, err := c.Fetch(t.Context(), outside.URL+"/three", "")
	if err != nil || string(resp.Body) != "end" || resp.URL != outside.URL+"/end" {
		t.Errorf("three redirects: got %+v, %v", resp, err)
	}
}

// TestAbuse_SSRF_04_Downgrade: what is asked for with encryption is not had without,
// also where plain http is allowed.
func TestAbuse_SSRF_04_Downgrade(t *testing.T) {
	plain := httptest.NewServer(text("plain"))
	t.Cleanup(plain.Close)
	safe := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, plain.URL, http.StatusFound) })
	c := client(t, Options{AllowPrivate: true, AllowHTTP: true}, safe)
	if resp, err := c.Fetch(t.Context(), plain.URL, ""); err != nil || string(resp.Body) != "plain" {
		t.Fatalf("by itself it is had: %v, %v", resp, err)
	}
	if resp, err := c.Fetch(t.Context(), safe.URL, ""); !blocked(err) {
		t.Errorf("got %v, %v, want blocked", resp, err)
	}
}

func TestAbuse_SSRF_05_NamesThatChangeTheirMind(t *testing.T) {
	inside := serve(t, "127.0.0.2", text("secret"))
	n := names{
		"rebind.example":  {{"127.0.0.1"}, {"127.0.0.2"}},
		"private.example": {{"127.0.0.2"}},
		"mixed.example":   {{"127.0.0.2", "127.0.0.3"}},
	}
	c := client(t, Options{Resolver: n.resolver(), Frank: true}, inside)
	// The first lookup gives the address called public, where nothing listens
	// on this port; the second gives the private one.
	for _, host := range []string{"rebind.example", "rebind.example", "private.example", "mixed.example"} {
		_, err := c.Fetch(t.Context(), "https://"+host+":"+inside.port+"/", "")
		if err == nil {
			t.Errorf("%s: answered", host)
		}
		if host != "rebind.example" && !blocked(err) {
			t.Errorf("%s: got %v, want blocked", host, err)
		}
	}
	if n := inside.asked.Load(); n != 0 {
		t.Errorf("the private server was asked %d times", n)
	}
}

func TestAbuse_SSRF_06_07_OnlyPlainURLs(t *testing.T) {
	c := client(t, Options{})
	for _, u := range []string{
		"SSRF-06 file:///etc/passwd", "SSRF-06 gopher://example.com/", "SSRF-06 ftp://example.com/", "SSRF-06 data:text/plain,x",
		"SSRF-06 unix:/run/x.sock", "SSRF-06 jar:https://example.com!/x", "SSRF-06 https:127.0.0.1/", "SSRF-06 http://example.com/",
		"SSRF-06 -example", "SSRF-06 //example.com/", "SSRF-06 /etc/passwd", "SSRF-06 ",
		"SSRF-07 https://example.com:22/", "SSRF-07 https://example.com:25/", "SSRF-07 https://example.com:2375/", "SSRF-07 https://example.com:6379/",
		"SSRF-07 https://example.com:80/", "SSRF-07 https://good@127.0.0.1/", "SSRF-07 https://a:b@example.com/",
		"SSRF-07 https://example.com/a\r\nHost: b", "SSRF-07 https://example.com/a b", "SSRF-07 https://example.com\\@127.0.0.1/",
		"SSRF-07 https://exa mple.com/", "SSRF-07 https://example.com./", "SSRF-07 https:///x",
	} {
		id, raw, _ := strings.Cut(u, " ")
		t.Run(id+" "+fmt.Sprintf("%q", raw), func(t *testing.T) {
			if _, err := c.Fetch(t.Context(), raw, ""); !blocked(err) {
				t.Errorf("got %v, want blocked", err)
			}
		})
	}
	if _, err := parse("https://example.com/" + strings.Repeat("a", maxURL)); err == nil {
		t.Error("a URL longer than the cap is allowed")
	}
	if _, err := parse("https://example.com/" + strings.Repeat("a", maxURL-len("https://example.com/"))); err != nil {
		t.Errorf("a URL as long as the cap: %v", err)
	}
	u, err := parse("https://BÜCHER.example:443/a#b")
	if err != nil || c.gate(u) != nil || u.String() != "https://xn--bcher-kva.example:443/a" {
		t.Errorf("got %v, %v", u, err)
	}
}

func TestAbuse_SSRF_08_SlowServers(t *testing.T) {
	before := runtime.NumGoroutine()
	stop := make(chan struct{})
	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		flush := http.NewResponseController(w)
		switch r.URL.Path {
		case "/headers":
			<-stop
		default:
			for {
				if _, err := w.Write([]byte("x")); err != nil {
					return
				}
				_ = flush.Flush()
				select {
				case <-stop:
					return
				case <-time.After(5 * time.Millisecond):
				}
			}
		}
	})
	stalled, err := net.Listen("tcp", "127.0.0.1:0") // accepts, never speaks TLS
	if err != nil {
		t.Fatal(err)
	}
	_, stalledPort, _ := net.SplitHostPort(stalled.Addr().String())
	c := client(t, Options{Ports: []string{stalledPort}, Limits: Limits{Headers: 100 * time.Millisecond, Total: 200 * time.Millisecond}}, s)
	for _, u := range []string{s.URL + "/headers", s.URL + "/body", "https://" + stalled.Addr().String() + "/"} {
		start := time.Now()
		if _, err := c.Fetch(t.Context(), u, ""); !failed(err) {
			t.Errorf("%s: got %v, want a failure", u, err)
		}
		if d := time.Since(start); d > 2*time.Second {
			t.Errorf("%s: took %v", u, d)
		}
	}
	close(stop)
	stalled.Close()
	c.Close()
	s.Close()
	for i := 0; runtime.NumGoroutine() > before && i < 100; i++ {
		time.Sleep(20 * time.Millisecond)
	}
	if n := runtime.NumGoroutine(); n > before {
		t.Errorf("%d goroutines before, %d after", before, n)
	}
}

func TestAbuse_SSRF_09_Size(t *testing.T) {
	const limit = 1000
	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		switch r.URL.Path {
		case "/n":
			fmt.Fprint(w, strings.Repeat("x", limit))
		case "/n+1":
			fmt.Fprint(w, strings.Repeat("x", limit+1))
		case "/endless":
			for {
				if _, err := io.WriteString(w, strings.Repeat("x", 1<<16)); err != nil {
					return
				}
			}
		case "/liar":
			w.Header().Set("Content-Length", "10000000000")
			fmt.Fprint(w, strings.Repeat("x", limit+1))
		case "/gzip":
			if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
				w.Header().Set("X-Asked", "yes")
			}
			w.Header().Set("Content-Encoding", "gzip")
			fmt.Fprint(w, "\x1f\x8b")
		case "/headers":
			for i := range 3000 {
				w.Header().Set(fmt.Sprintf("X-%d", i), strings.Repeat("x", 40))
			}
		}
	})
	c := client(t, Options{Limits: Limits{JSON: limit, Image: 2 * limit, Status: 3 * limit}}, s)
	resp, err := c.Fetch(t.Context(), s.URL+"/n", "application/json")
	if err != nil || len(resp.Body) != limit {
		t.Errorf("a body as long as the cap: %v", err)
	}
	for _, path := range []string{"/n+1", "/endless", "/liar", "/gzip", "/headers"} {
		t.Run("SSRF-09 "+path, func(t *testing.T) {
			if _, err := c.Fetch(t.Context(), s.URL+path, "application/json"); !failed(err) {
				t.Errorf("got %v, want a failure", err)
			}
		})
	}
	if _, err := c.Fetch(t.Context(), s.URL+"/n+1", "image/png"); err != nil {
		t.Errorf("an image has a greater cap: %v", err)
	}
}

func TestAbuse_SSRF_10_NoProxy(t *testing.T) {
	proxy := httptest.NewServer(text("from the proxy"))
	t.Cleanup(proxy.Close)
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"} {
		t.Setenv(name, proxy.URL)
	}
	s := serve(t, "127.0.0.1", text("from the site"))
	c := client(t, Options{}, s)
	if c.http.Transport.(*http.Transport).Proxy != nil {
		t.Error("the transport has a proxy")
	}
	resp, err := c.Fetch(t.Context(), s.URL, "")
	if err != nil || string(resp.Body) != "from the site" {
		t.Errorf("got %v, %v", resp, err)
	}
}

func TestAbuse_SSRF_11_FailuresLookAlike(t *testing.T) {
	stranger := serve(t, "127.0.0.1", text("secret")) // its certificate is not trusted
	closed, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	_, closedPort, _ := net.SplitHostPort(closed.Addr().String())
	closed.Close()
	rude := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) { panic(http.ErrAbortHandler) })
	inside := serve(t, "127.0.0.2", text("secret"))
	n := names{"inside.example": {{"127.0.0.2"}}}
	c := client(t, Options{Ports: []string{stranger.port, closedPort, inside.port}, Resolver: n.resolver()}, rude)
	c.http.Transport.(*http.Transport).TLSClientConfig.RootCAs = x509.NewCertPool()
	texts := make(map[string]bool)
	for _, u := range []string{stranger.URL, "https://127.0.0.1:" + closedPort, rude.URL, "https://unknown.example", "https://inside.example:" + inside.port} {
		_, err := c.Fetch(t.Context(), u, "")
		var e *did.FetchError
		if !errors.As(err, &e) || e.Blocked {
			t.Fatalf("%s: got %v, want a failure", u, err)
		}
		texts[e.Err.Error()] = true
	}
	if len(texts) != 1 {
		t.Errorf("the causes can be told apart: %v", texts)
	}
	if inside.asked.Load() != 0 {
		t.Error("the private server was asked")
	}
}

// STA-12: what a third party is told about us.
func TestAbuse_STA_12_NoCredentialsAreSent(t *testing.T) {
	got := make(chan http.Header, 2)
	s := serve(t, "127.0.0.1", func(w http.ResponseWriter, r *http.Request) {
		got <- r.Header.Clone()
		http.SetCookie(w, &http.Cookie{Name: "track", Value: "1"})
		if r.URL.Path == "/a" {
			http.Redirect(w, r, "/b", http.StatusFound)
		}
	})
	c := client(t, Options{}, s)
	if _, err := c.Fetch(t.Context(), s.URL+"/a", "application/json"); err != nil {
		t.Fatal(err)
	}
	for range 2 {
		h := <-got
		for name := range h {
			switch name {
			case "Accept", "User-Agent":
			default:
				t.Errorf("we sent %s: %s", name, h.Get(name))
			}
		}
	}
}
