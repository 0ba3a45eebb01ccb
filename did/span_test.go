package did_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"blazon/did"
)

// counts says what becomes of a key of the issuer of which a record says something: in a key
// set, and as JWK in a document.
func counts(t *testing.T, more string) (inSet, inDocument error) {
	t.Helper()
	key := with(mustJWK(t, ed(1).Public()), `"iss":"`+uni+`","kid":"k1"`+more)
	set, err := did.ParseKeySet([]byte(`{"keys":[` + key + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	_, inSet = set.At(now).Bind(uni, "k1")
	if _, err := set.At(now).BindKey(uni, ed(1).Public()); (err == nil) != (inSet == nil) {
		t.Errorf("%s: by id %v, by itself %v", more, inSet, err)
	}
	if n := len(set.At(now).Keys(uni)); (n == 1) != (inSet == nil) {
		t.Errorf("%s: %d keys", more, n)
	}
	method := strings.Replace(strings.Replace(k1, "Multikey", "JsonWebKey", 1), "KEY", `"publicKeyJwk":`+key, 1)
	_, inDocument = did.Bind(document(t, uni, method, assert), uni, uni+"#k1", "assertionMethod", now)
	return inSet, inDocument
}

// TestAbuse_KEY_01_OwnRecord: a key counts no more, or not yet, where its own JWK says so.
func TestAbuse_KEY_01_OwnRecord(t *testing.T) {
	for more, want := range map[string]error{
		`,"revoked":true`: did.ErrKeyRevoked,
		`,"revoked":{"revoked_at":1577836800,"reason":"keyCompromise"}`: did.ErrKeyRevoked,
		`,"revoked":{"reason":"keyCompromise"}`:                         did.ErrKeyRevoked,
		`,"revoked":{"revoked_at":"soon"}`:                              did.ErrKeyRevoked,
		`,"revoked":"2020-01-01T00:00:00Z"`:                             did.ErrKeyRevoked,
		`,"revoked":"in May"`:                                           did.ErrKeyRevoked,
		`,"revoked":"2036-01-01T00:00:00Z","exp":1577836800`:            did.ErrKeyExpired,
		`,"exp":1577836800`:                                             did.ErrKeyExpired,
		`,"exp":1577836800.5`:                                           did.ErrKeyExpired,
		`,"exp":"1577836800"`:                                           did.ErrKeyExpired,
		`,"exp":"2020-01-01T00:00:00Z"`:                                 did.ErrKeyExpired,
		`,"expires":"2020-01-01T00:00:00Z"`:                             did.ErrKeyExpired,
		`,"exp":4102444800,"expires":"2020-01-01T00:00:00Z"`:            did.ErrKeyExpired,
		`,"nbf":4102444800`:                                             did.ErrKeyEarly,
		`,"nbf":"2100-01-01T00:00:00Z"`:                                 did.ErrKeyEarly,
		`,"nbf":4102444800,"revoked":true`:                              did.ErrKeyRevoked,
	} {
		if inSet, inDocument := counts(t, more); !errors.Is(inSet, want) || !errors.Is(inDocument, want) {
			t.Errorf("%s: in a set %v, in a document %v, want %v", more, inSet, inDocument, want)
		}
	}
	if inSet, _ := counts(t, `,"revoked":{"revoked_at":1577836800}`); !strings.HasSuffix(inSet.Error(), "on 2020-01-01T00:00:00Z") {
		t.Error(inSet)
	}
	if inSet, _ := counts(t, `,"revoked":{"revoked_at":true}`); !strings.HasSuffix(inSet.Error(), "was revoked") {
		t.Error(inSet)
	}
}

// TestHonestOwnRecord: what is no date is none, and what is in milliseconds is far off.
func TestHonestOwnRecord(t *testing.T) {
	for _, more := range []string{
		``, `,"exp":4102444800`, `,"exp":1577836800000`, `,"exp":4102444800000`, `,"exp":null`, `,"exp":0`, `,"exp":-1`, `,"exp":""`, `,"exp":false`, `,"exp":true`,
		`,"exp":"never"`, `,"exp":[]`, `,"exp":{}`, `,"exp":1e300`, `,"exp":"NaN"`, `,"expires":3600`, `,"expires":"soon"`, `,"expires":"0001-01-01T00:00:00Z"`,
		`,"nbf":1577836800`, `,"nbf":null`, `,"nbf":1577836800000`, `,"nbf":"now"`, `,"nbf":1772366520`,
		`,"revoked":false`, `,"revoked":null`, `,"revoked":""`, `,"revoked":0`, `,"revoked":"0"`, `,"revoked":0.0`, `,"revoked":"no"`, `,"revoked":{"revoked_at":4102444800}`, `,"revoked":"2036-01-01T00:00:00Z"`,
		`,"status":"revoked"`, `,"iat":4102444800`,
	} {
		if inSet, inDocument := counts(t, more); inSet != nil || inDocument != nil {
			t.Errorf("%s: in a set %v, in a document %v", more, inSet, inDocument)
		}
	}
}

// TestAbuse_KEY_01_Twice: that a key is withdrawn holds under each id and in each form; who
// else has entries in the set of a host withdraws none but their own.
func TestAbuse_KEY_01_Twice(t *testing.T) {
	key := func(kid, iss, more string) string {
		return with(mustJWK(t, ed(1).Public()), `"kid":"`+kid+`"`+iss+more)
	}
	const own, other = `,"iss":"` + uni + `"`, `,"iss":"https://uni.example/issuers/8"`
	for keys, want := range map[string]error{
		key("k2", own, `,"revoked":true`):                                             did.ErrKeyRevoked,
		key("k2", ``, `,"revoked":true`):                                              did.ErrKeyRevoked,
		key("k2", own, `,"revoked":true,"use":"enc"`):                                 did.ErrKeyRevoked,
		key("k2", other, `,"revoked":true`):                                           nil,
		key("k1", other, `,"exp":1`):                                                  nil,
		key("k2", own, `,"exp":1`):                                                    nil, // the end is that of the other entry
		key("k1", own, `,"exp":1577836800`):                                           did.ErrKeyExpired,
		with(mustJWK(t, ed(2).Public()), `"kid":"k2"`+own+`,"revoked":true`):          nil,
		with(mustJWK(t, ed(2).Public()), `"kid":"k1"`+own+`,"revoked":true`):          nil,
		`{"kty":"OKP","kid":"k2","revoked":true},{"revoked":true},{"keys":null},null`: nil,
	} {
		for _, text := range []string{key("k1", own, "") + "," + keys, keys + "," + key("k1", own, "")} {
			set, err := did.ParseKeySet([]byte(`{"keys":[` + text + `]}`))
			if err != nil {
				t.Fatal(err)
			}
			if _, err := set.At(now).Bind(uni, "k1"); !errors.Is(err, want) {
				t.Errorf("%s: %v, want %v", keys, err, want)
			}
		}
	}
	multi := `"publicKeyMultibase":"` + multikey(t, ed(1).Public()) + `"`
	for more, want := range map[string]error{
		`,"keyAgreement":[{"id":"#k9","type":"JsonWebKey","publicKeyJwk":` + key("k9", ``, `,"revoked":true`) + `}]`:                  did.ErrKeyRevoked,
		`,"publicKey":[{"publicKeyJwk":` + key("k9", ``, `,"revoked":{"revoked_at":1}`) + `}]`:                                        did.ErrKeyRevoked,
		`,"publicKey":[{"publicKeyJwk":` + key("k9", ``, `,"revoked":"0"`) + `}]`:                                                     nil,
		`,"publicKey":[{` + multi + `,"revoked":"no"},{` + multi + `,"revoked":0.0},{` + multi + `,"revoked":"null"}]`:                nil,
		`,"publicKey":[{` + multi + `,"revoked":"0"},{` + multi + `,"revoked":-0e9},{` + multi + `,"revoked":"0001-01-01T00:00:00"}]`: nil,
		`,"publicKey":[{` + multi + `,"revoked":"0.1"}]`:                                                                              did.ErrKeyRevoked,
	} {
		if _, err := did.Bind(document(t, uni, k1, assert+more), uni, uni+"#k1", "assertionMethod", now); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", more, err, want)
		}
	}
}

// TestEndOfListed: a key ends where the issuer's document says so for badges of 2.0, if that is
// all that it says of it.
func TestEndOfListed(t *testing.T) {
	set, err := did.ParseKeySet([]byte(`{"keys":[` + with(mustJWK(t, ed(1).Public()), `"iss":"`+uni+`","kid":"k1"`) + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	key, err := set.At(now).Bind(uni, "k1")
	if err != nil {
		t.Fatal(err)
	}
	entry := func(more string) string {
		return `{"id":"#k","owner":"` + uni + `","publicKeyMultibase":"` + multikey(t, ed(1).Public()) + `"` + more + `}`
	}
	for listed, want := range map[string]error{
		entry(`,"expires":"2020-01-01T00:00:00Z"`):                                                              did.ErrKeyExpired,
		entry(`,"expires":"2020-01-01T00:00:00Z"`) + "," + entry(`,"expires":"2021-01-01T00:00:00Z"`):           did.ErrKeyExpired,
		entry(`,"expires":"2020-01-01T00:00:00Z"`) + "," + entry(``):                                            nil,
		entry(``) + "," + entry(`,"expires":"2020-01-01T00:00:00Z"`):                                            nil,
		entry(`,"expires":"2020-01-01T00:00:00Z"`) + "," + entry(`,"expires":"2036-01-01T00:00:00Z"`):           nil,
		entry(`,"expires":"soon"`) + "," + entry(`,"expires":null`) + "," + entry(`,"expires":false`) + `,null`: nil,
	} {
		doc, err := did.ParseDocument(parse(t, `{"id":"`+uni+`","publicKey":[`+listed+`]}`))
		if err != nil {
			t.Fatal(err)
		}
		if err := doc.Lost(key, now); !errors.Is(err, want) {
			t.Errorf("%s: %v, want %v", listed, err, want)
		}
	}
}

// TestAbuse_CAN_04_Spans: a set of very many keys, each of which has ended, is gone through
// quickly.
func TestAbuse_CAN_04_Spans(t *testing.T) {
	one := with(mustJWK(t, ed(1).Public()), `"iss":"`+uni+`","kid":"k1","exp":1`)
	set, err := did.ParseKeySet([]byte(`{"keys":[` + strings.Repeat(one+",", 2800) + one + `]}`))
	if err != nil {
		t.Fatal(err)
	}
	begun := time.Now()
	if _, err := set.At(now).Bind(uni, "k1"); !errors.Is(err, did.ErrKeyExpired) {
		t.Error(err)
	}
	if took := time.Since(begun); took > time.Second {
		t.Errorf("it took %s", took)
	}
}
