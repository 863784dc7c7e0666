package announce

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/norsk"
	"kjernebot/internal/outbox"
	"kjernebot/internal/sheet"
)

// Progress is how far an announcement has come, read from the copies themselves.
type Progress struct {
	Announcement
	Counts
	Answers []Answer // as its buttons have them, then those that it had before a correction; none where it asks for none
	Wait    string   // why copies are not sent yet, in plain Norwegian; "" when none waits
	Stuck   bool     // nothing moves though it should
}

// Progress reads how far an announcement has come. It is cheap enough to ask every few seconds.
func (s *Scheduler) Progress(ctx context.Context, by Signature, id ID) (Progress, error) {
	a, err := s.Get(ctx, by, id)
	p := Progress{Announcement: a}
	if err == nil && a.started() {
		p.Counts, err = s.o.Store.AnnouncementCounts(ctx, id)
	}
	if err == nil && a.Answers != "" {
		var readers []Readers
		readers, err = s.o.Store.Readers(ctx, id)
		for _, text := range a.AnswerList() {
			p.Answers = append(p.Answers, Answer{Text: text})
		}
		for _, r := range readers {
			p.Answers = tally(p.Answers, r.Answer)
		}
	}
	if err != nil || p.Unfinished() == 0 && a.State != Scheduled {
		return p, err
	}
	wait, err := s.o.Store.AnnouncementWait(ctx, id)
	if err != nil {
		return p, err
	}
	at, late := Moment(a.At), s.o.Now().Sub(a.At) > stuckAfter
	switch {
	case a.State != Scheduled:
		p.Wait, p.Stuck = wait.Reason(s.o.Now())
	case wait.Held:
		p.Wait, p.Stuck = "Holdes tilbake, fordi Kjernebot er gjenopprettet fra en kopi. Bekreft på nytt for å sende", true
	case late:
		p.Wait, p.Stuck = "Skulle vært sendt "+at+". Kjører Kjernebot?", true
	default:
		p.Wait = "Sendes " + at
	}
	return p, nil
}

// tally adds persons to an answer among others.
func tally(all []Answer, more Answer) []Answer {
	i := slices.IndexFunc(all, func(a Answer) bool { return a.Text == more.Text })
	switch {
	case more.Text == "":
		return all
	case i < 0:
		return append(all, more)
	}
	all[i].Persons += more.Persons
	return all
}

// Copies reads every copy as it is now.
func (s *Scheduler) Copies(ctx context.Context, by Signature, id ID) ([]Copy, error) {
	if err := s.allowed(ctx, by); err != nil {
		return nil, err
	}
	return s.o.Store.AnnouncementCopies(ctx, id)
}

// KommuneReport is what became of an announcement in one kommune.
type KommuneReport struct {
	Kommune kommune.Number // "" for channels and people of none
	Name    string
	Copies  int
	Sent    int
	Readers int // persons who have read
	Answers []Answer
}

// Kommuner sums an announcement up, a kommune a row, in the order of their names. Those where nobody has read are the
// rows with no Readers.
func (s *Scheduler) Kommuner(ctx context.Context, by Signature, id ID) ([]KommuneReport, error) {
	copies, noCopies := s.Copies(ctx, by, id)
	readers, noReaders := s.o.Store.Readers(ctx, id)
	if err := cmp.Or(noCopies, noReaders); err != nil {
		return nil, err
	}
	rows := map[kommune.Number]KommuneReport{}
	// Who belongs to several kommuner counts in each.
	count := func(home kommune.Numbers, add func(*KommuneReport)) {
		for n := range strings.SplitSeq(string(home), ",") {
			r := rows[kommune.Number(n)]
			add(&r)
			rows[kommune.Number(n)] = r
		}
	}
	for _, c := range copies {
		if c.Reminder {
			continue
		}
		count(c.Kommune, func(r *KommuneReport) {
			r.Copies++
			if c.State == outbox.Sent {
				r.Sent++
			}
		})
	}
	for _, one := range readers {
		count(one.Kommune, func(r *KommuneReport) {
			r.Readers += one.Persons
			r.Answers = tally(r.Answers, one.Answer)
		})
	}
	var all []KommuneReport
	for n, r := range rows {
		r.Kommune, r.Name = n, s.o.Registry.Name(n)
		all = append(all, r)
	}
	slices.SortFunc(all, func(a, b KommuneReport) int {
		return cmp.Or(cmp.Compare(norsk.Fold(a.Name), norsk.Fold(b.Name)), cmp.Compare(a.Kommune, b.Kommune))
	})
	return all, nil
}

// Unread are the kommuner that have a copy and where nobody has read it.
func Unread(rows []KommuneReport) []KommuneReport {
	return slices.DeleteFunc(slices.Clone(rows), func(r KommuneReport) bool {
		return r.Readers > 0 || r.Kommune == "" || r.Sent == 0
	})
}

// WriteReport writes the report, a copy a row and then who has read and answered what in each kommune, as a file for a
// spreadsheet.
func (s *Scheduler) WriteReport(ctx context.Context, w io.Writer, format sheet.Format, by Signature, id ID) error {
	copies, noCopies := s.Copies(ctx, by, id)
	kommuner, noKommuner := s.Kommuner(ctx, by, id)
	if err := cmp.Or(noCopies, noKommuner); err != nil {
		return err
	}
	rows := [][]any{{"Kommunenummer", "Kommune", "Mottaker", "Samtale", "Status", "Forklaring", "Tidspunkt",
		"Sendt på nytt"}}
	for _, c := range copies {
		who, at := "Person", ""
		switch {
		case c.Reminder:
			who = "Person (påminnelse)"
		case c.Person == "":
			who = "Kanal"
		}
		if !c.At.IsZero() {
			at = c.At.In(oslo).Format(time.DateTime)
		}
		names := strings.Join(s.o.Registry.Names(c.Kommune), ", ")
		rows = append(rows, []any{string(c.Kommune), names, who, string(c.Conversation),
			texts.States[c.State], c.Reason(), at, c.Resent})
	}
	for _, r := range kommuner {
		for _, a := range append([]Answer{{texts.Copies[Bokmal].Read, r.Readers}}, r.Answers...) {
			if a.Persons > 0 {
				rows = append(rows, []any{string(r.Kommune), r.Name, "Svar", "", a.Text,
					norsk.Counted(a.Persons, "person", "personer"), "", ""})
			}
		}
	}
	return sheet.Write(w, format, texts.Copies[Bokmal].Announcement, slices.Values(rows))
}

// MarkRead records that a person has read and understood an announcement, with their answer where it asks for one, and
// reports whether that is news. Everybody who sees a copy may. ErrGone when it is withdrawn or out of date, ErrChanged
// when the answer is none of those to choose from any more.
func (s *Scheduler) MarkRead(ctx context.Context, id ID, who message.Person, answer string) (news bool, err error) {
	a, err := s.o.Store.Announcement(ctx, id)
	if err != nil {
		return false, err
	}
	if !a.started() || a.withdrawn() || !a.Expired.IsZero() {
		return false, ErrGone
	}
	if answer != "" && !slices.Contains(a.AnswerList(), answer) {
		return false, ErrChanged
	}
	if who.Object == "" {
		return false, ErrNotAllowed // nobody's; could not be counted once
	}
	known := message.NewPerson(string(who.Tenant), string(who.Object))
	rows, err := s.o.Directory.MemberRows(ctx, known)
	if err != nil {
		return false, err
	}
	return s.o.Store.MarkRead(ctx, id, who, answer, members.RowOf(rows, known).Kommune)
}

// ReadCopy is the copy of somebody who has confirmed, of the announcement as it is now, with its version: it says so
// where the button was, or above the answers, of which another one may be given, in the language of the copy, and makes
// no sound. It says nothing that not everybody who has a copy knows.
func (s *Scheduler) ReadCopy(ctx context.Context, id ID, l Lang, answer string) (r message.Reply, version int,
	err error) {
	a, err := s.o.Store.Announcement(ctx, id)
	if err != nil {
		return r, 0, err
	}
	card, said := copyCard(&a, l, false), texts.Copies[l].HasRead
	if answer != "" {
		said = fmt.Sprintf(texts.Copies[l].HasAnswered, message.Escape(answer))
		card.AddActions(asking(a, l)...)
	}
	card.Add(message.Label(said))
	return message.Reply{Card: card.JSON(), Summary: a.Title, Locale: l.locale()}, a.Version, nil
}

// Codes of copies that are ours; the others are the outbox's reasons and the service's error codes.
const (
	CodeWithdrawn = "withdrawn" // its message was deleted
	CodeOldText   = "old-text"  // its correction was stopped
	CodeNoID      = "no-id"     // its message cannot be changed, because the service did not tell its id

	codeNoConversation = "ConversationNotFound"
)

// explain tells in plain Norwegian why a copy is in a state; "" when there is nothing to explain.
func explain(state outbox.State, code string) string {
	if code == "" || state == outbox.Sent || state == outbox.Sending { // of which it is what an earlier try met
		return ""
	}
	text, known := texts.Reasons[code]
	if !known {
		text = fmt.Sprintf("Teams svarte med en feil (%s)", code)
	}
	switch state {
	case outbox.Uncertain:
		return text + "; meldingen kan ha kommet fram"
	case outbox.Pending:
		return text + "; prøver igjen"
	}
	return text
}

// Reason tells in plain Norwegian why the copy is in its state, and when it is tried again; "" when there is nothing
// to explain.
func (c Copy) Reason() string {
	text, over := explain(c.State, c.Code), c.State == outbox.Failed || c.State == outbox.Uncertain
	switch {
	case c.State == outbox.Pending && text != "" && !c.NotBefore.IsZero():
		return text + " kl. " + c.NotBefore.In(oslo).Format("15.04")
	case over && c.Doing == outbox.Delete:
		return "Kunne ikke slettes: " + text
	case over && c.Doing == outbox.Update:
		return "Kunne ikke rettes: " + text
	}
	return text
}

// stuckAfter is how long copies that may go wait before something must be wrong.
const stuckAfter = 2 * time.Minute

// Reason tells in plain Norwegian why copies are not sent yet; "" when none waits. stuck reports that nothing moves
// though it should: no server runs, or it cannot reach the database.
func (w Wait) Reason(now time.Time) (text string, stuck bool) {
	clock := func(t time.Time) string { return t.In(oslo).Format("15.04") }
	last := w.Progress
	if w.Next.After(last) {
		last = w.Next
	}
	switch {
	case w.Pending+w.Sending == 0:
		return "", false
	case w.StoppedUntil.After(now) && w.Pending > 0:
		return "Teams har det travelt til kl. " + clock(w.StoppedUntil), false
	case w.Sending > 0 && now.After(w.Lease.Add(stuckAfter)):
		return "Ingen ferdigstiller utsendingen. Kjører Kjernebot?", true
	case w.Sending > 0:
		return fmt.Sprintf("%d meldinger er på vei", w.Sending), false
	case w.Due == 0:
		return "Venter til kl. " + clock(w.Next), false
	case now.Sub(last) > stuckAfter && w.Ahead == 0:
		return "Ingen sender ut meldinger. Kjører Kjernebot?", true
	case w.Ahead > 0:
		return fmt.Sprintf("%d andre meldinger står foran i køen", w.Ahead), false
	}
	return fmt.Sprintf("%d meldinger står i kø", w.Pending), false
}
