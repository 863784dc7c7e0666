package privacy

import (
	"fmt"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"
)

// TestMachineMadeNumbers: what Teams, file shares, archives and telephones number is no identity number, in most
// messages and links of each kind.
func TestMachineMadeNumbers(t *testing.T) {
	const each, most = 10_000, 0.1 // per cent
	for _, kind := range machineMade {
		t.Run(kind.name, func(t *testing.T) {
			t.Parallel()
			r := &random{rand.New(rand.NewPCG(13, 7))}
			alarms, example := 0, ""
			for range each {
				if text := kind.text(r); !Clean(text) {
					alarms++
					example = text
				}
			}
			rate := 100 * float64(alarms) / each
			t.Logf("%5.2f %%", rate)
			if rate > most {
				t.Errorf("false alarms in %.2f %% of messages, at most %.2f wanted; one is %q", rate, most, example)
			}
		})
	}
}

// machineMade is a text with such a number, by kind.
var machineMade = []struct {
	name string
	text func(*random) string
}{
	{"message link in a channel", func(r *random) string {
		id := r.message()
		return "Se her: https://teams.microsoft.com/l/message/19%3A" + r.hex(32) + "%40thread.tacv2/" + id +
			"?tenantId=" + r.guid() + "&groupId=" + r.guid() + "&parentMessageId=" + r.message() +
			"&channelName=Generelt&createdTime=" + id
	}},
	{"message link in a chat", func(r *random) string {
		return "https://teams.microsoft.com/l/message/19:" + r.guid() + "_" + r.guid() + "@unq.gbl.spaces/" +
			r.message() + "?context=%7B%22contextType%22%3A%22chat%22%7D"
	}},
	{"meeting link", func(r *random) string {
		return "Bli med: https://teams.microsoft.com/l/meetup-join/19%3ameeting_" + r.base64(48) +
			"%40thread.v2/0?context=" + "%7b%22Tid%22%3a%22" + r.guid() + "%22%2c%22Oid%22%3a%22" + r.guid() +
			"%22%7d Møte-ID: " + r.digits(3) + " " + r.digits(3) + " " + r.digits(3) + " " + r.digits(3) +
			" Passord: " + r.base64(6)
	}},
	{"document link", func(r *random) string {
		return "https://eksempel.sharepoint.com/:w:/r/sites/KJ/_layouts/15/Doc.aspx?sourcedoc=%7B" +
			strings.ToUpper(r.guid()) + "%7D&file=Plan%20" + r.year() + ".docx&action=default&ct=" + r.message() +
			"&wdOrigin=TEAMS-WEB.p2p_ns.rwc&wdExp=" + r.digits(5) + "&wdhostclicktime=" + r.message()
	}},
	{"shared link", func(r *random) string {
		return "https://eksempel.sharepoint.com/:x:/s/KJ/E" + r.base64(44) + "?e=4%3a" + r.base64(6) + "&at=" +
			r.digits(1) + "&xsdata=" + r.base64(90) + "%3d%3d&sdata=" + r.base64(44) + "%3d"
	}},
	{"safe link", func(r *random) string {
		return "https://eur0" + r.digits(1) + ".safelinks.protection.outlook.com/?url=" +
			url.QueryEscape("https://www.nhn.no/side?id="+r.digits(8)+"&t="+r.message()) + "&data=05%7C02%7C%7C" +
			r.hex(32) + "%7C" + r.hex(32) + "%7C0%7C0%7C638" + r.digits(15) + "%7CUnknown%7C" + r.base64(60) +
			"%3D&sdata=" + r.base64(43) + "%3D&reserved=0"
	}},
	{"escaped link", func(r *random) string {
		to := "https://example.no/a b?ts=" + r.message() + "&uke= " + r.digits(2) + "&id= " + r.digits(14)
		return "https://login.example.no/?redirect=" + url.QueryEscape(to)
	}},
	{"link in a mail", func(r *random) string {
		return "Hei=2C se https://example.no/l?id=3D" + r.digits(14) + "&createdTime=3D" + r.message() + "&v=3D" +
			r.digits(6) + "=\nog hilsen=20" + r.digits(2)
	}},
	{"long id in a link", func(r *random) string {
		n := []int{7, 8, 9, 10, 12, 13, 14, 16, 18, 20} // eleven digits may be what they look like
		return "https://example.no/artikkel/" + r.digits(n[r.IntN(len(n))]) + "?page=" + r.digits(2) + "&id=" +
			r.digits(12+r.IntN(10)) + "&v=1." + r.digits(8)
	}},
	{"page link", func(r *random) string {
		return "https://helseid.atlassian.net/wiki/spaces/HELSEID/pages/" + r.digits(7+r.IntN(4)) + "/Side+" +
			r.digits(2) + "#Punkt-" + r.digits(1) + "." + r.digits(1) +
			" og https://lovdata.no/dokument/SF/forskrift/" + r.time("2006-01-02") + "-" + r.below(3000)
	}},
	{"case number", func(r *random) string {
		return "Se sak " + r.year() + "/" + r.digits(4+r.IntN(3)) + "-" + r.below(400)
	}},
	{"case number and date", func(r *random) string {
		return "Vår ref. " + r.year() + "/" + r.digits(5) + "-" + r.below(99) + " " + r.time("02.01.2006") + ", " +
			"deres ref. " +
			r.year() + "/" + r.digits(4+r.IntN(3)) + " - " + r.below(99)
	}},
	{"short case number", func(r *random) string {
		return r.year()[2:] + "/" + r.digits(5) + "-" + r.below(99) + " og saksnr. " + r.year()[2:] + "/" +
			r.digits(5) + "-" + r.below(99)
	}},
	{"archive number", func(r *random) string { return "arkivsak " + r.year() + r.digits(6) + "-" + r.below(40) }},
	{"ticket", func(r *random) string {
		return "INC" + r.digits(7+r.IntN(4)) + ", REQ00" + r.digits(7) + " og CS" + r.digits(8) + ", KJ-" +
			r.digits(4) + ", #" + r.digits(8)
	}},
	{"message id", func(r *random) string { return `<quoted messageId="` + r.message() + `"/> hva er steg 3?` }},
	{"GUID", func(r *random) string {
		return "korrelasjons-ID: " + r.guid() + " " + r.time("2006-01-02T15:04:05.000Z")
	}},
	{"error code", func(r *random) string {
		return "Trace ID: " + r.guid() + "\nCorrelation ID: " + r.guid() + "\nTimestamp: " + r.time("2006-01-02 "+
			"15:04:05Z") +
			"\nAADSTS" + r.digits(5+r.IntN(3))
	}},
	{"file name", func(r *random) string {
		return "IMG_" + r.time("20060102_150405") + ".jpg, Skjermbilde " + r.time("2006-01-02 150405") + ".png og " +
			"Rapport_" +
			r.time("2006-01-02") + "_v" + r.digits(1) + ".docx"
	}},
	{"file name with many digits", func(r *random) string {
		return "scan" + r.time("20060102150405") + ".pdf, " + r.message() + ".png, WhatsApp Image " +
			r.time("2006-01-02 at 15.04.05") + ".jpeg"
	}},
	{"phone", func(r *random) string {
		return "Ring +47 " + r.phone() + " eller " + r.mobile() + " / " + r.mobile() + "."
	}},
	{"phones", func(r *random) string {
		return "Tlf. " + r.mobile() + ", mobil " + strings.ReplaceAll(r.mobile(), " ", "") + ", (+47) " + r.phone() +
			"\n0047 " + r.mobile() + " tlf: " + r.phone() + " / " + r.phone()
	}},
	{"phone from abroad", func(r *random) string {
		return "+46 70 " + r.digits(3) + " " + r.digits(2) + " " + r.digits(2) + ", +45" + r.digits(8) + ", +44 " +
			"20 " + r.digits(4) +
			" " + r.digits(4) + " eller +1 " + r.digits(3) + " " + r.digits(3) + " " + r.digits(4)
	}},
	{"account", func(r *random) string {
		return "Betal til kontonummer " + r.account() + " eller konto " + strings.ReplaceAll(r.account(), ".", " ")
	}},
	{"account in a row", func(r *random) string { return "kontonr: " + strings.ReplaceAll(r.account(), ".", "") }},
	{"IBAN", func(r *random) string { return "IBAN " + r.iban() + ", SWIFT DNBANOKK" }},
	{"invoice", func(r *random) string {
		return "Faktura " + r.digits(8) + ", KID " + r.digits(9) + ", beløp 12 " + r.digits(3) + ",50, forfall " +
			r.time("02.01.2006")
	}},
}

// message is the id of a Teams message: milliseconds from 2017 to 2030.
func (r *random) message() string { return fmt.Sprint(1_500_000_000_000 + r.Int64N(400_000_000_000)) }

func (r *random) year() string { return fmt.Sprint(2018 + r.IntN(10)) }

func (r *random) below(n int) string { return fmt.Sprint(1 + r.IntN(n)) }

func (r *random) digits(n int) string { return anyDigits(r.Rand, n) }

func (r *random) hex(n int) string { return r.of("0123456789abcdef", n) }

func (r *random) base64(n int) string {
	return r.of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", n)
}

func (r *random) of(letters string, n int) string {
	b := make([]byte, n)
	for i := range b {
		b[i] = letters[r.IntN(len(letters))]
	}
	return string(b)
}

func (r *random) mobile() string {
	return fmt.Sprintf("%d%s %s %s", 4+5*r.IntN(2), r.digits(2), r.digits(2), r.digits(3))
}

// iban is an account number with its country and check digits.
func (r *random) iban() string {
	account := strings.ReplaceAll(r.account(), ".", "")
	rest := 0
	for _, c := range account + "232400" { // N is 23, O is 24
		rest = (10*rest + int(c-'0')) % 97
	}
	return fmt.Sprintf("NO%02d %s %s %s", 98-rest, account[:4], account[4:8], account[8:])
}
