package config

import (
	"slices"
	"strings"
)

// Feature is something that newer Teams can do. Each can be switched off by its name in TEAMS_WITHOUT; where Teams
// refuses it the bot does the same the older way.
type Feature struct{ Name, Does string }

// Features are all of them.
func Features() []Feature {
	return []Feature{
		{"targeted", "in channels and groups figures, help and refusals only the person sees; else by the own chat"},
		{"slash", "commands after / whose answers only the asker sees, in the app package"},
		{"prompts", "questions to begin with, in the app package"},
		{"reactions", "signs on a question that was passed on, taken and answered, beside the words"},
		{"suggestions", "what to ask next below a text in a personal chat"},
		{"typeahead", "kommuner offered while somebody types; else a field to write in"},
		{"quotes", "the question above an answer that comes later; else the answer says it"},
	}
}

// Teams reports whether a feature is on.
func (c Config) Teams(feature string) bool { return !slices.Contains(c.TeamsWithout, feature) }

// features reads a list of features.
func (r *reader) features(name string) []string {
	var known []string
	for _, f := range Features() {
		known = append(known, f.Name)
	}
	without := list(strings.ToLower(r.text(name, "")))
	if slices.ContainsFunc(without, func(f string) bool { return !slices.Contains(known, f) }) {
		r.problem(name, "expected some of %s with commas between; such as %s=%s", strings.Join(known, ", "), name, known[0])
	}
	return without
}
