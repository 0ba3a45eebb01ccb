package keyring

import (
	"context"
	"crypto"
	"fmt"

	"blazon/dataintegrity"
	"blazon/jsonld"
	"blazon/ob3"
	"blazon/vcjwt"
)

// SignCredentials is SignCredential for many documents of one issuer, in their
// order. What they have in common with the first, as the awards of one
// achievement have the issuer and the achievement, is canonicalized once. The
// bytes are those that SignCredential makes. One key, whose id it returns, signs
// all.
func (k *Keyring) SignCredentials(ctx context.Context, issuerID string, docs []ob3.Document) (signed [][]byte, keyID string, err error) {
	if len(docs) == 0 {
		return nil, "", nil
	}
	parsed, err := k.parse(issuerID, docs)
	if err != nil {
		return nil, "", fmt.Errorf("sign credentials: %w", err)
	}
	key, signer, err := k.signer(ctx, issuerID, Badge, Ed25519)
	if err != nil {
		return nil, "", fmt.Errorf("sign credentials: %w", err)
	}
	method, err := k.Method(key)
	if err != nil {
		return nil, "", fmt.Errorf("sign credentials: %w", err)
	}
	err = k.work(ctx, func() error {
		signed, err = k.signBatch(ctx, parsed, key, signer, method)
		return err
	})
	return signed, key.ID, err
}

// signBatch adds a proof to each of what was parsed.
func (k *Keyring) signBatch(ctx context.Context, parsed []*jsonld.Value, key Key, signer crypto.Signer, method string) ([][]byte, error) {
	batch, err := k.Suites.NewBatch(k.Processor, parsed[0], proofs[key.Kind], signer)
	if err != nil {
		return nil, fmt.Errorf("sign credentials: %w", err)
	}
	signed := make([][]byte, len(parsed))
	for i, doc := range parsed {
		opt := dataintegrity.Options{VerificationMethod: method, Created: k.Now()}
		if signed[i], err = batch.Sign(ctx, graft(parsed[0], doc), opt); err != nil {
			return nil, fmt.Errorf("sign credential %d of %d: %w", i+1, len(parsed), err)
		}
	}
	return signed, nil
}

// SignCredentialJWTs is SignCredentialJWT for many documents of one issuer, in
// their order. One key, whose id it returns, signs all.
func (k *Keyring) SignCredentialJWTs(ctx context.Context, issuerID string, docs []ob3.Document) (tokens []string, keyID string, err error) {
	if len(docs) == 0 {
		return nil, "", nil
	}
	if _, err := k.parse(issuerID, docs); err != nil {
		return nil, "", fmt.Errorf("sign credentials: %w", err)
	}
	key, signer, err := k.signer(ctx, issuerID, Badge, RSA2048)
	if err != nil {
		return nil, "", fmt.Errorf("sign credentials: %w", err)
	}
	tokens = make([]string, len(docs))
	err = k.work(ctx, func() error {
		for i, doc := range docs {
			if err := ctx.Err(); err != nil {
				return err
			}
			tokens[i], err = vcjwt.Sign(doc.Bytes(), algorithms[key.Kind], signer, vcjwt.SignHeader{Kid: k.KeyURL(key)})
			if err != nil {
				return fmt.Errorf("sign credential %d of %d: %w", i+1, len(docs), err)
			}
		}
		return nil
	})
	if err != nil {
		return nil, "", err
	}
	return tokens, key.ID, nil
}

// parse reads documents and refuses those that say they are from another issuer.
func (k *Keyring) parse(issuerID string, docs []ob3.Document) ([]*jsonld.Value, error) {
	parsed := make([]*jsonld.Value, len(docs))
	for i, doc := range docs {
		v, err := jsonld.Parse(doc.Bytes(), jsonld.Limits{})
		if err != nil {
			return nil, err
		}
		if err := k.checkNamed(issuerID, v); err != nil {
			return nil, err
		}
		parsed[i] = v
	}
	return parsed, nil
}

// graft returns v with every part that is the same in model, in the same place,
// replaced by that of model: a batch knows what is shared by where it is kept,
// not by what it says.
func graft(model, v *jsonld.Value) *jsonld.Value {
	if model.Kind() != v.Kind() {
		return v
	}
	switch v.Kind() {
	case jsonld.Object:
		return graftObject(model, v)
	case jsonld.Array:
		return graftArray(model, v)
	default:
		if string(model.JSON()) == string(v.JSON()) {
			return model
		}
		return v
	}
}

func graftObject(model, v *jsonld.Value) *jsonld.Value {
	old := model.Members()
	members := make([]jsonld.Member, len(v.Members()))
	same := len(old) == len(members)
	for i, m := range v.Members() {
		members[i] = jsonld.Member{Name: m.Name, Value: graft(model.Get(m.Name), m.Value)}
		same = same && old[i].Name == m.Name && old[i].Value == members[i].Value
	}
	if same {
		return model
	}
	return jsonld.NewObject(members...)
}

func graftArray(model, v *jsonld.Value) *jsonld.Value {
	old := model.Items()
	items := make([]*jsonld.Value, len(v.Items()))
	same := len(old) == len(items)
	for i, item := range v.Items() {
		if items[i] = item; i < len(old) {
			items[i] = graft(old[i], item)
		}
		same = same && old[i] == items[i]
	}
	if same {
		return model
	}
	return jsonld.NewArray(items...)
}
