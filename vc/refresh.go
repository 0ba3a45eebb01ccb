package vc

import (
	"context"
	"fmt"
	"slices"

	"blazon/ob3"
)

// checkRefresh looks once for a newer edition of the credential. Whatever comes
// of it, this credential is judged for itself: what is found is told and changes
// no verdict.
//
// It is done only for those who ask for it: the issuer is told that somebody looks
// at this credential.
//
// OB 3.0 9.2 step 4 and EQ-01, VCCR 1.0: after the proof, once, and on any failure
// the original counts.
func (j *judgement) checkRefresh(ctx context.Context) {
	if j.as != (role{}) || j.cred.read == nil {
		return
	}
	for _, service := range j.cred.doc.Get("refreshService").Items() {
		if !slices.Contains(texts(service.Get("type")), ob3.TypeRefresh) {
			continue
		}
		if !j.opt.Refresh {
			j.report.note("It says where a newer edition of it would be. Its issuer was not asked, for then it would learn that somebody looks at this badge.")
			return
		}
		newer, text := j.newer(ctx, service.Get("id").Str())
		j.report.Newer = newer
		j.report.note(text)
		return
	}
}

// newer gets the edition that a refresh service has, and says what it is.
func (j *judgement) newer(ctx context.Context, at string) (*Report, string) {
	unknown := "It could not be found out whether there is a newer edition of it."
	if !isWeb(at) {
		return nil, unknown
	}
	resp, err := j.fetchList(ctx, at, acceptList)
	if err != nil {
		return nil, unknown
	}
	other := j.judge(Options{Profile: j.opt.Profile}, role{edition: true})
	if !other.read(resp.Body) {
		return nil, unknown
	}
	report := other.all(ctx)
	switch {
	case report.Verdict != Valid || other.cred.read == nil:
		return nil, "Its issuer has an address for newer editions, and what is there is not genuine or does not count."
	case !j.cred.read.Same(other.cred.read):
		return nil, "Its issuer has an address for newer editions, and there is another credential."
	case !other.cred.read.Replaces(j.cred.read):
		return nil, "It is the newest edition."
	}
	return report, fmt.Sprintf("There is a newer edition of it, from %s.", date(other.cred.read.ValidFrom.Time))
}
