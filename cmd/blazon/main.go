// Command blazon creates, signs, bakes, verifies and serves Open Badges.
//
// Run `blazon --help` for what it can do and `blazon COMMAND --help` for how.
// It exits with 0 when it did what was asked (for verify: the badge is valid),
// 1 when it could not (for verify: the badge is invalid), 2 when verify could
// not tell, and 64 when it was called in a way it does not understand.
package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"
	"reflect"
	"strings"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/text"
)

// version is set by the linker.
var version = "dev"

// Exit codes. They are part of the contract with scripts.
const (
	exitOK            = 0
	exitInvalid       = 1
	exitIndeterminate = 2
	exitUsage         = 64
)

// commands is everything blazon can be told to do. To add one, write its file
// and add its line here.
type commands struct {
	Serve    serveCommand    `cmd:"" help:"Run the site, the API and the workers."`
	Init     initCommand     `cmd:"" help:"Make the first administrator without a browser."`
	Token    tokenCommand    `cmd:"" help:"Make an API token for an account."`
	Migrate  migrateCommand  `cmd:"" help:"Bring the database to this version's schema, or show where it is."`
	Doctor   doctorCommand   `cmd:"" help:"Check set-up and data, and say what to do."`
	Verify   verifyCommand   `cmd:"" help:"Say whether badges are genuine, and why."`
	Export   exportCommand   `cmd:"" help:"Write a badge with all that is needed to verify it offline."`
	Vcapi    vcapiCommand    `cmd:"" help:"Serve the W3C's VC API, for integrators and test suites."`
	Sign     signCommand     `cmd:"" help:"Sign an unsigned credential."`
	Derive   deriveCommand   `cmd:"" help:"Make of a badge one that hides what you do not want to show."`
	Keys     keysCommand     `cmd:"" help:"Make signing keys."`
	Bake     bakeCommand     `cmd:"" help:"Put a credential into a PNG or SVG picture."`
	Unbake   unbakeCommand   `cmd:"" help:"Take the credential out of a picture."`
	Canonize canonizeCommand `cmd:"" help:"Print the canonical N-Quads (RDFC-1.0) of a JSON-LD document."`

	Version kong.VersionFlag `help:"Print the version."`
}

// world is everything outside the program, as an argument, so that tests can
// choose it.
type world struct {
	ctx  context.Context
	in   io.Reader
	out  io.Writer
	err  io.Writer
	now  func() time.Time
	rand io.Reader
	args []string // how the program was called; set by run
}

// An exit ends the program with a code and nothing more to say.
type exit int

func (e exit) Error() string { return fmt.Sprintf("exit %d", int(e)) }

// A hint is an error together with what to try.
type hint struct {
	error
	try string
}

func (h hint) Unwrap() error { return h.error }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	w := &world{ctx: ctx, in: os.Stdin, out: os.Stdout, err: os.Stderr, now: time.Now, rand: rand.Reader}
	code := run(w, os.Args[1:])
	stop()
	os.Exit(code)
}

// run does what args say and returns the exit code.
func run(w *world, args []string) int {
	w.args = args
	var cmds commands
	parser, err := kong.New(&cmds,
		kong.Name("blazon"),
		kong.Description("Create, award, bake, share and verify Open Badges."),
		kong.Vars{
			"version": version, "scopes": strings.Join(account.Scopes(), ", "),
			"suites": strings.Join(suiteNames(), ","), "suite_list": strings.Join(suiteNames(), ", "),
		},
		kong.Writers(w.out, w.err),
		kong.Exit(func(code int) { panic(exit(code)) }),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}),
		kong.ShortUsageOnError(),
		kong.TypeMapper(reflect.TypeFor[time.Time](), kong.MapperFunc(decodeTime)),
	)
	if err != nil {
		panic(err) // a malformed command table is a bug at the call site
	}
	return withExit(func() int {
		k, err := parser.Parse(args)
		if err != nil {
			sentence, try := misunderstood(parser.Model.Node, args, err)
			w.say("", w.named(sentence))
			w.say("hint: ", try)
			return exitUsage
		}
		return report(w, k.Run(w))
	})
}

// withExit runs f and turns a panicked exit, which kong uses for --help and
// --version, into its code.
func withExit(f func() int) (code int) {
	defer func() {
		if p := recover(); p != nil {
			e, ok := p.(exit)
			if !ok {
				panic(p)
			}
			code = int(e)
		}
	}()
	return f()
}

// report prints err as a person wants to read it and returns the exit code.
func report(w *world, err error) int {
	var code exit
	switch {
	case err == nil:
		return exitOK
	case errors.As(err, &code):
		return int(code)
	}
	sentence := said(err)
	if kind, public := fault.Public(err); kind != fault.Internal {
		sentence = public
	}
	w.say("", w.named(sentence))
	var h hint
	if errors.As(err, &h) {
		w.say("hint: ", h.try)
	}
	var u usageError
	if errors.As(err, &u) {
		return exitUsage
	}
	return exitInvalid
}

// say prints a sentence to a person, with nothing in it that a terminal would obey.
func (w *world) say(what, sentence string) {
	_, _ = fmt.Fprintf(w.err, "blazon: %s%s\n", what, visibleLines(sentence))
}

// said is the text of an error as a person may see it: names of files come from archives
// of strangers, and a terminal obeys what is in them.
func said(err error) string {
	sentence := err.Error()
	if at, ok := errors.AsType[*fs.PathError](err); ok && at.Path != "" {
		sentence = strings.ReplaceAll(sentence, at.Path, text.Visible(at.Path))
	}
	return visibleLines(sentence)
}

// visibleLines is text.Visible of each line: several errors are several lines.
func visibleLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = text.Visible(line)
	}
	return strings.Join(lines, "\n")
}

// A usageError says that the command was called in a way that makes no sense.
type usageError struct{ error }

func (u usageError) Unwrap() error { return u.error }

// misuse returns a usageError with a sentence and what to try.
func misuse(try, format string, args ...any) error {
	return usageError{hint{fmt.Errorf(format, args...), try}}
}
