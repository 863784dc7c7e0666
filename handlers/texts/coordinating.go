package texts

// Coordinating are the texts that only coordinators read, in bokmål.
type Coordinating struct {
	// What coordinators can do, a line each.
	HelpIntro, HelpPost, HelpMembers, HelpSheet, HelpDesk, HelpGaps, HelpMonday string

	// Who belongs where.
	NewMember                 string // heading
	Somebody                  string // whose name is not known
	SaysBelongs               string // %s name, %s kommune
	BelongsTo                 string // %s name, %s domain of the mail address, %s kommune
	WhereFrom                 string // %s name
	WhereFromMail             string // %s name, %s domain
	WhyAsk                    string
	Kommune, KommuneHint      string // field
	KommuneMissing            string
	KommuneNear               string // %s typed, %s kommune
	KommuneUnknown            string // %s typed
	Confirm                   string // button, %s kommune
	OtherKommune, AddMember   string // buttons
	Decline                   string // button
	Confirmed, Removed        string // %s person, %s kommune, %s who
	Declined                  string // %s person, %s who
	Returned                  string // %s person, %s kommune
	DecidedElse               string // somebody else was quicker
	MembersTitle, MembersNone string
	SayMembers                string // what a button says that shows them
	MembersCount              string // %s persons, %s kommuner
	MembersOfOne              string
	MembersWaiting            string // %d
	Person, Persons           string
	OneKommune, Kommuner      string
	Coordinators, WholeTenant string
	Nameless                  string // %s end of the id
	DecideMember              string // button
	RemoveMember, RemoveYes   string // buttons
	RemoveWhom                string // field
	RemoveMeans               string
	ChangeMember, ChangeWhom  string // button, field
	AddKommune, MoveMember    string // buttons: one kommune more, another kommune instead

	// Sheets of figures. Imported, Unchanged, NotImported and LookThrough are headings: the figures are in, everything
	// was there already, problems, warnings.
	Imported, Unchanged, NotImported, LookThrough string
	Rows                                          string // %d rows, %d new, %d changed, %d unchanged
	WeeksIn                                       string // %s weeks
	Problems, Warnings                            string // %d
	MoreProblems                                  string // %d more
	Accept, Cancel, SeeOverview, UndoImport       string // buttons
	AllChanges                                    string // button: all changes as a file
	Cancelled                                     string
	ChangesTitle                                  string // heading: figures that become others
	ChangeOf, ChangeFrom, ChangeTo                string // headings of the table of changes
	ChangesAbout, TemplateAbout                   string // about the files
	SentTo                                        string // %d persons who get the week in their chat
	Undone                                        string // %d new, %d changed
	UndoneAlready                                 string
	BuiltOn                                       string // newer figures stand on it
	Expired                                       string // the sheet is not at hand any more
	FetchFailed                                   string
	TooLong                                       string // the import took too long for a chat
	Row                                           string // before its number
	HowTitle, How                                 string // how figures get in
	Template                                      string // button: an example of a sheet
	Nothing                                       string // nothing was stored

	// Questions that were passed on.
	InquiryTitle                 string // heading
	FromUnknown                  string // the kommune is not known
	StateOpen                    string
	StateTaken, StateAnswered    string // %s who
	SomeCoordinator              string // whose name is not known
	FollowsUp                    string // goes on from an answer: %s the question before
	OpenTitle, OpenNone          string // list of what is not answered
	OpenOne, OpenMany            string
	Take                         string // button: a coordinator takes it
	WriteAnswer, WriteAnswerHere string // button and field
	SendAnswer                   string // button
	TakenAlready                 string
	AnsweredAlready, AnswerSent  string
	// An answer that the guide learns from.
	Teach struct {
		Use, Try, Publish, Undo, File string // buttons
		About, Question, Title, Text  string // what stands over the form, its fields
		Trying, Wrong                 string
		WillAnswer, WillNot, Compared string // headings of what was tried; %d questions better, %d worse
		Published, Undone, NotHere    string // the last with a file instead
	}
	DeskSet       string
	DeskElsewhere string // the conversation is in another tenant

	// The bot itself.
	Restored              string // the database was restored or copied
	RestoredMessages      string // %d messages
	RestoredAnnouncements string // %d announcements
	SignInEnds            string // %s day: what the bot signs in to Teams with ends then

	// What the week has brought.
	Monday struct {
		Title                                     string
		Figures, Open, Announcements, Board, Gaps string // buttons
		NotIn                                     string // %s week
		Changes                                   string // %s, each as Changed
		Changed                                   string // %s kommune, %s usual, %s now
		Waiting                                   string // %s questions, %s day
		Read                                      string // %s title, %d sent, %d read
		Sent                                      string // %s title, %d sent
		Moved                                     string // %d kommuner
		Stuck                                     string // %d kommuner, %s, each as StuckAt
		StuckAt                                   string // %s kommune, %s step
		NoAnswer                                  string // %s questions, %s groups
		Quiet, Stop                               string
		Unwanted, Wanted                          string // stopped, started again
	}

	// What had no good answer.
	GapsTitle, GapsNone          string // %d days
	GapsCount                    string // %s questions, %s groups
	GapsAsked                    string // %s times
	GapsFrom                     string // %s kommuner
	GapsDeclined, GapsDisliked   string
	GapsBoth                     string // %s times declined, %s times disliked
	GapsNearest                  string // %s topic
	GapsHow                      string
	SeeNearest, NotOurs, SeeGaps string // buttons
	SayGaps                      string // what SeeGaps says
	Time, Times                  string
	Question, Questions          string
	Group, Groups                string
	DeclinedKept                 string // below a declined question of a coordinator
	Unconfirmed, UnconfirmedMany string // links that the project has not confirmed
}

// ForCoordinators gives the texts that only coordinators read.
func ForCoordinators() *Coordinating { return &bokmal.Coordinators.Coordinating }
