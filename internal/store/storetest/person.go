package storetest

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"kjernebot/bot/message"
)

// somebody is a person as the tables know them.
type somebody struct {
	object, chat, user, mark string
}

func (p somebody) ids() []string { return []string{p.object, p.chat, p.user} }

// value is what a column of a table says of the person: ids by the names of columns, in JSON for what holds an address.
func (p somebody) value(table, column, kind string) any {
	json := fmt.Sprintf(`{"tenant":%q,"object":%q,"id":%q,"user":%q}`, tenant, strings.ToUpper(p.object), p.chat, p.user)
	switch {
	case strings.Contains(kind, "INT") || strings.Contains(kind, "int"):
		return len(p.mark)
	case kind == "BLOB" || kind == "bytea":
		return []byte(p.mark)
	case column == "tenant" || column == "by_tenant":
		return string(tenant)
	case table == "audit" && (column == "who" || column == "subject"):
		return string(tenant) + "/" + strings.ToUpper(p.object)
	case table == "conversations" && column == "person":
		return p.user
	case table == "conversations" && column == "id", column == "conversation":
		return p.chat
	case table == "inquiries" && column == "by_whom", column == "person", column == "object", column == "by_person":
		return p.object
	case column == "address", column == "asker", column == "author", column == "asked", column == "turn", column == "by_whom":
		return json
	case column == "approved", column == "unreachable":
		return "[" + json + "]"
	case column == "unique_key":
		return p.mark + " " + p.object
	}
	return p.mark
}

// columnsOf lists the tables with their columns and kinds.
func columnsOf(t *testing.T, db *sql.DB, sqlite bool) map[string][][2]string {
	t.Helper()
	query := `SELECT table_name, column_name, data_type FROM information_schema.columns WHERE table_schema = current_schema()`
	if sqlite {
		query = `SELECT m.name, c.name, c.type FROM sqlite_master m, pragma_table_info(m.name) c
			WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'`
	}
	rows, err := db.QueryContext(t.Context(), query)
	must(t, err)
	defer func() { _ = rows.Close() }()
	all := map[string][][2]string{}
	for rows.Next() {
		var table, column, kind string
		must(t, rows.Scan(&table, &column, &kind))
		if table != "goose_db_version" && table != "generation" && table != "usage_head" && table != "gates" {
			all[table] = append(all[table], [2]string{column, kind})
		}
	}
	must(t, rows.Err())
	return all
}

// runPerson: what the database knows of a person is all told and all forgotten, in every table there is, and nothing of
// somebody else is.
func runPerson(t *testing.T, newDSN func(testing.TB) string) {
	dsn := newDSN(t)
	db := Open(t, dsn)
	path, sqlite := strings.CutPrefix(dsn, "sqlite:")
	driver, override := "pgx", "OVERRIDING SYSTEM VALUE" // ids that count up by themselves
	if sqlite {
		driver, override, dsn = "sqlite", "", path+"?_pragma=busy_timeout(5000)"
	}
	raw, err := sql.Open(driver, dsn)
	must(t, err)
	one := somebody{"aaaaaaaa-0000-4000-8000-00000000000a", "a:one-chat", "29:one-user", "x"}
	other := somebody{"bbbbbbbb-0000-4000-8000-00000000000b", "a:other-chat", "29:other-user", "yy"}
	tables := columnsOf(t, raw, sqlite)
	for table, columns := range tables {
		for _, p := range []somebody{one, other} {
			var names, places []string
			var values []any
			for i, c := range columns {
				names, places = append(names, c[0]), append(places, fmt.Sprintf("$%d", i+1))
				values = append(values, p.value(table, c[0], c[1]))
			}
			_, err := raw.ExecContext(t.Context(), `INSERT INTO `+table+` (`+strings.Join(names, ", ")+`) `+
				override+` VALUES (`+strings.Join(places, ", ")+`)`, values...)
			if err != nil {
				t.Fatalf("%s: %v", table, err)
			}
		}
	}
	if !sqlite { // what is forgotten is noted with an id that PostgreSQL counts itself
		Exec(t, dsn, `ALTER TABLE audit ALTER COLUMN id RESTART WITH 10`)
	}
	// knows counts the places that know a person, by table.
	knows := func(p somebody) map[string]int {
		found := map[string]int{}
		for table, columns := range tables {
			for _, c := range columns {
				for _, id := range p.ids() {
					var n int
					must(t, raw.QueryRowContext(t.Context(), `SELECT count(*) FROM `+table+` WHERE lower(CAST(`+c[0]+` AS TEXT)) LIKE $1`,
						"%"+id+"%").Scan(&n))
					if n > 0 {
						found[table] += n
					}
				}
			}
		}
		return found
	}
	before, others := knows(one), knows(other)
	person := message.NewPerson(string(tenant), one.object)
	export, err := db.ExportPerson(t.Context(), person)
	must(t, err)
	for table := range before {
		if len(export[table]) == 0 || !strings.Contains(strings.ToLower(fmt.Sprintf("%s", export[table])), one.ids()[0]) &&
			!strings.Contains(fmt.Sprintf("%s", export[table]), one.chat) {
			t.Errorf("%s is not told", table)
		}
	}
	if text := fmt.Sprintf("%s", export); strings.Contains(strings.ToLower(text), other.object) {
		t.Error("somebody else is told")
	}
	forgotten, err := db.ForgetPerson(t.Context(), person)
	must(t, err)
	if len(before) < 15 || len(forgotten) < 15 {
		t.Errorf("%d tables knew the person, %d forgot: %v", len(before), len(forgotten), forgotten)
	}
	if left := knows(one); len(left) > 0 {
		t.Errorf("still known: %v", left)
	}
	if now := knows(other); fmt.Sprint(now) != fmt.Sprint(others) {
		t.Errorf("of somebody else %v is left, of %v", now, others)
	}
	must(t, errors.Join(raw.Close(), db.Close()))
	if !sqlite {
		return
	}
	for _, end := range []string{"", "-wal", ".generation"} {
		file, _ := os.ReadFile(path + end)
		for _, id := range one.ids() {
			if n := bytes.Count(bytes.ToLower(file), []byte(id)); n > 0 {
				t.Errorf("%s is %d times in the file%s", id, n, end)
			}
		}
	}
}
