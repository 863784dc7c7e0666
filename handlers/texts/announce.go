package texts

// Announcing is what coordinators read about announcements. They write in Norwegian to Norwegian kommuner, so this
// exists in bokmål only.
type Announcing struct {
	// The form: headings, fields with their hints, buttons, and what stands in its place afterwards.
	FormTitle, CorrectTitle, FormIntro, Title, TitleHint, Text, TextHint string
	OnNynorsk, OnEnglish                                                 string // behind the label of a field
	Link, Picture, AddressHint, PictureText, Important, Receipt          string
	Answers, AnswersHint                                                 string
	To, ToAll, ToChannels, ToMembers, ToKommuner, ToFylker               string
	List, ListHint, Date, Clock, WhenHint, EndDate, EndClock             string
	Repeat, Until, RepeatOnce, RepeatWeekly, RepeatMonthly, RepeatLast   string
	RepeatDay                                                            string // %s day of the month
	PartLanguages, PartExtras, PartTimes                                 string // buttons that show a part of it
	Preview, OwnWindow, FormUsed, DialogDone                             string

	// What is wrong with it.
	Mend                                 string // above the rest
	TitleMissing, TextMissing, ListEmpty string
	ClockMissing, DateMissing            string
	WhenUnreadable, WhenPast             string
	EndEarly, EndPast                    string // out of date before it is sent, and by now
	WhenNone                             string // no clock shows it
	RepeatMissing, RepeatFirst           string // a last day only, and no first one
	RepeatUntil                          string // no last day, or one before the first
	ListUnknown                          string // %s entries
	ListSeveral                          string // %s entry, %s the kommuner that it may be
	ListUnused                           string // %s what was chosen, %s what was written
	Or                                   string
	ChangedForm                          string // by somebody, meanwhile; the form has what was written here

	// The preview, of a new one and of a correction.
	PreviewLabel, PreviewTitle, CorrectLabel, CorrectIntro string
	PreviewNotice                                          string // %s title, for the notification
	FactTo, FactRecipients, FactWhen, FactReceipt          string
	FactRepeats, FactExpires, FactComing, Rehearse         string
	Rehearsal                                              string // beside the copy, %s language
	Instead                                                string // answers
	Now, Yes, No, NobodyReached, WaitsApproval             string
	NowInstead                                             string // %s the time that has been
	FactLangs, LangsMean                                   string
	Langs                                                  map[string]string
	LangsSame                                              string // of a correction, %s: languages in which it is not one
	Kommuner, Fylker, Unreachable, AndMore                 string // %d
	UnreachableRow                                         string // %s reason, %s who
	PictureFetched                                         string // %s host
	Recipient, Recipients                                  string
	Send, Plan                                             string // buttons, %s recipients
	WhichOnes                                              string // button: the names
	AskApproval, Approve, ShowPreview, CorrectAll          string // buttons
	Edit, Delete, DeleteYes                                string // buttons
	DeleteSure, Deleted                                    string
	ApprovedBy                                             string // %s
	ApprovalWanted                                         string // in the coordinators' channel: %s who, %s title

	// What waits for another coordinator after it was sent. The acts: %s who, %s title.
	AskedTitle, AskedWaits, AskedOther, AskedDenied                string
	ActCorrect, ActWithdraw, ActResend, ActResendUnsure, ActRemind string
	Operator                                                       string // who, from the shell
	Deny, ShowAsked, ShowStatus                                    string // buttons
	TakeBack                                                       string // button, of who asked

	// How far it has come.
	StateDraft, StateApproval, StateScheduled, StateStarting, StateSending string
	StateCorrecting, StateWithdrawing, StateStopping, StateDone            string
	StateCorrected, StateCancelled, StateWithdrawn                         string
	StateExpired, SoonMeans, StoppedInTime                                 string
	StateSoon                                                              string // %s clock
	StateLeftOver                                                          string // withdrawn, but not deleted everywhere

	// What is counted.
	Progress                                       string // %d of %d
	Skipped                                        string // %s time
	FactSent, FactDeleted, FactWaiting, FactFailed string
	FactNotDeleted, FactUncertain, UncertainMeans  string
	FactStopped, FactRead, ReadPersons, ReadPerson string
	Channel, NoKommune                             string
	NotRead                                        string // above the kommuner where nobody has read
	NotArrived                                     string // above the copies that did not arrive
	RemindedAt                                     string // %s
	AsOf                                           string // %s day, %s clock

	// What can be done, and what comes of it.
	Refresh, Correct                      string
	Withdraw, WithdrawSure, WithdrawYes   string
	Stop, StopSure, StopYes               string
	Resend, ResendIntro, ResendYes        string
	ResendFailed, ResendUncertain         string // %d
	ResendNobody                          string
	Redelete, RedeleteIntro, RedeleteYes  string // the same, of a withdrawn one
	RedeleteFailed, RedeleteUnsure        string // %d
	Remind, RemindNobody, RemindedAlready string
	Reminded                              string // %d
	ShownBelow                            string // in the place of a card that another one has followed

	// The report and the list.
	Report, Download, Show, Reuse string
	FileAbout, ReportTitle        string // %s
	ReportRow                     string // %d sent, %d copies
	ReportRead                    string // %d
	ListTitle, ListNone           string
	ListRow                       string // %s state, %s when

	// What cannot be done.
	SentToChat, Gone, NotNow, Changed string
}

// ForAnnouncing gives the coordinators' texts.
func ForAnnouncing() *Announcing { return &bokmal.Coordinators.Announcing }
