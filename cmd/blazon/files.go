package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// maxInput caps what any command reads from one file: a picture of 5 MiB or a
// credential of 4 MiB, with room to tell that there is more.
const maxInput = 16 << 20

// readInput returns the bytes of the file called name, or of standard input for "-".
func (w *world) readInput(name string) ([]byte, error) {
	if name == "-" {
		return readCapped(w.in, "standard input")
	}
	info, err := os.Stat(name)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, hint{fmt.Errorf("there is no file %s", shown(name)), "check the name, or give - to read standard input"}
	case err != nil:
		return nil, err
	case info.Mode()&(fs.ModeNamedPipe|fs.ModeSocket|fs.ModeDevice|fs.ModeIrregular) != 0:
		// Opening a pipe that nobody writes to waits for ever, and takes the run along.
		return nil, hint{fmt.Errorf("%s is no file but a pipe, a socket or a device", shown(name)), "give - to read standard input"}
	}
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return readCapped(f, name)
}

func readCapped(r io.Reader, name string) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxInput+1))
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", shown(name), err)
	}
	if len(data) > maxInput {
		return nil, hint{fmt.Errorf("%s is larger than %d MiB", shown(name), maxInput>>20), "badges are far smaller; is it the right file?"}
	}
	return data, nil
}

// writeOutput writes data to the file called name, or to standard output for
// "" and "-". A file is written completely or not at all.
func (w *world) writeOutput(name string, data []byte) error {
	if name == "" || name == "-" {
		_, err := w.out.Write(data)
		return err
	}
	tmp := name + ".part"
	if err := os.WriteFile(tmp, data, 0o644); err != nil { //nolint:gosec // badges are made to be shown
		return err
	}
	if err := os.Rename(tmp, name); err != nil {
		_ = os.Remove(tmp)
		return err
	}
	return nil
}

// isTerminal reports whether output called name goes to somebody's screen.
func (w *world) isTerminal(name string) bool {
	f, ok := w.out.(*os.File)
	if !ok || name != "" && name != "-" {
		return false
	}
	info, err := f.Stat()
	return err == nil && info.Mode()&os.ModeCharDevice != 0
}

// writeSecret writes data to a new file that only its owner may read. It
// refuses to replace one that is there.
func writeSecret(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return hint{fmt.Errorf("%s exists already", shown(name)), "choose another name; a key that is overwritten is lost"}
	}
	if err != nil {
		return err
	}
	if _, err := f.Write(data); err != nil {
		_ = f.Close()
		return err
	}
	return errors.Join(f.Sync(), f.Close())
}
