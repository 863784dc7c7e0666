package message

// SealedName is the member of a button's data under which what it carries travels; SealedMark is how it begins in JSON.
const (
	SealedName = "kjernebot"
	SealedMark = `"` + SealedName + `":`
)

// Sealed is what a button carries, an object. The endpoint puts a seal over it when the card leaves, and hands a click
// on only with what it sealed for that conversation; see bot.Seal. Submit and Execute seal their data by themselves.
type Sealed struct {
	Data any `json:"kjernebot"` // SealedName
}
