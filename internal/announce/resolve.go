package announce

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

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
	Kommune kommune.Number       // "" for channels and tenants of no kommune
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
	Kommune kommune.Number `json:"kommune"`
	Reason  string         `json:"reason"` // in plain Norwegian
}

// resolve finds out who gets a copy now, and who should and cannot. Both are in a fixed order.
func (s *Scheduler) resolve(ctx context.Context, a Audience) ([]Recipient, []Unreachable, error) {
	register, err := s.o.Directory.Members(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("members: %w", err)
	}
	addresses, err := s.o.Directory.AnnouncementAddresses(ctx)
	if err != nil {
		return nil, nil, fmt.Errorf("addresses: %w", err)
	}
	r := newResolution(register, addresses)
	if a.channels() {
		r.addChannels()
	}
	if a.people() {
		r.addPeople(a)
		s.lookInRosters(ctx, r)
		r.giveUp(a, s.o.Registry)
	}
	slices.SortStableFunc(r.unreachable, func(a, b Unreachable) int { return cmp.Compare(a.Kommune, b.Kommune) })
	return r.recipients, r.unreachable, nil
}

// resolution is a resolve under way.
type resolution struct {
	home    map[message.Person]kommune.Number
	left    map[message.Person]bool
	tenants map[message.TenantID]kommune.Number
	chats   map[message.Person]Address
	teams   []message.Conversation // one channel a team
	rooms   []Address              // every channel

	recipients  []Recipient
	unreachable []Unreachable
	missing     map[message.Person]kommune.Number // meant, without a chat
	rosterError bool
}

func newResolution(register []members.Row, addresses []Address) *resolution {
	r := &resolution{home: map[message.Person]kommune.Number{}, left: map[message.Person]bool{},
		tenants: map[message.TenantID]kommune.Number{},
		chats:   map[message.Person]Address{}, missing: map[message.Person]kommune.Number{}}
	for _, row := range register {
		switch {
		case row.Role == members.Revoked && row.Object == "": // no row says the same
		case row.Role == members.Revoked:
			r.left[row.Person] = true
		case row.Object == "":
			r.tenants[row.Tenant] = row.Kommune
		default:
			r.home[row.Person] = row.Kommune
		}
	}
	teams := map[string]bool{}
	for _, c := range addresses {
		c.Thread = ""
		switch {
		case c.Kind == message.Channel:
			r.rooms = append(r.rooms, c)
			if team := string(c.Tenant) + " " + c.Team; c.Gone == "" && (!teams[team] || c.Team == "") {
				teams[team] = true
				r.teams = append(r.teams, c.Conversation)
			}
		case c.Kind == message.Personal && c.Object != "":
			who := message.NewPerson(string(c.Tenant), string(c.Object))
			if known, ok := r.chats[who]; c.Gone != codeNoConversation && (!ok || c.Seen.After(known.Seen)) {
				r.chats[who] = c
			}
		}
	}
	return r
}

// addChannels takes every channel. One in a kommune's own tenant is that kommune's.
func (r *resolution) addChannels() {
	for _, c := range r.rooms {
		r.add(c, r.tenants[c.Tenant])
	}
}

// addPeople takes those in the register, and of tenants that are one kommune's those who have a chat with the bot.
func (r *resolution) addPeople(a Audience) {
	for _, who := range slices.SortedFunc(maps.Keys(r.home), comparePersons) {
		home := r.home[who]
		if !a.includes(home) {
			continue
		}
		if chat, ok := r.chats[who]; ok {
			r.add(chat, home)
			continue
		}
		r.missing[who] = home
	}
	for _, who := range slices.SortedFunc(maps.Keys(r.chats), comparePersons) {
		home, ofKommune := r.tenants[who.Tenant]
		if _, listed := r.home[who]; !listed && !r.left[who] && ofKommune && a.includes(home) {
			r.add(r.chats[who], home)
		}
	}
}

// add takes an address, unless there is no way to it.
func (r *resolution) add(to Address, home kommune.Number) {
	if to.Gone != "" {
		r.unreachable = append(r.unreachable, Unreachable{Kommune: home, Reason: explain(outbox.Failed, to.Gone)})
		return
	}
	r.recipients = append(r.recipients, Recipient{To: to.Conversation, Kommune: home})
}

func comparePersons(a, b message.Person) int {
	return cmp.Or(cmp.Compare(a.Tenant, b.Tenant), cmp.Compare(a.Object, b.Object))
}

// lookInRosters finds those who have not met the bot among the members of the teams that it is in.
func (s *Scheduler) lookInRosters(ctx context.Context, r *resolution) {
	ctx, cancel := context.WithTimeout(ctx, rosterLimit)
	defer cancel()
	for _, team := range r.teams {
		if !r.missesOf(team.Tenant) {
			continue
		}
		roster, err := s.o.Directory.Roster(ctx, team)
		if err != nil {
			s.lg.WarnContext(ctx, "announcement roster", "tenant", team.Tenant, "conversation", team.ID, "err", err)
			r.rosterError = true
		}
		for _, m := range roster {
			who := message.NewPerson(string(team.Tenant), string(m.Object))
			home, missing := r.missing[who]
			if !missing || m.ID == "" {
				continue
			}
			delete(r.missing, who)
			r.recipients = append(r.recipients, Recipient{Kommune: home, To: message.Conversation{
				Tenant: team.Tenant, Kind: message.Personal, ServiceURL: team.ServiceURL, Bot: team.Bot, User: m.ID,
				Object: m.Object,
			}})
		}
	}
}

// missesOf reports whether somebody of a tenant is missing.
func (r *resolution) missesOf(tenant message.TenantID) bool {
	for who := range r.missing {
		if who.Tenant == tenant {
			return true
		}
	}
	return false
}

// giveUp says who is left, and which chosen kommuner nobody belongs to.
func (r *resolution) giveUp(a Audience, registry *kommune.Registry) {
	reason := reasonNotMet
	if r.rosterError {
		reason = reasonNoRoster
	}
	for _, who := range slices.SortedFunc(maps.Keys(r.missing), comparePersons) {
		r.unreachable = append(r.unreachable, Unreachable{Kommune: r.missing[who], Reason: reason})
	}
	known := map[kommune.Number]bool{}
	for _, home := range r.home {
		known[home] = true
	}
	for _, home := range r.tenants {
		known[home] = true
	}
	for _, n := range a.kommuner(registry) {
		if !known[n] {
			r.unreachable = append(r.unreachable, Unreachable{Kommune: n, Reason: reasonNobody})
		}
	}
}
