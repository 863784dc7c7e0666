// Package questions is the dialogue about the onboarding: answers from the knowledge base, help, what is passed on to
// people, and what they say of the answers.
package questions

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"kjernebot/bot"
	"kjernebot/bot/message"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/texts"
	"kjernebot/internal/norsk"
	"kjernebot/internal/strictjson"
	"kjernebot/knowledge"
)

// Ask answers questions from the knowledge base, or says that it does not know and whom to ask. It also greets, and
// tells what the bot can do.
type Ask struct {
	Base    func() *knowledge.Base // the one in force, which may change while the program runs
	Pointer Pointer                // nil: the topics are the answer as they stand
	Log     *slog.Logger
}

// Respond answers, suggests or declines.
func (a *Ask) Respond(ctx context.Context, r dialogue.Request) (dialogue.Outcome, error) {
	base := a.Base()
	answer, err := base.Answer(ctx, knowledge.Question{Text: r.Text, Lang: r.Lang, Previous: r.Previous})
	if err != nil {
		return dialogue.Outcome{}, err
	}
	switch {
	case answer.Kind == knowledge.KindDecline && r.Recognition.Wish != "" && r.Recognition.Intent == intent.Answer:
		if said := base.Says(r.Recognition.Wish, answer.Lang); said != "" {
			return dialogue.Plain(dialogue.KindHelp, answer.Lang, linked(said)), nil
		}
		t := texts.For(answer.Lang) // «hvorfor?», where nothing came before
		return declining(dialogue.Outcome{Kind: dialogue.KindDecline, Lang: answer.Lang}, t.NoSenseTitle, t.NoSense), nil
	case a.Pointer == nil:
		out := outcomeOf(base, answer, r.Text)
		if answer.Kind == knowledge.KindAnswer && answer.Topics[0].ID == r.Previous { // who has it all before them
			out = dialogue.After(base.Point(r.Text, answer.Topics[0]), out)
		}
		return out, nil
	}
	return a.assisted(ctx, base, r, answer)
}

// Topics shows topics, in the language of the button that asked for them.
func (a *Ask) Topics(ids []knowledge.TopicID, lang knowledge.Lang) dialogue.Outcome {
	base := a.Base()
	topics := topicsOf(base, ids, lang)
	if len(topics) == 0 {
		return dialogue.Plain(dialogue.KindHelp, lang, texts.For(lang).TopicGone)
	}
	return outcomeOf(base, knowledge.Answer{Kind: knowledge.KindAnswer, Lang: lang, Confidence: 1, Topics: topics}, "")
}

func topicsOf(base *knowledge.Base, ids []knowledge.TopicID, lang knowledge.Lang) []knowledge.Topic {
	var all []knowledge.Topic
	for _, id := range ids {
		if topic, ok := base.Topic(id, lang); ok {
			all = append(all, topic)
		}
	}
	return all
}

func topicButtons(topics []knowledge.Topic) []any {
	var buttons []any
	for _, topic := range topics {
		buttons = append(buttons, dialogue.TopicButton(topic))
	}
	return buttons
}

// outcomeOf is what a person reads of an answer of the knowledge base, in its own words: what the topics say, which of
// a few was meant, or what is not known and whom to ask; that sounds in doubt where kjernejournal is not spoken of.
func outcomeOf(base *knowledge.Base, a knowledge.Answer, asked string) dialogue.Outcome {
	out := dialogue.Outcome{Kind: dialogue.Kind(a.Kind), Lang: a.Lang, Suggestions: a.Suggestions,
		Confidence: a.Confidence}
	t := texts.For(a.Lang)
	switch a.Kind {
	case knowledge.KindAnswer:
		out.Topics, out.LeftOut, out.Next = a.Topics, a.LeftOut, nextTopics(base, a)
		out.Summary = a.Topics[0].Title
		out.Card = topicsCard(a).AddActions(topicButtons(out.Next)...)
		out.Text = out.Card.Fallback
	case knowledge.KindSuggest:
		out.Text = t.SuggestTitle
		for _, s := range a.Suggestions {
			out.Text += "\n- " + s.Title
		}
		out.Text += "\n\n" + t.SuggestNone
		out = out.WithCard(t.SuggestTitle, message.Heading(t.SuggestTitle), message.Note(t.SuggestNone))
		out.Card.AddActions(topicButtons(a.Suggestions)...)
	case knowledge.KindDecline:
		reason, who, contact := t.Decline, knowledge.Support(a.Lang), t.Contact
		if a.Declined != nil { // nobody when it is far from kjernejournal
			reason, who = a.Declined.Text, a.Declined.Contacts
		}
		if a.Declined != nil || strings.Contains(norsk.Fold(asked), "kjernejournal") {
			contact = t.ContactSure
		}
		out = declining(out, t.DeclineTitle, dialogue.Paragraphs(reason, contactList(contact, who)))
	}
	return out
}

// declining is an outcome that answers nothing, and says why.
func declining(out dialogue.Outcome, title, said string) dialogue.Outcome {
	out.Text = "**" + title + "**\n\n" + said
	out = out.WithCard(title, message.Heading(title))
	out.Card.Add(dialogue.Blocks(said)...)
	return out
}

// Buttons of an answer, so that a phone shows them without scrolling.
const (
	maxLinks = 2
	maxNext  = 4
	maxTitle = 32 // how long a command's title may be, in characters, so that every client shows it whole
	maxSet   = 6  // how many buttons stand together: clients show no more
	// pointFrom is the length of a question, in characters, from which the few sentences that answer it read better than
	// the whole topic.
	pointFrom  = 90
	pointBelow = 0.8 // the confidence below which they do

	// Limits that Teams sets for citations.
	maxCitations = 20
	maxCiteName  = 80
	maxCiteText  = 160

	maxFound = 25 // how many topics Teams' compose box shows at once: all of them, as it is
	// fits is how likely the best topic must be to show any, and mayFit how likely the others: what somebody types is
	// half a word most of the time.
	fits, mayFit = 0.25, 0.1
	maxBegun     = 200 // how much of a text is looked for in titles, in bytes: more than the longest has
)

// topicsCard is an answer as a card, and as Markdown that stands in for it: what to do, the details, whom to ask and
// the source, with buttons for the links.
func topicsCard(a knowledge.Answer) *message.Card {
	card := message.NewCard(string(a.Lang), "")
	var parts []string
	for i, t := range a.Topics {
		contacts, source := contactLine(t, a.Lang), sourceLine(t, a.Lang)
		parts = append(parts, "**"+t.Title+"**", t.Short, t.Details)
		for k, l := range t.Links {
			parts = append(parts, fmt.Sprintf("[%s](%s)", l.Title, l.URL))
			if k < maxLinks {
				card.AddActions(message.OpenURL(cmp.Or(l.Button, l.Title), l.URL))
			}
		}
		parts = append(parts, contacts, source)
		var items []any
		if t.Step != "" {
			items = append(items, message.Label(t.Step))
		}
		items = append(items, message.Heading(t.Title), message.Highlight(dialogue.Blocks(linked(t.Short))...))
		items = append(items, dialogue.Blocks(linked(t.Details)+"\n\n"+contacts)...)
		items = append(items, message.Note(source))
		if i > 0 {
			items = []any{message.Group(items...)}
		}
		card.Add(items...)
	}
	for _, text := range unanswered(a) {
		card.Add(message.Note(text))
		parts = append(parts, text)
	}
	card.Fallback = dialogue.Paragraphs(parts...)
	return card
}

// unanswered says what of the message the topics do not answer: what is not covered, and what was not understood.
func unanswered(a knowledge.Answer) []string {
	var out []string
	if a.Declined != nil {
		out = append(out, a.Declined.Text)
	}
	if len(a.LeftOut) > 0 {
		var quoted []string
		for _, q := range a.LeftOut {
			quoted = append(quoted, norsk.Quote(q))
		}
		out = append(out, fmt.Sprintf(texts.For(a.Lang).LeftOut, message.Escape(strings.Join(quoted, ", "))))
	}
	return out
}

// nextTopics are the topics that people go to from an answer, without those it has already given.
func nextTopics(base *knowledge.Base, a knowledge.Answer) []knowledge.Topic {
	var next []knowledge.Topic
	given := map[knowledge.TopicID]bool{}
	for _, t := range a.Topics {
		given[t.ID] = true
	}
	for _, t := range a.Topics {
		for _, topic := range topicsOf(base, t.Next, a.Lang) {
			if !given[topic.ID] && len(next) < maxNext {
				given[topic.ID] = true
				next = append(next, topic)
			}
		}
	}
	return next
}

// contactLine tells whom to ask about a topic, unless its text has named them all.
func contactLine(t knowledge.Topic, lang knowledge.Lang) string {
	said := t.Short + "\n" + t.Details
	if !slices.ContainsFunc(t.Contacts, func(c knowledge.Contact) bool {
		return !strings.Contains(said, cmp.Or(c.Email, c.Name))
	}) {
		return ""
	}
	return contactList(texts.For(lang).AskMore, t.Contacts)
}

// bareAddress is a mail address in running text, which clients do not make a link of.
var bareAddress = regexp.MustCompile(`(^|[\s(«])([\w.+-]+@[\w-]+(?:\.[\w-]+)+)`)

// linked makes links of the mail addresses in a text.
func linked(text string) string {
	if !strings.Contains(text, "@") { // the pattern is slow to find that out, and every answer comes here
		return text
	}
	return bareAddress.ReplaceAllString(text, "$1[$2](mailto:$2)")
}

// contactList is a list with a line above; empty when there is nobody to list.
func contactList(intro string, contacts []knowledge.Contact) string {
	var lines []string
	for _, c := range contacts {
		line := "- " + c.Name
		if c.Email != "" {
			line += fmt.Sprintf(": [%s](mailto:%s)", c.Email, c.Email)
		}
		lines = append(lines, line)
	}
	if len(lines) == 0 {
		return ""
	}
	return intro + "\n\n" + strings.Join(lines, "\n")
}

// sourceLine names where an answer comes from, and when it was last compared with that.
func sourceLine(t knowledge.Topic, lang knowledge.Lang) string {
	text := texts.For(lang)
	guide := text.Guide
	switch {
	case slices.Contains(t.Sources, knowledge.AnsweredByPeople):
		guide = text.People
	case len(t.Claims) == 0 && len(t.Links) > 0: // background, which the guide does not have
		guide = t.Links[0].Title
	case t.Step == "" && len(t.Sources) > 0 && len(t.Links) > 0:
		guide = t.Links[0].Title + ", " + guide
	case t.Step != "":
		guide = t.Step + ", " + guide
	}
	return text.Source + ": " + guide + ", " + fmt.Sprintf(text.CheckedOn, texts.Day(lang, t.Checked, true))
}

// Pointer says which curated sentences answer a question. It sees the question and the sentences, and gives places in
// the list: what people read is curated text, whatever it does.
type Pointer interface {
	// Point gives the places of the sentences that answer the question, best first; none when none does.
	Point(ctx context.Context, question string, sentences []knowledge.Sentence) ([]int, error)
}

// assisted lets the model order a choice when search is not sure, and pick sentences when the question is long or
// unusual. What is answered, offered or declined is decided by the search alone; whatever the model fails to do is left
// out.
func (a *Ask) assisted(ctx context.Context, base *knowledge.Base, r dialogue.Request,
	answer knowledge.Answer) (dialogue.Outcome, error) {
	plainly := utf8.RuneCountInString(r.Text) < pointFrom && answer.Confidence >= pointBelow
	if answer.Kind == knowledge.KindDecline || answer.Kind == knowledge.KindAnswer && plainly {
		return outcomeOf(base, answer, r.Text), nil
	}
	if r.Working != nil {
		if err := r.Working(ctx); err != nil {
			return dialogue.Outcome{}, err
		}
	}
	suggests := answer.Kind == knowledge.KindSuggest
	topics := answer.Topics
	if suggests {
		topics = answer.Suggestions
	}
	var sentences []knowledge.Sentence
	for _, t := range topics {
		sentences = append(sentences, t.Sentences()...)
	}
	places, err := a.Pointer.Point(ctx, r.Text, sentences)
	if err != nil { // what it was asked is not logged
		a.Log.LogAttrs(ctx, slog.LevelWarn, "language model left out", slog.Any("error", err))
	}
	if suggests {
		answer.Suggestions = ordered(topics, sentences, places)
		return outcomeOf(base, answer, r.Text), nil
	}
	return pointedOutcome(outcomeOf(base, answer, r.Text), sentences, places), nil
}

// ordered puts the topic of the sentence that the model points at first. The person still chooses: a model that is
// wrong, or lies, must not turn a question back into a wrong answer.
func ordered(topics []knowledge.Topic, sentences []knowledge.Sentence, places []int) []knowledge.Topic {
	if len(places) == 0 || places[0] < 0 || places[0] >= len(sentences) {
		return topics
	}
	first := sentences[places[0]].Topic
	i := slices.IndexFunc(topics, func(t knowledge.Topic) bool { return t.ID == first })
	return slices.Insert(slices.Delete(slices.Clone(topics), i, i+1), 0, topics[i])
}

// pointedOutcome is an answer of the sentences that were pointed at, marked as chosen by a machine, with the topics
// that they stand in. Without any the outcome stays as it was.
func pointedOutcome(out dialogue.Outcome, sentences []knowledge.Sentence, places []int) dialogue.Outcome {
	var lines []string
	used := map[knowledge.TopicID]bool{}
	for _, i := range places {
		if i < 0 || i >= len(sentences) {
			return out
		}
		lines = append(lines, sentences[i].Text)
		used[sentences[i].Topic] = true
	}
	var citations []any
	var sources []string
	for _, topic := range out.Topics {
		if !used[topic.ID] || len(citations) == maxCitations {
			continue
		}
		n := len(citations) + 1
		lines[len(lines)-1] += " [" + strconv.Itoa(n) + "]"
		sources = append(sources, sourceLine(topic, out.Lang))
		appearance := map[string]any{"@type": "DigitalDocument", "name": cutAt(topic.Title, maxCiteName-len(" …")),
			"abstract": cutAt(topic.Short, maxCiteText-len(" …"))}
		if len(topic.Links) > 0 {
			appearance["url"] = topic.Links[0].URL
		}
		citations = append(citations, map[string]any{"@type": "Claim", "position": n, "appearance": appearance})
	}
	entities, err := json.Marshal([]any{map[string]any{
		"type": "https://schema.org/Message", "@type": "Message", "@context": "https://schema.org", "@id": "",
		"additionalType": []string{"AIGeneratedContent"}, "citation": citations,
	}})
	if err != nil || len(citations) == 0 {
		return out
	}
	out.Card, out.Entities = nil, entities
	out.Text = dialogue.Paragraphs(strings.Join(lines, " "), strings.Join(sources, "\n\n"),
		texts.For(out.Lang).Composed)
	return out
}

// starters are the topics whose questions Teams offers to write on, in the order of the road; startTopics are offered
// to people who have not asked yet.
var (
	starters    = []knowledge.TopicID{"stegene", "yrkesgrupper", "steg-3-eid", "steg-4-oppkobling", "kontakt"}
	startTopics = []knowledge.TopicID{"stegene", "yrkesgrupper", "kontakt"}
)

// Starters are questions to begin with, as Teams offers them: by the question itself where it is short enough.
func Starters(base *knowledge.Base, lang knowledge.Lang) []texts.Command {
	var all []texts.Command
	for _, topic := range topicsOf(base, starters, lang) {
		title := topic.Question()
		if utf8.RuneCountInString(title) > maxTitle {
			title = topic.Button
		}
		all = append(all, texts.Command{Title: title, About: topic.Title, Prompt: topic.Question()})
	}
	return all
}

// Offer is what the bot can do for somebody: a line for each thing, and buttons that ask for it.
type Offer struct {
	Lines   []string
	Buttons []any
}

// Help answers greetings, thanks and questions about the bot itself, as a colleague would.
func (a *Ask) Help(r dialogue.Request, offer Offer) dialogue.Outcome {
	t := texts.For(r.Lang)
	text := a.Base().Says(r.Recognition.Wish, r.Lang)
	switch r.Recognition.Intent {
	case intent.Thanks:
		text = t.Thanks
	case intent.Goodbye:
		text = t.Goodbye
	case intent.Greeting:
		return a.WithStart(r.Lang, t.Greeting)
	case intent.Topics:
		return a.all(r.Lang)
	}
	if text != "" {
		return dialogue.Plain(dialogue.KindHelp, r.Lang, linked(text))
	}
	return a.List(r.Lang, t.HelpIntro, offer)
}

// List tells what the bot can do.
func (a *Ask) List(lang knowledge.Lang, intro string, offer Offer) dialogue.Outcome {
	t := texts.For(lang)
	list := ""
	for _, line := range offer.Lines {
		list += "- " + line + "\n"
	}
	text := dialogue.Paragraphs(intro, list, t.HelpOutro)
	out := dialogue.Plain(dialogue.KindHelp, lang, text).
		WithCard(t.HelpTitle, message.Heading(t.HelpTitle), message.Text(intro), message.Text(list))
	for set := range slices.Chunk(offer.Buttons, maxSet) {
		out.Card.Add(message.Buttons(set...))
	}
	out.Card.Add(message.Note(t.HelpOutro)).AddActions(topicButtons(a.Start(lang))...)
	return out
}

// all lists every topic, with its button.
func (a *Ask) all(lang knowledge.Lang) dialogue.Outcome {
	page, topics := dialogue.NewPage(lang, "", texts.For(lang).TopicsTitle), a.Base().Topics(lang)
	for set := range slices.Chunk(topics, maxSet) {
		page.Card.Add(message.Buttons(topicButtons(set)...))
	}
	page.Say("- " + strings.Join(dialogue.Mapped(topics, func(t knowledge.Topic) string { return t.Title }), "\n- "))
	return page.Outcome()
}

// WithStart is a text with buttons to begin with.
func (a *Ask) WithStart(lang knowledge.Lang, text string) dialogue.Outcome {
	out := dialogue.Plain(dialogue.KindHelp, lang, text).WithCard(dialogue.FirstLine(text), dialogue.Blocks(text)...)
	out.Card.AddActions(topicButtons(a.Start(lang))...)
	return out
}

// Start are the topics for people who have not asked yet.
func (a *Ask) Start(lang knowledge.Lang) []knowledge.Topic {
	return topicsOf(a.Base(), startTopics, lang)
}

// LookUp answers the search in Teams' compose box: the topics that a text may be about, to be inserted as cards. An
// empty text gives all topics in the order of the guide. It reads nothing but memory, far within the five seconds that
// Teams waits.
func (a *Ask) LookUp(_ context.Context, c *dialogue.Call) error {
	query := searchText(c.Data)
	lang := texts.LangOf(c.Conversation.Locale)
	if query != "" {
		lang = knowledge.DetectLang(query)
	}
	found := make([]any, 0, maxFound)
	for _, topic := range fitting(a.Base(), query, lang) {
		found = append(found, map[string]any{
			"contentType": message.CardType, "content": topicCard(topic),
			"preview": map[string]any{"contentType": "application/vnd.microsoft.card.thumbnail", "content": map[string]any{
				"title": topic.Title, "text": topic.Short,
			}},
		})
	}
	insert(c, lang, found)
	return nil
}

// insert answers with cards for the compose box, or says that there are none.
func insert(c *dialogue.Call, lang knowledge.Lang, cards []any) {
	if len(cards) == 0 {
		c.Respond(dialogue.ExtensionMessage(texts.For(lang).SearchNone))
		return
	}
	c.Respond(map[string]any{"composeExtension": map[string]any{"type": "result", "attachmentLayout": "list",
		"attachments": cards}})
}

func topicCard(t knowledge.Topic) *message.Card {
	return topicsCard(knowledge.Answer{Kind: knowledge.KindAnswer, Lang: t.Lang, Topics: []knowledge.Topic{t}})
}

// fitting are the topics that a text may be about, the likeliest first; one whose title has a word that begins so is
// among them, for somebody is still typing.
func fitting(base *knowledge.Base, query string, lang knowledge.Lang) []knowledge.Topic {
	all := base.Search(query, maxFound)
	some := query == "" || len(all) > 0 && all[0].Score >= fits
	begun := " " + norsk.Fold(query[:min(len(query), maxBegun)])
	var found []knowledge.Topic
	for _, m := range all {
		topic, ok := base.Topic(m.Topic.ID, lang)
		titled := strings.Contains(" "+norsk.Fold(topic.Title+" "+topic.Button), begun)
		if ok && (titled || some && (query == "" || m.Score >= mayFit)) {
			found = append(found, topic)
		}
	}
	return found
}

// fieldTopic is the field of the dialog in which the answer to share is chosen.
const fieldTopic = "topic"

// ShareDialog answers «Del svar»: a dialog with all answers, in which the one that fits the message it was chosen on is
// chosen already.
func (a *Ask) ShareDialog(_ context.Context, c *dialogue.Call) error {
	said, _ := strictjson.Read[struct { // what is of another form chooses nothing
		Message struct {
			Body struct {
				Content string `json:"content"`
			} `json:"body"`
		} `json:"messagePayload"`
	}](c.Data)
	base, text, first := a.Base(), texts.For(c.Lang), ""
	if content := said.Message.Body.Content; content != "" {
		if found := fitting(base, bot.TextOfHTML(content), c.Lang); len(found) > 0 {
			first = string(found[0].ID)
		}
	}
	var choices []message.Choice
	for _, topic := range base.Topics(c.Lang) {
		choices = append(choices, message.Choice{Title: topic.Title, Value: string(topic.ID)})
	}
	card := message.NewCard(string(c.Lang), text.ShareAnswer).
		Add(message.InputSelect(fieldTopic, text.ShareWhich, first, choices)).
		AddActions(message.Primary(text.ShareInsert, dialogue.NewButton(c.Lang, dialogue.OpTopic)))
	c.Respond(dialogue.TaskCard(text.ShareAnswer, "medium", card))
	return nil
}

// ShareChosen puts the answer that was chosen into the compose box.
func (a *Ask) ShareChosen(_ context.Context, c *dialogue.Call) error {
	chosen, _ := strictjson.Read[struct { // as above
		Data struct {
			Topic knowledge.TopicID `json:"topic"`
		} `json:"data"`
	}](c.Data)
	var cards []any
	if topic, ok := a.Base().Topic(chosen.Data.Topic, c.Lang); ok {
		cards = []any{map[string]any{"contentType": message.CardType, "content": topicCard(topic)}}
	}
	insert(c, c.Lang, cards)
	return nil
}

// searchText is what somebody has typed so far. Teams' first request, before anything is typed, has another parameter.
func searchText(data json.RawMessage) string {
	query, _ := strictjson.Read[struct { // what is of another form searches nothing
		Parameters []struct {
			Name  string `json:"name"`
			Value any    `json:"value"`
		} `json:"parameters"`
	}](data)
	for _, p := range query.Parameters {
		if text, ok := p.Value.(string); ok && p.Name != "initialRun" {
			return strings.TrimSpace(text)
		}
	}
	return ""
}
