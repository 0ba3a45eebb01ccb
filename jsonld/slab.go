package jsonld

// slab gives out zeroed parts of large arrays, which are used again after reset.
type slab[T any] struct {
	free []T // what is left of the last array
	used []T // its part that was given out
	size int // of the next array, at least
}

// take returns n zeroed elements, with no room to append.
func (s *slab[T]) take(n int) []T {
	if n == 0 {
		return nil
	}
	if len(s.free) < n {
		s.free = make([]T, max(n, min(max(16, s.size), 1024)))
		s.used, s.size = s.free[:0], 2*len(s.free)
	}
	out := s.free[:n:n]
	s.free = s.free[n:]
	s.used = s.used[:len(s.used)+n]
	return out
}

// copy returns list as a part of the slab.
func (s *slab[T]) copy(list []T) []T {
	out := s.take(len(list))
	copy(out, list)
	return out
}

// reset makes the last array, which is the largest, ready to be used again. Nothing
// that was taken may be used any more.
func (s *slab[T]) reset() slab[T] {
	clear(s.used)
	return slab[T]{free: s.used[:len(s.used)+len(s.free)], used: s.used[:0], size: s.size}
}
