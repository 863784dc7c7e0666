package texts

// Announcing is what coordinators read about announcements. They write in Norwegian to Norwegian kommuner, so this
// exists in bokmål only.
type Announcing struct {
	// The form.
	FormTitle      string
	CorrectTitle   string
	FormIntro      string
	Title          string
	TitleHint      string
	Text           string
	TextHint       string
	Link           string
	Picture        string
	AddressHint    string
	PictureText    string
	Important      string
	Receipt        string
	To             string
	ToAll          string
	ToChannels     string
	ToMembers      string
	ToKommuner     string
	ToFylker       string
	List           string
	ListHint       string
	Date           string
	Clock          string
	WhenHint       string
	Preview        string // button
	OwnWindow      string // button
	Mend           string // above what is wrong
	TitleMissing   string // by the field, when nothing stands in it
	TextMissing    string
	ListUnknown    string // %s entries
	ListSeveral    string // %s entry, %s the kommuner that it may be
	ListUnused     string // %s what was chosen, %s what was written
	Or             string
	ListEmpty      string
	ClockMissing   string
	DateMissing    string
	WhenUnreadable string
	WhenNone       string // no clock shows it
	WhenPast       string
	ChangedForm    string // somebody changed it meanwhile; the form has what was written here
	FormUsed       string // stands where the form was
	DialogDone     string

	// The preview.
	PreviewLabel   string
	PreviewTitle   string
	PreviewNotice  string // %s title, for the notification
	FactTo         string
	FactRecipients string
	FactWhen       string
	FactReceipt    string
	Now            string
	NowInstead     string // %s the time that has been
	Yes            string
	No             string
	Kommuner       string // %d
	Fylker         string // %d
	WhichOnes      string // button: the names
	Unreachable    string // %d
	UnreachableRow string // %s reason, %s who
	AndMore        string // %d more
	NobodyReached  string
	PictureFetched string // %s host
	Send           string // button, %s recipients
	Plan           string // button, %s recipients
	AskApproval    string // button
	Approve        string // button
	WaitsApproval  string
	ApprovedBy     string // %s
	Recipient      string
	Recipients     string
	Edit           string
	Delete         string
	DeleteSure     string
	DeleteYes      string
	Deleted        string
	CorrectLabel   string
	CorrectIntro   string
	CorrectAll     string // button
	ApprovalWanted string // in the coordinators' channel: %s who, %s title
	ShowPreview    string // button

	// What waits for another coordinator after it was sent. The acts: %s who, %s title.
	AskedTitle      string
	AskedWaits      string
	AskedOther      string
	AskedDenied     string
	ActCorrect      string
	ActWithdraw     string
	ActResend       string
	ActResendUnsure string
	ActRemind       string
	Operator        string // who, from the shell
	Deny            string // button
	TakeBack        string // button, of who asked
	ShowAsked       string // button
	ShowStatus      string // button

	// How it goes.
	StateDraft       string
	StateApproval    string
	StateScheduled   string
	StateStarting    string
	StateSending     string
	StateCorrecting  string
	StateWithdrawing string
	StateStopping    string
	StateDone        string
	StateCorrected   string
	StateCancelled   string
	StateWithdrawn   string
	StateLeftOver    string // withdrawn, but not deleted everywhere
	Progress         string // %d of %d
	FactSent         string
	FactDeleted      string
	FactWaiting      string
	FactFailed       string
	FactNotDeleted   string
	FactUncertain    string
	FactStopped      string
	FactRead         string
	ReadPersons      string
	ReadPerson       string
	NotRead          string // above the kommuner where nobody has read
	NotArrived       string // above the copies that did not arrive
	Channel          string
	NoKommune        string
	UncertainMeans   string
	RemindedAt       string // %s
	AsOf             string // %s day, %s clock
	ShownBelow       string // in the place of a card that another one has followed
	Refresh          string
	Correct          string
	Withdraw         string
	WithdrawSure     string
	WithdrawYes      string
	Stop             string
	StopSure         string
	StopYes          string
	Resend           string
	ResendIntro      string
	ResendFailed     string // %d
	ResendUncertain  string // %d
	ResendYes        string
	ResendNobody     string
	Redelete         string // the same, of a withdrawn one
	RedeleteIntro    string
	RedeleteFailed   string // %d
	RedeleteUnsure   string // %d
	RedeleteYes      string
	Remind           string
	Reminded         string // %d
	RemindNobody     string
	RemindedAlready  string
	Report           string
	Download         string
	FileAbout        string // %s

	// The report and the list.
	ReportTitle string // %s
	ReportRow   string // %d sent, %d copies
	ReportRead  string // %d
	ListTitle   string
	ListNone    string
	ListRow     string // %s state, %s when
	Show        string
	Reuse       string

	// What cannot be done.
	SentToChat string
	Gone       string
	NotNow     string
	Changed    string
}

// ForAnnouncing gives the coordinators' texts.
func ForAnnouncing() *Announcing { return &bokmal.Coordinators.Announcing }
