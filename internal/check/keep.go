package check

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"blazon/internal/account"
	"blazon/internal/fault"
	"blazon/internal/id"
	"blazon/vc"
)

const (
	// KeptFor is how long a report is kept.
	KeptFor = 90 * 24 * time.Hour
	// offeredFor is how long after a check its report may be kept.
	offeredFor = time.Hour
	// maxReport is how large a report may be that is kept, as JSON.
	maxReport = 64 << 10
	// maxDetail is how much of a detail for experts is kept.
	maxDetail = 512
	// purpose is that of the code on an offer.
	purpose = "offer to keep a report"
	// secretPrefix begins secrets with which a report is deleted.
	secretPrefix = "obd_"
)

// Saved is a report as the database keeps it.
type Saved struct {
	ID     string
	Digest []byte // of what was offered, so that it is kept once
	Secret []byte // SHA-256 of the secret with which it is deleted
	Report []byte // gzip of JSON
	MadeAt time.Time
	EndsAt time.Time
}

// Kept is a report that somebody wanted to be kept.
type Kept struct {
	ID     string
	Report *vc.Report
	MadeAt time.Time
	EndsAt time.Time
}

// An offer is a report on its way through a visitor's browser. Nothing of it is
// kept here until the visitor asks for that; the code before it proves that it is
// ours and unchanged.
type offer struct {
	Report *vc.Report `json:"report"`
	Until  time.Time  `json:"until"`
}

// Offer returns a text that Keep takes back within an hour. It holds the report
// without the badge itself, its picture, and the address that was asked about.
// It is "" for a report that is too large to be kept.
func (c *Checker) Offer(rep *vc.Report) (string, error) {
	kept := copyOf(rep)
	trim(kept)
	if sizeOf(kept, 2*maxReport) > 2*maxReport {
		return "", nil // nothing is made of it to find that out
	}
	data, err := json.Marshal(offer{kept, c.Now().Add(offeredFor).UTC()})
	if err != nil {
		return "", fmt.Errorf("offer a report: %w", err)
	}
	if len(data) > maxReport {
		return "", nil
	}
	packed, err := pack(data)
	if err != nil {
		return "", fmt.Errorf("offer a report: %w", err)
	}
	code, err := c.Seal.MAC(purpose, packed)
	if err != nil {
		return "", fmt.Errorf("offer a report: %w", err)
	}
	return base64.RawURLEncoding.EncodeToString(append(code, packed...)), nil
}

// Keep keeps an offered report and returns it with the secret that deletes it,
// which is not kept. Network is where the visitor comes from; it is limited how
// many reports are kept from there.
func (c *Checker) Keep(ctx context.Context, offered, network string) (Kept, string, error) {
	packed, o, err := c.open(offered)
	if err != nil {
		return Kept{}, "", err
	}
	if err := c.spend(ctx, ofVisitor(network)...); err != nil {
		return Kept{}, "", err
	}
	now := c.Now().UTC()
	secret := secretPrefix + id.New(c.Rand)
	digest := sha256.Sum256(packed)
	k := Kept{ID: id.New(c.Rand), Report: o.Report, MadeAt: now, EndsAt: now.Add(KeptFor)}
	err = c.Store.SaveReport(ctx, Saved{
		ID: k.ID, Digest: digest[:], Secret: hash(secret), Report: packed, MadeAt: k.MadeAt, EndsAt: k.EndsAt,
	})
	if fault.Is(err, fault.Conflict) {
		return Kept{}, "", fault.Wrap(err, fault.Conflict, "This report is kept already. Its address was shown when it was; go back to that page, or check the badge again.")
	}
	if err != nil {
		return Kept{}, "", fmt.Errorf("keep a report: %w", err)
	}
	if err := c.spend(ctx, ofSite()); err != nil {
		return Kept{}, "", fault.Join(err, c.Store.DeleteReport(ctx, hash(secret)))
	}
	return k, secret, nil
}

// errForged is why an offer is not believed.
var errForged = errors.New("the code on the offer is not ours")

// open believes an offer of ours that is not too old.
func (c *Checker) open(offered string) ([]byte, offer, error) {
	var o offer
	data, err := base64.RawURLEncoding.DecodeString(offered)
	if err != nil || len(data) < sha256.Size {
		return nil, o, unusable(err)
	}
	code, packed := data[:sha256.Size], data[sha256.Size:]
	want, err := c.Seal.MAC(purpose, packed)
	if err != nil {
		return nil, o, fmt.Errorf("open an offer: %w", err)
	}
	if !hmac.Equal(code, want) {
		return nil, o, unusable(errForged)
	}
	if o, err = unpack(packed); err != nil {
		return nil, o, err
	}
	if c.Now().After(o.Until) {
		return nil, o, fault.New(fault.Invalid, "This report is more than an hour old, and much may have changed since. Check the badge again, then keep the new report.")
	}
	return packed, o, nil
}

func unusable(err error) error {
	return fault.Wrap(err, fault.Invalid, "This is not a report that was made here. Check the badge again, then keep its report.")
}

// ofVisitor limits how many reports are kept from a network, and from the one around it,
// of which one person may have many.
func ofVisitor(network string) []account.Limit {
	return []account.Limit{
		{Key: limitKey("network", network), Burst: 20, Every: time.Minute},
		{Key: limitKey("around", account.Around(network)), Burst: 60, Every: time.Minute},
	}
}

// ofSite limits how many reports are kept in all. Only one that is kept takes from it, so
// nobody uses it up with what is kept already.
func ofSite() account.Limit {
	return account.Limit{Key: limitKey("site"), Burst: 2000, Every: 5 * time.Second}
}

// spend takes from limits of keeping.
func (c *Checker) spend(ctx context.Context, limits ...account.Limit) error {
	wait, _, err := c.Store.Spend(ctx, c.Now(), limits...)
	if err != nil {
		return fmt.Errorf("keep a report: %w", err)
	}
	if wait > 0 {
		return &fault.Error{Kind: fault.TooMany, Text: "Many reports were kept just now. Wait a little, then try again.", RetryAfter: wait}
	}
	return nil
}

// limitKey names a limit by a digest, as keys of limits do.
func limitKey(parts ...string) string {
	sum := sha256.Sum256([]byte("keep a report\x00" + strings.Join(parts, "\x00")))
	return hex.EncodeToString(sum[:16])
}

// Kept returns a report that is kept, or fault.NotFound.
func (c *Checker) Kept(ctx context.Context, reportID string) (Kept, error) {
	if !id.Valid(reportID) {
		return Kept{}, lost(nil)
	}
	s, err := c.Store.Report(ctx, reportID, c.Now())
	if fault.Is(err, fault.NotFound) {
		return Kept{}, lost(err)
	}
	if err != nil {
		return Kept{}, fmt.Errorf("find a report: %w", err)
	}
	o, err := unpack(s.Report)
	if err != nil {
		return Kept{}, fmt.Errorf("read report %s: %w", reportID, err)
	}
	return Kept{s.ID, o.Report, s.MadeAt, s.EndsAt}, nil
}

func lost(err error) error {
	return fault.Wrap(err, fault.NotFound, "There is no report here. Reports are kept for 90 days, and whoever kept one can delete it before. Check the badge again to get a new one.")
}

// Forget deletes the report whose secret this is, or is fault.NotFound.
func (c *Checker) Forget(ctx context.Context, secret string) error {
	err := c.Store.DeleteReport(ctx, hash(secret))
	if fault.Is(err, fault.NotFound) {
		return fault.Wrap(err, fault.NotFound, "There is no report to delete: the link was used before, or the report's 90 days are over.")
	}
	if err != nil {
		return fmt.Errorf("delete a report: %w", err)
	}
	return nil
}

func hash(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// trim drops what is not shown, or is more than a page needs.
func trim(rep *vc.Report) {
	if strings.HasPrefix(rep.Summary.Image, "data:") {
		rep.Summary.Image = ""
	}
	rep.Summary.RecipientID, rep.Summary.Evidence = "", nil
	for i := range rep.Checks {
		c := &rep.Checks[i]
		if c.Name == vc.CheckRecipient {
			c.Detail = nil
			if c.Result == vc.Pass {
				c.Text = "It was given to the person who was asked about."
			}
		}
		for name, value := range c.Detail {
			if len(value) > maxDetail || isBadge(name) {
				delete(c.Detail, name)
			}
		}
	}
	for _, other := range rep.Also {
		trim(other)
	}
	if rep.Newer != nil {
		trim(rep.Newer)
	}
}

// isBadge reports whether a detail for experts is the badge itself, as it was signed.
func isBadge(detail string) bool {
	return detail == "payload" || strings.HasSuffix(detail, "canonicalDocument")
}

func pack(data []byte) ([]byte, error) {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write(data)
	err = errors.Join(err, w.Close())
	return b.Bytes(), err
}

// unpack reads what pack wrote.
func unpack(packed []byte) (offer, error) {
	var o offer
	r, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return o, err
	}
	data, err := io.ReadAll(io.LimitReader(r, maxReport+1))
	if err != nil {
		return o, err
	}
	if err := json.Unmarshal(data, &o); err != nil {
		return o, err
	}
	if o.Report != nil {
		trim(o.Report) // those of earlier versions had more in them
	}
	return o, nil
}
