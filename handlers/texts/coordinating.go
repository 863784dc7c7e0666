package texts

// Coordinating are the texts that only coordinators read, in bokmål.
type Coordinating struct {
	// What coordinators can do, a line each, below HelpIntro, or First for who has become the first one.
	HelpIntro, WhatYouDo, HelpPost, HelpMembers, HelpSheet, HelpDesk, HelpGaps, HelpMonday, HelpReport, HelpHealth,
	First string

	// Who belongs where.
	NewMember, Somebody, SaysBelongs, BelongsTo, WhereFrom, WhereFromMail, WhyAsk, Kommune, KommuneHint,
	KommuneMissing, KommuneNear, KommuneUnknown, Confirm, OtherKommune, AddMember, Decline, Confirmed, Removed,
	Declined, Returned, DecidedElse, MembersTitle, MembersNone, SayMembers, MembersCount, MembersOfOne,
	MembersWaiting, Person, Persons, OneKommune, Kommuner, Coordinators, WholeTenant, Nameless, DecideMember,
	RemoveMember, RemoveYes, RemoveWhom, RemoveMeans, ChangeMember, ChangeWhom, AddKommune, MoveMember string

	// Sheets of figures. Imported, Unchanged, NotImported and LookThrough are headings: the figures are in, everything
	// was there already, problems, warnings.
	Imported, Unchanged, NotImported, LookThrough, Rows, WeeksIn, Problems, Warnings, MoreProblems, Accept,
	Cancel, SeeOverview, UndoImport, AllChanges, Cancelled, ChangesTitle, ChangeOf, ChangeFrom, ChangeTo,
	ChangesAbout, TemplateAbout, SentTo, Undone, UndoneAlready, BuiltOn, Expired, FetchFailed, TooLong, Row,
	HowTitle, How, Template, Nothing string

	// Questions that were passed on.
	InquiryTitle, FromUnknown, StateOpen, StateTaken, StateAnswered, SomeCoordinator, FollowsUp, OpenTitle,
	OpenNone, OpenOne, OpenMany, Take, WriteAnswer, WriteAnswerHere, SendAnswer, TakenAlready, AnsweredAlready,
	AnswerSent, DeskSet, DeskElsewhere string

	// An answer that becomes a topic of the guide.
	Teach struct {
		Use, Try, Publish, Undo, File, About, Question, Title, Text, Trying, Wrong, WillAnswer, WillNot, Compared,
		Published, Undone, NotHere string
	}

	// The bot itself.
	Restored, RestoredMessages, RestoredAnnouncements, SignInEnds, HealthTitle, HealthTell string

	// What the bot needs, by the name of doctor's check; Never where there is no day.
	Health map[string]struct{ Well, Ill, Never string }

	// What the week has brought.
	Monday struct {
		Title, Figures, Open, Announcements, Board, Gaps, Health, NotIn, Changes, Changed, Waiting, Read, Sent, Moved,
		Stuck, StuckAt, NoAnswer, Quiet, Stop, Unwanted, Wanted string
	}

	// What a month has brought: Rows in the order in which they stand.
	Report struct {
		Title, Early, About, Charted string
		Rows                         [9]string
		Few, Hidden, Stop            string
	}

	// What had no good answer.
	GapsTitle, GapsNone, GapsCount, GapsAsked, GapsFrom, GapsDeclined, GapsDisliked, GapsBoth, GapsNearest,
	GapsHow, SeeNearest, NotOurs, SeeGaps, SayGaps, Time, Times, Question, Questions, Group, Groups,
	DeclinedKept, Unconfirmed, UnconfirmedMany string
}

// ForCoordinators gives the texts that only coordinators read.
func ForCoordinators() *Coordinating { return &bokmal.Coordinators.Coordinating }
