package handlers

import (
	"context"
	"slices"

	"kjernebot/handlers/announcing"
	"kjernebot/handlers/dialogue"
	"kjernebot/handlers/intent"
	"kjernebot/handlers/questions"
	"kjernebot/handlers/road"
	"kjernebot/handlers/texts"
	"kjernebot/internal/announce"
	"kjernebot/knowledge"
)

// Event is how a person's wish reaches the bot.
type Event string

// The events. What Name tells them apart is said beside each.
const (
	Installed Event = "installed" // the bot was added; no name
	Message   Event = "message"   // somebody wrote; an intent or a command
	Submit    Event = "submit"    // a button or a form of a card; what the button asks for
	Execute   Event = "execute"   // the same by Action.Execute, answered in the HTTP response; others are taken as Submit
	Fetch     Event = "fetch"     // a button that opens a dialog; what the button asks for
	Dialog    Event = "dialog"    // a dialog was sent; what its button asks for
	Consent   Event = "consent"   // Teams asked whether a file is wanted; taken as the Submit that asked for the file
	Invoke    Event = "invoke"    // any other request that is answered in the HTTP response; its name in the protocol
)

// Route is one thing that the bot can be asked to do. The table of them is the only place that says what there is and
// who may do it: dispatch, authorisation and the help text read it, and a test walks it.
type Route struct {
	Event Event
	Name  string
	// Coordinators is set where only they may: who is one at the moment of the click, whatever the card says.
	Coordinators bool
	// Known is set where it must be known who the person is, which nobody of another tenant is.
	Known bool
	// Own is set where the answer depends on what the person may do, which is looked up into the call.
	Own bool
	// Once is set where something durable changes: what is delivered twice changes it once.
	Once bool
	// Pace is how often one person may use it; zero for the usual one.
	Pace Pace
	// Open is set where a click counts though the bot did not send the card: it shows what everybody may read.
	Open bool
	// Answer makes an outcome, which the router delivers; File a file, which is given in a personal chat, when Teams has
	// asked whether it is wanted; Do does it all itself. Exactly one of them is set.
	Answer func(context.Context, *dialogue.Call) (dialogue.Outcome, error)
	File   func(context.Context, *dialogue.Call) (dialogue.File, error)
	Do     func(context.Context, *dialogue.Call) error
	// Refusal is what others read than those who may; nil for the usual line.
	Refusal func(*texts.Texts) string
	// Help is the line of the help text, which those read who may use the route; "" when it is not listed.
	Help string
	// Command is what Teams offers in its lists of commands; zero when it is offered nowhere. Everybody sees those lists,
	// so routes for coordinators have none.
	Command texts.Command
	// Say is the button of the help card, where it is no Command; zero when it has none.
	Say Saying
}

// Saying is a button's title and what somebody would write.
type Saying struct{ Title, Text string }

// click reports whether the event is that something came back which the bot put on a card.
func (e Event) click() bool {
	return slices.Contains([]Event{Submit, Execute, Fetch, Dialog, Consent}, e)
}

// Commands: messages that say something to the bot about the bot, beside the intents.
const (
	commandLanguage      = "language"      // replies in a language, or in that of the question again
	commandDesk          = "desk"          // questions that are passed on come here
	commandGaps          = "gaps"          // list what had no good answer
	commandMonday        = "monday"        // what the week has brought
	commandReport        = "report"        // what a month has brought
	commandAnnouncements = "announcements" // list the last announcements
	commandLatest        = "latest"        // the last announcement that the person had
	commandOpen          = "open"          // list the questions that wait for an answer
	commandMembers       = "members"       // who belongs to which kommune
	commandCoordinating  = "coordinating"  // what coordinators can do
	commandWeekly        = "weekly"        // figures every week from now on
	commandStopWeekly    = "stop weekly"
	commandTopic         = "topic"   // one of the topics that the bot asked about, or the last one again
	commandNeither       = "neither" // none of them
	commandHow           = "how to"  // how a week's figures get in
	commandSheet         = "sheet"   // a file that was dropped into the chat
	commandThread        = "thread"  // written below a question that was passed on
	commandCheck         = "check"   // an organisation number or a næringskode is to be checked
	commandFirst         = "first"   // what looks like the first coordinator's code
	commandHealth        = "health"  // how the bot is
	commandNudges        = "nudges"  // no more reminders, or reminders again
	commandPass          = "pass"    // the words of the button that passes a question on
	commandBelong        = "belong"  // says where the person works
)

// routes is the table, with what it says in a language; to coordinators in bokmål.
func (r *Router) routes(lang knowledge.Lang) []Route {
	t, rt, ct := texts.For(lang), texts.RoadFor(lang), texts.ForCoordinators()
	f, a, q, fb, m, d := r.Figures, r.Announcing, r.inquiries, r.Feedback, r.members, r.road
	return []Route{
		{Event: Installed, Answer: r.welcome},

		{Event: Message, Name: string(intent.Answer), Answer: r.ask, Help: t.HelpAsk},
		{Event: Message, Name: string(intent.Usage), Known: true, Own: true, Answer: f.Ask, Help: t.HelpUsage,
			Command: t.CommandUsage},
		{
			Event: Message, Name: string(intent.Announce), Coordinators: true, Once: true, Do: a.Begin, Help: ct.HelpPost,
			Say:     Saying{"Ny kunngjøring", "kunngjør"},
			Refusal: func(t *texts.Texts) string { return t.AnnounceNo },
		},
		{Event: Message, Name: string(intent.Help), Own: true, Answer: r.help, Command: t.CommandHelp},
		{Event: Message, Name: string(intent.Me), Known: true, Own: true, Answer: m.Me},
		{Event: Message, Name: string(intent.Greeting), Answer: r.greet},
		{Event: Message, Name: string(intent.Thanks), Answer: r.greet},
		{Event: Message, Name: string(intent.Goodbye), Answer: r.greet},
		{Event: Message, Name: string(intent.Topics), Answer: r.greet, Say: Saying{t.TopicsTitle, t.TopicsTitle}},
		{Event: Message, Name: string(intent.Wrong), Answer: fb.Wrong},
		{Event: Message, Name: commandPass, Known: true, Pace: passing, Once: true, Answer: q.PassSaid},
		{Event: Message, Name: commandBelong, Known: true, Own: true, Pace: passing, Answer: m.Said},
		{Event: Message, Name: commandLanguage, Known: true, Answer: r.setLanguage, Say: Saying{t.OtherLang, t.OtherLang}},
		{Event: Message, Name: commandCoordinating, Own: true, Answer: r.coordinating},
		{Event: Message, Name: commandTopic, Answer: r.topic},
		{Event: Message, Name: commandNeither, Answer: r.neither},
		{Event: Message, Name: commandWeekly, Known: true, Own: true, Once: true, Answer: f.Subscribe,
			Command: t.CommandWeekly},
		{Event: Message, Name: commandStopWeekly, Known: true, Once: true, Answer: f.Unsubscribe},
		{Event: Message, Name: commandSheet, Coordinators: true, Pace: dropping, Once: true,
			Do: f.Dropped, Help: ct.HelpSheet},
		{Event: Message, Name: commandHow, Coordinators: true, Answer: f.HowTo,
			Say:     Saying{"Legg inn brukstall", "hvordan legger jeg inn brukstall?"},
			Refusal: func(t *texts.Texts) string { return t.HowNo }},
		{Event: Message, Name: commandDesk, Coordinators: true, Do: r.setDesk, Help: ct.HelpDesk},
		{Event: Message, Name: commandGaps, Coordinators: true, Answer: fb.List, Help: ct.HelpGaps,
			Say: Saying{"Hull i veiledningen", "hull"}},
		{Event: Message, Name: commandMonday, Coordinators: true, Answer: r.Monday, Help: ct.HelpMonday,
			Say: Saying{"Mandagskortet", "mandagskortet"}},
		{Event: Message, Name: commandReport, Coordinators: true, Answer: f.Report, Help: ct.HelpReport,
			Say: Saying{"Effektrapport", "effektrapport"}, Refusal: func(t *texts.Texts) string { return t.ReportNo }},
		{Event: Message, Name: commandAnnouncements, Coordinators: true, Do: a.List,
			Say: Saying{"Kunngjøringer", "kunngjøringer"}},
		{Event: Message, Name: commandLatest, Known: true, Own: true, Do: a.Latest, Say: Saying{t.SayLatest, t.SayLatest}},
		{Event: Message, Name: commandOpen, Coordinators: true, Answer: q.List,
			Say: Saying{"Åpne spørsmål", "åpne spørsmål"}},
		{Event: Message, Name: commandMembers, Coordinators: true, Answer: m.List, Help: ct.HelpMembers,
			Say: Saying{"Medlemmer", "medlemmer"}},
		{Event: Message, Name: commandThread, Coordinators: true, Once: true, Do: q.AnswerInThread},
		{Event: Message, Name: commandHealth, Coordinators: true, Answer: r.health, Help: ct.HelpHealth,
			Say: Saying{"Helsesjekk", "helsesjekk"}},
		{Event: Message, Name: commandFirst, Own: true, Pace: passing, Once: true, Answer: r.coordinating},

		{Event: Submit, Name: dialogue.OpTopic, Open: true, Answer: r.topic},
		{Event: Submit, Name: dialogue.OpShare, Pace: rating, Answer: r.share},
		{Event: Submit, Name: dialogue.OpPass, Known: true, Pace: passing, Once: true, Answer: q.Pass},
		{Event: Submit, Name: dialogue.OpFeedback, Pace: rating, Once: true, Answer: fb.Dislike},
		{Event: Submit, Name: dialogue.OpNotOurs, Coordinators: true, Do: fb.NotOurs},
		{Event: Submit, Name: dialogue.OpTake, Coordinators: true, Do: q.Take},
		{Event: Submit, Name: dialogue.OpAnswer, Coordinators: true, Once: true, Do: q.Answer},
		{Event: Submit, Name: dialogue.OpTry, Coordinators: true, Once: true, Do: q.Try},
		{Event: Submit, Name: dialogue.OpPublish, Coordinators: true, Once: true, Do: q.Publish},
		{Event: Submit, Name: dialogue.OpUnpublish, Coordinators: true, Once: true, Do: q.Publish},
		{Event: Submit, Name: dialogue.OpLesson, Coordinators: true, File: q.LessonFile},
		{Event: Submit, Name: dialogue.OpUsage, Known: true, Own: true, Answer: f.Show},
		{Event: Submit, Name: dialogue.OpFile, Known: true, Own: true, File: f.File},
		{Event: Submit, Name: dialogue.OpAccept, Coordinators: true, Once: true, Do: f.DecideSheet},
		{Event: Submit, Name: dialogue.OpCancelSheet, Coordinators: true, Once: true, Do: f.DecideSheet},
		{Event: Submit, Name: dialogue.OpChanges, Coordinators: true, File: f.File},
		{Event: Submit, Name: dialogue.OpEffect, Coordinators: true, File: f.EffectFile},
		{Event: Submit, Name: dialogue.OpTemplate, Coordinators: true, File: f.File},
		{Event: Submit, Name: dialogue.OpWeekly, Known: true, Own: true, Once: true, Answer: f.Subscribe},
		{Event: Submit, Name: dialogue.OpStopWeekly, Known: true, Once: true, Answer: f.Unsubscribe},
		{Event: Submit, Name: dialogue.OpBelong, Known: true, Pace: passing, Answer: m.Belong},
		{Event: Submit, Name: dialogue.OpUndoImport, Coordinators: true, Once: true, Do: f.UndoImport},
		{Event: Submit, Name: dialogue.OpConfirm, Coordinators: true, Do: m.Confirm},
		{Event: Submit, Name: dialogue.OpRefuse, Coordinators: true, Do: m.Refuse},
		{Event: Submit, Name: dialogue.OpChoose, Coordinators: true, Do: m.Confirm},
		{Event: Submit, Name: dialogue.OpUndoMember, Coordinators: true, Do: m.Undo},
		{Event: Submit, Name: dialogue.OpRemoveMember, Coordinators: true, Do: m.Change},
		{Event: Submit, Name: dialogue.OpAddKommune, Coordinators: true, Do: m.Change},
		{Event: Submit, Name: dialogue.OpMoveMember, Coordinators: true, Do: m.Change},
		{Event: Submit, Name: dialogue.OpAskMember, Coordinators: true, Do: m.Question},
		{Event: Submit, Name: announce.OpRead, Known: true, Do: a.Read},
		{Event: Submit, Name: announcing.OpPreview, Coordinators: true, Once: true, Do: a.Preview},
		{Event: Submit, Name: announcing.OpCorrectPreview, Coordinators: true, Once: true, Do: a.Preview},
		{Event: Submit, Name: announcing.OpEdit, Coordinators: true, Do: a.Edit},
		{Event: Submit, Name: announcing.OpReuse, Coordinators: true, Once: true, Do: a.Reuse},
		{Event: Submit, Name: announcing.OpDelete, Coordinators: true, Do: a.Delete},
		{Event: Submit, Name: announcing.OpRehearse, Coordinators: true, Once: true, Do: a.Rehearse},
		{Event: Submit, Name: announcing.OpSend, Coordinators: true, Do: a.Send},
		{Event: Submit, Name: announcing.OpShow, Coordinators: true, Do: a.Show},
		{Event: Submit, Name: announcing.OpRefresh, Coordinators: true, Do: a.Refresh},
		{Event: Submit, Name: announcing.OpStop, Coordinators: true, Do: a.Decide},
		{Event: Submit, Name: announcing.OpCorrectForm, Coordinators: true, Do: a.Edit},
		{Event: Submit, Name: announcing.OpCorrect, Coordinators: true, Do: a.Correct},
		{Event: Submit, Name: announcing.OpWithdraw, Coordinators: true, Do: a.Decide},
		{Event: Submit, Name: announcing.OpResend, Coordinators: true, Do: a.Resend},
		{Event: Submit, Name: announcing.OpRemind, Coordinators: true, Do: a.Remind},
		{Event: Submit, Name: announcing.OpApprove, Coordinators: true, Do: a.Decide},
		{Event: Submit, Name: announcing.OpDeny, Coordinators: true, Do: a.Deny},
		{Event: Submit, Name: announcing.OpReport, Coordinators: true, Do: a.Report},
		{Event: Submit, Name: announcing.OpFile, Coordinators: true, File: a.File},

		// Where kommuner stand. What is told of a step by somebody unknown is answered as a question.
		{Event: Message, Name: string(intent.Road), Known: true, Own: true, Answer: d.Ask, Help: rt.HelpRoad,
			Say: Saying{rt.SayTitle, rt.SayText}, Command: t.CommandRoad},
		{Event: Message, Name: string(intent.RoadDone), Once: true, Answer: d.Said},
		{Event: Message, Name: string(intent.RoadBegun), Once: true, Answer: d.Said},
		{Event: Message, Name: string(intent.RoadStuck), Once: true, Answer: d.Said},
		{Event: Message, Name: string(intent.Board), Coordinators: true, Answer: d.Board,
			Help: texts.RoadForCoordinators().HelpBoard, Say: Saying{"Tavla", "tavla"}},
		{Event: Message, Name: commandCheck, Pace: checking, Answer: d.Check},
		{Event: Message, Name: commandNudges, Known: true, Once: true, Answer: d.OptOut},
		{Event: Submit, Name: road.OpNudge, Coordinators: true, Answer: d.Nudge},
		{Event: Submit, Name: road.OpNudgeSend, Coordinators: true, Once: true, Do: d.NudgeSend},
		{Event: Message, Name: string(intent.Forward), Answer: d.Forward},
		{Event: Submit, Name: road.OpForward, Answer: d.Forward},
		{Event: Submit, Name: road.OpBoard, Coordinators: true, Answer: d.Board},
		{Event: Submit, Name: road.OpFile, Coordinators: true, File: d.File},
		{Event: Submit, Name: road.OpShow, Known: true, Own: true, Answer: d.Show},
		{Event: Submit, Name: road.OpDid, Known: true, Own: true, Once: true, Answer: d.Did},
		{Event: Submit, Name: road.OpSay, Known: true, Own: true, Once: true, Do: d.Say},
		{Event: Submit, Name: road.OpUndo, Known: true, Own: true, Once: true, Do: d.Undo},

		{Event: Execute, Name: announce.OpRead, Do: a.Read},
		{Event: Execute, Name: announcing.OpRefresh, Coordinators: true, Do: a.View},
		{Event: Fetch, Name: announcing.OpDialog, Coordinators: true, Do: a.FetchDialog},
		{Event: Fetch, Name: announcing.OpCorrectDialog, Coordinators: true, Do: a.FetchDialog},
		{Event: Dialog, Name: announcing.OpPreview, Coordinators: true, Once: true, Do: a.Preview},
		{Event: Dialog, Name: announcing.OpCorrectPreview, Coordinators: true, Once: true, Do: a.Preview},
		{Event: Dialog, Name: dialogue.OpFeedback, Pace: rating, Do: fb.Submitted},
		{Event: Invoke, Name: "composeExtension/query", Pace: searching, Do: r.asking.LookUp},
		{Event: Invoke, Name: "composeExtension/fetchTask", Pace: searching, Do: r.asking.ShareDialog},
		{Event: Invoke, Name: "composeExtension/submitAction", Pace: searching, Do: r.asking.ShareChosen},
		{Event: Invoke, Name: "application/search", Pace: searching, Do: r.members.TypeAhead},
		{Event: Invoke, Name: "message/fetchTask", Do: fb.FetchDialog},
		{Event: Invoke, Name: "message/submitAction", Pace: rating, Do: fb.Submitted},
	}
}

// Commands are what Teams offers to choose from, in a language: questions to begin with, and what the routes are for.
func Commands(base *knowledge.Base, lang knowledge.Lang) []texts.Command {
	all := questions.Starters(base, lang)
	for _, route := range (&Router{Understanding: new(Understanding)}).routes(lang) {
		if route.Command != (texts.Command{}) {
			all = append(all, route.Command)
		}
	}
	return all
}
