package vc

import (
	"context"
	"fmt"

	"blazon/jsonld"
	"blazon/ob2"
)

// An endorsementOf is an endorsement and what it is attached to.
type endorsementOf struct {
	value *jsonld.Value // an address, a JWS or an object
	of    string        // the id of what it is attached to
	own   bool          // that is known to have that id, and not only to say so
	path  string
}

// checkEndorsements judges the endorsements of the badge, of its BadgeClass and
// of its issuer, each as something hosted or signed of its own.
//
// OB 2.0 Endorsement: a badge stands without its endorsements, so a bad one is a
// warning.
func (a *assertion) checkEndorsements(ctx context.Context) {
	var attached []endorsementOf
	add := func(doc *jsonld.Value, own bool, path string) {
		list := doc.Get("endorsement")
		for i, v := range list.Items() {
			if isNothing(v) {
				continue
			}
			attached = append(attached, endorsementOf{v, doc.Get("id").Str(), own, fmt.Sprintf("%s/endorsement/%d", path, i)})
		}
	}
	if a.as.depth == 0 {
		add(a.object.Value, a.hasOwnID(), "")
		for _, p := range []*part{a.badge, a.issuer} {
			if p != nil && p.object != nil {
				add(p.object.Value, p.address != "", map[bool]string{true: "/badge", false: a.issuerPath()}[p == a.badge])
			}
		}
	}
	switch {
	case len(attached) == 0:
		a.report.skip(CheckEndorsement, "It has no endorsements.")
		return
	case len(attached) > maxEndorsements:
		a.report.unknown(CheckEndorsement, LimitExceeded, fmt.Sprintf("It has %d endorsements; %d are the most that are checked.", len(attached), maxEndorsements))
		return
	}
	good := 0
	worst := Check{Name: CheckEndorsement, Result: Pass, Text: fmt.Sprintf("All its endorsements are genuine: %d.", len(attached))}
	for _, e := range attached {
		if ctx.Err() != nil {
			worst = answer(CheckEndorsement, Unknown, LimitExceeded, "There was no time left to check all its endorsements.")
			break
		}
		c := a.endorsement(ctx, e)
		if c.Result == Pass {
			good++
		}
		if gravity(c) > gravity(worst) {
			worst = c
		}
	}
	worst.Detail = map[string]string{"endorsements": fmt.Sprint(len(attached)), "genuine": fmt.Sprint(good)}
	a.report.set(worst)
}

// endorsement answers for one endorsement.
func (a *assertion) endorsement(ctx context.Context, e endorsementOf) Check {
	if !e.own && a.strict() {
		return Check{
			Name: CheckEndorsement, Result: Warning,
			Text:   fmt.Sprintf("The endorsement at %s is about something that calls itself %.200s. That it is what is called so was not seen, and anybody can write that.", e.path, e.of),
			Remedy: "Leave the endorsement out of account. The badge stands without it.",
		}
	}
	inner := &assertion{judgement: a.judge(Options{Profile: a.opt.Profile}, role{depth: a.as.depth + 1})}
	var ok bool
	s := e.value.Str()
	if e.value.Get("id") != nil && len(e.value.Members()) == 1 {
		s = idOf(e.value) // an object that is no more than an address
	}
	switch s = lowerScheme(s); {
	case isWeb(s):
		ok = inner.readAddress(ctx, s)
	case e.value.IsString():
		ok = inner.readText(Parse([]byte(s)))
	default:
		inner.report.Format = formatJSON
		v := e.value
		if v.Kind() == jsonld.Object && v.Get("@context") == nil {
			v = v.With("@context", jsonld.NewString(ob2.Context))
		}
		ok = inner.readValue(v)
	}
	if ok {
		inner.all(ctx)
	}
	return a.endorsed(inner, e)
}

// endorsed says what the report on an endorsement means for the badge.
func (a *assertion) endorsed(inner *assertion, e endorsementOf) Check {
	r := inner.done()
	const remedy = "Leave the endorsement out of account. The badge stands without it."
	if r.Verdict == Valid {
		switch claim := idOf(inner.object.Value.Get("claim")); {
		case inner.object.Class != ob2.ClassEndorsement:
			return Check{Name: CheckEndorsement, Result: Warning, Text: fmt.Sprintf("What is at %s is no endorsement.", e.path), Remedy: remedy}
		case claim == "" || claim != e.of:
			return Check{Name: CheckEndorsement, Result: Warning, Text: fmt.Sprintf("The endorsement at %s is not about what it is attached to.", e.path), Remedy: remedy}
		}
		a.report.endorses(r, e.path, e.of)
		return Check{Name: CheckEndorsement, Result: Pass}
	}
	for _, c := range r.Checks {
		switch {
		case r.Verdict == Invalid && c.Result == Fail:
			out := answer(CheckEndorsement, Warning, c.Code, fmt.Sprintf("The endorsement at %s is not genuine or does not count: %s", e.path, c.Text))
			out.Remedy = remedy
			return out
		case r.Verdict == Indeterminate && c.Result == Unknown:
			return answer(CheckEndorsement, Unknown, c.Code, fmt.Sprintf("The endorsement at %s could not be checked: %s", e.path, c.Text))
		}
	}
	return answer(CheckEndorsement, Unknown, "", fmt.Sprintf("The endorsement at %s could not be checked.", e.path))
}
