package credential

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
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
	read := func() (tls.Certificate, *rsa.PrivateKey, error) {
		pair, err := tls.LoadX509KeyPair(certFile, keyFile)
		if err != nil {
			return pair, nil, fmt.Errorf("certificate: %w", err)
		}
		key, ok := pair.PrivateKey.(*rsa.PrivateKey)
		if !ok {
			return pair, nil, errors.New("certificate: Entra takes RSA keys only")
		}
		return pair, key, nil
	}
	return &Credential{
		Kind: "certificate",
		Ends: func() (time.Time, error) {
			pair, _, err := read()
			if err != nil {
				return time.Time{}, err
			}
			return pair.Leaf.NotAfter, nil
		},
		Requests: func(ctx context.Context, t Target) ([]*http.Request, error) {
			pair, key, err := read()
			if err != nil {
				return nil, err
			}
			assertion, err := sign(t, pair.Leaf, key)
			if err != nil {
				return nil, fmt.Errorf("certificate: %w", err)
			}
			return t.assert(ctx, assertion)
		},
	}
}

// sign says who asks, as Entra wants it said.
func sign(t Target, cert *x509.Certificate, key *rsa.PrivateKey) (string, error) {
	now := t.Now()
	token := jwt.NewWithClaims(jwt.SigningMethodPS256, jwt.MapClaims{
		"aud": t.Endpoint, "iss": t.AppID, "sub": t.AppID, "jti": rand.Text(),
		"nbf": now.Unix(), "iat": now.Unix(), "exp": now.Add(assertionTime).Unix(),
	})
	thumbprint := sha256.Sum256(cert.Raw)
	token.Header["x5t#S256"] = base64.RawURLEncoding.EncodeToString(thumbprint[:])
	return token.SignedString(key)
}
