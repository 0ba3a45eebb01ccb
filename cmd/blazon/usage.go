package main

import (
	"fmt"
	"os"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/alecthomas/kong"
)

// decodeTime reads a time of the command line.
func decodeTime(ctx *kong.DecodeContext, target reflect.Value) error {
	var text string
	if err := ctx.Scan.PopValueInto("time", &text); err != nil {
		return err
	}
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		return fmt.Errorf("%q is not a time such as 2026-03-01T09:00:00Z", text)
	}
	target.Set(reflect.ValueOf(t))
	return nil
}

// misunderstood says what of args makes no sense, and where to read how it is
// done.
func misunderstood(node *kong.Node, args []string, err error) (text, try string) {
	text = err.Error()
	var path []string
	for _, arg := range args {
		i := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == arg })
		if i < 0 {
			break
		}
		node = node.Children[i]
		path = append(path, arg)
	}
	if rest, ok := strings.CutPrefix(text, "unexpected argument "); ok && len(node.Children) > 0 {
		text = "there is no command " + strings.Join(append(slices.Clone(path), rest), " ")
	}
	switch {
	case len(path) == 0:
		return text, "run `blazon --help` to see the commands"
	case len(node.Children) > 0:
		return text, fmt.Sprintf("run `blazon %s --help` to see its commands", strings.Join(path, " "))
	}
	return text, fmt.Sprintf("run `blazon %s --help` to see how it is called", strings.Join(path, " "))
}

// A setting can be a flag or a variable: "--log-level or BLAZON_LOG_LEVEL" as our
// own errors name it, and --log-level alone as kong does.
var setting = regexp.MustCompile(`(--[a-z][a-z0-9-]*)( or (BLAZON_[A-Z0-9_]+))?`)

// named returns a text about settings in which each is called as it was given:
// by the flag or by the variable. One that was given as neither keeps its names.
func (w *world) named(text string) string {
	return setting.ReplaceAllStringFunc(text, func(found string) string {
		m := setting.FindStringSubmatch(found)
		flag, variable := m[1], m[3]
		given := slices.ContainsFunc(w.args, func(a string) bool { return a == flag || strings.HasPrefix(a, flag+"=") })
		if variable == "" {
			variable = "BLAZON_" + strings.ToUpper(strings.ReplaceAll(flag[2:], "-", "_"))
		}
		if _, set := os.LookupEnv(variable); set && !given {
			return variable
		}
		if given {
			return flag
		}
		return found
	})
}
