package store

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"kjernebot/internal/week"
)

// stored gives values the form in which both engines keep them: ids and the like as text, times, flags and weeks as
// numbers, asJSON as JSON. It refuses texts that PostgreSQL cannot hold, so that both engines take the same.
func stored(args []any) ([]any, error) {
	out := make([]any, len(args))
	for i, arg := range args {
		switch v := arg.(type) {
		case time.Time:
			out[i] = micros(v)
		case bool:
			out[i] = flag(v)
		case week.Week:
			out[i] = weekNumber(v)
		case asJSON:
			text, err := json.Marshal(v.value)
			if err != nil {
				return nil, fmt.Errorf("value %d: %w", i+1, err)
			}
			out[i] = string(text)
		default:
			out[i] = arg
			if text := reflect.ValueOf(arg); text.Kind() == reflect.String {
				out[i] = text.String()
			}
		}
		if text, ok := out[i].(string); ok && (strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text)) {
			return nil, fmt.Errorf("value %d has a zero byte or is not UTF-8: %w", i+1, ErrUnstorable)
		}
	}
	return out, nil
}

// What a column goes into that is stored in another form: a time, a flag, a week, and anything as JSON.
type (
	moment struct{ time *time.Time }
	yes    struct{ flag *bool }
	inWeek struct{ week *week.Week }
	asJSON struct{ value any } // a pointer where it is read, any value where it is written
)

func (m moment) Scan(column any) error {
	return number(column, func(n int64) { *m.time = fromMicros(n) })
}

func (y yes) Scan(column any) error { return number(column, func(n int64) { *y.flag = n != 0 }) }

func (w inWeek) Scan(column any) error { return number(column, func(n int64) { *w.week = weekOf(n) }) }

func (j asJSON) Scan(column any) error {
	text, ok := column.(string)
	if !ok {
		return fmt.Errorf("%T is no text", column)
	}
	return json.Unmarshal([]byte(text), j.value)
}

func number(column any, take func(int64)) error {
	n, ok := column.(int64)
	if !ok {
		return fmt.Errorf("%T is no number", column)
	}
	take(n)
	return nil
}

// micros is how a time is stored: microseconds in UTC, 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

// fromMicros is the opposite of micros.
func fromMicros(us int64) time.Time {
	if us == 0 {
		return time.Time{}
	}
	return time.UnixMicro(us).UTC()
}

// flag is how a bool is stored.
func flag(b bool) int64 {
	if b {
		return 1
	}
	return 0
}

// weekNumber is how a week is stored, 0 for the zero week; weekOf reads it back.
func weekNumber(w week.Week) int64 { return int64(w.Year)*100 + int64(w.Week) }
func weekOf(n int64) week.Week     { return week.Week{Year: int(n / 100), Week: int(n % 100)} }
