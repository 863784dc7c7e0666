package store

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"
	"unicode/utf8"

	"kjernebot/internal/week"
)

// keyLimit is the longest key, in bytes: PostgreSQL cannot index more than about 2,700.
const keyLimit = 2000

// key is a value that an index has. All keys of a statement together are no longer than keyLimit.
type key string

// stored gives values the form in which both engines keep them: ids and the like as text, times, flags and weeks as
// numbers, and what is made of several as JSON. Fields may be given as scan takes them. It refuses texts that PostgreSQL
// cannot hold, and keys that it cannot index, so that both engines take the same. What it has given it gives again.
func stored(args []any) ([]any, error) {
	out, keys := make([]any, len(args)), 0
	for i, arg := range args {
		if field := reflect.ValueOf(arg); field.Kind() == reflect.Pointer && !field.IsNil() {
			arg = field.Elem().Interface()
		}
		switch v := arg.(type) {
		case audienceText:
			out[i] = v.String()
		case time.Time:
			out[i] = micros(v)
		case bool:
			out[i] = int64(0)
			if v {
				out[i] = int64(1)
			}
		case week.Week:
			out[i] = weekNumber(v)
		case []byte:
			out[i] = v
		case key:
			out[i] = string(v)
			keys += len(v)
		default:
			switch value := reflect.ValueOf(arg); {
			case value.Kind() == reflect.String:
				out[i] = value.String()
			case composed(value.Kind()):
				text, err := json.Marshal(arg)
				if err != nil {
					return nil, fmt.Errorf("value %d: %w", i+1, err)
				}
				out[i] = string(text)
			default:
				out[i] = arg
			}
		}
		if text, ok := out[i].(string); ok && (strings.IndexByte(text, 0) >= 0 || !utf8.ValidString(text)) {
			return nil, fmt.Errorf("value %d has a zero byte or is not UTF-8: %w", i+1, ErrUnstorable)
		}
	}
	if keys > keyLimit {
		return nil, fmt.Errorf("a key of %d bytes, %d are allowed: %w", keys, keyLimit, ErrUnstorable)
	}
	return out, nil
}

// composed tells what is stored as JSON.
func composed(k reflect.Kind) bool {
	return k == reflect.Struct || k == reflect.Slice || k == reflect.Map || k == reflect.Pointer
}

// scan reads a row into dest, of which each takes the form that stored has given.
func scan(rows *sql.Rows, dest ...any) error {
	for i, d := range dest {
		switch v := d.(type) {
		case *time.Time:
			dest[i] = number(func(n int64) { *v = fromMicros(n) })
		case *bool:
			dest[i] = number(func(n int64) { *v = n != 0 })
		case *week.Week:
			dest[i] = number(func(n int64) { *v = weekOf(n) })
		case sql.Scanner, *[]byte:
		default:
			if composed(reflect.TypeOf(d).Elem().Kind()) {
				dest[i] = inJSON{d}
			}
		}
	}
	return rows.Scan(dest...)
}

// number takes a column that holds one.
type number func(int64)

func (take number) Scan(column any) error {
	n, ok := column.(int64)
	if !ok {
		return fmt.Errorf("%T is no number", column)
	}
	take(n)
	return nil
}

// errBroken: something is stored that this program did not write.
var errBroken = errors.New("cannot be read")

// inJSON takes a column that holds something in JSON, or nothing.
type inJSON struct{ value any }

func (j inJSON) Scan(column any) error {
	text, ok := column.(string)
	if !ok {
		return fmt.Errorf("%T is no text", column)
	}
	if err := json.Unmarshal([]byte(cmp.Or(text, "null")), j.value); err != nil {
		return fmt.Errorf("%w: %w", errBroken, err)
	}
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

// weekNumber is how a week is stored, 0 for the zero week; weekOf reads it back.
func weekNumber(w week.Week) int64 { return int64(w.Year)*100 + int64(w.Week) }
func weekOf(n int64) week.Week     { return week.Week{Year: int(n / 100), Week: int(n % 100)} }
