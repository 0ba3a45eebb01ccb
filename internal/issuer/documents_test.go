package issuer_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"blazon/did"
	"blazon/internal/fault"
	"blazon/internal/keyring"
	"blazon/jsonld"
	"blazon/statuslist"
	"blazon/vc"
)

// TestVerified signs with the keys of an issuer and has strangers verify, who
// know nothing but the addresses in the credential.
func TestVerified(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	doc := w.credential(t, i.ID)
	signed, _, err := w.Keys.SignCredential(t.Context(), i.ID, doc)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := w.Keys.SignCredentialJWT(t.Context(), i.ID, doc)
	if err != nil {
		t.Fatal(err)
	}
	for form, text := range map[string][]byte{"JSON": signed, "JWT": []byte(token)} {
		r := w.verify(t, text)
		if r.Verdict != vc.Valid {
			t.Errorf("%s is %s: %+v", form, r.Verdict, r.Checks)
		}
		if c := r.Check(vc.CheckIssuer); c.Result != vc.Pass {
			t.Errorf("%s: the key is not the issuer's: %+v", form, c)
		}
	}
}

// TestBound binds each key of an issuer in each document that lists it.
func TestBound(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	keys, err := w.Keys.Keys(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	profile, err := did.FetchDocument(t.Context(), w, w.IDURL(i.ID))
	if err != nil {
		t.Fatal(err)
	}
	id, ok := w.DID(i.ID)
	if !ok || id != "did:web:badges.example:issuers:"+i.ID {
		t.Fatalf("the DID is %q", id)
	}
	web, err := did.Default(w).Resolve(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	if !slices.Contains(profile.AlsoKnownAs, id) || !slices.Contains(web.AlsoKnownAs, w.IDURL(i.ID)) {
		t.Errorf("the documents do not know each other: %q, %q", profile.AlsoKnownAs, web.AlsoKnownAs)
	}
	jwks, err := w.JWKS(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if len(keys) != 5 || len(profile.VerificationMethod) != 5 || len(web.VerificationMethod) != 5 {
		t.Fatalf("there are %d keys, and %d and %d methods", len(keys), len(profile.VerificationMethod), len(web.VerificationMethod))
	}
	for _, k := range keys {
		method, err := w.Keys.Method(k)
		if err != nil {
			t.Fatal(err)
		}
		inWeb := id + strings.TrimPrefix(method, w.IDURL(i.ID))
		if k.Kind == keyring.RSA2048 {
			inWeb = id + "#" + k.ID
		}
		for name, bind := range map[string]func() (did.Key, error){
			"the Profile":      func() (did.Key, error) { return did.Bind(profile, w.IDURL(i.ID), method, "assertionMethod", w.clock) },
			"the DID document": func() (did.Key, error) { return did.Bind(web, id, inWeb, "assertionMethod", w.clock) },
			"the key set":      func() (did.Key, error) { return did.BindJWKS(w.IDURL(i.ID), jwks, w.Keys.KeyURL(k)) },
		} {
			key, err := bind()
			if err != nil {
				t.Errorf("%s for %s in %s: %v", k.Kind, k.Purpose, name, err)
				continue
			}
			if want := did.AlgorithmOf(k.Public); key.Algorithm() != want || !same(key.Public(), k.Public) {
				t.Errorf("%s for %s in %s is another key, or for %s", k.Kind, k.Purpose, name, key.Algorithm())
			}
		}
		jwk, err := did.ParseJWK(w.get(t, w.Keys.KeyURL(k)))
		if err != nil || jwk.KeyID != w.Keys.KeyURL(k) || !same(jwk.Public, k.Public) {
			t.Errorf("%s at its own address is %+v, %v", k.Kind, jwk, err)
		}
	}
}

func same(a, b any) bool {
	x, errX := did.EncodeJWK(a)
	y, errY := did.EncodeJWK(b)
	return errX == nil && errY == nil && string(x.JSON()) == string(y.JSON())
}

// TestAbuse_KEY_01 is the drill: a key is withdrawn, and what it signed counts
// no more, in no form. Other keys are as they were, also that of status lists.
func TestAbuse_KEY_01(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	doc := w.credential(t, i.ID)
	signed, _, err := w.Keys.SignCredential(t.Context(), i.ID, doc)
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := w.Keys.SignCredentialJWT(t.Context(), i.ID, doc)
	if err != nil {
		t.Fatal(err)
	}
	stolen, rsa := w.key(t, i.ID, keyring.Badge, keyring.Ed25519), w.key(t, i.ID, keyring.Badge, keyring.RSA2048)
	w.clock = w.clock.Add(time.Minute)
	if err := w.CompromiseKey(t.Context(), w.Ada, i.ID, stolen.ID); err != nil {
		t.Fatal(err)
	}
	want := func(what string, text []byte, verdict vc.Verdict, code string) {
		t.Helper()
		r := w.verify(t, text)
		if r.Verdict != verdict || r.Check(vc.CheckIssuer).Code != code {
			t.Errorf("%s is %s: %+v", what, r.Verdict, r.Check(vc.CheckIssuer))
		}
	}
	want("what the stolen key signed", signed, vc.Invalid, vc.KeyRevoked)
	want("the token of another key", []byte(token), vc.Valid, "")
	again, _, err := w.Keys.SignCredential(t.Context(), i.ID, doc)
	if err != nil {
		t.Fatal(err)
	}
	want("what the new key signed", again, vc.Valid, "")
	list, err := statuslist.Prepare(statuslist.Credential{
		ID: w.IDURL(i.ID) + "/status/1", Issuer: w.IDURL(i.ID), Purpose: statuslist.Revocation,
		List: statuslist.New(statuslist.MinEntries), ValidFrom: w.clock, ValidUntil: w.clock.Add(time.Hour),
	})
	if err != nil {
		t.Fatal(err)
	}
	status, _, err := w.Keys.SignStatusList(t.Context(), i.ID, list)
	if err != nil {
		t.Fatal(err)
	}
	want("a status list", status, vc.Valid, "")
	if err := w.CompromiseKey(t.Context(), w.Ada, i.ID, rsa.ID); err != nil {
		t.Fatal(err)
	}
	want("the token of the other key, withdrawn, too", []byte(token), vc.Invalid, vc.KeyRevoked)

	for _, gone := range []keyring.Key{stolen, rsa} {
		_, err := w.JWK(t.Context(), i.ID, gone.ID)
		wantFault(t, err, fault.NotFound)
		_, err = w.CryptographicKey(t.Context(), i.ID, gone.ID)
		wantFault(t, err, fault.NotFound)
		jwks, err := w.JWKS(t.Context())
		if err != nil || strings.Contains(string(jwks), gone.ID) {
			t.Errorf("a withdrawn key is in the key set: %v", err)
		}
		method, err := w.Keys.Method(gone)
		if err != nil {
			t.Fatal(err)
		}
		for _, url := range []string{w.IDURL(i.ID), w.IDURL(i.ID) + "/did.json"} {
			for _, item := range w.get(t, url).Get("assertionMethod").Items() {
				if item.Str() == method || strings.HasSuffix(item.Str(), gone.ID) {
					t.Errorf("a withdrawn key may still sign, says %s", url)
				}
			}
		}
	}
}

// TestAbuse_KEY_02 replaces a key: what the old one signed stays valid.
func TestAbuse_KEY_02(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	doc := w.credential(t, i.ID)
	var signed [][]byte
	for range 3 {
		text, _, err := w.Keys.SignCredential(t.Context(), i.ID, doc)
		if err != nil {
			t.Fatal(err)
		}
		token, _, err := w.Keys.SignCredentialJWT(t.Context(), i.ID, doc)
		if err != nil {
			t.Fatal(err)
		}
		signed = append(signed, text, []byte(token))
		for _, kind := range []keyring.Kind{keyring.Ed25519, keyring.RSA2048} {
			if _, err := w.RotateKey(t.Context(), w.Ada, i.ID, w.key(t, i.ID, keyring.Badge, kind).ID); err != nil {
				t.Fatal(err)
			}
		}
	}
	for n, text := range signed {
		if r := w.verify(t, text); r.Verdict != vc.Valid {
			t.Errorf("badge %d is %s after the keys were replaced: %+v", n, r.Verdict, r.Checks)
		}
	}
}

// TestAbuse_SIG_19 signs with the key of one tenant what names another.
func TestAbuse_SIG_19(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours, theirs := w.school(t, w.Ada), w.school(t, w.Eve)
	signed, _, err := w.Keys.SignCredential(t.Context(), theirs.ID, w.credential(t, theirs.ID))
	if err != nil {
		t.Fatal(err)
	}
	// Only the text is changed that says from whom it is: it is the same site,
	// and the key is one of the site.
	key, err := w.Keys.Method(w.key(t, theirs.ID, keyring.Badge, keyring.Ed25519))
	if err != nil {
		t.Fatal(err)
	}
	forged := strings.ReplaceAll(string(signed), w.IDURL(theirs.ID), w.IDURL(ours.ID))
	forged = strings.ReplaceAll(forged, strings.ReplaceAll(key, w.IDURL(theirs.ID), w.IDURL(ours.ID)), key)
	r := w.verify(t, []byte(forged))
	if c := r.Check(vc.CheckIssuer); r.Verdict != vc.Invalid || c.Code != vc.KeyNotBoundToIssuer {
		t.Errorf("the verdict is %s: %+v", r.Verdict, c)
	}
	jwks, err := w.JWKS(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	foreign := w.key(t, theirs.ID, keyring.Badge, keyring.RSA2048)
	if _, err := did.BindJWKS(w.IDURL(ours.ID), jwks, w.Keys.KeyURL(foreign)); err == nil {
		t.Error("the key of another issuer in the same set is taken for ours")
	}
}

// TestAbuse_KEY_03 looks for private members in every document.
func TestAbuse_KEY_03(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	urls := []string{w.IDURL(i.ID), w.IDURL(i.ID) + "/did.json", base + "/.well-known/jwks.json", w.OB2URL(i.ID)}
	keys, err := w.Keys.Keys(t.Context(), i.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, k := range keys {
		urls = append(urls, w.Keys.KeyURL(k), w.OB2URL(i.ID)+"/keys/"+k.ID)
	}
	for _, url := range urls {
		eachObject(w.get(t, url), func(o *jsonld.Value) {
			for _, name := range []string{"d", "p", "q", "dp", "dq", "qi", "oth", "k", "secretKeyMultibase", "secretKeyJwk", "privateKeyPem"} {
				if o.Get(name) != nil {
					t.Errorf("%s has the private member %s", url, name)
				}
			}
			if strings.Contains(o.Get("publicKeyPem").Str(), "PRIVATE") {
				t.Errorf("%s has a private key", url)
			}
		})
	}
}

func eachObject(v *jsonld.Value, visit func(*jsonld.Value)) {
	if v.Kind() == jsonld.Object {
		visit(v)
		for _, m := range v.Members() {
			eachObject(m.Value, visit)
		}
		return
	}
	if v.Kind() == jsonld.Array {
		for _, item := range v.Items() {
			eachObject(item, visit)
		}
	}
}

// TestLinkedData reads every document as linked data: no word of it is without
// a meaning.
func TestLinkedData(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	if err := w.CompromiseKey(t.Context(), w.Ada, i.ID, w.key(t, i.ID, keyring.Badge, keyring.P256).ID); err != nil {
		t.Fatal(err)
	}
	rsa := w.key(t, i.ID, keyring.Badge, keyring.RSA2048)
	if err := w.CompromiseKey(t.Context(), w.Ada, i.ID, rsa.ID); err != nil {
		t.Fatal(err)
	}
	rsa = w.key(t, i.ID, keyring.Badge, keyring.RSA2048)
	p := &jsonld.Processor{Contexts: jsonld.Pinned()}
	for _, url := range []string{w.IDURL(i.ID), w.IDURL(i.ID) + "/did.json", w.OB2URL(i.ID), w.OB2URL(i.ID) + "/keys/" + rsa.ID} {
		doc := w.get(t, url)
		data, err := p.ToRDF(t.Context(), doc)
		if err != nil {
			t.Errorf("%s: %v\n%s", url, err, doc.JSON())
			continue
		}
		if len(data.Quads) < 3 {
			t.Errorf("%s says next to nothing: %s", url, doc.JSON())
		}
	}
}

// TestProfile looks at what the Profile says in both standards.
func TestProfile(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	doc, ob2 := w.get(t, w.IDURL(i.ID)), w.get(t, w.OB2URL(i.ID))
	for name, want := range map[string]string{"id": w.IDURL(i.ID), "name": "Knot School", "description": "We teach knots.", "url": "https://school.example", "email": "knots@school.example"} {
		if got := doc.Get(name).Str(); got != want {
			t.Errorf("OB 3.0: %s is %q, want %q", name, got, want)
		}
		if name == "id" {
			want = w.OB2URL(i.ID)
		}
		if got := ob2.Get(name).Str(); got != want {
			t.Errorf("OB 2.0: %s is %q, want %q", name, got, want)
		}
	}
	for version, v := range map[string]*jsonld.Value{"OB 3.0": doc, "OB 2.0": ob2} {
		if img := v.Get("image"); img.Get("id").Str() != w.IDURL(i.ID)+"/image" || img.Get("caption").Str() != "A knot" {
			t.Errorf("%s: the image is %s", version, img.JSON())
		}
	}
	key := w.key(t, i.ID, keyring.Badge, keyring.RSA2048)
	if got := ob2.Get("publicKey").Items(); len(got) != 1 || got[0].Str() != w.OB2URL(i.ID)+"/keys/"+key.ID {
		t.Errorf("publicKey is %s", ob2.Get("publicKey").JSON())
	}
	pem := w.get(t, w.OB2URL(i.ID)+"/keys/"+key.ID)
	bound, err := did.BindPEM(w.OB2URL(i.ID), pem.Get("id").Str(), []byte(pem.Get("publicKeyPem").Str()))
	if err != nil || !same(bound.Public(), key.Public) || pem.Get("owner").Str() != w.OB2URL(i.ID) {
		t.Errorf("the key is %s, %v", pem.JSON(), err)
	}

	small, err := w.Create(t.Context(), w.Ada, shortDraft(), "")
	if err != nil {
		t.Fatal(err)
	}
	ob2 = w.get(t, w.OB2URL(small.ID))
	if ob2.Get("url").Str() != w.IDURL(small.ID) || ob2.Get("email").Str() != w.Contact || ob2.Get("image") != nil {
		t.Errorf("OB 2.0 demands an address and a mailbox: %s", ob2.JSON())
	}
	doc = w.get(t, w.IDURL(small.ID))
	if doc.Get("url") != nil || doc.Get("email") != nil || doc.Get("image") != nil {
		t.Errorf("what nobody said is there: %s", doc.JSON())
	}
}

// TestNoDID: a site without a name has issuers without a DID, and all else.
func TestNoDID(t *testing.T) {
	t.Parallel()
	for baseURL, want := range map[string]string{
		"https://badges.example": "did:web:badges.example:issuers:x", "https://badges.example:8443": "did:web:badges.example%3A8443:issuers:x",
		"http://localhost:8080": "did:web:localhost%3A8080:issuers:x", "http://127.0.0.1:8080": "", "https://[2001:db8::1]": "",
	} {
		w := newWorld(t)
		w.BaseURL, w.Keys.BaseURL = baseURL, baseURL
		id, ok := w.DID("x")
		if ok != (want != "") || ok && id != want {
			t.Errorf("%s: the DID is %q, %v; want %q", baseURL, id, ok, want)
		}
		i := w.school(t, w.Ada)
		data, err := w.ControllerDocument(t.Context(), i.ID)
		if err != nil || strings.Contains(string(data), `"did:web:`) != ok {
			t.Errorf("%s: %s, %v", baseURL, data, err)
		}
		_, err = w.DIDDocument(t.Context(), i.ID)
		if !ok {
			wantFault(t, err, fault.NotFound)
		} else if err != nil {
			t.Error(err)
		}
	}
}

// TestManyWithdrawn withdraws keys over and over: the document stays readable.
func TestManyWithdrawn(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	i := w.school(t, w.Ada)
	for range 70 {
		if err := w.CompromiseKey(t.Context(), w.Ada, i.ID, w.key(t, i.ID, keyring.Status, keyring.Ed25519).ID); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := did.FetchDocument(t.Context(), w, w.IDURL(i.ID))
	if err != nil {
		t.Fatal(err)
	}
	if n, m := len(doc.VerificationMethod), len(doc.AssertionMethod); n != 55 || m != 5 {
		t.Errorf("the document names %d keys of which %d may sign, want 55 and 5", n, m)
	}
}

// TestNoSuchDocument asks for documents of nobody.
func TestNoSuchDocument(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	ours, theirs := w.school(t, w.Ada), w.school(t, w.Eve)
	foreign := w.key(t, theirs.ID, keyring.Badge, keyring.RSA2048).ID
	unknown := strings.Repeat("a", 26)
	for _, path := range []string{
		"/issuers/" + unknown, "/issuers/x", "/issuers/" + unknown + "/did.json", "/ob2/issuers/" + unknown, "/ob2/issuers/x",
		"/issuers/" + ours.ID + "/keys/" + foreign, "/issuers/" + ours.ID + "/keys/x", "/issuers/" + unknown + "/keys/" + foreign,
		"/ob2/issuers/" + ours.ID + "/keys/" + foreign,
	} {
		resp, err := w.Fetch(t.Context(), base+path, "")
		if err != nil || resp.Status != 404 {
			t.Errorf("%s answers %d, %v", path, resp.Status, err)
		}
	}
	if _, err := w.Profile(t.Context(), unknown); !fault.Is(err, fault.NotFound) {
		t.Errorf("the Profile of nobody: %v", err)
	}
}
