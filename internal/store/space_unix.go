//go:build linux || darwin || freebsd

package store

import "syscall"

// spaceOf is how many bytes a user without privileges may still write in a folder.
func spaceOf(dir string) (uint64, bool) {
	var s syscall.Statfs_t
	if syscall.Statfs(dir, &s) != nil {
		return 0, false
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true //nolint:unconvert // the types differ between systems
}
