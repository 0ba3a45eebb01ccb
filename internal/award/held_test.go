package award_test

import (
	"testing"
	"time"

	"blazon/internal/account"
	"blazon/internal/award"
	"blazon/internal/fault"
	"blazon/internal/issuer"
	"blazon/internal/keyring"
	"blazon/internal/store/storetest"
)

// TestAbuse_MAIL_07_Held: what an issuer has under way when an operator pauses it waits:
// mail that was not sent yet, and badges that are awarded again. It goes on when the
// issuer may. That a badge was taken back is told all the same.
func TestAbuse_MAIL_07_Held(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	operator := account.Account{ID: "operatoroperatoroperatorop", Email: "operator@badges.example", Name: "Olive", Admin: true, VerifiedAt: w.Clock.now(), CreatedAt: w.Clock.now()}
	must(t, w.DB.AddFirstAdmin(t.Context(), account.Login{Account: operator, Password: "$argon2id$"}, nil, storetest.Entry("account.setup", operator.ID, "")))
	told := w.award(t, w.request("told@navy.example"))
	taken := w.award(t, w.request("taken@navy.example"))
	w.work(t)
	if got := len(w.sent(t)); got != 2 {
		t.Fatalf("%d were told", got)
	}
	w.award(t, w.request("waits@navy.example"))
	must(t, w.Keys.Compromise(t.Context(), w.Ada, w.Ours.ID, w.key(t, keyring.Badge, keyring.Ed25519).ID))
	waits := w.award(t, w.request("later@navy.example"))
	key := told.ProofKey
	must(t, w.Renew(t.Context(), w.Ada, w.Ours.ID, key))
	must(t, w.Issuers.Hold(t.Context(), operator.ID, w.Ours.ID, issuer.Unreviewed, "It is not the Knot School."))
	_, err := w.Revoke(t.Context(), w.Ada, taken.ID, "A mistake.")
	must(t, err)
	wantFault(t, w.Resend(t.Context(), w.Ada, waits.ID), fault.Conflict)
	for range 3 {
		w.work(t)
		w.Clock.add(2 * time.Hour)
	}
	if got := len(w.sent(t)); got != 3 { // the third tells of the revocation
		t.Errorf("while it is paused, %d messages were sent", got)
	}
	w.signed(t, key, award.Signed{Total: 3, Waiting: 2})
	must(t, w.Issuers.Approve(t.Context(), operator.ID, w.Ours.ID, issuer.Held))
	w.Clock.add(2 * time.Hour)
	w.work(t)
	w.Clock.add(2 * time.Hour)
	w.work(t)
	if got := len(w.sent(t)); got < 6 {
		t.Errorf("let go on, %d messages were sent", got)
	}
	w.signed(t, key, award.Signed{Total: 3, Replaced: 2})
}
