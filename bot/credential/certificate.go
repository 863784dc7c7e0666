package credential

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// assertionTime is how long a statement that the bot signs is good for.
const assertionTime = 5 * time.Minute

// Certificate proves by a statement that the bot signs with the key of a certificate that Entra knows. Both are PEM
// files, or the same one twice, and are read each time: a renewed certificate needs no restart.
func Certificate(certFile, keyFile string) *Credential {
	read := func() (tls.Certificate, error) {
		pair, err := tls.LoadX509KeyPair(certFile, keyFile)
		if err != nil {
			return pair, fmt.Errorf("certificate: %w", err)
		}
		if _, ok := pair.PrivateKey.(*rsa.PrivateKey); !ok {
			return pair, errors.New("certificate: Entra takes RSA keys only")
		}
		return pair, nil
	}
	return &Credential{
		Kind: "certificate",
		Ends: func() (time.Time, error) {
			pair, err := read()
			if err != nil {
				return time.Time{}, err
			}
			return pair.Leaf.NotAfter, nil
		},
		Requests: func(ctx context.Context, t Target) ([]*http.Request, error) {
			pair, err := read()
			if err != nil {
				return nil, err
			}
			assertion, err := sign(t, pair)
			if err != nil {
				return nil, fmt.Errorf("certificate: %w", err)
			}
			return t.assert(ctx, assertion)
		},
	}
}

// sign says who asks, as Entra wants it said.
func sign(t Target, pair tls.Certificate) (string, error) {
	now := t.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodPS256, jwt.MapClaims{
		"aud": t.Endpoint, "iss": t.AppID, "sub": t.AppID, "jti": rand.Text(),
		"nbf": now.Unix(), "iat": now.Unix(), "exp": now.Add(assertionTime).Unix(),
	})
	thumbprint := sha256.Sum256(pair.Leaf.Raw)
	token.Header["x5t#S256"] = base64.RawURLEncoding.EncodeToString(thumbprint[:])
	return token.SignedString(pair.PrivateKey)
}
