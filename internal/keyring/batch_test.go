package keyring_test

import (
	"fmt"
	"testing"

	"blazon/internal/keyring"
	"blazon/internal/store/storetest"
	"blazon/ob3"
)

// award returns number n of the credentials of one achievement; some say more
// than others.
func (w *world) award(t testing.TB, issuerID string, n int) ob3.Document {
	t.Helper()
	c := ob3.AchievementCredential{
		ID: fmt.Sprint("https://badges.example/awards/", n), Name: "Bowline", Issuer: ob3.Profile{ID: w.IssuerURL(issuerID), Name: "School"},
		ValidFrom: ob3.At(storetest.Now),
		CredentialSubject: ob3.AchievementSubject{ID: fmt.Sprintf("urn:uuid:5a5cbd4c-8a0c-4b5e-9b0b-0a7b4b0c9d%02x", n), Achievement: ob3.Achievement{
			ID: "https://badges.example/badges/1", Name: "Bowline", Description: "Ties it.", Criteria: ob3.Criteria{Narrative: "Tie it."},
			Tag: []string{"rope", "sea"}, Alignment: []ob3.Alignment{{TargetName: "Knots", TargetURL: "https://skills.example/knots"}},
		}},
	}
	if n%2 == 1 {
		c.CredentialSubject.Narrative = fmt.Sprint("Number ", n)
		c.CredentialSubject.Achievement.Tag = c.CredentialSubject.Achievement.Tag[:1]
	}
	for i := range n % 3 {
		c.Evidence = append(c.Evidence, ob3.Evidence{Name: "Rope"}, ob3.Evidence{ID: fmt.Sprint("https://school.example/", i)})
	}
	doc, findings := c.Prepare()
	if len(findings) > 0 {
		t.Fatal(findings)
	}
	return doc
}

// What is signed together is what is signed alone.
func TestSignCredentials(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	issuerID := w.issuer(t)
	var docs []ob3.Document
	for n := range 12 {
		docs = append(docs, w.award(t, issuerID, n))
	}
	docs = append(docs, docs[0], w.credential(t, issuerID))
	together, _, err := w.SignCredentials(t.Context(), issuerID, docs)
	if err != nil {
		t.Fatal(err)
	}
	tokens, _, err := w.SignCredentialJWTs(t.Context(), issuerID, docs)
	if err != nil {
		t.Fatal(err)
	}
	for i, doc := range docs {
		alone, _, err := w.SignCredential(t.Context(), issuerID, doc)
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := w.SignCredentialJWT(t.Context(), issuerID, doc)
		if err != nil {
			t.Fatal(err)
		}
		if string(together[i]) != string(alone) || tokens[i] != token {
			t.Errorf("document %d alone is\n%s\nand together\n%s", i, alone, together[i])
		}
	}
	key := w.key(t, issuerID, keyring.Badge, keyring.Ed25519)
	if got := w.signedBy(t, together[5], []keyring.Key{key}); got != key.ID {
		t.Errorf("signed by %s", got)
	}
	if none, _, err := w.SignCredentials(t.Context(), issuerID, nil); len(none) > 0 || err != nil {
		t.Errorf("of nothing: %v, %v", none, err)
	}
}

// One document of another issuer keeps all of them from being signed.
func TestSignCredentialsOfAnother(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours, theirs := w.issuer(t), w.issuer(t)
	docs := []ob3.Document{w.award(t, ours, 0), w.award(t, theirs, 1)}
	_, _, err := w.SignCredentials(t.Context(), ours, docs)
	wantError(t, err, "the key is that of")
	_, _, err = w.SignCredentialJWTs(t.Context(), ours, docs)
	wantError(t, err, "the key is that of")
}
