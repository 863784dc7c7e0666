package announce

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"maps"
	"slices"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/norsk"
	"kjernebot/internal/outbox"
	"kjernebot/internal/sheet"
)

// Progress is how far an announcement has come, read from the copies themselves.
type Progress struct {
	Announcement
	Counts
	Wait  string // why copies are not sent yet, in plain Norwegian; "" when none waits
	Stuck bool   // nothing moves though it should
}

// Progress reads how far an announcement has come. It is cheap enough to ask every few seconds.
func (s *Scheduler) Progress(ctx context.Context, by Signature, id ID) (Progress, error) {
	a, err := s.Get(ctx, by, id)
	if err != nil {
		return Progress{}, err
	}
	return s.progress(ctx, a)
}

func (s *Scheduler) progress(ctx context.Context, a Announcement) (Progress, error) {
	p := Progress{Announcement: a}
	if a.State == Scheduled {
		wait, err := s.o.Store.AnnouncementWait(ctx, a.ID)
		if err != nil {
			return p, err
		}
		if wait.Held {
			p.Wait, p.Stuck = "Holdes tilbake, fordi Kjernebot er gjenopprettet fra en kopi. Bekreft på nytt for å sende", true
			return p, nil
		}
		p.Wait = "Sendes " + Moment(a.At.In(s.o.Oslo))
		p.Stuck = s.o.Now().Sub(a.At) > stuckAfter
		if p.Stuck {
			p.Wait = "Skulle vært sendt " + Moment(a.At.In(s.o.Oslo)) + ". Kjører Kjernebot?"
		}
	}
	if !a.started() {
		return p, nil
	}
	var err error
	if p.Counts, err = s.o.Store.AnnouncementCounts(ctx, a.ID); err != nil || p.Unfinished() == 0 {
		return p, err
	}
	wait, err := s.o.Store.AnnouncementWait(ctx, a.ID)
	if err != nil {
		return p, err
	}
	p.Wait, p.Stuck = wait.Reason(s.o.Now(), s.o.Oslo)
	return p, nil
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
}

// Kommuner sums an announcement up, a kommune a row, in the order of their names. Those where nobody has read are the
// rows with no Readers.
func (s *Scheduler) Kommuner(ctx context.Context, by Signature, id ID) ([]KommuneReport, error) {
	copies, err := s.Copies(ctx, by, id)
	if err != nil {
		return nil, err
	}
	readers, err := s.o.Store.Readers(ctx, id)
	if err != nil {
		return nil, err
	}
	rows := map[kommune.Number]*KommuneReport{}
	row := func(n kommune.Number) *KommuneReport {
		if rows[n] == nil {
			rows[n] = &KommuneReport{Kommune: n, Name: s.o.Registry.Name(n)}
		}
		return rows[n]
	}
	for _, c := range copies {
		if c.Reminder {
			continue
		}
		r := row(c.Kommune)
		r.Copies++
		if c.State == outbox.Sent {
			r.Sent++
		}
	}
	for _, reader := range readers {
		row(reader.Kommune).Readers++
	}
	var all []KommuneReport
	for _, n := range slices.Sorted(maps.Keys(rows)) {
		all = append(all, *rows[n])
	}
	slices.SortStableFunc(all, func(a, b KommuneReport) int { return cmp.Compare(norsk.Fold(a.Name), norsk.Fold(b.Name)) })
	return all, nil
}

// Unread are the kommuner that have a copy and where nobody has read it.
func Unread(rows []KommuneReport) []KommuneReport {
	return slices.DeleteFunc(slices.Clone(rows), func(r KommuneReport) bool {
		return r.Readers > 0 || r.Kommune == "" || r.Sent == 0
	})
}

// Remind sends the one reminder to the persons of the kommuner where nobody has read, and returns how many they are.
// ErrReminded the second time, ErrState when no receipt was asked for, ErrAsked when another coordinator has to
// approve it.
func (s *Scheduler) Remind(ctx context.Context, by Signature, id ID) (int, error) {
	rows, err := s.Kommuner(ctx, by, id)
	if err != nil {
		return 0, err
	}
	var unread []kommune.Number
	for _, r := range Unread(rows) {
		unread = append(unread, r.Kommune)
	}
	_, err = s.act(ctx, by, id, Asked{Act: Reminder}, func(a *Announcement) error {
		switch {
		case !a.started() || !a.ReadReceipt || a.Goal == Withdrawn:
			return ErrState
		case !a.Reminded.IsZero():
			return ErrReminded
		case len(unread) == 0:
			return errNothing
		}
		return nil
	})
	if err != nil {
		return 0, err
	}
	body := func(a Announcement) message.Reply { return renderReminder(a, s.o.Oslo) }
	n, err := s.o.Store.RemindAnnouncement(ctx, id, body, unread)
	if err != nil {
		return 0, fmt.Errorf("remind of announcement %s: %w", id, err)
	}
	s.o.Wake()
	return n, nil
}

// stateNames are the states of copies in plain Norwegian.
var stateNames = map[outbox.State]string{
	outbox.Pending: "Venter", outbox.Sending: "Sendes", outbox.Sent: "Sendt", outbox.Failed: "Ikke sendt",
	outbox.Uncertain: "Usikker", outbox.Cancelled: "Stoppet",
}

// WriteReport writes the report, a copy a row, as a file for a spreadsheet.
func (s *Scheduler) WriteReport(ctx context.Context, w io.Writer, format sheet.Format, by Signature, id ID) error {
	copies, err := s.Copies(ctx, by, id)
	if err != nil {
		return err
	}
	rows := [][]any{{"Kommunenummer", "Kommune", "Mottaker", "Samtale", "Status", "Forklaring", "Tidspunkt",
		"Sendt på nytt"}}
	for _, c := range copies {
		who, at := "Person", ""
		if c.Person == "" {
			who = "Kanal"
		}
		if c.Reminder {
			who = "Person (påminnelse)"
		}
		if !c.At.IsZero() {
			at = c.At.In(s.o.Oslo).Format("2006-01-02 15:04:05")
		}
		rows = append(rows, []any{string(c.Kommune), s.o.Registry.Name(c.Kommune), who, string(c.Conversation),
			stateNames[c.State], c.Reason(s.o.Oslo), at, c.Resent})
	}
	return sheet.Write(w, format, textAnnouncement, slices.Values(rows))
}
