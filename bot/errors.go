package bot

import (
	"errors"
)

// Why a request was refused before anything was done with it. The answer to the client does not tell which check
// failed; the log does.
var (
	// ErrUnauthorized: no token, or one that is not right in every respect. Status 401.
	ErrUnauthorized = errors.New("not authenticated")
	// ErrForbidden: a good token for something that this bot does not serve. Status 403.
	ErrForbidden = errors.New("not allowed")
	// ErrKeysUnavailable: no signing keys could be had, so nothing can be verified. Status 503.
	ErrKeysUnavailable = errors.New("signing keys unavailable")
)
