package app

import (
	"sync"

	"blazon/internal/issuer"
	"blazon/vc"
)

// knownNames finds the issuers of the operator's lists by how their names look. It
// implements issuer.Known.
type knownNames struct {
	trust vc.Trust

	mu   sync.Mutex
	made map[*vc.TrustList]map[string][]issuer.KnownIssuer // by skeleton
}

// Like implements issuer.Known.
func (k *knownNames) Like(skeleton string) []issuer.KnownIssuer {
	lists := listsIn(k.trust)
	k.mu.Lock()
	defer k.mu.Unlock()
	made := make(map[*vc.TrustList]map[string][]issuer.KnownIssuer, len(lists))
	var found []issuer.KnownIssuer
	for _, l := range lists {
		names := k.made[l]
		if names == nil {
			names = make(map[string][]issuer.KnownIssuer, len(l.Issuers))
			for _, i := range l.Issuers {
				if s := issuer.Skeleton(i.Name); s != "" {
					names[s] = append(names[s], issuer.KnownIssuer{ID: i.ID, Name: i.Name, By: l.Name})
				}
			}
		}
		made[l] = names
		found = append(found, names[skeleton]...)
	}
	k.made = made // lists that were replaced are forgotten
	return found
}

// listsIn returns the lists that a Trust of ours asks.
func listsIn(t vc.Trust) []*vc.TrustList {
	switch t := t.(type) {
	case vc.TrustLists:
		var all []*vc.TrustList
		for _, one := range t {
			all = append(all, listsIn(one)...)
		}
		return all
	case *vc.TrustList:
		return []*vc.TrustList{t}
	case *registry:
		t.mu.Lock()
		defer t.mu.Unlock()
		if t.list != nil {
			return []*vc.TrustList{t.list}
		}
	}
	return nil
}
