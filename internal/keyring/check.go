package keyring

import (
	"context"
	"fmt"
)

// Check opens every active key of every issuer with the master key. It returns
// how many it opened and those that do not open or are not what their public
// half says.
func (k *Keyring) Check(ctx context.Context) (sound int, broken []Key, err error) {
	published, err := k.Published(ctx)
	if err != nil {
		return 0, nil, err
	}
	seen := make(map[string]bool)
	for _, p := range published {
		if seen[p.IssuerID] {
			continue
		}
		seen[p.IssuerID] = true
		all, err := k.Store.IssuerKeys(ctx, p.IssuerID)
		if err != nil {
			return 0, nil, fmt.Errorf("check keys: %w", err)
		}
		for _, s := range all {
			if s.State != Active {
				continue
			}
			if _, err := k.open(s); err == nil {
				sound++
			} else {
				broken = append(broken, Key{ID: s.ID, IssuerID: s.IssuerID, Purpose: s.Purpose, Kind: s.Kind, State: s.State, CreatedAt: s.CreatedAt})
			}
		}
	}
	return sound, broken, nil
}
