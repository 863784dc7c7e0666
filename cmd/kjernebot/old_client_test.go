package main

import (
	"slices"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
)

// TestAnOldClient does every job that the README names with a Teams that answers 400 to all that came of late: messages
// that one person sees, signs, quotes, suggestions, cards that are asked for anew, extendedmarkdown.
func TestAnOldClient(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("long, and run without the race detector")
	}
	bottest.Old(t)
	for name, job := range map[string]func(*testing.T){
		"answers, in the language that was chosen":      TestLanguageIsChosen,
		"topics while writing":                          TestLookUp,
		"questions are passed on and answered":          TestPassedOnQuestion,
		"feedback, and what had no good answer":         TestFeedbackAndGaps,
		"figures go on from the ones before":            TestFiguresAreFollowedUp,
		"figures in a channel":                          TestFiguresInAChannelComePrivately,
		"figures every week":                            TestFiguresEveryWeekFromAChannel,
		"figures as a file":                             TestTakingFiguresAlong,
		"a sheet is dropped":                            TestASheetIsDropped,
		"who belongs where":                             TestACoordinatorConfirmsAMember,
		"announcements":                                 TestAnnouncementInADialog,
		"announcements that need two":                   TestAnnouncementNeedsTwo,
		"the report of an announcement":                 TestAnnouncementReport,
		"nobody sees another kommune's figures anyway":  TestNobodySeesAnotherKommune,
		"questions in every kind of conversation, once": testAnsweredOnce,
	} {
		t.Run(name, job)
	}
}

// testAnsweredOnce: each message is answered once, however often it comes, also where the answer takes another way.
func testAnsweredOnce(t *testing.T) {
	o := newReaders(t)
	for _, a := range []map[string]any{o.Message("Hvem får tilgang?"), o.ChannelMessage(readChannel, "Hvem får tilgang?"),
		o.groupMessage("Hvem får tilgang?")} {
		wantIn(t, o.post(a, 1)[0], "Fem yrkesgrupper får tilgang")
	}
	stopped := o.ChannelMessage(readChannel, "fnr 02013299997 skal ha e-ID")
	came := o.post(stopped, 2)
	wantIn(t, came[0], "Her stoppet jeg")
	wantIn(t, came[1], "Jeg har svart deg i chatten")
	if !slices.ContainsFunc(o.Requests(), func(r bottest.Request) bool {
		return strings.Contains(string(r.Body), "extendedmarkdown")
	}) {
		t.Error("what is on trial was not tried")
	}
	before := len(o.Sent())
	for range 3 {
		if status, _ := o.Post(stopped); status != 200 {
			t.Errorf("status %d", status)
		}
	}
	if n := len(o.Sent()) - before; n != 0 {
		t.Errorf("answered %d times more", n)
	}
	if slices.ContainsFunc(o.Sent(), func(m bottest.Message) bool { return m.Only != "" }) ||
		strings.Contains(string(came[1].Body), "personopplysninger") {
		t.Error("this Teams shows nobody a message alone, and nobody is to read of the stop")
	}
}
