package handlers

import (
	"kjernebot/handlers/intent"
	"kjernebot/handlers/road"
	"kjernebot/handlers/texts"
	"kjernebot/knowledge"
)

// Commands around the road, besides the intents.
const (
	commandCheck  = "check"  // an organisation number or a næringskode is to be checked
	commandNudges = "nudges" // no more reminders, or reminders again
)

// roadRoutes are the routes to where kommuner stand. What is told of a step by somebody unknown is answered as a
// question.
func roadRoutes(d *road.Dialogue) []Route {
	return []Route{
		{Event: Message, Name: string(intent.Road), Known: true, Answer: d.Ask, Help: helpRoad, Say: sayRoad,
			Command: func(t *texts.Texts) texts.Command { return t.CommandRoad }},
		{Event: Message, Name: string(intent.RoadDone), Answer: d.Said},
		{Event: Message, Name: string(intent.RoadBegun), Answer: d.Said},
		{Event: Message, Name: string(intent.RoadStuck), Answer: d.Said},
		{Event: Message, Name: string(intent.Board), Who: Coordinator, Answer: d.Board, Help: helpBoard,
			Say: says("Tavla", "tavla")},
		{Event: Message, Name: commandCheck, Pace: checking, Answer: d.Check},
		{Event: Message, Name: commandNudges, Known: true, Answer: d.OptOut},
		{Event: Submit, Name: road.OpNudge, Who: Coordinator, Answer: d.Nudge},
		{Event: Submit, Name: road.OpNudgeSend, Who: Coordinator, Do: d.NudgeSend},
		{Event: Message, Name: string(intent.Forward), Answer: d.Forward},
		{Event: Submit, Name: road.OpForward, Answer: d.Forward},
		{Event: Submit, Name: road.OpBoard, Who: Coordinator, Answer: d.Board},
		{Event: Submit, Name: road.OpFile, Who: Coordinator, Where: InPersonalChat, Do: d.OfferFile},
		{Event: Consent, Name: road.OpFile, Who: Coordinator, Where: InPersonalChat, Do: d.Consented},
		{Event: Submit, Name: road.OpShow, Known: true, Answer: d.Show},
		{Event: Submit, Name: road.OpDid, Known: true, Answer: d.Did},
		{Event: Submit, Name: road.OpSay, Known: true, Do: d.Say},
		{Event: Submit, Name: road.OpUndo, Known: true, Do: d.Undo},
	}
}

func helpBoard(knowledge.Lang) string { return texts.RoadForCoordinators().HelpBoard }

func helpRoad(lang knowledge.Lang) string { return texts.RoadFor(lang).HelpRoad }
func sayRoad(lang knowledge.Lang) (title, text string) {
	return texts.RoadFor(lang).SayTitle, texts.RoadFor(lang).SayText
}
