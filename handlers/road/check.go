package road

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/texts"
	"kjernebot/internal/register"
	"kjernebot/knowledge"
)

// codesTopic is the topic that says what næringskoder must begin with, and division finds that in it.
const codesTopic knowledge.TopicID = "naeringskoder"

var (
	division   = regexp.MustCompile(`\b\d{2}\b`)
	numeral    = regexp.MustCompile(`\d[\d.,]*`)
	naering    = regexp.MustCompile(`^\d{2}\.\d{3}$`)
	speaksOf   = regexp.MustCompile(`(?i)kode|næring|nace|bransje|org`)
	otherThing = regexp.MustCompile(`(?i)\bkr\b|kroner|oppslag|brukere|innbygger|stykk|ansatt|brukstal|\btall|\bsak|` +
		`(?:møte|meeting|kunde|ordre|kontrakt|avtale)[- ]?(?:id|n)|telefon|\btlf|mobil|faktura|referanse|\bticket`)
)

const (
	// shortText is how many words a message has that is little more than what is to be checked.
	shortText = 8
	// maxChecked is how many numbers of one message are looked up.
	maxChecked = 3
)

// Checks reports whether a text asks about an organisation number or a næringskode.
func Checks(text string) bool {
	if !strings.ContainsFunc(text, unicode.IsDigit) || otherThing.MatchString(text) {
		return false
	}
	short := len(strings.Fields(text)) <= shortText
	if numbers := register.Numbers(text); len(numbers) > 0 {
		return speaksOf.MatchString(text) || short || slices.ContainsFunc(numbers, register.Valid)
	}
	return (short || speaksOf.MatchString(text)) && len(codesIn(text)) > 0
}

// codesIn are the næringskoder that a text names.
func codesIn(text string) (codes []string) {
	for _, n := range numeral.FindAllString(text, -1) {
		if n = strings.TrimRight(n, ".,"); naering.MatchString(n) {
			codes = append(codes, n)
		}
	}
	return codes
}

// Check answers what of an organisation number or a næringskode is right, what is not, and what to do.
func (d *Dialogue) Check(ctx context.Context, c *dialogue.Call) (dialogue.Outcome, error) {
	numbers := register.Numbers(c.Text)
	if len(numbers) == 0 {
		return d.checkCodes(c), nil
	}
	t := texts.CheckFor(c.Lang)
	page := dialogue.NewPage(c.Lang, "", t.Title)
	looked := false
	ctx, cancel := context.WithTimeout(ctx, register.LookTime) // for all of them together
	defer cancel()
	for _, number := range numbers[:min(len(numbers), maxChecked)] {
		v := d.Judge(ctx, c.Lang, number)
		page.Subheading(strings.TrimSpace(number + " " + message.Escape(v.Unit.Name)))
		for _, line := range v.Lines {
			page.Text(line)
		}
		looked = looked || len(v.Lines) > 1
	}
	if looked {
		page.Notes(t.TwoUnits)
	}
	out := page.Outcome()
	out.Private = false // an undertaking is nobody's secret
	return out, nil
}

// Verdict is what can be said of an organisation number, or of a næringskode; what nobody has said for certain is nil.
type Verdict struct {
	Unit             register.Unit
	Valid            bool  // the check digit is right
	Err              error // it cannot be looked up now, or never
	Delegate, Access *bool
	Lines            []string // the same in words
}

// Judge finds out what can be said of a number, in a language.
func (d *Dialogue) Judge(ctx context.Context, lang knowledge.Lang, number string) (v Verdict) {
	t := texts.CheckFor(lang)
	if v.Valid = register.Valid(number); !v.Valid {
		v.Lines = []string{t.WrongDigits}
		return v
	}
	if d.Register == nil {
		v.Err, v.Lines = register.ErrUnreachable, []string{t.Off}
		return v
	}
	v.Unit, v.Err = d.Register.Look(ctx, number)
	switch {
	case v.Err != nil:
		v.Lines = []string{t.NotNow}
	case v.Unit.Kind == register.Unknown:
		v.Lines = []string{t.NotThere}
	case v.Unit.Kind == register.Deleted:
		v.Lines = []string{t.Deleted}
	default:
		if v.Unit.Kind != register.Odd {
			v.Delegate = new(v.Unit.Kind == register.Main)
		}
		line, access := d.JudgeCodes(lang, v.Unit.Codes)
		v.Access, v.Lines = access, []string{delegation(t, v.Unit), line}
	}
	return v
}

// delegation says whether one can delegate on a unit.
func delegation(t *texts.Check, u register.Unit) string {
	switch sort := map[register.Kind]string{register.Part: t.Part, register.Sub: t.Sub}[u.Kind]; {
	case u.Kind == register.Main:
		return fmt.Sprintf(t.MayDelegate, t.Main)
	case sort == "":
		return t.Unsure
	case u.Above == "":
		return fmt.Sprintf(t.NoDelegate, sort)
	default:
		return fmt.Sprintf(t.NoDelegate, sort) + " " + fmt.Sprintf(t.UseAbove, message.Escape(u.Above))
	}
}

// JudgeCodes says whether one of the codes of a unit is what it must be; the first is the main one.
func (d *Dialogue) JudgeCodes(lang knowledge.Lang, codes []string) (line string, access *bool) {
	t := texts.CheckFor(lang)
	if len(codes) == 0 {
		return t.NoCode, nil
	}
	topic, _ := d.Base().Topic(codesTopic, knowledge.Bokmal)
	right := division.FindAllString(topic.Short, -1)
	for i, code := range codes {
		if k := slices.IndexFunc(right, func(begins string) bool { return strings.HasPrefix(code, begins) }); k >= 0 {
			line := fmt.Sprintf(t.CodeFits, code, right[k])
			if i > 0 {
				line += " " + t.CodeSecond
			}
			return line, new(true)
		}
	}
	return fmt.Sprintf(t.NoCodeFits, strings.Join(codes, ", "), dialogue.Listed(right, t.Or)) + " " + t.Mend, new(false)
}

// checkCodes answers with what the guide says of næringskoder, and above it what that means for each that was named.
func (d *Dialogue) checkCodes(c *dialogue.Call) dialogue.Outcome {
	var lines []string
	for _, code := range codesIn(c.Text) {
		line, _ := d.JudgeCodes(c.Lang, []string{code})
		lines = append(lines, line)
	}
	return dialogue.After(strings.Join(lines, "\n\n"), d.Topics([]knowledge.TopicID{codesTopic}, c.Lang))
}
