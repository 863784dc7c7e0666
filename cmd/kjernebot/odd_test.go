package main

import (
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"testing"

	"kjernebot/bot/bottest"
)

// oddValues are what stand where something else is expected.
var oddValues = []string{`null`, `true`, `7`, `-1e400`, `""`, `"x"`, `"\ud800"`, `"..\/..\/%2e%2e"`, `"\u202efdp.exe"`, `[]`, `{}`,
	`[null]`, `[[{}]]`, `{"id":null}`, `{"id":["x"],"type":{},"data":7}`, `"{\"op\":[]}"`}

// TestOddValuesAnywhere puts odd values in the place of every member of what Teams sends, over HTTP with a good token:
// each request is answered or refused, none fails. With KJERNEBOT_TEST_SHAPES=all it puts each value at each place.
func TestOddValuesAnywhere(t *testing.T) {
	t.Parallel()
	if raced {
		t.Skip("long, and run without the race detector")
	}
	teams := bottest.NewTeams(t)
	program := startApp(t, teams, map[string]string{"COORDINATORS": coordinator})
	s := &stage{Teams: teams, t: t}
	activities := doors(t, s)
	s.Quiet()
	n, step := 0, 5
	if os.Getenv("KJERNEBOT_TEST_SHAPES") == "all" {
		step = 1
	}
	for door, activity := range activities {
		good := strings.ReplaceAll(string(mustJSON(t, activity)), hole, "hei")
		for place := range places(decoded(t, json.RawMessage(good)), nil) {
			for i := len(place) % step; i < len(oddValues); i += step {
				value := oddValues[i]
				n++
				body := personal(good, n)
				changed := put(decoded(t, json.RawMessage(body)), strings.Split(place, "/"), json.RawMessage(value))
				status, _ := s.Post(mustJSON(t, changed))
				switch status {
				case 200, 400, 401, 403, 501:
				default:
					t.Errorf("%s with %s at %s: status %d", door, value, place, status)
				}
			}
		}
	}
	t.Logf("%d requests", n)
	if log := program.log.String(); strings.Contains(log, "panic") {
		t.Errorf("the program panicked:\n%s", log)
	}
}

// places are all that an activity has, as names and numbers with slashes between.
func places(v any, at []string) map[string]bool {
	all := map[string]bool{}
	add := func(name string, one any) {
		path := append(append([]string{}, at...), name)
		all[strings.Join(path, "/")] = true
		for place := range places(one, path) {
			all[place] = true
		}
	}
	switch v := v.(type) {
	case map[string]any:
		for name, one := range v {
			add(name, one)
		}
	case []any:
		for i, one := range v {
			add(fmt.Sprint(i), one)
		}
	}
	return all
}

// put puts a value at a place.
func put(v any, at []string, value any) any {
	if len(at) == 0 {
		return value
	}
	switch v := v.(type) {
	case map[string]any:
		v[at[0]] = put(v[at[0]], at[1:], value)
	case []any:
		var i int
		_, _ = fmt.Sscan(at[0], &i) // of places
		v[i] = put(v[i], at[1:], value)
	}
	return v
}
