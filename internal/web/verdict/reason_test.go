package verdict_test

import (
	"context"
	"os"
	"strings"
	"testing"

	"blazon/did"
	"blazon/internal/web/verdict"
	"blazon/vc"
)

// A publisher has documents by their addresses.
type publisher map[string]string

func (p publisher) Fetch(_ context.Context, url, _ string) (*did.Response, error) {
	body, ok := p[url]
	if !ok {
		return nil, &did.FetchError{URL: url, Err: os.ErrNotExist}
	}
	return &did.Response{URL: url, Status: 200, Body: []byte(body)}, nil
}

// A badge of this site that was withdrawn says why, where its issuer does; of other
// sites nobody is asked.
func TestAddReason(t *testing.T) {
	const (
		base   = "https://badges.example"
		issuer = base + "/issuers/1"
		award  = base + "/awards/1"
		at     = issuer + "/revocations"
	)
	list := `{"id":"` + at + `","issuer":"` + issuer + `","revokedCredential":[{"id":"` + award + `","revocationReason":"It went to the wrong Ada."}]}`
	for name, test := range map[string]struct {
		base   string
		web    publisher
		status string
		found  bool
	}{
		"why":                   {base, publisher{at: list}, vc.Fail, true},
		"of another site":       {"https://other.example", publisher{at: list}, vc.Fail, false},
		"no site":               {"", publisher{at: list}, vc.Fail, false},
		"not withdrawn":         {base, publisher{at: list}, vc.Pass, false},
		"nothing there":         {base, publisher{}, vc.Fail, false},
		"no list":               {base, publisher{at: "<html>"}, vc.Fail, false},
		"of another badge":      {base, publisher{at: strings.Replace(list, award, award+"2", 1)}, vc.Fail, false},
		"of another issuer":     {base, publisher{at: strings.Replace(list, `"`+issuer+`"`, `"`+issuer+`2"`, 1)}, vc.Fail, false},
		"it states no reason":   {base, publisher{at: strings.Replace(list, "It went to the wrong Ada.", "", 1)}, vc.Fail, false},
		"what is there is none": {base, publisher{at: `{"issuer":"` + issuer + `"}`}, vc.Fail, false},
	} {
		t.Run(name, func(t *testing.T) {
			rep := reportOf(map[string]string{vc.CheckStatus: test.status})
			rep.Summary.ID, rep.Summary.IssuerID = award, issuer
			for i := range rep.Checks {
				if rep.Checks[i].Result == vc.Fail {
					rep.Checks[i].Code = vc.StatusRevoked
				}
			}
			verdict.AddReason(t.Context(), test.web, test.base, rep)
			text := rep.Check(vc.CheckStatus).Text
			if strings.Contains(text, "It went to the wrong Ada.") != test.found || !test.found && text != "Says status "+test.status+"." {
				t.Errorf("says %q", text)
			}
		})
	}
}
