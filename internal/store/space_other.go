//go:build !linux && !darwin && !freebsd

package store

// spaceOf is not known here.
func spaceOf(string) (uint64, bool) { return 0, false }
