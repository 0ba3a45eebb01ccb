package serve

import (
	"net/netip"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A Limit is how many requests of a class one network may send.
type Limit struct {
	PerSecond float64
	Burst     int
}

// limits are generous to people behind one address and mean to floods. What
// guards passwords and mailboxes is in package account.
var limits = map[Class]Limit{ //nolint:exhaustive // Free has no limit
	Read:   {PerSecond: 50, Burst: 500},
	Write:  {PerSecond: 10, Burst: 100},
	Check:  {PerSecond: 2, Burst: 40},
	Signin: {PerSecond: 1, Burst: 40},
	API:    {PerSecond: 100, Burst: 1000},
}

// maxBuckets bounds the memory of a limiter.
const maxBuckets = 100_000

// A limiter counts the requests of networks.
type limiter struct {
	mu      sync.Mutex
	buckets map[bucketKey]*rate.Limiter
	limits  map[Class]Limit
	swept   time.Time
}

type bucketKey struct {
	class Class
	from  netip.Prefix
}

// newLimiter counts by limits, where own replaces what is there.
func newLimiter(own map[Class]Limit) *limiter {
	l := &limiter{buckets: make(map[bucketKey]*rate.Limiter), limits: make(map[Class]Limit)}
	for c, lim := range limits {
		l.limits[c] = lim
	}
	for c, lim := range own {
		l.limits[c] = lim
	}
	return l
}

// wait takes one request of a class from a network, or says how long until
// there is one.
func (l *limiter) wait(c Class, ip netip.Addr, now time.Time) time.Duration {
	lim, ok := l.limits[c]
	if !ok {
		return 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.sweep(now)
	k := bucketKey{c, network(ip)}
	b := l.buckets[k]
	if b == nil {
		b = rate.NewLimiter(rate.Limit(lim.PerSecond), lim.Burst)
		l.buckets[k] = b
	}
	res := b.ReserveN(now, 1)
	d := res.DelayFrom(now)
	if d > 0 {
		res.CancelAt(now)
	}
	return d
}

// sweep forgets buckets that are full again, once a minute, and any buckets when
// there are too many.
func (l *limiter) sweep(now time.Time) {
	full := len(l.buckets) >= maxBuckets
	if !full && now.Sub(l.swept) < time.Minute {
		return
	}
	l.swept = now
	for k, b := range l.buckets {
		if b.TokensAt(now) >= float64(b.Burst()) {
			delete(l.buckets, k)
		}
	}
	for k := range l.buckets {
		if len(l.buckets) < maxBuckets {
			return
		}
		delete(l.buckets, k)
	}
}
