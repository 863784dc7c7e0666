package announce

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"slices"
	"strings"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/members"
	"kjernebot/internal/outbox"
)

// Directory tells who there is to write to.
type Directory interface {
	// Members is the register of who belongs to which kommune.
	Members(ctx context.Context) ([]members.Row, error)
	// MemberRows are the rows of a person and of the whole tenant, as many as there are.
	MemberRows(ctx context.Context, id message.Person) ([]members.Row, error)
	// Languages are those that people want, as far as they have said.
	Languages(ctx context.Context) (map[message.Person]Lang, error)
	// AnnouncementAddresses are all conversations that the bot knows, of every tenant.
	AnnouncementAddresses(ctx context.Context) ([]Address, error)
	// Roster lists who is in the team of a channel, guests too.
	Roster(ctx context.Context, channel message.Conversation) ([]message.Member, error)
}

// Address is a conversation, and whether a message can get there.
type Address struct {
	message.Conversation
	Gone string // the service's code when the last message found no way there and nothing was heard since; else ""
}

// Recipient is one who gets a copy.
type Recipient struct {
	To      message.Conversation // without an ID it is a personal chat that has to be opened first, with To.User
	Kommune kommune.Numbers      // those meant that they belong to; "" for channels and tenants of no kommune
	Locale  string               // of the language that they read, as Teams calls it
}

// readers notes the language of each recipient: the one that they want, or that their Teams is in if that is nynorsk.
// No list says which form of Norwegian a kommune writes, so all others, and channels, read bokmål.
func (r *resolution) readers(wanted map[message.Person]Lang) {
	for i, one := range r.recipients {
		l := Bokmal
		if one.To.Kind == message.Personal {
			if strings.HasPrefix(one.To.Locale, string(Nynorsk)) {
				l = Nynorsk
			}
			l = cmp.Or(wanted[message.NewPerson(string(one.To.Tenant), string(one.To.Object))], l)
		}
		r.recipients[i].Locale = l.locale()
	}
}

// Key makes two copies of an announcement to the same person or channel the same copy.
func (r Recipient) Key(id ID) string {
	who := "channel\x00" + string(r.To.Tenant) + "\x00" + string(r.To.ID)
	if r.To.Kind == message.Personal {
		who = "person\x00" + string(r.To.Tenant) + "\x00" + string(cmp.Or(r.To.Object, message.ObjectID(r.To.ID)))
	}
	sum := sha256.Sum256([]byte(who))
	return Batch(id) + ":" + hex.EncodeToString(sum[:16])
}

// Unreachable is one who was meant and gets no copy.
type Unreachable struct {
	Kommune kommune.Numbers `json:"kommune"`
	Reason  string          `json:"reason"` // in plain Norwegian
}

// resolution is who gets a copy, and who should and cannot.
type resolution struct {
	recipients  []Recipient
	unreachable []Unreachable
}

func (r *resolution) giveUp(home kommune.Numbers, reason string) {
	r.unreachable = append(r.unreachable, Unreachable{Kommune: home, Reason: reason})
}

// add takes an address, unless there is no way to it.
func (r *resolution) add(to Address, home kommune.Numbers) {
	if to.Gone != "" {
		r.giveUp(home, explain(outbox.Failed, to.Gone))
		return
	}
	r.recipients = append(r.recipients, Recipient{To: to.Conversation, Kommune: home})
}

// resolve finds out who gets a copy now, and who should and cannot. Both are in a fixed order.
func (s *Scheduler) resolve(ctx context.Context, to Audience) ([]Recipient, []Unreachable, error) {
	register, noMembers := s.o.Directory.Members(ctx)
	addresses, noAddresses := s.o.Directory.AnnouncementAddresses(ctx)
	wanted, noLanguages := s.o.Directory.Languages(ctx)
	if err := cmp.Or(noMembers, noAddresses, noLanguages); err != nil {
		return nil, nil, err
	}
	rows := map[message.Person]members.Row{} // a tenant's under nobody of it
	for _, row := range register {
		if row.Object != "" || row.Role != members.Revoked { // of a revoked tenant no row says the same
			rows[row.Person] = row
		}
	}
	var r resolution
	chats := map[message.Person]Address{}
	for i, c := range addresses {
		addresses[i].Thread, c.Thread = "", ""
		who := message.NewPerson(string(c.Tenant), string(c.Object))
		switch known, met := chats[who]; {
		case c.Kind == message.Channel && (to.Kind == All || to.Kind == Channels):
			r.add(c, rows[message.Person{Tenant: c.Tenant}].Kommune)
		case c.Kind == message.Personal && c.Object != "" && c.Gone != codeNoConversation &&
			(!met || c.Seen.After(known.Seen)):
			chats[who] = c
		}
	}
	if to.Kind != Channels {
		missing := r.addPeople(to, rows, chats)
		reason := s.lookInRosters(ctx, &r, addresses, missing)
		for _, who := range slices.SortedFunc(maps.Keys(missing), comparePersons) {
			r.giveUp(missing[who], reason)
		}
		for _, k := range s.o.Registry.All() {
			ofIt := func(row members.Row) bool { return row.Kommune.Has(k.Number) }
			if to.Chosen != nil && to.includes(k.Number) && !slices.ContainsFunc(register, ofIt) {
				r.giveUp(kommune.NumbersOf(k.Number), texts.Nobody)
			}
		}
	}
	r.readers(wanted)
	slices.SortStableFunc(r.unreachable, func(a, b Unreachable) int { return cmp.Compare(a.Kommune, b.Kommune) })
	return r.recipients, r.unreachable, nil
}

// addPeople takes those in the register, and of tenants that are one kommune's those who have a chat with the bot. It
// returns who is meant and has none.
func (r *resolution) addPeople(to Audience, rows map[message.Person]members.Row,
	chats map[message.Person]Address) map[message.Person]kommune.Numbers {
	missing := map[message.Person]kommune.Numbers{}
	people := slices.AppendSeq(slices.Collect(maps.Keys(rows)), maps.Keys(chats))
	slices.SortFunc(people, comparePersons)
	for _, who := range slices.Compact(people) {
		row, known := rows[who]
		if !known {
			row, known = rows[message.Person{Tenant: who.Tenant}]
		}
		home := row.Kommune.Without(func(n kommune.Number) bool { return !to.includes(n) })
		chat, met := chats[who]
		switch {
		case who.Object == "" || !known || row.Role == members.Revoked || home == "" && !to.includes(""):
		case met:
			r.add(chat, home)
		default:
			missing[who] = home
		}
	}
	return missing
}

func comparePersons(a, b message.Person) int { return cmp.Compare(a.String(), b.String()) }

// lookInRosters finds those who have not met the bot among the members of the teams that it is in, and says why the
// others cannot be reached.
func (s *Scheduler) lookInRosters(ctx context.Context, r *resolution, addresses []Address,
	missing map[message.Person]kommune.Numbers) (reason string) {
	ctx, cancel := context.WithTimeout(ctx, rosterLimit)
	defer cancel()
	reason = texts.NotMet
	looked := map[string]bool{} // one channel a team
	for _, c := range addresses {
		team, misses := string(c.Tenant)+" "+c.Team, false
		for who := range missing {
			misses = misses || who.Tenant == c.Tenant
		}
		if c.Kind != message.Channel || c.Gone != "" || c.Team != "" && looked[team] || !misses {
			continue
		}
		looked[team] = true
		roster, err := s.o.Directory.Roster(ctx, c.Conversation)
		if err != nil {
			s.lg.WarnContext(ctx, "announcement roster", "tenant", c.Tenant, "conversation", c.ID, "err", err)
			reason = texts.NoRoster
		}
		for _, m := range roster {
			who := message.NewPerson(string(c.Tenant), string(m.Object))
			if home, isMissing := missing[who]; isMissing && m.ID != "" {
				delete(missing, who)
				r.recipients = append(r.recipients, Recipient{Kommune: home, To: message.Conversation{
					Tenant: c.Tenant, Kind: message.Personal, ServiceURL: c.ServiceURL, Bot: c.Bot, User: m.ID, Object: m.Object,
				}})
			}
		}
	}
	return reason
}
