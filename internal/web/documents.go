package web

import (
	"bytes"
	"net/http"
	"strconv"
	"time"

	"blazon/internal/achievement"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/serve"
)

// The media types that public addresses speak.
const (
	typeHTML   = "text/html"
	typeLD     = "application/ld+json"
	typeJSON   = "application/json"
	typeVC     = "application/vc"
	typeVCLD   = "application/vc+ld+json"
	typeVCJWT  = "application/vc+jwt"
	typeJWT    = "application/jwt"
	typeText   = "text/plain"
	typePNG    = "image/png"
	typeSVG    = "image/svg+xml"
	typeJWK    = "application/jwk+json"
	typeJWKSet = "application/jwk-set+json"
	typeDID    = "application/did+json"
)

// How long caches may answer without asking. Keys and revocations are asked for
// more often, because others decide by them.
const (
	keepShort = time.Minute
	keepLong  = time.Hour
)

// getIssuer answers at the address of an issuer: programs get the Profile with
// its keys, which is what everyone who verifies its badges asks for, people get
// a page.
func (s *Server) getIssuer(w http.ResponseWriter, r *serve.Request) error {
	kind := serve.Accept(r.Request, typeLD, typeJSON, typeHTML)
	switch kind {
	case "":
		return serve.NotAcceptable(typeLD, typeJSON, typeHTML)
	case typeHTML:
		return s.issuerPage(w, r)
	}
	data, err := s.Issuers.ControllerDocument(r.Context(), r.PathValue("issuer"))
	if err != nil {
		return err
	}
	return serve.Document{Type: kind, Data: data, Keep: keepShort, Vary: true}.Send(w, r)
}

// getDID answers with the did:web document of an issuer.
func (s *Server) getDID(w http.ResponseWriter, r *serve.Request) error {
	data, err := s.Issuers.DIDDocument(r.Context(), r.PathValue("issuer"))
	if err != nil {
		return err
	}
	return serve.Document{Type: typeDID, Data: data, Keep: keepShort}.Send(w, r)
}

// getKey answers with one public key as a JWK.
func (s *Server) getKey(w http.ResponseWriter, r *serve.Request) error {
	data, err := s.Issuers.JWK(r.Context(), r.PathValue("issuer"), r.PathValue("key"))
	if err != nil {
		return err
	}
	return serve.Document{Type: typeJWK, Data: data, Keep: keepShort}.Send(w, r)
}

// getJWKS answers with every public key of every issuer.
func (s *Server) getJWKS(w http.ResponseWriter, r *serve.Request) error {
	data, err := s.Issuers.JWKS(r.Context())
	if err != nil {
		return err
	}
	return serve.Document{Type: typeJWKSet, Data: data, Keep: keepShort}.Send(w, r)
}

// getIssuerImage answers with the mark of an issuer.
func (s *Server) getIssuerImage(w http.ResponseWriter, r *serve.Request) error {
	data, kind, err := s.Issuers.Image(r.Context(), r.PathValue("issuer"))
	if err != nil {
		return err
	}
	return serve.Document{Type: kind, Data: data, Keep: keepShort, Policy: serve.FilePolicy}.Send(w, r)
}

// getStatusList answers with a signed status list.
//
// Bitstring Status List 3.2: caches must not outlive what the list says of
// itself, so they are kept short.
func (s *Server) getStatusList(w http.ResponseWriter, r *serve.Request) error {
	n, err := strconv.Atoi(r.PathValue("n"))
	if err != nil || n < 1 {
		return notHere()
	}
	data, err := s.Awarder.StatusList(r.Context(), r.PathValue("issuer"), n)
	if err != nil {
		return err
	}
	kind := serve.Accept(r.Request, typeVC, typeVCLD, typeLD, typeJSON)
	if kind == "" {
		kind = typeVC
	}
	return serve.Document{Type: kind, Data: data, Keep: keepShort, Vary: true}.Send(w, r)
}

// getRevocations answers with the 1EdTech revocation list of an issuer.
func (s *Server) getRevocations(w http.ResponseWriter, r *serve.Request) error {
	data, err := s.Awarder.Revocations(r.Context(), r.PathValue("issuer"))
	if err != nil {
		return err
	}
	return serve.Document{Type: typeJSON, Data: data, Keep: keepShort}.Send(w, r)
}

// versionIn returns the version of an achievement that the path names; without
// a number in it, the newest.
func (s *Server) versionIn(r *serve.Request) (achievement.Version, error) {
	n := 0
	if text := r.PathValue("n"); text != "" {
		var err error
		if n, err = strconv.Atoi(text); err != nil || n < 1 {
			return achievement.Version{}, notHere()
		}
	}
	return s.Catalogue.Version(r.Context(), r.PathValue("achievement"), n)
}

// getAchievement answers at the address of an achievement.
func (s *Server) getAchievement(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.versionIn(r)
	if err != nil {
		return err
	}
	kind := serve.Accept(r.Request, typeHTML, typeLD, typeJSON)
	switch kind {
	case "":
		return serve.NotAcceptable(typeHTML, typeLD, typeJSON)
	case typeHTML:
		return s.badgeVersionPage(w, r, b)
	}
	data, err := s.Catalogue.Document(b)
	if err != nil {
		return err
	}
	return serve.Document{Type: kind, Data: data, Keep: keepShort, Vary: true}.Send(w, r)
}

// getPicture answers with the picture of a version, as kind.
func (s *Server) getPicture(kind, mediaType string) serve.Handler {
	return func(w http.ResponseWriter, r *serve.Request) error {
		b, err := s.versionIn(r)
		if err != nil {
			return err
		}
		data, err := s.Catalogue.Image(r.Context(), b.AchievementID, b.Number, kind)
		if err != nil {
			return err
		}
		return serve.Document{Type: mediaType, Data: data, Forever: true, Policy: serve.FilePolicy}.Send(w, r)
	}
}

// getAward answers at the address of an award, which is also the id of its
// credential: people get a page, programs the bytes that were signed.
func (s *Server) getAward(w http.ResponseWriter, r *serve.Request) error {
	offers := []string{typeHTML, typeVC, typeVCLD, typeLD, typeJSON, typeVCJWT, typeJWT, typeText, typePNG, typeSVG}
	kind := serve.Accept(r.Request, offers...)
	if kind == "" {
		return serve.NotAcceptable(offers...)
	}
	a, err := s.Awarder.Public(r.Context(), r.PathValue("award"))
	if err != nil {
		return err
	}
	switch kind {
	case typeHTML:
		return s.awardPage(w, r, a)
	case typePNG:
		return s.sendBaked(w, r, a, "png", typePNG, "")
	case typeSVG:
		return s.sendBaked(w, r, a, "svg", typeSVG, "")
	case typeVCJWT, typeJWT, typeText:
		return serve.Document{Type: kind, Data: []byte(a.JWT), Keep: keepShort, Vary: true}.Send(w, r)
	}
	return serve.Document{Type: kind, Data: a.Credential, Keep: keepShort, Vary: true}.Send(w, r)
}

// getAwardFile answers with an award in one form, to be kept.
func (s *Server) getAwardFile(w http.ResponseWriter, r *serve.Request) error {
	a, err := s.Awarder.Public(r.Context(), r.PathValue("award"))
	if err != nil {
		return err
	}
	b, err := s.Catalogue.Version(r.Context(), a.AchievementID, a.Version)
	if err != nil {
		return err
	}
	name := b.Content.Name
	switch r.PathValue("file") {
	case "credential.json":
		return serve.Document{Type: typeVC, Data: a.Credential, Keep: keepLong, Name: name + ".json"}.Send(w, r)
	case "credential.jwt":
		return serve.Document{Type: typeVCJWT, Data: []byte(a.JWT), Keep: keepLong, Name: name + ".jwt"}.Send(w, r)
	case "ob2.json":
		data, gone, err := s.Awarder.AssertionOB2(r.Context(), a.ID)
		switch {
		case err != nil:
			return err
		case gone:
			return serve.Document{Type: typeLD, Data: data, Status: http.StatusGone, Keep: keepShort}.Send(w, r)
		case data == nil:
			return fault.New(fault.NotFound, "There is no such document.")
		}
		return serve.Document{Type: typeLD, Data: data, Keep: keepShort, Name: name + " (Open Badges 2.0).json"}.Send(w, r)
	case "badge.png":
		return s.sendBaked(w, r, a, "png", typePNG, name+".png")
	case "badge.svg":
		return s.sendBaked(w, r, a, "svg", typeSVG, name+".svg")
	}
	return notHere()
}

// sendBaked answers with a picture that has the award inside.
func (s *Server) sendBaked(w http.ResponseWriter, r *serve.Request, a award.Award, kind, mediaType, name string) error {
	var b bytes.Buffer
	if err := s.Awarder.Bake(r.Context(), a.ID, kind, &b); err != nil {
		return err
	}
	if err := r.Hold(b.Len()); err != nil {
		return err
	}
	return serve.Document{Type: mediaType, Data: b.Bytes(), Keep: keepLong, Name: name, Vary: name == "", Policy: serve.FilePolicy}.Send(w, r)
}

// getOB2Issuer, getOB2Badge, getOB2Award and getOB2Key are the addresses that
// Open Badges 2.0 documents point to.
func (s *Server) getOB2Issuer(w http.ResponseWriter, r *serve.Request) error {
	data, err := s.Issuers.ProfileOB2(r.Context(), r.PathValue("issuer"))
	if err != nil {
		return err
	}
	return sendOB2(w, r, data, 0)
}

func (s *Server) getOB2Key(w http.ResponseWriter, r *serve.Request) error {
	data, err := s.Issuers.CryptographicKey(r.Context(), r.PathValue("issuer"), r.PathValue("key"))
	if err != nil {
		return err
	}
	return sendOB2(w, r, data, 0)
}

func (s *Server) getOB2Badge(w http.ResponseWriter, r *serve.Request) error {
	b, err := s.versionIn(r)
	if err != nil {
		return err
	}
	data, err := s.Catalogue.AsOB2(b)
	if err != nil {
		return err
	}
	return sendOB2(w, r, data, 0)
}

// getOB2Award answers with the hosted Assertion.
//
// OB 2.0 HostedBadge: a revoked Assertion answers 410 Gone with its id, revoked
// and revocationReason.
func (s *Server) getOB2Award(w http.ResponseWriter, r *serve.Request) error {
	data, gone, err := s.Awarder.AssertionOB2(r.Context(), r.PathValue("award"))
	if err != nil {
		return err
	}
	if gone {
		return sendOB2(w, r, data, http.StatusGone)
	}
	return sendOB2(w, r, data, 0)
}

// sendOB2 answers with an Open Badges 2.0 document, as JSON-LD unless plain JSON
// is asked for.
func sendOB2(w http.ResponseWriter, r *serve.Request, data []byte, status int) error {
	if data == nil {
		return fault.New(fault.NotFound, "There is no such document.")
	}
	kind := serve.Accept(r.Request, typeLD, typeJSON)
	if kind == "" {
		kind = typeLD
	}
	return serve.Document{Type: kind, Data: data, Status: status, Keep: keepShort, Vary: true}.Send(w, r)
}
