package keyring_test

import (
	"bytes"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"blazon/internal/fault"
	"blazon/internal/keyring"
	"blazon/internal/store/storetest"
)

func TestParseMaster(t *testing.T) {
	t.Parallel()
	key := slices.Repeat([]byte{0xfb}, 32) // whose base64 has + and /, or - and _
	for _, text := range []string{
		hex.EncodeToString(key), base64.StdEncoding.EncodeToString(key), base64.RawStdEncoding.EncodeToString(key),
		base64.URLEncoding.EncodeToString(key), base64.RawURLEncoding.EncodeToString(key), " " + hex.EncodeToString(key) + "\r\n",
	} {
		if _, err := keyring.ParseMaster(text); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	for _, text := range []string{"", "secret", hex.EncodeToString(key[1:]), base64.StdEncoding.EncodeToString(append(key, 1)), strings.Repeat("ä", 32)} {
		_, err := keyring.ParseMaster(text)
		wantError(t, err, "openssl rand")
		if text != "" && strings.Contains(err.Error(), text) {
			t.Errorf("the error repeats what was given: %v", err)
		}
	}
}

// TestAbuse_KEY_05 starts with the wrong master key, and with none, after a
// first start. It is also fault F-21.
func TestAbuse_KEY_05(t *testing.T) {
	t.Parallel()
	ctx := t.Context()
	db := storetest.SQLite(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "keys", "master.key")
	m, err := keyring.LoadMaster(ctx, db, "", file, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(file)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o400 {
		t.Errorf("the file of the master key has mode %o", info.Mode().Perm())
	}
	made, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	again, err := keyring.LoadMaster(ctx, db, "", file, rand.Reader)
	if err != nil || !reflect.DeepEqual(again, m) {
		t.Errorf("the second start: %v", err)
	}
	if _, err := keyring.LoadMaster(ctx, db, string(made), "", rand.Reader); err != nil {
		t.Errorf("the same key in the environment: %v", err)
	}

	other := base64.StdEncoding.EncodeToString(slices.Repeat([]byte{7}, 32))
	_, err = keyring.LoadMaster(ctx, db, other, file, rand.Reader)
	wantError(t, err, "not the master key")
	if strings.Contains(err.Error(), other) {
		t.Errorf("the error repeats the key: %v", err)
	}
	wrong := filepath.Join(dir, "wrong.key")
	for content, want := range map[string]string{other: "not the master key", "nonsense": "openssl rand", "": "openssl rand"} {
		if err := os.WriteFile(wrong, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		_, err = keyring.LoadMaster(ctx, db, "", wrong, rand.Reader)
		wantError(t, err, want)
	}
	missing := filepath.Join(dir, "missing.key")
	_, err = keyring.LoadMaster(ctx, db, "", missing, rand.Reader)
	wantError(t, err, "backup")
	if _, err := os.Stat(missing); err == nil {
		t.Error("a new master key was made, with which nothing opens")
	}
	if now, err := os.ReadFile(file); err != nil || !bytes.Equal(now, made) {
		t.Errorf("the file of the master key changed: %v", err)
	}
	_, err = keyring.LoadMaster(ctx, db, "", dir, rand.Reader) // it is a folder
	wantError(t, err, "read the master key")
}

// TestFirstStartTwice starts two nodes on an empty database at once: whichever
// is first decides, and the other refuses rather than making keys of its own.
func TestFirstStartTwice(t *testing.T) {
	t.Parallel()
	db := storetest.SQLite(t)
	errs := make([]error, 8)
	var wg sync.WaitGroup
	for i := range errs {
		wg.Go(func() {
			text := base64.StdEncoding.EncodeToString(slices.Repeat([]byte{byte(i % 2)}, 32))
			_, errs[i] = keyring.LoadMaster(t.Context(), db, text, "", rand.Reader)
		})
	}
	wg.Wait()
	for i, err := range errs {
		if same := (errs[i%2] == nil) == (err == nil); !same || (errs[0] == nil) == (errs[1] == nil) {
			t.Errorf("node %d: %v; node %d: %v", i, err, i%2, errs[i%2])
		}
	}
}

// TestWrongMaster signs with a master key that is not the one, and with none.
func TestWrongMaster(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	school := w.issuer(t)
	for name, m := range map[string]keyring.Master{"another": master(t, 2), "none": {}} {
		k := *w.Keyring
		k.Master = m
		if _, _, err := k.SignCredential(t.Context(), school, w.credential(t, school)); err == nil {
			t.Errorf("%s master key opened an envelope", name)
		}
		if keys, err := k.Keys(t.Context(), school); err != nil || len(keys) != 5 {
			t.Errorf("public keys need no master key: %v", err)
		}
	}
	k := *w.Keyring
	k.Master = keyring.Master{}
	if _, err := k.New(school); err == nil {
		t.Error("keys were made that nothing can open")
	}
	if _, err := k.Rotate(t.Context(), w.Owner, school, w.key(t, school, keyring.Badge, keyring.Ed25519).ID); err == nil || fault.Is(err, fault.Conflict) {
		t.Errorf("a key was replaced by none: %v", err)
	}
	w.key(t, school, keyring.Badge, keyring.Ed25519) // the old one is still active
}
