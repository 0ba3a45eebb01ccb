package blazon_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// outbound are the names, by package, with which a program reaches others or
// starts other programs. A server is none of them.
var outbound = map[string][]string{
	"net/http": {"Client", "Transport", "Get", "Post", "PostForm", "Head", "DefaultClient", "DefaultTransport", "RoundTripper"},
	"net":      {"Dialer", "Dial", "DialTimeout", "DialTCP", "DialUDP", "DialIP", "DialUnix"},
	"os/exec":  {"Command", "CommandContext", "Cmd"},

	"crypto/tls":             {"Dial", "DialWithDialer", "Dialer"},
	"net/smtp":               {"Dial", "SendMail", "NewClient"},
	"net/rpc":                {"Dial", "DialHTTP"},
	"net/http/httputil":      {"ReverseProxy", "NewSingleHostReverseProxy"},
	"golang.org/x/net/http2": {"Transport"},
}

// mayReach says which packages may use which of them, and for what.
var mayReach = map[string]string{
	"internal/fetch": "addresses that strangers chose, guarded",
	"internal/mail":  "the mail server",
	"internal/blob":  "object storage",

	"internal/bench/files": "the program it measures",
}

// TestAbuse_SSRF_15_Symbols is TestAbuse_SSRF_15 by what names mean and not by
// how they are written: aliases, types of variables and new() do not hide them.
func TestAbuse_SSRF_15_Symbols(t *testing.T) {
	files := 0
	walkGo(t, func(path string) {
		dir := filepath.ToSlash(filepath.Dir(path))
		if strings.HasSuffix(path, "_test.go") || mayReach[dir] != "" || strings.HasSuffix(dir, "test") {
			return
		}
		files++
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, path, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		names := make(map[string]string) // what the file calls an import
		for _, spec := range file.Imports {
			imp, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				t.Fatal(err)
			}
			if outbound[imp] == nil {
				continue
			}
			name := imp[strings.LastIndexByte(imp, '/')+1:]
			if spec.Name != nil {
				name = spec.Name.Name
			}
			if name == "." {
				t.Errorf("%s imports all names of %s", path, imp)
			}
			names[name] = imp
		}
		ast.Inspect(file, func(n ast.Node) bool {
			sel, ok := n.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := sel.X.(*ast.Ident); ok && slices.Contains(outbound[names[x.Name]], sel.Sel.Name) {
				t.Errorf("%s uses %s.%s; what leaves this computer goes through internal/fetch", set.Position(sel.Pos()), names[x.Name], sel.Sel.Name)
			}
			return true
		})
	})
	if files < 200 {
		t.Errorf("only %d files were looked at", files)
	}
}
