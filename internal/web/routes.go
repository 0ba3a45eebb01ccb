package web

import (
	"net/http"

	"blazon/internal/issuer"
	"blazon/internal/serve"
)

// Routes returns every page and public document.
func (s *Server) Routes() []serve.Route {
	var all []serve.Route
	for _, some := range [][]serve.Route{s.siteRoutes(), s.accountRoutes(), s.workspaceRoutes(), s.adminRoutes(), s.publicRoutes(), s.documentRoutes()} {
		all = append(all, some...)
	}
	return all
}

// get and post make routes that differ in little.
func get(path string, auth serve.Auth, h serve.Handler) serve.Route {
	return serve.Route{Method: http.MethodGet, Path: path, Auth: auth, Rate: serve.Read, Handle: h}
}

func post(path string, auth serve.Auth, h serve.Handler) serve.Route {
	return serve.Route{Method: http.MethodPost, Path: path, Auth: auth, Rate: serve.Write, Body: serve.Form(), Handle: h}
}

// with changes routes.
func with(change func(*serve.Route), routes ...serve.Route) []serve.Route {
	for i := range routes {
		change(&routes[i])
	}
	return routes
}

// siteRoutes are the files and the health of the site.
func (s *Server) siteRoutes() []serve.Route {
	return append(
		with(func(rt *serve.Route) { rt.Rate, rt.Domains = serve.Free, true },
			get("/static/{file}", serve.Public, s.getStatic),
			get("/favicon.ico", serve.Public, s.getFavicon),
			get("/robots.txt", serve.Public, s.getRobots),
		),
		with(func(rt *serve.Route) { rt.Rate, rt.AnyHost = serve.Free, true },
			get("/healthz", serve.Public, s.getHealth),
			get("/readyz", serve.Public, s.getReady),
		)...,
	)
}

// accountRoutes are about people.
func (s *Server) accountRoutes() []serve.Route {
	routes := with(func(rt *serve.Route) { rt.Rate = serve.Signin },
		get("/sign-in", serve.Visitor, s.getSignIn),
		post("/sign-in", serve.Public, s.postSignIn),
		get("/register", serve.Visitor, s.getRegister),
		post("/register", serve.Public, s.postRegister),
		get("/reset", serve.Visitor, s.getReset),
		post("/reset", serve.Public, s.postReset),
	)
	routes = append(routes, with(func(rt *serve.Route) { rt.Rate, rt.Secret = serve.Signin, true },
		get("/setup/{token}", serve.Public, s.getSetup),
		post("/setup/{token}", serve.Public, s.postSetup),
		get("/confirm/{token}", serve.Public, s.getConfirm),
		post("/confirm/{token}", serve.Public, s.postConfirm),
		get("/reset/{token}", serve.Public, s.getNewPassword),
		post("/reset/{token}", serve.Public, s.postNewPassword),
	)...)
	routes = append(routes,
		post("/sign-out", serve.Visitor, s.postSignOut),
		get("/account", serve.Person, s.getAccount),
		post("/account/password", serve.Person, s.postPassword),
		post("/account/tokens", serve.Person, s.postToken),
		post("/account/tokens/{token}/revoke", serve.Person, s.postRevokeToken),
		post("/account/sessions/end", serve.Person, s.postEndOthers),
		post("/account/sessions/{session}/end", serve.Person, s.postEndSession),
	)
	if s.Outbox != nil {
		routes = append(routes,
			get("/outbox", serve.Operator, s.getOutbox),
			get("/outbox/{letter}", serve.Operator, s.getLetter),
			get("/outbox/{letter}/html", serve.Operator, s.getLetterHTML),
		)
	}
	return routes
}

// workspaceRoutes are for the staff of issuers.
func (s *Server) workspaceRoutes() []serve.Route {
	needs := func(a issuer.Action, routes ...serve.Route) []serve.Route {
		return with(func(rt *serve.Route) { rt.Issuer, rt.Action = "issuer", string(a) }, routes...)
	}
	uploads := func(routes ...serve.Route) []serve.Route {
		return with(func(rt *serve.Route) { rt.Body = serve.Upload(maxImage) }, routes...)
	}
	const desk = "/workspace/{issuer}"
	routes := []serve.Route{
		get("/workspace", serve.Person, s.getWorkspace),
		get("/workspace/new", serve.Person, s.getNewIssuer),
	}
	routes = append(routes, uploads(post("/workspace/new", serve.Person, s.postNewIssuer))...)
	routes = append(routes, needs(issuer.View,
		get(desk, serve.Person, s.getOverview),
		get(desk+"/settings", serve.Person, s.getSettings),
		get(desk+"/keys", serve.Person, s.getKeys),
		get(desk+"/domain", serve.Person, s.getDomain),
		get(desk+"/badges", serve.Person, s.getBadges),
		get(desk+"/badges/{achievement}", serve.Person, s.getBadge),
		get(desk+"/badges/{achievement}/picture", serve.Person, s.getDraftPicture),
		get(desk+"/awards", serve.Person, s.getAwards),
		get(desk+"/awards/{award}", serve.Person, s.getStaffAward),
	)...)
	routes = append(routes, needs(issuer.Edit, uploads(post(desk+"/settings", serve.Person, s.postSettings))...)...)
	routes = append(routes, needs(issuer.Edit, post(desk+"/domain", serve.Person, s.postDomain), post(desk+"/domain/{change}", serve.Person, s.postDomainChange))...)
	routes = append(routes, needs(issuer.ManageKeys, post(desk+"/keys/{key}/{change}", serve.Person, s.postKey))...)
	routes = append(routes, needs(issuer.Design,
		get(desk+"/badges/new", serve.Person, s.getNewBadge),
		get(desk+"/badges/{achievement}/edit", serve.Person, s.getEdit),
		post(desk+"/badges/{achievement}/publish", serve.Person, s.postPublish),
		post(desk+"/badges/{achievement}/archive", serve.Person, s.postArchive),
	)...)
	routes = append(routes, needs(issuer.Design, uploads(
		post(desk+"/badges/new", serve.Person, s.postNewBadge),
		post(desk+"/badges/{achievement}/edit", serve.Person, s.postEdit),
	)...)...)
	many := post(desk+"/badges/{achievement}/award/several", serve.Person, s.postSeveral)
	many.Body, many.Timeout = serve.Upload(maxList), severalTime
	return append(routes, needs(issuer.Award,
		many,
		get(desk+"/badges/{achievement}/award/several", serve.Person, s.getSeveral),
		get(desk+"/badges/{achievement}/award", serve.Person, s.getGive),
		post(desk+"/badges/{achievement}/award", serve.Person, s.postGive),
		post(desk+"/awards/{award}/revoke", serve.Person, s.postRevoke),
		post(desk+"/awards/{award}/resend", serve.Person, s.postResend),
	)...)
}

// publicRoutes are pages for everyone.
func (s *Server) publicRoutes() []serve.Route {
	home := get("/{$}", serve.Visitor, s.getHome)
	home.Domains = true
	return append(s.verifyRoutes(),
		home,
		get("/issuers", serve.Visitor, s.getIssuers),
	)
}

// documentRoutes are what programs read, and the pages that share an address
// with it.
func (s *Server) documentRoutes() []serve.Route {
	keys := get("/.well-known/jwks.json", serve.Public, s.getJWKS) // of the whole site
	keys.Open = true
	return append(with(func(rt *serve.Route) { rt.Open, rt.Domains = true, true },
		get("/issuers/{issuer}", serve.Visitor, s.getIssuer),
		get("/badges/{achievement}", serve.Visitor, s.getAchievement),
		get("/badges/{achievement}/versions/{n}", serve.Visitor, s.getAchievement),
		get("/awards/{award}", serve.Visitor, s.getAward),

		get("/issuers/{issuer}/did.json", serve.Public, s.getDID),
		get("/issuers/{issuer}/keys/{key}", serve.Public, s.getKey),
		get("/issuers/{issuer}/image", serve.Public, s.getIssuerImage),
		get("/issuers/{issuer}/status/{n}", serve.Public, s.getStatusList),
		get("/issuers/{issuer}/revocations", serve.Public, s.getRevocations),
		get("/badges/{achievement}/versions/{n}/image.png", serve.Public, s.getPicture("png", typePNG)),
		get("/badges/{achievement}/versions/{n}/image.svg", serve.Public, s.getPicture("svg", typeSVG)),
		get("/awards/{award}/{file}", serve.Public, s.getAwardFile),
		get("/ob2/issuers/{issuer}", serve.Public, s.getOB2Issuer),
		get("/ob2/issuers/{issuer}/keys/{key}", serve.Public, s.getOB2Key),
		get("/ob2/badges/{achievement}/versions/{n}", serve.Public, s.getOB2Badge),
		get("/ob2/awards/{award}", serve.Public, s.getOB2Award),
	), keys)
}
