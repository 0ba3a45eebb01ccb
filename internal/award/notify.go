package award

import (
	"context"
	"crypto/sha256"
	_ "embed" // for the messages
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/internal/issuer"
	"blazon/internal/job"
	"blazon/internal/mail"
)

// The kinds of job of this package.
const (
	JobNotify  = "award.notify"  // tell a recipient of an award
	JobRevoked = "award.revoked" // tell a recipient that it was taken back
	JobRenew   = "award.renew"   // award again what a withdrawn key signed
)

// letterJob says which message is to be sent. Mail makes one that is sent again
// on purpose another message than the first.
type letterJob struct {
	Award string `json:"award"`
	Mail  string `json:"mail,omitempty"`
}

// tell returns a job that sends the recipient of an award a message.
func tell(kind, awardID string) job.Job { return job.New(kind, letterJob{Award: awardID}) }

//go:embed messages.en.tmpl
var english string

var letters = mail.MustLetters("en", english)

// Jobs maps each kind of job of this package to what does it.
func (a *Awarder) Jobs() map[string]func(ctx context.Context, args []byte) error {
	handle := func(do func(context.Context, letterJob) error) func(context.Context, []byte) error {
		return func(ctx context.Context, args []byte) error {
			var j letterJob
			if err := json.Unmarshal(args, &j); err != nil {
				return job.GiveUp(fmt.Errorf("read job: %w", err))
			}
			return do(ctx, j)
		}
	}
	return map[string]func(context.Context, []byte) error{
		JobNotify:  handle(a.notify),
		JobRevoked: handle(a.tellRevoked),
		JobRenew:   a.renewSome,
	}
}

// Notify tells the recipient of an award, who needs no account for it. When that
// was done before it does nothing; when it was interrupted, the message has the
// same Message-ID as the one that may have been sent.
func (a *Awarder) Notify(ctx context.Context, awardID string) error {
	return a.notify(ctx, letterJob{Award: awardID})
}

func (a *Awarder) notify(ctx context.Context, j letterJob) error {
	aw, err := a.Store.Award(ctx, j.Award)
	if err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	told := !aw.NotifiedAt.IsZero() && j.Mail == ""
	if told || aw.State != Active {
		return nil
	}
	if held, err := a.heldBack(ctx, JobNotify, j, aw.IssuerID); err != nil || held {
		return err
	}
	if later, err := a.putOff(ctx, JobNotify, j, aw); err != nil || later {
		return err
	}
	messageID := "award." + aw.ID
	if j.Mail != "" {
		messageID += "." + j.Mail
	}
	if err := a.send(ctx, aw, JobNotify, "notify", messageID); err != nil {
		return err
	}
	a.step(stepTold)
	if err := a.Store.MarkNotified(ctx, aw.IssuerID, aw.ID, a.Now().UTC().Truncate(time.Microsecond)); err != nil {
		return fmt.Errorf("notify: %w", err)
	}
	a.step(stepMarked)
	return nil
}

// tellRevoked tells the recipient that an award was taken back, if they were
// told that they had it.
func (a *Awarder) tellRevoked(ctx context.Context, j letterJob) error {
	aw, err := a.Store.Award(ctx, j.Award)
	if err != nil {
		return fmt.Errorf("tell of a revocation: %w", err)
	}
	if aw.NotifiedAt.IsZero() || aw.State != Revoked {
		return nil
	}
	if later, err := a.putOff(ctx, JobRevoked, j, aw); err != nil || later {
		return err
	}
	return a.send(ctx, aw, JobRevoked, "revoked", "revoked."+aw.ID)
}

// letter is what messages say. What the recipient earned it for is left to the
// page: it is written by the issuer for everybody and would make the site's
// mail theirs.
type letter struct {
	Name, Badge, Issuer, URL, Reason, Contact string
	Again                                     bool // it is given in place of one whose key was withdrawn
}

// maxInLetter is how many bytes of a name are in a message, so that the subject
// with two of them fits into a header.
const maxInLetter = 160

func (a *Awarder) send(ctx context.Context, aw Award, kind, name, messageID string) error {
	v, err := a.Catalogue.Version(ctx, aw.AchievementID, aw.Version)
	if err != nil {
		return fmt.Errorf("write to a recipient: %w", err)
	}
	i, err := a.Issuers.Public(ctx, aw.IssuerID)
	if err != nil {
		return fmt.Errorf("write to a recipient: %w", err)
	}
	l := letter{
		Name: greeting(aw.RecipientName), Badge: mail.Fit(v.Content.Name, maxInLetter), Issuer: mail.Fit(i.Name, maxInLetter),
		URL: a.URL(aw.ID), Reason: aw.RevocationReason, Contact: a.Issuers.Contact,
		Again: aw.Replaces != "",
	}
	m := mail.Message{Kind: kind, MessageID: messageID + "@" + a.MailHost, To: aw.RecipientEmail, ToName: l.Name}
	if m, err = letters.Write(m, name, l); err != nil {
		return err
	}
	a.step(stepTelling)
	if err := a.Mail.Send(ctx, m); err != nil {
		return fmt.Errorf("write to the recipient of award %s: %w", aw.ID, err)
	}
	return nil
}

// greeting returns the name of a recipient as messages call them, or nothing if
// it has what mail programs would make a link of: a name is typed by others,
// and must not be a way to send people elsewhere.
func greeting(name string) string {
	if strings.ContainsAny(name, "/@\\") {
		return ""
	}
	for word := range strings.FieldsSeq(name) {
		if strings.Contains(strings.TrimRight(word, "."), ".") {
			return ""
		}
	}
	return mail.Fit(name, maxInLetter)
}

// quotas are how much mail one address gets, and how much one issuer sends.
// What is beyond waits; nothing is lost.
func quotas(aw Award) []account.Limit {
	return []account.Limit{
		{Key: limitKey("award address", strings.ToLower(aw.RecipientEmail)), Burst: 20, Every: 10 * time.Minute},
		{Key: limitKey("award issuer", aw.IssuerID), Burst: 2000, Every: 2 * time.Second},
	}
}

// limitKey names a limit without holding what it is about.
func limitKey(kind, about string) string {
	sum := sha256.Sum256([]byte(about))
	return fmt.Sprintf("%s %x", kind, sum[:16])
}

// shortest is how long a message that is beyond a quota waits at least.
const shortest = 5 * time.Minute

// putOff spends the quotas of a message, or saves a job that tries it later.
func (a *Awarder) putOff(ctx context.Context, kind string, j letterJob, aw Award) (later bool, err error) {
	now := a.Now().UTC().Truncate(time.Microsecond)
	wait, _, err := a.Store.Spend(ctx, now, quotas(aw)...)
	if err != nil || wait == 0 {
		return false, err
	}
	again := job.New(kind, j)
	again.At = now.Add(max(wait, shortest))
	if err := a.Store.SaveJobs(ctx, again); err != nil {
		return false, fmt.Errorf("put off a message: %w", err)
	}
	return true, nil
}

// whileHeld is how long what an issuer has under way waits before it is tried again,
// while an operator holds it.
const whileHeld = time.Hour

// heldBack saves a job that tries later what an issuer may not do now, if an operator
// holds it. Nothing of it is lost, should it be let go on.
func (a *Awarder) heldBack(ctx context.Context, kind string, args any, issuerID string) (bool, error) {
	err := a.Issuers.Open(ctx, issuerID)
	if !fault.Is(err, fault.Conflict) {
		return false, err
	}
	again := job.New(kind, args)
	again.At = a.now().Add(whileHeld)
	if err := a.Store.SaveJobs(ctx, again); err != nil {
		return false, fmt.Errorf("hold back what an issuer has under way: %w", err)
	}
	return true, nil
}

// Resend sends the message about an award once more, for someone who may award.
// It is fault.TooMany more often than once a minute.
func (a *Awarder) Resend(ctx context.Context, by, awardID string) error {
	aw, err := a.allowed(ctx, by, awardID, issuer.Award)
	if err != nil {
		return err
	}
	i, err := a.Issuers.Public(ctx, aw.IssuerID)
	if err == nil {
		err = a.Issuers.NotHeld(i)
	}
	if err != nil {
		return err
	}
	if aw.State != Active {
		return fault.New(fault.Conflict, "This award is not valid any more, so there is nothing to tell the recipient of.")
	}
	wait, _, err := a.Store.Spend(ctx, a.Now().UTC().Truncate(time.Microsecond), account.Limit{Key: limitKey("award resend", aw.ID), Burst: 1, Every: time.Minute})
	if err != nil {
		return fmt.Errorf("resend: %w", err)
	}
	if wait > 0 {
		return &fault.Error{Kind: fault.TooMany, Text: "The message was sent again a moment ago. Wait a minute before you send it once more.", RetryAfter: wait}
	}
	if err := a.afford(ctx, i.ID, i.Standing == issuer.Unreviewed); err != nil {
		return err
	}
	if err := a.Store.SaveJobs(ctx, job.New(JobNotify, letterJob{Award: aw.ID, Mail: id.New(a.Rand)})); err != nil {
		return fmt.Errorf("resend: %w", err)
	}
	return nil
}
