package members

import (
	"context"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"strings"
	"testing"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
)

func TestReadSaysWhatItDidNotUnderstand(t *testing.T) {
	const head = "tenant,person,kommune,role\n"
	for name, c := range map[string]struct{ file, want string }{
		"a member":       {head + "T1,P1,5001,member\n", "t1/p1 5001 member\n"},
		"a whole tenant": {head + "t1,,Tråante,Member\n", "t1/ 5001 member\n"},
		"a coordinator":  {head + "t1,p1,,coordinator\n", "t1/p1  coordinator\n"},
		"any order":      {"\uFEFFRole;Kommune;Person;Tenant\nmember;301;p1;t1\n", "t1/p1 0301 member\n"},
		"empty":          {"", "0 : fila er tom\n"},
		"no role": {"tenant,person,kommune\nt1,p1,5001\n",
			"1 role: mangler kolonnen «role»: overskriftene er tenant, person, kommune og role\n"},
		"an address": {head + "t1,kari.nordmann@example.org,5001,member\n",
			"2 person: dette er ikke en objekt-id fra Entra: den ser ut som 11111111-2222-3333-4444-555555555555, ikke som " +
				"et navn eller en adresse\n"},
		"no tenant": {head + ",p1,5001,member\n",
			"2 tenant: dette er ikke en leietaker-id: den ser ut som 11111111-2222-3333-4444-555555555555\n"},
		"unknown role": {head + "t1,p1,5001,admin\n",
			"2 role: «admin» er ikke en rolle: skriv member eller coordinator\n"},
		"revoked is none": {head + "t1,p1,5001,revoked\n",
			"2 role: «revoked» er ikke en rolle: skriv member eller coordinator\n"},
		"nobody of all": {head + "t1,,,coordinator\n",
			"2 person: en koordinator må være en person, ikke en hel leietaker\n"},
		"no kommune": {head + "t1,p1,,member\n", "2 kommune: mangler kommune: skriv kommunenummer eller navn\n"},
		"unknown kommune": {head + "t1,p1,3024,member\nt1,p2,Herøy,member\n",
			"2 kommune: det finnes ingen kommune med nummeret 3024 i dag\n3 kommune: «Herøy» er ikke navnet på én kommune: " +
				"skriv kommunenummeret\n"},
		"not closed": {head + "t1,\"p1,5001,member\nt1,p2,5001,member\n",
			"2 : anførselstegnet som åpnes i denne raden, blir aldri lukket\n"},
		"unused column": {"tenant,person,kommune,role,navn\nt1,p1,5001,member,Kari\n",
			"1 navn: kolonnen brukes ikke, eller står to ganger: ta den bort\n"},
		"one too many": {head + "t1,p1,5001,member,x\n", "2 E: her står det noe uten overskrift: ta det bort\n"},
		"several kommuner": {head + "t1,p1,5001,member\nt1,p2,,coordinator\n\nT1,P1,Oslo,member\n",
			"t1/p1 0301,5001 member\nt1/p2  coordinator\n"},
		"twice": {head + "t1,p1,5001,member\n\nT1,P1,Trondheim,member\nt1,p2,,coordinator\nt1,p2,0301,coordinator\n",
			"4 person: står også i rad 2\n6 person: står også i rad 5\n"},
		"a whole tenant twice": {head + "t1,,5001,member\nt1,,0301,member\n", "3 person: står også i rad 2\n"},
		"two roles": {head + "t1,p1,5001,member\nt1,p1,0301,coordinator\n",
			"3 role: har en annen rolle i rad 2: skriv den samme i alle radene til en person\n"},
	} {
		rows, problems, err := Read(t.Context(), "members.csv", []byte(c.file), kommune.New())
		if err != nil {
			t.Fatal(err)
		}
		var b strings.Builder
		for _, r := range rows {
			fmt.Fprintf(&b, "%s %s %s\n", r.Person, r.Kommune, r.Role)
		}
		for _, p := range problems {
			fmt.Fprintf(&b, "%d %s: %s\n", p.Row, p.Column, p.Text)
		}
		if b.String() != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, b.String(), c.want)
		}
	}
}

func TestOnlyACoordinatorChangesRights(t *testing.T) {
	d := NewDirectory(nil, "home", nil) // a store that nobody may reach
	for _, a := range []Access{{}, {person: message.NewPerson("t", "p"), row: Row{Kommune: "5001", Role: Member}}} {
		ctx, who := t.Context(), message.NewPerson("t", "p")
		_, _, put := d.Put(ctx, a, []Row{{Person: who, Kommune: "5001", Role: Member}})
		_, list := d.List(ctx, a)
		_, waiting := d.Suggestions(ctx, a)
		for i, err := range []error{put, list, waiting, d.Revoke(ctx, a, who), d.Decide(ctx, a, who, "5001"),
			d.Decide(ctx, a, who, "")} {
			if !errors.Is(err, ErrNotAllowed) {
				t.Errorf("call %d by %v: %v", i, a, err)
			}
		}
	}
}

// TestOnlyTheCommandLineIsTheOperator: a message from outside may never get the operator's right.
func TestOnlyTheCommandLineIsTheOperator(t *testing.T) {
	calls := 0
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		dir := filepath.ToSlash(filepath.Dir(path))
		if strings.HasSuffix(dir, "internal/members") || strings.Contains(dir, "cmd/") || strings.HasSuffix(dir, "test") {
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return nil //nolint:nilerr // a file that does not compile is told by the compiler
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if s, ok := n.(*ast.SelectorExpr); ok && s.Sel.Name == "Operator" {
				if x, ok := s.X.(*ast.Ident); ok && x.Name == "members" {
					t.Errorf("%s makes itself the operator", path)
				}
			}
			return true
		})
		calls++
		return nil
	})
	if err != nil || calls < 50 {
		t.Errorf("%d files looked at, %v", calls, err)
	}
}

// noRows is a store without rows.
type noRows struct{ Store }

func (noRows) MemberRows(context.Context, message.Person) ([]Row, error) { return nil, nil }

func TestNobodyIsKnownWithoutARow(t *testing.T) {
	d := NewDirectory(noRows{}, "", []string{"p1"})
	for _, id := range []message.Person{{}, message.NewPerson("t", ""), message.NewPerson("t", "p1"),
		message.NewPerson("", "p1")} {
		if a, err := d.Resolve(t.Context(), id); err != nil || a.Known() || a.Coordinates() {
			t.Errorf("%v: %+v, %v", id, a, err)
		}
	}
}
