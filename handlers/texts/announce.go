package texts

// Announcing is what coordinators read about announcements. They write in Norwegian to Norwegian kommuner, so this
// exists in bokmål only.
type Announcing struct {
	// The form: headings, fields with their hints, buttons, and what stands in its place afterwards.
	FormTitle, CorrectTitle, FormIntro, Title, TitleHint, Text, TextHint, OnNynorsk, OnEnglish, Link, Picture,
	AddressHint, PictureText, Important, Receipt, Answers, AnswersHint, To, ToAll, ToChannels, ToMembers,
	ToKommuner, ToFylker, List, ListHint, Date, Clock, WhenHint, EndDate, EndClock, Repeat, Until, RepeatOnce,
	RepeatWeekly, RepeatMonthly, RepeatLast, RepeatDay, PartLanguages, PartExtras, PartTimes, Preview,
	OwnWindow, FormUsed, DialogDone string

	// What is wrong with it.
	Mend, TitleMissing, TextMissing, ListEmpty, ClockMissing, DateMissing, WhenUnreadable, WhenPast, EndEarly,
	EndPast, WhenNone, RepeatMissing, RepeatFirst, RepeatUntil, ListUnknown, ListSeveral, ListUnused, Or,
	ChangedForm string

	// The preview, of a new one and of a correction.
	PreviewLabel, PreviewTitle, CorrectLabel, CorrectIntro, PreviewNotice, FactTo, FactRecipients, FactWhen,
	FactReceipt, FactRepeats, FactExpires, FactComing, Rehearse, Rehearsal, Instead, Now, Yes, No,
	NobodyReached, WaitsApproval, NowInstead, FactLangs, LangsMean string
	Langs map[string]string
	LangsSame, Kommuner, Fylker, Unreachable, AndMore, UnreachableRow, PictureFetched, Recipient, Recipients,
	Send, Plan, WhichOnes, AskApproval, Approve, ShowPreview, CorrectAll, Edit, Delete, DeleteYes, DeleteSure,
	Deleted, ApprovedBy, ApprovalWanted string

	// What waits for another coordinator after it was sent.
	AskedTitle, AskedWaits, AskedOther, AskedDenied, ActCorrect, ActWithdraw, ActResend, ActResendUnsure,
	ActRemind, Operator, Deny, ShowAsked, ShowStatus, TakeBack string

	// How far it has come.
	StateDraft, StateApproval, StateScheduled, StateStarting, StateSending, StateCorrecting, StateWithdrawing,
	StateStopping, StateDone, StateCorrected, StateCancelled, StateWithdrawn, StateExpired, SoonMeans,
	StoppedInTime, StateSoon, StateLeftOver string

	// What is counted.
	Progress, Skipped, FactSent, FactDeleted, FactWaiting, FactFailed, FactNotDeleted, FactUncertain,
	UncertainMeans, FactStopped, FactRead, ReadPersons, ReadPerson, Channel, NoKommune, NotRead, NotArrived,
	RemindedAt, AsOf string

	// What can be done, and what comes of it.
	Refresh, Correct, Withdraw, WithdrawSure, WithdrawYes, Stop, StopSure, StopYes, Resend, ResendIntro,
	ResendYes, ResendFailed, ResendUncertain, ResendNobody, Redelete, RedeleteIntro, RedeleteYes,
	RedeleteFailed, RedeleteUnsure, Remind, RemindNobody, RemindedAlready, Reminded, ShownBelow string

	// The report and the list.
	Report, Download, Show, Reuse, FileAbout, ReportTitle, ReportRow, ReportRead, ListTitle, ListNone,
	ListRow string

	// What cannot be done.
	SentToChat, Gone, NotNow, Changed string
}

// ForAnnouncing gives the coordinators' texts.
func ForAnnouncing() *Announcing { return &bokmal.Coordinators.Announcing }
