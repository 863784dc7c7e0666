package credential

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
)

// Machine is where a machine in Azure is asked for the token of an identity of its own.
type Machine struct {
	// Endpoint of App Service and Container Apps (IDENTITY_ENDPOINT) with its Header (IDENTITY_HEADER); empty: that of
	// virtual machines.
	Endpoint, Header string
}

const (
	machineEndpoint = "http://169.254.169.254/metadata/identity/oauth2/token"
	// exchange is what a token is for that is shown to Entra to get another.
	exchange = "api://AzureADTokenExchange"
)

// Identity proves by an identity of the machine, which needs no secret. Where that identity is the bot's own
// registration the machine gives the token itself; otherwise the registration trusts it, and its token is exchanged.
func Identity(identity string, m Machine) *Credential {
	return &Credential{
		Kind: "managed identity",
		Ends: never,
		Requests: func(ctx context.Context, t Target) ([]*http.Request, error) {
			if identity == t.AppID {
				req, err := m.request(ctx, identity, "https://api.botframework.com")
				return []*http.Request{req}, err
			}
			req, err := m.request(ctx, identity, exchange)
			if err != nil {
				return nil, err
			}
			token, err := t.Fetch(req)
			if err != nil {
				return nil, fmt.Errorf("managed identity: %w", err)
			}
			return t.assert(ctx, token)
		},
	}
}

// request asks the machine for a token of an identity for a resource.
func (m Machine) request(ctx context.Context, identity, resource string) (*http.Request, error) {
	address, version, header, value := machineEndpoint, "2018-02-01", "Metadata", "true"
	if m.Endpoint != "" {
		address = m.Endpoint
	}
	if m.Header != "" {
		version, header, value = "2019-08-01", "X-Identity-Header", m.Header
	}
	query := url.Values{"resource": {resource}, "client_id": {identity}, "api-version": {version}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address+"?"+query.Encode(), nil)
	if err != nil {
		return nil, errors.New("IDENTITY_ENDPOINT is not usable")
	}
	req.Header.Set(header, value)
	return req, nil
}
