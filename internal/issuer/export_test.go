package issuer

import (
	"blazon/ob2"
	"blazon/ob3"
)

// Check is how drafts are checked before they are kept.
func (s *Issuers) Check(d Draft) (Draft, error) { return s.check(d) }

// ProfileOf is how an issuer stands in credentials.
func (s *Issuers) ProfileOf(i Issuer) ob3.Profile { return s.profile(i) }

// ProfileOB2Of is the same for Open Badges 2.0.
func (s *Issuers) ProfileOB2Of(i Issuer) ob2.Profile { return s.profileOB2(i) }

// HostName reads the name of a host that somebody could own.
func HostName(s string) (string, error) { return hostName(s) }
