package storetest

import (
	"cmp"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"kjernebot/bot/message"
	"kjernebot/internal/kommune"
	"kjernebot/internal/usage"
	"kjernebot/internal/week"
)

// attackVariable says how many tables (one kommune's week each) the attack makes; without it, few.
const attackVariable = "KJERNEBOT_TEST_ATTACK"

// attack is somebody who reads all that they can after each of many imports, and reckons with everything together: sums
// of units and professions, users and lookups, earlier and later versions, the national total less what they know. They
// know which figures came with which import, and that what did not come again has not changed.
func attack(t *testing.T, newDSN func(testing.TB) string) {
	tables := 250
	if n, err := strconv.Atoi(os.Getenv(attackVariable)); err == nil {
		tables = n
	}
	var all spoils
	for seed := uint64(1); all.tables < tables; seed++ {
		w := newWorld(t, newDSN(t), rand.New(rand.NewPCG(seed, 4)))
		w.play()
		all.add(w.spoils)
	}
	t.Logf("%s", all)
	if all.told+all.narrowed+all.others+all.dashes+all.unsure > 0 {
		t.Errorf("disclosed: %s", all)
	}
	if all.small < all.tables || all.shown*20 < all.small || all.national*20 < all.tables {
		t.Errorf("the test tests little: %s", all)
	}
}

// spoils is what the attackers found.
type spoils struct {
	worlds, tables, imports, readers int
	cells, given                     int // figures that were imported, and that were shown as a number at some time
	small, shown                     int // head counts of 1 to 4, and how many of them were shown as <5
	told, narrowed                   int // of these: those that are certain, and those that cannot be each of 1 to 4
	dashes                           int // hidden to protect others, and certain
	others                           int // figures of another kommune that a member knows
	national                         int // national totals shown
	unsure                           int // that the solver did not find out
}

func (s *spoils) add(o spoils) {
	s.worlds++
	s.tables, s.imports, s.readers = s.tables+o.tables, s.imports+o.imports, s.readers+o.readers
	s.cells, s.given, s.small, s.shown = s.cells+o.cells, s.given+o.given, s.small+o.small, s.shown+o.shown
	s.told, s.narrowed, s.dashes, s.others = s.told+o.told, s.narrowed+o.narrowed, s.dashes+o.dashes, s.others+o.others
	s.national, s.unsure = s.national+o.national, s.unsure+o.unsure
}

func (s spoils) String() string {
	return fmt.Sprintf("%d databases, %d tables, %d imports, %d readers; %d of %d figures given, %d national totals; "+
		"%d small head counts, "+
		"%d shown as <5: %d told exactly, %d narrowed; %d dashes told, %d figures of others told, %d not found out",
		s.worlds, s.tables, s.imports, s.readers, s.given, s.cells, s.national, s.small, s.shown, s.told, s.narrowed, s.dashes, s.others, s.unsure)
}

// world is a database with some kommuner and weeks, and the truth about them.
type world struct {
	*figures // the replica that serves now
	replicas [2]*figures
	dice     *rand.Rand
	kommuner []kommune.Number
	weeks    []week.Week
	tables   map[tableID]*truth
	now      time.Time
	stored   map[usage.Key]int          // the number behind each figure that counts now
	past     map[usage.Key][]int        // the numbers that stood there, of totals
	counted  map[usage.Key][]int        // those of a kommune's total that may count in the national one
	ever     map[storedNumber]usage.Key // every number that was ever stored
	readers  []*reader
	spoils   spoils
}

type tableID struct {
	kommune kommune.Number
	week    week.Week
}

// storedNumber is a number of a table.
type storedNumber struct {
	tableID
	number int
}

func (a storedNumber) compare(b storedNumber) int {
	return cmp.Or(cmp.Compare(a.kommune, b.kommune), a.week.Compare(b.week), cmp.Compare(a.number, b.number))
}

func newWorld(t *testing.T, dsn string, dice *rand.Rand) *world {
	w := &world{replicas: [2]*figures{newFigures(t, dsn), newFigures(t, dsn)}, dice: dice, tables: map[tableID]*truth{}, stored: map[usage.Key]int{},
		past: map[usage.Key][]int{}, counted: map[usage.Key][]int{}, ever: map[storedNumber]usage.Key{}}
	w.now = time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC) // in week 48
	for _, f := range w.replicas {
		f.Now = func() time.Time { return w.now }
		f.db.Now = func() time.Time { w.now = w.now.Add(time.Second); return w.now }
	}
	w.any()
	w.kommuner = []kommune.Number{"0301", "1103", "3301", "4601", "5001", "5501", "1505", "3201"}[:4+dice.IntN(5)]
	for n := range 4 {
		w.weeks = append(w.weeks, week.Week{Year: 2026, Week: 44 + n}) // some are closed, some are not
	}
	who := people(t, w.db)
	w.readers = append(w.readers, &reader{who: "coordinator", Viewer: usage.NewViewer(who["coordinator"], usage.Own)})
	for name, n := range map[string]kommune.Numbers{"trondheim": "5001", "oslo": "0301", "bergen": "4601",
		"both": "4601,5001", "four": "0301,1103,4601,5001"} {
		w.readers = append(w.readers, &reader{who: name, own: n, Viewer: usage.NewViewer(who[name], usage.Own)})
	}
	for _, r := range w.readers {
		r.country, r.given = map[usage.Key]int64{}, map[usage.Key]bool{}
	}
	w.spoils.readers = len(w.readers)
	for _, wk := range w.weeks {
		for _, n := range w.kommuner {
			w.tables[tableID{n, wk}] = newTruth(dice)
			w.spoils.tables++
		}
	}
	return w
}

// any lets either of two replicas serve what comes next: what one keeps in memory must not tell more than the database.
func (w *world) any() { w.figures = w.replicas[w.dice.IntN(2)] }

// play imports everything in some order and some of it anew, and lets everybody read after each step.
func (w *world) play() {
	corrected := map[tableID]bool{}
	for i, rows := range w.chunks() {
		before, counted := maps.Clone(w.stored), maps.Clone(w.counted)
		w.put(rows)
		w.read()
		if w.dice.IntN(8) == 0 {
			w.any()
			_, err := w.Undo(w.Context(), operator(), message.Person{}, 0)
			must(w, err)
			w.stored, w.counted = before, counted
			w.read()
			w.put(rows)
			w.read()
		}
		if i == 1 || w.dice.IntN(6) == 0 {
			w.now = w.now.AddDate(0, 0, 7)
			w.read()
		}
	}
	for range w.dice.IntN(4) {
		id := tableID{w.kommuner[w.dice.IntN(len(w.kommuner))], w.weeks[w.dice.IntN(len(w.weeks))]}
		if corrected[id] {
			continue
		}
		corrected[id] = true
		w.put(w.tables[id].correct(w.dice, id))
		w.read()
	}
	w.now = w.now.AddDate(0, 0, 21)
	w.read()
	for _, r := range w.readers {
		w.judge(r)
	}
	w.spoils.cells = len(w.stored)
	w.spoils.given = len(w.readers[0].given)
	w.spoils.national = len(w.readers[0].country)
}

// row is a figure on its way into the database: the number of its table's truth.
type row struct {
	usage.Key
	number int
}

// chunks are the rows of all tables, in the imports in which they come.
func (w *world) chunks() [][]row {
	var rows []row
	for _, n := range w.kommuner {
		for _, wk := range w.weeks {
			rows = append(rows, w.tables[tableID{n, wk}].rows(tableID{n, wk})...)
		}
	}
	by := map[int][]row{}
	parts := 2 + w.dice.IntN(3)
	mode := w.dice.IntN(5)
	dealt := map[[2]string]int{}
	for _, r := range rows {
		at := 0
		switch mode {
		case 1: // kommune by kommune
			at = slices.Index(w.kommuner, r.Kommune)
		case 2: // one measure after the other
			at = slices.Index(usage.Measures(), r.Measure)
		case 3: // line by line
			line := [2]string{string(r.Kommune) + r.Week.String(), r.Unit + "/" + r.Profession}
			if _, ok := dealt[line]; !ok {
				dealt[line] = w.dice.IntN(parts)
			}
			at = dealt[line]
		case 4: // any order
			at = w.dice.IntN(parts)
		}
		by[at] = append(by[at], r)
	}
	var chunks [][]row
	for _, at := range slices.Sorted(maps.Keys(by)) {
		chunks = append(chunks, by[at])
	}
	return chunks
}

// put imports rows, and notes which numbers the database has then, with the sums that it makes itself.
func (w *world) put(rows []row) {
	w.Helper()
	w.any()
	s := &usage.Sheet{File: "uke.csv", Rows: len(rows)}
	slices.SortFunc(rows, func(a, b row) int { return a.Compare(b.Key) })
	touched := map[usage.Key]bool{}
	for i, r := range rows {
		t := w.tables[tableID{r.Kommune, r.Week}]
		s.Figures.Add(usage.SheetFigure{Entry: usage.Entry{Key: r.Key, Value: t.likely[r.number]}, Row: int32(i + 1)})
		w.stored[r.Key] = r.number
		touched[usage.Key{Kommune: r.Kommune, Week: r.Week, Measure: r.Measure}] = true
	}
	report, err := w.Import(w.Context(), operator(), usage.Order{Sheets: []*usage.Sheet{s}, AcceptWarnings: true})
	must(w, err)
	if !report.Imported {
		w.Fatalf("not imported: %+v", report)
	}
	w.spoils.imports++
	for k := range touched {
		w.sumUp(k)
	}
	for k, n := range w.stored {
		w.ever[storedNumber{tableID{k.Kommune, k.Week}, n}] = k
	}
}

// sumUp makes the number behind a total that no sheet states: what the database adds up, which the attacker knows.
func (w *world) sumUp(total usage.Key) {
	t := w.tables[tableID{total.Kommune, total.Week}]
	if n, ok := w.stored[total]; ok && !t.summed[n] {
		return
	}
	units, crossing, professions := map[string][]int{}, map[string][]int{}, []int{}
	for k, n := range w.stored {
		switch {
		case k.Kommune != total.Kommune || k.Week != total.Week || k.Measure != total.Measure || k == total:
		case k.Profession == "":
			units[k.Unit] = []int{n}
		case k.Unit == "":
			professions = append(professions, n)
		default:
			crossing[k.Unit] = append(crossing[k.Unit], n)
		}
	}
	for u, c := range crossing {
		if units[u] == nil {
			units[u] = c
		}
	}
	var byUnit []int
	for _, n := range units {
		byUnit = append(byUnit, n...)
	}
	value := func(parts []int) (v int64) {
		for _, n := range parts {
			v += t.likely[n]
		}
		return v
	}
	parts := byUnit
	if len(byUnit) == 0 || value(professions) > value(byUnit) {
		parts = professions
	}
	if old, ok := w.stored[total]; ok && t.likely[old] == value(parts) {
		return // nothing new is stored
	}
	n := t.number(value(parts))
	t.summed[n] = true
	t.add(n, parts...)
	w.stored[total] = n
}
