package web

import (
	"net/http"
	"strconv"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/serve"
)

// accountPage is what the account page shows beside forms.
type accountData struct {
	Sessions       []account.Session
	Current        string // the id of this session
	Tokens         []account.Token
	Secret         string // of a token that was just made
	Made           account.Token
	Password, New  *form
	tokenLifetimes []option
}

// getAccount shows where someone is signed in and what may act for them.
func (s *Server) getAccount(w http.ResponseWriter, r *serve.Request) error {
	return s.showAccount(w, r, http.StatusOK, accountData{})
}

// showAccount fills in d and answers with the page.
func (s *Server) showAccount(w http.ResponseWriter, r *serve.Request, status int, d accountData) error {
	var err error
	if d.Sessions, err = s.Accounts.Sessions(r.Context(), r.Account.ID); err != nil {
		return err
	}
	if d.Tokens, err = s.Accounts.Tokens(r.Context(), r.Account.ID); err != nil {
		return err
	}
	d.Current = r.Session.ID
	v := s.view(w, r, "account.title")
	for _, days := range []int{30, 90, 365, 0} {
		label := v.T("account.token.never")
		if days > 0 {
			label = v.N("account.token.days", days)
		}
		d.tokenLifetimes = append(d.tokenLifetimes, option{strconv.Itoa(days), label})
	}
	if d.Password == nil {
		d.Password = blank()
	}
	if d.New == nil {
		d.New = blank("expires", "90")
		d.New.values["scopes"] = account.Scopes()
	}
	return render(w, r, status, accountPage(v, d))
}

// postPassword changes the password.
func (s *Server) postPassword(w http.ResponseWriter, r *serve.Request) error {
	err := s.Accounts.ChangePassword(r.Context(), r.Account.ID, r.PostFormValue("current"), r.PostFormValue("password"), r.Session.ID)
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return s.showAccount(w, r, f.status, accountData{Password: f})
	}
	return s.done(w, "/account", "passwordChanged")
}

// postToken makes an API token and shows its secret, this once.
func (s *Server) postToken(w http.ResponseWriter, r *serve.Request) error {
	days := number(r.Posted("expires"))
	ttl := time.Duration(days) * 24 * time.Hour
	if days > 10_000 {
		ttl = -1
	}
	t, secret, err := s.Accounts.NewToken(r.Context(), r.Account.ID, r.Posted("name"), r.PostForm["scopes"], ttl)
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return s.showAccount(w, r, f.status, accountData{New: f})
	}
	return s.showAccount(w, r, http.StatusCreated, accountData{Secret: secret, Made: t})
}

// postRevokeToken ends an API token.
func (s *Server) postRevokeToken(w http.ResponseWriter, r *serve.Request) error {
	if err := s.Accounts.RevokeToken(r.Context(), r.Account.ID, r.PathValue("token")); err != nil {
		return err
	}
	return s.done(w, "/account", "tokenRevoked")
}

// postEndSession signs one browser out.
func (s *Server) postEndSession(w http.ResponseWriter, r *serve.Request) error {
	sessionID := r.PathValue("session")
	if err := s.Accounts.EndSession(r.Context(), r.Account.ID, sessionID); err != nil {
		return err
	}
	if sessionID == r.Session.ID {
		s.Site.SignOut(w)
		return s.done(w, "/sign-in", "signedOut")
	}
	return s.done(w, "/account", "sessionEnded")
}

// postEndOthers signs every other browser out.
func (s *Server) postEndOthers(w http.ResponseWriter, r *serve.Request) error {
	if err := s.Accounts.EndOtherSessions(r.Context(), r.Account.ID, r.Session.ID); err != nil {
		return err
	}
	return s.done(w, "/account", "sessionsEnded")
}

// getSignIn shows the form, or goes on if someone is signed in.
func (s *Server) getSignIn(w http.ResponseWriter, r *serve.Request) error {
	if r.SignedIn() {
		return serve.Redirect(w, nextOf(r.Asked("next")))
	}
	v := s.view(w, r, "signIn.title")
	var err error
	if v.NotSetUp, err = s.Accounts.NeedsSetup(r.Context()); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, signInPage(v, blank("next", r.Asked("next"))))
}

// postSignIn signs in. The session is always a new one.
func (s *Server) postSignIn(w http.ResponseWriter, r *serve.Request) error {
	secret, session, err := s.Accounts.SignIn(r.Context(), r.PostFormValue("email"), r.PostFormValue("password"), r.Client())
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return render(w, r, f.status, signInPage(s.view(w, r, "signIn.title"), f))
	}
	if err := s.Accounts.SignOut(r.Context(), s.Site.Secret(r)); err != nil {
		return err // the session that was there before ends
	}
	s.Site.SignIn(w, secret, session.ExpiresAt)
	return serve.Redirect(w, nextOf(r.Posted("next")))
}

// nextOf is where to go after signing in.
func nextOf(next string) string {
	if next = serve.LocalPath(next); next == "/" {
		return "/workspace"
	}
	return next
}

// postSignOut ends the session.
func (s *Server) postSignOut(w http.ResponseWriter, r *serve.Request) error {
	if err := s.Accounts.SignOut(r.Context(), s.Site.Secret(r)); err != nil {
		return err
	}
	s.Site.SignOut(w)
	return s.done(w, "/", "signedOut")
}

// registration reads the fields that set-up and registration share.
func registration(r *serve.Request) account.Registration {
	return account.Registration{Email: r.PostFormValue("email"), Name: r.PostFormValue("name"), Password: r.PostFormValue("password")}
}

// getSetup shows the form for the first administrator.
func (s *Server) getSetup(w http.ResponseWriter, r *serve.Request) error {
	needed, err := s.Accounts.NeedsSetup(r.Context())
	if err != nil {
		return err
	}
	if !needed {
		return fault.New(fault.Conflict, "This site is set up already, so the link has done its work. Sign in with the address and the password you chose.")
	}
	v := s.view(w, r, "setup.title")
	v.Meta.Hidden = true
	return render(w, r, http.StatusOK, setupPage(v, r.URL.Path, blank()))
}

// postSetup makes the first administrator and goes on to their first issuer.
func (s *Server) postSetup(w http.ResponseWriter, r *serve.Request) error {
	_, secret, err := s.Accounts.Setup(r.Context(), r.PathValue("token"), registration(r), r.Client())
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) {
		return err
	}
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return render(w, r, f.status, setupPage(s.view(w, r, "setup.title"), r.URL.Path, f))
	}
	_, session, err := s.Accounts.BySession(r.Context(), secret)
	if err != nil {
		return err
	}
	s.Site.SignIn(w, secret, session.ExpiresAt)
	return serve.Redirect(w, "/workspace/new?first=yes")
}

// getRegister shows the form for an account.
func (s *Server) getRegister(w http.ResponseWriter, r *serve.Request) error {
	v := s.view(w, r, "register.title")
	var err error
	if v.NotSetUp, err = s.Accounts.NeedsSetup(r.Context()); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, registerPage(v, blank()))
}

// postRegister asks for an account. Known and unknown addresses get one answer.
func (s *Server) postRegister(w http.ResponseWriter, r *serve.Request) error {
	if err := s.Accounts.Register(r.Context(), registration(r), r.Client()); err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return render(w, r, f.status, registerPage(s.view(w, r, "register.title"), f))
	}
	return render(w, r, http.StatusOK, lookInMail(s.view(w, r, "register.sent"), "register", r.Posted("email")))
}

// getConfirm shows a button. Mail is opened by machines too, and what they open
// must not confirm anything. A link that has done its work says so at once.
func (s *Server) getConfirm(w http.ResponseWriter, r *serve.Request) error {
	if err := s.Accounts.ConfirmLink(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, confirmPage(s.view(w, r, "confirm.title"), r.URL.Path))
}

// postConfirm makes the account.
func (s *Server) postConfirm(w http.ResponseWriter, r *serve.Request) error {
	if _, err := s.Accounts.ConfirmEmail(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return s.done(w, "/sign-in", "confirmed")
}

// getReset asks for an address.
func (s *Server) getReset(w http.ResponseWriter, r *serve.Request) error {
	return render(w, r, http.StatusOK, resetPage(s.view(w, r, "reset.title"), blank()))
}

// postReset mails a link. Known and unknown addresses get one answer.
func (s *Server) postReset(w http.ResponseWriter, r *serve.Request) error {
	if err := s.Accounts.RequestReset(r.Context(), r.PostFormValue("email"), r.Client()); err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return render(w, r, f.status, resetPage(s.view(w, r, "reset.title"), f))
	}
	return render(w, r, http.StatusOK, lookInMail(s.view(w, r, "reset.sent"), "reset", r.Posted("email")))
}

// getNewPassword asks for a new password, if the link still works.
func (s *Server) getNewPassword(w http.ResponseWriter, r *serve.Request) error {
	if err := s.Accounts.ResetLink(r.Context(), r.PathValue("token")); err != nil {
		return err
	}
	return render(w, r, http.StatusOK, newPasswordPage(s.view(w, r, "newPassword.title"), r.URL.Path, blank()))
}

// postNewPassword sets it.
func (s *Server) postNewPassword(w http.ResponseWriter, r *serve.Request) error {
	err := s.Accounts.Reset(r.Context(), r.PathValue("token"), r.PostFormValue("password"))
	if fault.Is(err, fault.NotFound) {
		return err
	}
	if err != nil {
		f, err := typed(r, err)
		if err != nil {
			return err
		}
		return render(w, r, f.status, newPasswordPage(s.view(w, r, "newPassword.title"), r.URL.Path, f))
	}
	return s.done(w, "/sign-in", "passwordSet")
}
