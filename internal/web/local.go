package web

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"strings"

	"blazon/internal/fault"
	"blazon/internal/serve"
)

// The verifier for browsers, as `make build` leaves it. Without that there is
// only the note that says so, and the page does not offer it.
//
//go:embed local
var localFiles embed.FS

// A localProgram is the verifier for browsers: a module of WebAssembly and the
// script of the Go project that runs it. The zero value is none.
type localProgram struct {
	module, runner string // addresses
	files          map[string]asset
}

// loadLocal names the files by their content. The module is embedded compressed.
func loadLocal() localProgram {
	p := localProgram{files: make(map[string]asset)}
	for _, f := range []struct {
		embedded, base, ext, kind string
		url                       *string
	}{
		{"local/blazon.wasm.gz", "blazon", "wasm", "application/wasm", &p.module},
		{"local/wasm_exec.js.gz", "run", "js", "text/javascript; charset=utf-8", &p.runner},
	} {
		data, err := localFiles.ReadFile(f.embedded)
		if err != nil {
			return localProgram{} // it was not built
		}
		sum := sha256.Sum256(data)
		name := f.base + "." + hex.EncodeToString(sum[:6]) + "." + f.ext
		p.files[name] = asset{kind: f.kind, gzip: data}
		*f.url = "/static/local/" + name
	}
	return p
}

// getLocal answers with a file of the verifier for browsers.
func (s *Server) getLocal(w http.ResponseWriter, r *serve.Request) error {
	f, ok := s.local.files[r.PathValue("file")]
	if !ok {
		return fault.New(fault.NotFound, "There is no such file.")
	}
	doc := serve.Document{Type: f.kind, Data: f.gzip, Forever: true}
	w.Header().Set("Vary", "Accept-Encoding")
	if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
		w.Header().Set("Content-Encoding", "gzip")
		return doc.Send(w, r)
	}
	// Whoever takes it as it is gets it while it is unpacked: whole it is 21 MB, for as
	// long as they take.
	plain, err := gzip.NewReader(bytes.NewReader(f.gzip))
	if err != nil {
		return fmt.Errorf("unpack %s: %w", r.URL.Path, err)
	}
	w.Header().Set("Content-Type", f.kind)
	w.Header().Set("Cache-Control", "public, max-age=31536000, immutable")
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(w, plain); err != nil && r.Context().Err() == nil { //nolint:gosec // it is our own
		return fmt.Errorf("send %s: %w", r.URL.Path, err)
	}
	return nil
}
