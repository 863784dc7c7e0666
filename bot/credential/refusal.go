package credential

// Refusal is what a code of Entra means and who mends it.
type Refusal struct {
	Means, Mend string
	// Other says that another secret may be right.
	Other bool
}

// Refusals are the codes that operators meet: https://login.microsoftonline.com/error explains all.
var Refusals = map[string]Refusal{
	"AADSTS7000222": {"the client secret has expired", "whoever owns the registration makes a new one " +
		"(teams app auth secret create APP-ID --env .env, or Entra: Certificates & secrets), puts it in CLIENT_SECRET and " +
		"its end in CLIENT_SECRET_EXPIRES, and restarts the bot", true},
	"AADSTS7000215": {"the client secret is wrong", "put the secret's value, not its id, in CLIENT_SECRET " +
		"(MICROSOFT_APP_PASSWORD)", true},
	"AADSTS700016": {"there is no such registration in that tenant", "compare CLIENT_ID (MICROSOFT_APP_ID) and " +
		"TENANT_ID (MICROSOFT_APP_TENANT_ID) with the registration in Entra", false},
	"AADSTS90002": {"there is no such tenant", "compare TENANT_ID (MICROSOFT_APP_TENANT_ID) with Entra: Overview", false},
	"AADSTS7000229": {"the registration has no service principal in its tenant",
		"an administrator of the tenant opens it under Enterprise applications, or runs az ad sp create --id CLIENT_ID",
		false},
	"AADSTS700027": {"the certificate is not the one that Entra knows",
		"upload the certificate of CLIENT_CERTIFICATE_FILE to the registration: Certificates & secrets", false},
	"AADSTS700021": {"the statement's issuer is not the registration", "compare CLIENT_ID with the registration", false},
	"AADSTS700023": {"the statement is for another address", "compare BOT_TOKEN_URL and TENANT_ID with the " +
		"registration", false},
	"AADSTS700024": {"the statement is too old or not yet valid", "see that this machine's clock is right, and that the " +
		"platform renews the file of the federated token", false},
	"AADSTS70021": {"the registration trusts no such token", "compare issuer, subject and audience of the federated " +
		"credential in Entra with those of the token; new ones take some minutes", false},
}
