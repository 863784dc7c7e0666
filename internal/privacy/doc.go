// Package privacy finds national identity numbers and the like in text, so
// that nobody's personal data is searched, stored, logged or sent on.
package privacy
