package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"blazon/vc"
)

// A task is one input on its way through a run.
type task struct {
	name string
	done chan outcome // of room for one
}

// An outcome is what is left of a task: text to print, and what to count. The
// badge and its report are let go of, so that a run of thousands needs no more
// memory than one of a few.
type outcome struct {
	name    string
	text    []byte
	verdict vc.Verdict // empty if the input could not be read
	codes   []string
	err     error
}

// waiting is how many outcomes for each worker may wait for one before them
// that takes longer.
const waiting = 16

// runMany judges all inputs, several at once, and prints the answers in the
// order of the inputs.
func (c *verifyCommand) runMany(w *world) error {
	over := make(passed)
	names, total, err := c.names(w, over)
	if err != nil {
		return err
	}
	judge, err := c.judge(w)
	if err != nil {
		return err
	}
	return c.runAll(w, judge, names, newSummary(w, total, over))
}

// runAll judges what is named, with a few workers, and returns the exit code as
// an error unless all are valid.
func (c *verifyCommand) runAll(w *world, judge judge, names iter.Seq2[string, error], s *summary) error {
	ctx, cancel := context.WithCancel(w.ctx)
	defer cancel()
	jobs := c.jobs()
	todo, inOrder := make(chan *task), make(chan *task, jobs*waiting)
	var lost error // why the list of inputs ended before its end
	go func() {
		defer close(inOrder)
		defer close(todo)
		lost = hand(ctx, names, inOrder, todo)
	}()
	var workers sync.WaitGroup
	for range jobs {
		workers.Go(func() {
			for t := range todo {
				t.done <- c.outcome(ctx, judge, t.name)
			}
		})
	}
	err := c.collect(w, s, inOrder)
	cancel()
	for range inOrder {
		continue // what was begun is waited for
	}
	workers.Wait()
	s.close()
	if err = errors.Join(err, lost); err != nil {
		return s.broken(err)
	}
	if err := w.ctx.Err(); err != nil {
		return s.broken(hint{errors.New("interrupted; not everything was judged"), "run it again for the rest"})
	}
	if s.count == 0 {
		return hint{errors.New("there is nothing to verify in what was named"), "in directories, badges are files that end in " + strings.Join(badgeEndings, ", ")}
	}
	if code := s.exit(); code != exitOK {
		return exit(code)
	}
	return nil
}

// hand makes a task of each name and hands it to who prints, in order, and to
// who works.
func hand(ctx context.Context, names iter.Seq2[string, error], inOrder, todo chan<- *task) error {
	for name, err := range names {
		if err != nil {
			return err
		}
		t := &task{name: name, done: make(chan outcome, 1)}
		select {
		case inOrder <- t:
		case <-ctx.Done():
			return nil
		}
		select {
		case todo <- t:
		case <-ctx.Done():
			t.done <- outcome{name: name, err: ctx.Err()}
			return nil
		}
	}
	return nil
}

// collect prints what becomes of each task, and counts it.
func (c *verifyCommand) collect(w *world, s *summary, inOrder <-chan *task) error {
	out := bufio.NewWriterSize(w.out, 64<<10)
	for t := range inOrder {
		var o outcome
		select {
		case o = <-t.done:
		default: // nothing to do but wait: show what there is
			if err := out.Flush(); err != nil {
				return err
			}
			o = <-t.done
		}
		if errors.Is(o.err, context.Canceled) {
			return out.Flush()
		}
		s.add(o)
		if o.err != nil {
			s.clear()
			_, _ = fmt.Fprintf(w.err, "blazon: %s: %s\n", shown(o.name), said(o.err))
		}
		if _, err := out.Write(o.text); err != nil {
			return err
		}
		s.show()
	}
	return out.Flush()
}

// outcome judges one input.
func (c *verifyCommand) outcome(ctx context.Context, judge judge, name string) outcome {
	o := outcome{name: name}
	found, err := judge(ctx, name)
	if err != nil {
		o.err = err
		return o
	}
	o.verdict, o.codes = found.report.Verdict, deciding(found.report)
	switch {
	case c.JSON:
		o.text, o.err = found.json()
	case c.Explain:
		o.text = found.details(true)
	default:
		o.text = found.line()
	}
	return o
}

// names lists the inputs, and how many there are; 0 if that is not known before
// the end. What is passed over in directories is counted in over.
func (c *verifyCommand) names(w *world, over passed) (iter.Seq2[string, error], int, error) {
	var all []string
	for _, name := range c.Inputs {
		more, err := c.expand(name, over)
		if err != nil {
			return nil, 0, err
		}
		all = append(all, more...)
	}
	if c.FilesFrom == "" {
		return func(yield func(string, error) bool) {
			for _, name := range all {
				if !yield(name, nil) {
					return
				}
			}
		}, len(all), nil
	}
	list := w.in
	closeList := func() {}
	if c.FilesFrom != "-" {
		f, err := os.Open(c.FilesFrom)
		if err != nil {
			return nil, 0, hint{fmt.Errorf("there is no list %s", shown(c.FilesFrom)), "check the name, or give - to read the list from standard input"}
		}
		list, closeList = f, func() { _ = f.Close() }
	} else if slices.Contains(c.Inputs, "-") {
		return nil, 0, misuse("name the badge's file instead of -", "standard input cannot be both a badge and a list of files")
	}
	return func(yield func(string, error) bool) {
		defer closeList()
		for _, name := range all {
			if !yield(name, nil) {
				return
			}
		}
		c.listed(list, over, yield)
	}, 0, nil
}

// maxName bounds one line of a list of names.
const maxName = 64 << 10

// listed yields the names in a list, one a line. Names may be those of
// directories and patterns, as at the command line.
func (c *verifyCommand) listed(list io.Reader, over passed, yield func(string, error) bool) {
	lines := bufio.NewScanner(list)
	lines.Buffer(make([]byte, 0, 4096), maxName)
	for lines.Scan() {
		name := strings.TrimRight(lines.Text(), "\r")
		if name == "" {
			continue
		}
		names := []string{name}
		if info, err := os.Stat(name); err == nil && info.IsDir() {
			if names, err = c.expand(name, over); err != nil {
				yield("", err)
				return
			}
		}
		for _, name := range names {
			if !yield(name, nil) {
				return
			}
		}
	}
	if err := lines.Err(); err != nil {
		yield("", fmt.Errorf("the list of files ends too early: %w", err))
	}
}

// isPattern reports whether name is a pattern, as shells expand them, and not
// the name of a file.
func isPattern(name string) bool {
	if isAddress(name) || !strings.ContainsAny(name, "*?[") {
		return false
	}
	_, err := os.Lstat(name)
	return err != nil
}

// isMany reports whether name can stand for several files: it is a pattern or a
// directory.
func isMany(name string) bool {
	if isAddress(name) || name == "-" {
		return false
	}
	info, err := os.Stat(name)
	return isPattern(name) || err == nil && info.IsDir()
}

// expand returns the files that a name stands for.
func (c *verifyCommand) expand(name string, over passed) ([]string, error) {
	if isAddress(name) || name == "-" {
		return []string{name}, nil
	}
	if isPattern(name) {
		matches, err := filepath.Glob(name)
		if err != nil || len(matches) == 0 {
			return nil, hint{fmt.Errorf("no file fits the pattern %s", shown(name)), "check the pattern; put it in quotes so that it arrives whole"}
		}
		var out []string
		for _, m := range matches {
			if info, err := os.Stat(m); err == nil && info.IsDir() && !c.Recursive {
				over[isDirectory]++
				continue
			}
			more, err := c.expand(m, over)
			if err != nil {
				return nil, err
			}
			out = append(out, more...)
		}
		return out, nil
	}
	info, err := os.Stat(name)
	switch {
	case err != nil || !info.IsDir():
		return []string{name}, nil // what cannot be read is said when it is its turn
	case !c.Recursive:
		return nil, misuse("add --recursive to take the badges in it", "%s is a directory", shown(name))
	}
	return inDirectory(name, over)
}

// inDirectory lists the files in a directory, and below it, that may be badges,
// in the order of their names. It does not follow links in it; it may be called by
// one itself.
func inDirectory(root string, over passed) ([]string, error) {
	var out []string
	err := filepath.WalkDir(root+string(filepath.Separator), func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if over.takes(path, d.Type()) {
			out = append(out, path)
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("read directory %s: %w", shown(root), err)
	}
	return out, nil
}
