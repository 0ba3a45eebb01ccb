package main

import (
	"context"
	"crypto/rand"
	"os"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this program available to the scripts as `blazon`.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){
		"blazon": func() {
			w := &world{ctx: context.Background(), in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now, rand: rand.Reader}
			os.Exit(run(w, os.Args[1:]))
		},
	})
}

// TestScripts runs one script for each thing a person does at the command line.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{Dir: "testdata", RequireExplicitExec: true})
}
