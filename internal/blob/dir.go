package blob

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"syscall"
)

// Dir keeps files in a folder. Only the user it runs as may read them.
type Dir struct {
	root *os.Root
	// sync makes what was written to a file or a folder survive a loss of power.
	sync func(*os.File) error
}

// OpenDir opens the folder called name and makes it if there is none.
func OpenDir(name string) (*Dir, error) {
	if err := os.MkdirAll(name, 0o700); err != nil {
		return nil, fmt.Errorf("make folder for files: %w", err)
	}
	root, err := os.OpenRoot(name)
	if err != nil {
		return nil, fmt.Errorf("open folder for files: %w", err)
	}
	return &Dir{root: root, sync: (*os.File).Sync}, nil
}

// Close gives back what the Dir holds of the system.
func (d *Dir) Close() error { return d.root.Close() }

// unfinished begins the names of files that are being written. No key does.
const unfinished = ".new-"

// Put keeps data under key, in place of what was there.
func (d *Dir) Put(ctx context.Context, key string, data []byte) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	if err := checkSize(int64(len(data))); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	folder := path.Dir(key)
	if err := d.makeFolder(folder); err != nil {
		return dirFault(fmt.Errorf("put %s: %w", key, err))
	}
	temp := path.Join(folder, unfinished+rand.Text())
	err := d.write(temp, data)
	if err == nil {
		err = d.root.Rename(temp, key)
	}
	if err != nil {
		_ = d.root.Remove(temp) // it may not have been made
		return dirFault(fmt.Errorf("put %s: %w", key, err))
	}
	if err := d.syncFolder(folder); err != nil {
		return dirFault(fmt.Errorf("put %s: %w", key, err))
	}
	return nil
}

// makeFolder makes a folder with those above it and lets their names survive.
func (d *Dir) makeFolder(name string) error {
	if _, err := d.root.Stat(name); err == nil {
		return nil
	}
	if err := d.root.MkdirAll(name, 0o700); err != nil {
		return err
	}
	for name != "." {
		name = path.Dir(name)
		if err := d.syncFolder(name); err != nil {
			return err
		}
	}
	return nil
}

// write makes a file with data in it that is on the disk when write returns.
func (d *Dir) write(name string, data []byte) error {
	f, err := d.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = d.sync(f)
	}
	return errors.Join(err, f.Close())
}

func (d *Dir) syncFolder(name string) error {
	f, err := d.root.Open(name)
	if err != nil {
		return err
	}
	return errors.Join(d.sync(f), f.Close())
}

// Get returns what is kept under key; fault.NotFound if nothing is.
func (d *Dir) Get(ctx context.Context, key string) ([]byte, error) {
	if err := CheckKey(key); err != nil {
		return nil, notFound(err)
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	f, err := d.root.Open(key)
	if err != nil {
		return nil, dirFault(err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, dirFault(err)
	}
	if info.IsDir() {
		return nil, notFound(fmt.Errorf("get %s: a folder", key))
	}
	if err := checkSize(info.Size()); err != nil {
		return nil, err
	}
	data, err := io.ReadAll(io.LimitReader(f, maxFile))
	if err != nil {
		return nil, dirFault(fmt.Errorf("get %s: %w", key, err))
	}
	return data, nil
}

// Delete removes what is kept under key. It is no error if nothing is.
func (d *Dir) Delete(ctx context.Context, key string) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	err := d.root.Remove(key)
	if isMissing(err) {
		return nil
	}
	if err == nil {
		err = d.syncFolder(path.Dir(key))
	}
	if err != nil {
		return dirFault(fmt.Errorf("delete %s: %w", key, err))
	}
	return nil
}

// List returns the keys that begin with prefix, in order.
func (d *Dir) List(ctx context.Context, prefix string) ([]string, error) {
	var keys []string
	err := fs.WalkDir(d.root.FS(), ".", func(name string, e fs.DirEntry, err error) error {
		switch {
		case isMissing(err): // removed meanwhile
			return nil
		case err != nil:
			return err
		case e.IsDir():
			return ctx.Err()
		case strings.HasPrefix(e.Name(), unfinished), !strings.HasPrefix(name, prefix), CheckKey(name) != nil:
			return nil
		}
		keys = append(keys, name)
		return nil
	})
	if err != nil {
		return nil, dirFault(fmt.Errorf("list %q: %w", prefix, err))
	}
	return keys, nil
}

// Ready returns nil if files can be kept: it writes one and removes it.
func (d *Dir) Ready(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	name := unfinished + rand.Text()
	err := d.write(name, []byte("ready?"))
	if gone := d.root.Remove(name); err == nil {
		err = gone
	}
	if err != nil {
		return dirFault(fmt.Errorf("try to keep a file: %w", err))
	}
	return nil
}

// isMissing reports whether err says that there is no such file, or that a part
// of its path is a file.
func isMissing(err error) bool {
	return errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR)
}

// dirFault gives an error of the file system its kind.
func dirFault(err error) error {
	switch {
	case isMissing(err):
		return notFound(err)
	case errors.Is(err, syscall.ENOSPC), errors.Is(err, syscall.EDQUOT), errors.Is(err, syscall.EFBIG):
		return full(err)
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	}
	return down(err)
}
