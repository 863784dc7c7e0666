package bot_test

import (
	"encoding/json"
	"strings"
	"time"

	"kjernebot/bot"
	"kjernebot/bot/bottest"
)

func wrongIssuers() []wrong {
	const reason = "issuer"
	emulator := "https://sts.windows.net/d6d49420-f39b-4df7-a1dc-d59a935871db/"
	return []wrong{
		{name: "no issuer", header: token(bottest.Without("iss")), want: bot.ErrUnauthorized, reason: reason},
		{name: "other issuer", header: token(bottest.Claim("iss", "https://api.example.org")), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "issuer with a slash at the end", header: token(bottest.Claim("iss", bottest.TokenFrom+"/")),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "issuer in other case", header: token(bottest.Claim("iss", "https://API.botframework.com")),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "issuer with a space", header: token(bottest.Claim("iss", bottest.TokenFrom+" ")), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "issuer without encryption", header: token(bottest.Claim("iss", "http://api.botframework.com")),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "issuer of another cloud", header: token(bottest.Claim("iss", "https://api.botframework.us")),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "member ISS", header: token(bottest.Renamed("iss", "ISS")), want: bot.ErrUnauthorized, reason: reason},
		{name: "issuer is an array", header: token(bottest.Claim("iss", []string{bottest.TokenFrom})),
			want: bot.ErrUnauthorized, reason: "claims: not a string"},
		{name: "emulator token, version 1", header: token(bottest.Claim("iss", emulator),
			bottest.Claim("appid", bottest.AppID), bottest.Claim("ver", "1.0")), want: bot.ErrUnauthorized, reason: reason},
		{name: "emulator token, version 2", header: token(bottest.Claim("iss",
			"https://login.microsoftonline.com/d6d49420-f39b-4df7-a1dc-d59a935871db/v2.0"), bottest.Claim("azp",
			bottest.AppID), bottest.Claim("ver", "2.0")), want: bot.ErrUnauthorized, reason: reason},
		{name: "another bot's token (skill)", header: token(bottest.Claim("iss",
			"https://sts.windows.net/00000000-0000-4000-8000-000000000001/"), bottest.Claim("appid",
			"00000000-0000-4000-8000-000000000002"), bottest.Claim("ver", "1.0")), want: bot.ErrUnauthorized, reason: reason},
		{name: "a person's token", header: token(bottest.Claim("iss",
			"https://login.microsoftonline.com/00000000-0000-4000-8000-000000000001/v2.0"), bottest.Claim("aud",
			"api://botid-"+bottest.AppID), bottest.Claim("scp", "access_as_user")), want: bot.ErrUnauthorized, reason: reason},
	}
}

func wrongAudiences() []wrong {
	const reason, notOne = "audience", "claims: not exactly one audience"
	other := "00000000-1111-4222-8333-555555555555"
	return []wrong{
		{name: "no audience", header: token(bottest.Without("aud")), want: bot.ErrUnauthorized, reason: reason},
		{name: "empty audience", header: token(bottest.Claim("aud", "")), want: bot.ErrUnauthorized, reason: reason},
		{name: "audience is another bot", header: token(bottest.Claim("aud", other)), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "audience api://", header: token(bottest.Claim("aud", "api://"+bottest.AppID)), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "audience api://botid-", header: token(bottest.Claim("aud", "api://botid-"+bottest.AppID)),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "audience is the bot's Teams id", header: token(bottest.Claim("aud", "28:"+bottest.AppID)),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "audience is the connector", header: token(bottest.Claim("aud", bottest.TokenFrom)), want: bot.ErrUnauthorized,
			reason: reason},
		{name: "audience array with another bot", header: token(bottest.Claim("aud", []string{other})),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "audience array of two", header: token(bottest.Claim("aud", []string{bottest.AppID, other})),
			want: bot.ErrUnauthorized, reason: notOne},
		{name: "audience array of twice the bot", header: token(bottest.Claim("aud", []string{bottest.AppID, bottest.AppID})),
			want: bot.ErrUnauthorized, reason: notOne},
		{name: "audience array of none", header: token(bottest.Claim("aud", []string{})), want: bot.ErrUnauthorized,
			reason: notOne},
		{name: "audience is an object", header: token(bottest.Claim("aud", map[string]string{"id": bottest.AppID})),
			want: bot.ErrUnauthorized, reason: "claims: not a string"},
		{name: "member AUD", header: token(bottest.Renamed("aud", "AUD")), want: bot.ErrUnauthorized, reason: reason},
	}
}

func wrongTimes() []wrong {
	const seconds = "claims: not a whole number of seconds"
	in := func(d time.Duration) func(identity) string {
		return func(i identity) string { return i.Bearer(i.Expires(d)) }
	}
	return []wrong{
		{name: "no expiry", header: token(bottest.Without("exp")), want: bot.ErrUnauthorized, reason: "no expiry"},
		{name: "member EXP", header: token(bottest.Renamed("exp", "EXP")), want: bot.ErrUnauthorized, reason: "no expiry"},
		{name: "expired 301 s ago", header: in(-301 * time.Second), want: bot.ErrUnauthorized, reason: "expired"},
		{name: "expired a year ago", header: in(-365 * 24 * time.Hour), want: bot.ErrUnauthorized, reason: "expired"},
		{name: "expiry in milliseconds", header: func(i identity) string {
			return i.Bearer(bottest.Claim("exp", i.Now().Add(time.Hour).UnixMilli()))
		}, want: bot.ErrUnauthorized, reason: seconds},
		{name: "expiry is a string", header: token(bottest.Claim("exp", "9999999999")), want: bot.ErrUnauthorized,
			reason: seconds},
		{name: "expiry is null", header: token(bottest.Claim("exp", nil)), want: bot.ErrUnauthorized, reason: seconds},
		{name: "expiry is zero", header: token(bottest.Claim("exp", 0)), want: bot.ErrUnauthorized, reason: seconds},
		{name: "expiry is negative", header: token(bottest.Claim("exp", -1)), want: bot.ErrUnauthorized, reason: seconds},
		{name: "expiry with a fraction", header: token(bottest.Claim("exp", 9999999999.5)), want: bot.ErrUnauthorized,
			reason: seconds},
		{name: "expiry with an exponent", header: token(bottest.Claim("exp", json.RawMessage("9e9"))),
			want: bot.ErrUnauthorized, reason: seconds},
		{name: "expiry beyond 64 bits", header: token(bottest.Claim("exp", json.RawMessage("99999999999999999999999"))),
			want: bot.ErrUnauthorized, reason: seconds},
		{name: "expiry in an array", header: token(bottest.Claim("exp", []int64{9999999999})), want: bot.ErrUnauthorized,
			reason: seconds},
		{name: "valid in six minutes", header: func(i identity) string { return i.Bearer(i.Begins(6 * time.Minute)) },
			want: bot.ErrUnauthorized, reason: "not valid yet"},
		{name: "not before is a string", header: token(bottest.Claim("nbf", "0")), want: bot.ErrUnauthorized,
			reason: seconds},
		{name: "issued at is a string", header: token(bottest.Claim("iat", "now")), want: bot.ErrUnauthorized,
			reason: seconds},
	}
}

func wrongClaims() []wrong {
	const object, twice = "claims: not a JSON object", "claims: member given twice"
	return []wrong{
		{name: "claims are not JSON", header: token(bottest.RawClaims("iss=https://api.botframework.com")),
			want: bot.ErrUnauthorized, reason: object},
		{name: "claims are an array", header: token(bottest.RawClaims("[]")), want: bot.ErrUnauthorized, reason: object},
		{name: "claims are null", header: token(bottest.RawClaims("null")), want: bot.ErrUnauthorized, reason: object},
		{name: "no claims", header: token(bottest.RawClaims("{}")), want: bot.ErrUnauthorized, reason: "issuer"},
		{name: "claims nested 1,500 deep", header: rawClaims(`"x":` + strings.Repeat(`{"x":`,
			1500) + "1" + strings.Repeat("}", 1500) + ","), want: bot.ErrUnauthorized, reason: "claims: too large"},
		{name: "claims with 100 members", header: rawClaims(`"x":0` + members(100) + ","), want: bot.ErrUnauthorized,
			reason: "claims: too large"},
		{name: "issuer twice", header: rawClaims(`"iss":"https://api.example.org",`), want: bot.ErrUnauthorized,
			reason: twice},
		{name: "issuer twice, escaped", header: rawClaims(`"\u0069ss":"https://api.example.org",`), want: bot.ErrUnauthorized,
			reason: twice},
		{name: "audience twice", header: rawClaims(`"aud":"other",`), want: bot.ErrUnauthorized, reason: twice},
		{name: "expiry twice", header: rawClaims(`"exp":1,`), want: bot.ErrUnauthorized, reason: twice},
		{name: "service URL twice, escaped", header: rawClaims(`"service\u0075rl":"https://smba.example.org/",`),
			want: bot.ErrUnauthorized, reason: twice},
		{name: "no service URL claim", header: token(bottest.Without("serviceurl")), want: bot.ErrUnauthorized,
			reason: "no service URL"},
		{name: "empty service URL claim", header: token(bottest.Claim("serviceurl", "")), want: bot.ErrUnauthorized,
			reason: "no service URL"},
		{name: "service URL claim of a slash", header: token(bottest.Claim("serviceurl", "/")), want: bot.ErrUnauthorized,
			reason: "no service URL"},
		{name: "service URL claim in other case", header: token(bottest.Renamed("serviceurl", "serviceUrl")),
			want: bot.ErrUnauthorized, reason: "no service URL"},
		{name: "service URL claim is an array", header: token(bottest.Claim("serviceurl", []string{bottest.ServiceURL})),
			want: bot.ErrUnauthorized, reason: "claims: not a string"},
	}
}

func wrongBindings() []wrong {
	const reason = "service URL"
	return []wrong{
		{name: "activity's service URL elsewhere", serviceURL: "https://smba.example.org/emea/", want: bot.ErrUnauthorized,
			reason: reason},
		{name: "token for another service URL", header: token(bottest.Claim("serviceurl", "https://smba.example.org/emea/")),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "service URL of another region", serviceURL: "https://smba.trafficmanager.net/amer/",
			want: bot.ErrUnauthorized, reason: reason},
		{name: "service URL with more after it", serviceURL: bottest.ServiceURL + "x", want: bot.ErrUnauthorized,
			reason: reason},
		{name: "service URL with two slashes", serviceURL: bottest.ServiceURL + "/", want: bot.ErrUnauthorized,
			reason: reason},
		{name: "service URL cut short", serviceURL: "https://smba.trafficmanager.net/", want: bot.ErrUnauthorized,
			reason: reason},
		{name: "service URL without encryption", serviceURL: "http" + strings.TrimPrefix(bottest.ServiceURL, "https"),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "service URL with a look-alike letter", serviceURL: strings.Replace(bottest.ServiceURL, "smba", "ſmba", 1),
			want: bot.ErrUnauthorized, reason: reason},
		{name: "service URL on this machine", serviceURL: "http://localhost:56150/_connector", want: bot.ErrUnauthorized,
			reason: reason},
		{name: "activity without service URL", noService: true, want: bot.ErrUnauthorized, reason: reason},
		{name: "key endorsed for another channel only",
			header: func(i identity) string { return i.Bearer(bottest.By(i.webchat)) }, want: bot.ErrForbidden,
			reason: "key not endorsed for the channel"},
		{name: "key endorsed for nothing", header: func(i identity) string { return i.Bearer(bottest.By(i.bare)) },
			want: bot.ErrForbidden, reason: "key not endorsed for the channel"},
		{name: "another channel", channel: "webchat", want: bot.ErrForbidden, reason: "channel"},
		{name: "another channel by a key endorsed for it",
			header: func(i identity) string { return i.Bearer(bottest.By(i.webchat)) }, channel: "webchat",
			want: bot.ErrForbidden, reason: "channel"},
		{name: "emulator channel", channel: "emulator", want: bot.ErrForbidden, reason: "channel"},
		{name: "channel in other case", channel: "MSTeams", want: bot.ErrForbidden, reason: "channel"},
		{name: "activity without channel", noChannel: true, want: bot.ErrForbidden, reason: "channel"},
	}
}
