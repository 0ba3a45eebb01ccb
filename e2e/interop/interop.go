// Package interop asks another implementation of the standards for its opinion
// on what Blazon signs, and has it sign what Blazon is to verify: Digital
// Bazaar's Data Integrity libraries and jose, which run in Node and were
// written by other people in another language.
package interop

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// A Request is one question. Op is verify, sign, verifyJWT or signJWT; the
// others are used as interop.mjs says.
type Request struct {
	Op          string          `json:"op"`
	Document    json.RawMessage `json:"document,omitempty"`
	Cryptosuite string          `json:"cryptosuite,omitempty"`
	Curve       string          `json:"curve,omitempty"` // P-256 or P-384; empty is Ed25519
	Token       string          `json:"token,omitempty"`
	JWK         json.RawMessage `json:"jwk,omitempty"`
	Alg         string          `json:"alg,omitempty"`
}

// An Answer is what the other implementation says. Error is its own wording.
type Answer struct {
	Verified bool            `json:"verified"`
	Error    string          `json:"error"`
	Document json.RawMessage `json:"document"`
	Header   json.RawMessage `json:"header"`
	Token    string          `json:"token"`
	JWK      json.RawMessage `json:"jwk"`
}

// Ask puts the questions and returns an answer to each. It skips the test if
// Node or the libraries are not to be had, unless BLAZON_TEST_ALL is 1.
func Ask(t testing.TB, requests ...Request) []Answer {
	t.Helper()
	dir := folder(t)
	install(t, dir)
	contexts, err := Contexts(filepath.Join(dir, "..", ".."))
	if err != nil {
		t.Fatal(err)
	}
	in, err := json.Marshal(map[string]any{"contexts": contexts, "requests": requests})
	if err != nil {
		t.Fatal(err)
	}
	out, err := run(t, dir, in, "node", "interop.mjs")
	if err != nil {
		t.Fatalf("the other implementation failed: %v", err)
	}
	var answers []Answer
	if err := json.Unmarshal(out, &answers); err != nil {
		t.Fatalf("the other implementation said %.500s: %v", out, err)
	}
	if len(answers) != len(requests) {
		t.Fatalf("%d answers to %d questions", len(answers), len(requests))
	}
	return answers
}

// folder finds this folder, from wherever the test that asks runs.
func folder(t testing.TB) string {
	t.Helper()
	_, file, _, ok := runtime.Caller(0)
	if ok && filepath.IsAbs(file) {
		return filepath.Dir(file)
	}
	dir, err := filepath.Abs("interop") // built with -trimpath: the tests of e2e
	if err != nil {
		t.Fatal(err)
	}
	return dir
}

// install gets the libraries that package-lock.json names, once.
func install(t testing.TB, dir string) {
	t.Helper()
	for _, program := range []string{"node", "npm"} {
		if _, err := exec.LookPath(program); err != nil {
			skipOrFail(t, program+" is not installed; the other implementation needs Node 20 with npm")
		}
	}
	lock, err := os.Stat(filepath.Join(dir, "package-lock.json"))
	if err != nil {
		t.Fatal(err)
	}
	if done, err := os.Stat(filepath.Join(dir, "node_modules", ".package-lock.json")); err == nil && !done.ModTime().Before(lock.ModTime()) {
		return
	}
	if _, err := run(t, dir, nil, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"); err != nil {
		skipOrFail(t, "npm could not get the other implementation: "+err.Error())
	}
}

// run runs a program for at most three minutes and returns what it prints.
func run(t testing.TB, dir string, in []byte, name string, args ...string) ([]byte, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 3*time.Minute)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	var stderr bytes.Buffer
	cmd.Dir, cmd.Stdin, cmd.Stderr = dir, bytes.NewReader(in), &stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, errors.New(err.Error() + ": " + stderr.String())
	}
	return out, nil
}

func skipOrFail(t testing.TB, why string) {
	t.Helper()
	if os.Getenv("BLAZON_TEST_ALL") == "1" {
		t.Fatal(why)
	}
	t.Skip(why)
}
