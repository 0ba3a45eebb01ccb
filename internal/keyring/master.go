package keyring

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"blazon/internal/fault"
)

const (
	masterSize = 32 // AES-256
	nonceSize  = 12
	tagSize    = 16
	// sealVersion begins every envelope, so that another form may follow.
	sealVersion = 1
	hintSize    = 8
)

// errSealed is all that is said about an envelope that does not open.
var errSealed = errors.New("the envelope does not open: it was made with another master key, or moved, or changed")

// Master is the key that encrypts the others. The zero Master refuses to.
type Master struct{ key []byte }

// ParseMaster reads a master key: 32 bytes in base64 or hexadecimal.
func ParseMaster(text string) (Master, error) {
	text = strings.TrimSpace(text)
	for _, decode := range []func(string) ([]byte, error){
		hex.DecodeString, base64.StdEncoding.DecodeString, base64.RawStdEncoding.DecodeString,
		base64.URLEncoding.DecodeString, base64.RawURLEncoding.DecodeString,
	} {
		if b, err := decode(text); err == nil && len(b) == masterSize {
			return Master{b}, nil
		}
	}
	return Master{}, fmt.Errorf("the master key is not %d bytes in base64 or hexadecimal; make one with: openssl rand -base64 %d", masterSize, masterSize)
}

// String keeps the key out of logs.
func (m Master) String() string { return "[master key]" }

// GoString keeps the key out of logs.
func (m Master) GoString() string { return m.String() }

// hint tells master keys apart without saying anything about them.
func (m Master) hint() []byte {
	sum := sha256.Sum256(append([]byte("blazon master key hint\x00"), m.key...))
	return sum[:hintSize]
}

// label binds an envelope to what it is for: its parts, each with its length.
func label(parts ...string) []byte {
	var b []byte
	for _, p := range append([]string{"blazon envelope 1"}, parts...) {
		b = binary.BigEndian.AppendUint32(b, uint32(len(p))) //nolint:gosec // a few bytes
		b = append(b, p...)
	}
	return b
}

// seal encrypts plain with a key made for it alone, and that key with the
// master key. The envelope opens only with the same label.
func (m Master) seal(rand io.Reader, plain, label []byte) ([]byte, error) {
	if len(m.key) != masterSize {
		return nil, errors.New("there is no master key")
	}
	own := make([]byte, masterSize)
	if _, err := io.ReadFull(rand, own); err != nil {
		return nil, fmt.Errorf("seal: %w", err)
	}
	out := append([]byte{sealVersion}, m.hint()...)
	for _, layer := range []struct{ key, plain []byte }{{m.key, own}, {own, plain}} {
		aead, err := newGCM(layer.key)
		if err != nil {
			return nil, err
		}
		nonce := make([]byte, nonceSize)
		if _, err := io.ReadFull(rand, nonce); err != nil {
			return nil, fmt.Errorf("seal: %w", err)
		}
		out = append(out, nonce...)
		out = aead.Seal(out, nonce, layer.plain, label)
	}
	return out, nil
}

// open returns what was sealed with the same label.
func (m Master) open(sealed, label []byte) ([]byte, error) {
	const wrapped = nonceSize + masterSize + tagSize
	if len(m.key) != masterSize {
		return nil, errors.New("there is no master key")
	}
	if len(sealed) < 1+hintSize+wrapped+nonceSize+tagSize || sealed[0] != sealVersion {
		return nil, errSealed
	}
	if subtle.ConstantTimeCompare(sealed[1:1+hintSize], m.hint()) != 1 {
		return nil, errSealed
	}
	body := sealed[1+hintSize:]
	own, err := openLayer(m.key, body[:wrapped], label)
	if err != nil {
		return nil, err
	}
	return openLayer(own, body[wrapped:], label)
}

func openLayer(key, layer, label []byte) ([]byte, error) {
	aead, err := newGCM(key)
	if err != nil {
		return nil, err
	}
	plain, err := aead.Open(nil, layer[:nonceSize], layer[nonceSize:], label)
	if err != nil {
		return nil, errSealed
	}
	return plain, nil
}

func newGCM(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	return cipher.NewGCM(block)
}

// The check value is this text, sealed.
const (
	checkText  = "this is the right master key"
	checkLabel = "check"
)

// LoadMaster returns the master key: text if it is not empty, otherwise what is
// in file. On the first start of all it makes the file, readable by its owner
// only, and keeps a check value in the store. From then on it refuses a master
// key that is missing or another, because new keys would be made that nobody
// notices and old ones would be lost.
func LoadMaster(ctx context.Context, store CheckValue, text, file string, rand io.Reader) (Master, error) {
	check, err := store.MasterCheck(ctx)
	first := fault.Is(err, fault.NotFound)
	if err != nil && !first {
		return Master{}, fmt.Errorf("read the check value of the master key: %w", err)
	}
	m, err := findMaster(text, file, first, rand)
	if err != nil {
		return Master{}, err
	}
	if first {
		value, err := m.seal(rand, []byte(checkText), label(checkLabel))
		if err != nil {
			return Master{}, err
		}
		err = store.KeepMasterCheck(ctx, value)
		if err == nil {
			return m, nil
		}
		if !fault.Is(err, fault.Conflict) {
			return Master{}, fmt.Errorf("keep the check value of the master key: %w", err)
		}
		// Another node was first; its value decides.
		if check, err = store.MasterCheck(ctx); err != nil {
			return Master{}, fmt.Errorf("read the check value of the master key: %w", err)
		}
	}
	plain, err := m.open(check, label(checkLabel))
	if err != nil || string(plain) != checkText {
		return Master{}, fmt.Errorf("this is not the master key that the signing keys in the database are encrypted with; put the right one back (%s), or restore the database that belongs to this one", whence(text, file))
	}
	return m, nil
}

func whence(text, file string) string {
	if text != "" {
		return "it was given as BLAZON_MASTER_KEY"
	}
	return "it was read from " + file
}

// findMaster reads the master key, or makes it if this is the first start.
func findMaster(text, file string, first bool, rand io.Reader) (Master, error) {
	if text != "" {
		return ParseMaster(text)
	}
	b, err := os.ReadFile(file) //nolint:gosec // the operator names the file
	switch {
	case err == nil:
		m, err := ParseMaster(string(b))
		if err != nil {
			return Master{}, fmt.Errorf("%s: %w", file, err)
		}
		return m, nil
	case !errors.Is(err, fs.ErrNotExist):
		return Master{}, fmt.Errorf("read the master key: %w", err)
	case !first:
		return Master{}, fmt.Errorf("the master key is missing: there is no file %s and BLAZON_MASTER_KEY is not set, but the database has signing keys that only it can open; put it back from your backup", file)
	}
	key := make([]byte, masterSize)
	if _, err := io.ReadFull(rand, key); err != nil {
		return Master{}, fmt.Errorf("make the master key: %w", err)
	}
	if err := writeNew(file, base64.StdEncoding.EncodeToString(key)+"\n"); err != nil {
		return Master{}, fmt.Errorf("keep the master key: %w", err)
	}
	return Master{key}, nil
}

// writeNew makes a file that only its owner may read, and is sure that it is on
// the disk before anything depends on it. It never replaces one.
func writeNew(file, content string) error {
	dir := filepath.Dir(file)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	tmp, err := os.CreateTemp(dir, ".master-*")
	if err != nil {
		return err
	}
	defer os.Remove(tmp.Name()) // it has another name by then
	_, err = tmp.WriteString(content)
	err = errors.Join(err, tmp.Chmod(0o400), tmp.Sync(), tmp.Close())
	if err != nil {
		return err
	}
	if err := os.Link(tmp.Name(), file); err != nil {
		return err
	}
	d, err := os.Open(dir) //nolint:gosec // as above
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
