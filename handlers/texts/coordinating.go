package texts

// Coordinating are the texts that only coordinators read, in bokmål.
type Coordinating struct {
	HelpIntro   string // what coordinators can do, a line each
	HelpPost    string
	HelpMembers string
	HelpSheet   string
	HelpDesk    string
	HelpGaps    string

	NewMember      string // heading
	Somebody       string // whose name is not known
	SaysBelongs    string // %s name, %s kommune
	BelongsTo      string // %s name, %s domain of the mail address, %s kommune
	WhereFrom      string // %s name
	WhereFromMail  string // %s name, %s domain
	WhyAsk         string
	Kommune        string // field
	KommuneHint    string
	KommuneMissing string
	KommuneNear    string // %s typed, %s kommune
	KommuneUnknown string // %s typed
	Confirm        string // button, %s kommune
	OtherKommune   string // button
	AddMember      string // button
	Decline        string // button
	Confirmed      string // %s person, %s kommune, %s who
	Declined       string // %s person, %s who
	Removed        string // %s person, %s kommune, %s who
	Returned       string // %s person, %s kommune
	DecidedElse    string // somebody else was quicker

	MembersTitle   string
	SayMembers     string // what a button says that shows them
	MembersNone    string
	MembersCount   string // %s persons, %s kommuner
	MembersOfOne   string
	MembersWaiting string // %d
	Person         string
	Persons        string
	OneKommune     string
	Kommuner       string
	Coordinators   string
	WholeTenant    string
	Nameless       string // %s end of the id
	DecideMember   string // button
	RemoveMember   string // button
	RemoveWhom     string // field
	RemoveMeans    string
	RemoveYes      string // button

	Imported      string // heading: the figures are in
	Unchanged     string // heading: everything was there already
	NotImported   string // heading: problems
	LookThrough   string // heading: warnings
	Rows          string // %d rows, %d new, %d changed, %d unchanged
	WeeksIn       string // %s weeks
	Problems      string // %d problems
	Warnings      string // %d warnings
	MoreProblems  string // %d more
	Accept        string // button
	AllChanges    string // button: all changes as a file
	Cancel        string // button
	Cancelled     string
	ChangesTitle  string // heading: figures that become others
	ChangeOf      string // headings of the table of changes
	ChangeFrom    string
	ChangeTo      string
	ChangesAbout  string // about the file
	SentTo        string // %d persons who get the week in their chat
	SeeOverview   string // button
	UndoImport    string // button
	Undone        string // %d new, %d changed
	UndoneAlready string
	BuiltOn       string // newer figures stand on it
	Expired       string // the sheet is not at hand any more
	FetchFailed   string
	TooLong       string // the import took too long for a chat
	Row           string // before its number
	HowTitle      string // heading: how figures get in
	How           string
	Template      string // button: an example of a sheet
	TemplateAbout string
	Nothing       string // nothing was stored

	InquiryTitle    string // heading of a question that was passed on
	FromUnknown     string // the kommune is not known
	StateOpen       string
	StateTaken      string // %s who
	StateAnswered   string // %s who
	SomeCoordinator string // whose name is not known
	FollowsUp       string // below a question that goes on from an answer: %s the question before
	OpenTitle       string // list of what is not answered
	OpenNone        string
	OpenOne         string
	OpenMany        string
	Take            string // button: a coordinator takes it
	WriteAnswer     string // button and field
	WriteAnswerHere string
	SendAnswer      string // button
	TakenAlready    string
	AnsweredAlready string
	AnswerSent      string
	DeskSet         string
	DeskElsewhere   string // the conversation is in another tenant

	Restored              string // the database was restored or copied
	RestoredMessages      string // %d messages
	RestoredAnnouncements string // %d announcements

	SignInEnds string // %s day: what the bot signs in to Teams with ends then

	GapsTitle    string // list of what had no good answer, %d days
	GapsNone     string // %d days
	GapsCount    string // %s questions, %s groups
	GapsAsked    string // %s times
	GapsFrom     string // %s kommuner
	GapsDeclined string
	GapsDisliked string
	GapsBoth     string // %s times declined, %s times disliked
	GapsNearest  string // %s topic
	GapsHow      string
	SeeNearest   string // button
	NotOurs      string // button
	SeeGaps      string // button
	SayGaps      string // what it says
	Time         string
	Times        string
	Question     string
	Questions    string
	Group        string
	Groups       string

	DeclinedKept    string // below a declined question of a coordinator
	Unconfirmed     string // a link that the project has not confirmed
	UnconfirmedMany string
}

// ForCoordinators gives the texts that only coordinators read.
func ForCoordinators() *Coordinating { return &bokmal.Coordinators.Coordinating }
