// Command files measures what `blazon verify` makes of files: badges per second
// on one processor and on two, and how much memory the worst input takes that is
// allowed. docs/performance.md has the figures; run it from the root of the
// module:
//
//	go run ./internal/bench/files
//
// The badges are signed with a did:key, so that no network is needed.
package main

import (
	"context"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"blazon/dataintegrity"
	"blazon/did"
	"blazon/jsonld"
)

func main() {
	program := flag.String("blazon", "", "the program to measure; without it, it is built")
	small := flag.Int("small", 10_000, "how many small badges")
	rich := flag.Int("rich", 2_000, "how many rich badges")
	flag.Parse()
	if flag.Arg(0) == measureArg {
		measure(context.Background(), flag.Args()[1:])
		return
	}
	if err := run(context.Background(), *program, *small, *rich); err != nil {
		fmt.Fprintln(os.Stderr, "files:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, program string, small, rich int) error {
	dir, err := os.MkdirTemp("", "blazon-bench")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if program == "" {
		program = filepath.Join(dir, "blazon")
		build := exec.CommandContext(ctx, "go", "build", "-trimpath", "-o", program, "./cmd/blazon") //nolint:gosec // the folder is ours
		build.Env, build.Stderr = append(os.Environ(), "CGO_ENABLED=0"), os.Stderr
		if err := build.Run(); err != nil {
			return fmt.Errorf("build: %w", err)
		}
	}
	b := newBench(program, dir)
	if err := b.throughput(ctx, "small", "internal/bench/testdata/simple.json", small); err != nil {
		return err
	}
	if err := b.throughput(ctx, "rich", "internal/bench/testdata/complete.json", rich); err != nil {
		return err
	}
	return b.worst(ctx)
}

// rounds is how often each run is made. Processor time is what counts: other
// programs do not make it much longer, as they do the time on the wall.
const rounds = 5

// A bench has what all measurements need.
type bench struct {
	program, dir   string
	key            ed25519.PrivateKey
	issuer, method string
}

func newBench(program, dir string) *bench {
	seed := sha256.Sum256([]byte("a key for measuring"))
	b := &bench{program: program, dir: dir, key: ed25519.NewKeyFromSeed(seed[:])}
	var err error
	if b.issuer, b.method, err = did.KeyDID(b.key.Public()); err != nil {
		panic(err) // an Ed25519 key has a DID
	}
	return b
}

// sign returns a document as one of the bench's issuer.
func (b *bench) sign(ctx context.Context, doc *jsonld.Value) ([]byte, error) {
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	return dataintegrity.Default().Sign(ctx, p, doc.JSON(), "eddsa-rdfc-2022", b.key, dataintegrity.Options{
		VerificationMethod: b.method, Created: time.Date(2026, 1, 2, 10, 0, 0, 0, time.UTC),
	})
}

// unendorsed takes the endorsements out of a document, whoever is endorsed: their proofs
// are made up, and a badge with one that does not hold is indeterminate.
func unendorsed(v *jsonld.Value) *jsonld.Value {
	switch v.Kind() {
	case jsonld.Array:
		items := make([]*jsonld.Value, 0, len(v.Items()))
		for _, item := range v.Items() {
			items = append(items, unendorsed(item))
		}
		return jsonld.NewArray(items...)
	case jsonld.Object:
		var members []jsonld.Member
		for _, m := range v.Members() {
			if m.Name != "endorsement" {
				members = append(members, jsonld.Member{Name: m.Name, Value: unendorsed(m.Value)})
			}
		}
		return jsonld.NewObject(members...)
	default:
		return v
	}
}

// throughput measures n badges made of one document.
func (b *bench) throughput(ctx context.Context, name, file string, n int) error {
	text, err := os.ReadFile(file) //nolint:gosec // one of two that run names
	if err != nil {
		return err
	}
	doc, err := jsonld.Parse(text, jsonld.Limits{})
	if err != nil {
		return err
	}
	// What needs a network, or is over, is left out.
	doc = unendorsed(doc.Without("proof", "credentialStatus", "credentialSchema", "refreshService", "validUntil"))
	doc = doc.With("issuer", doc.Get("issuer").With("id", jsonld.NewString(b.issuer)))
	dir := filepath.Join(b.dir, name)
	if err := os.Mkdir(dir, 0o700); err != nil {
		return err
	}
	size := 0
	for i := range n {
		signed, err := b.sign(ctx, doc.With("id", jsonld.NewString(fmt.Sprintf("urn:uuid:00000000-0000-4000-8000-%012d", i))))
		if err != nil {
			return err
		}
		size = len(signed)
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("%06d.json", i)), signed, 0o600); err != nil { //nolint:gosec // the folder is ours
			return err
		}
	}
	for procs := 1; procs <= min(2, runtime.NumCPU()); procs++ {
		var wall, cpu []time.Duration
		var memory int64
		for range rounds {
			r, err := b.verify(ctx, procs, "--recursive", dir)
			if err != nil {
				return err
			}
			if !strings.Contains(r.Summary, fmt.Sprintf("%d valid", n)) {
				return fmt.Errorf("%s: not all are valid: %s", name, r.Summary)
			}
			wall, cpu, memory = append(wall, r.Took), append(cpu, r.CPU), max(memory, r.Memory)
		}
		slices.Sort(wall)
		slices.Sort(cpu)
		fmt.Printf("%-6s %6d badges of %5d bytes, GOMAXPROCS=%d: %6.0f per second and processor (%v … %v), %6.0f per second on the wall at best, %d MiB\n",
			name, n, size, procs, float64(n)/cpu[rounds/2].Seconds(), cpu[0].Round(time.Millisecond), cpu[rounds-1].Round(time.Millisecond),
			float64(n)/wall[0].Seconds(), memory>>20)
	}
	return nil
}

// result is what one run took.
type result struct {
	Took    time.Duration // on the wall
	CPU     time.Duration // of all processors together
	Memory  int64         // at most, in bytes; 0 where the system does not tell
	Summary string        // what it wrote on standard error
	Line    string        // the first line of what it wrote
}

// measureArg makes this program run another and say what that took. A system
// counts what a program was before it became another as its memory, so the one
// that starts it must be small.
const measureArg = "measure"

// verify runs the program.
func (b *bench) verify(ctx context.Context, procs int, args ...string) (result, error) {
	self, err := os.Executable()
	if err != nil {
		return result{}, err
	}
	cmd := exec.CommandContext(ctx, self, append([]string{measureArg, b.program, "verify"}, args...)...) //nolint:gosec // this program
	cmd.Env = append(os.Environ(), fmt.Sprintf("GOMAXPROCS=%d", procs))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return result{}, err
	}
	var r result
	return r, json.Unmarshal(out, &r)
}

// measure runs a command and prints what it took, as JSON.
func measure(ctx context.Context, args []string) {
	cmd := exec.CommandContext(ctx, args[0], args[1:]...) //nolint:gosec // the program that is measured
	var errs strings.Builder
	cmd.Stderr = &errs
	start := time.Now()
	out, err := cmd.Output() // that a badge is not valid is no failure here
	r := result{Took: time.Since(start), Summary: strings.TrimSpace(errs.String())}
	if cmd.ProcessState == nil {
		fmt.Fprintln(os.Stderr, "files:", err)
		os.Exit(1)
	}
	r.CPU = cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
	r.Memory = maxMemory(cmd.ProcessState)
	r.Line, _, _ = strings.Cut(string(out), "\n")
	if err := json.NewEncoder(os.Stdout).Encode(r); err != nil {
		os.Exit(1)
	}
}
