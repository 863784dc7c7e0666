// Package usage holds the weekly usage figures (brukstall) and decides who sees which of them.
//
// # Figures
//
// A sheet becomes a [Sheet] (in package intake: no database, every cell that was not understood is a [sheet.Problem]),
// and sheets are stored by [Ledger.Import]: all or nothing, repeated without effect, and superseding without erasing.
// Missing is not zero. Every read takes a [Viewer], which is made of a resolved member only; under `own` a member sees
// their own kommuner and the national total. Numbers leave the package as a [Count], which does not hold what it hides,
// and every figure that is computed of others (means, changes, ranks) is computed of Counts. So nothing that is shown
// depends on what is not.
//
// # Small numbers
//
// Who works where is known to their colleagues, so a head count from 1 to 4 says something about persons. So do 1 to 4
// lookups: nobody is a user without a lookup, and no lookup is nobody's, so «1 oppslag, <5 brukere» is exactly one
// person. What is shown is therefore decided for both measures together, from all figures of one kommune and week,
// whatever was asked for; every question by every viewer gets the same cells hidden, and answers cannot be combined.
// The rules promise that each `<5` could be 1, 2, 3 or 4 as far as everything that one person can collect over time
// tells, and that no `–` follows.
//
//  1. A whole kommune's 1 to 4 users show as `<5` and its 1 to 4 lookups as `–`, and its parts (units, professions)
//     are not given at all: that each has somebody would bound the total from below. Otherwise the total is shown, so
//     that no kommune loses its own number for the sake of another.
//  2. Units and professions are each a list of lines whose sum is known. In a list, 1 to 4 users show as `<5` and 1
//     to 4 lookups as `–`; so does by how much the total exceeds the list, though it is not a line: these are people
//     too. Then further lines are hidden (`–`, their lookups only where lookups are among what is small), those with
//     most lookups first, until each small number is free; see below. Where that does not help, nothing of the list
//     is given.
//  3. In a week with a small number, the cells where units and professions cross are not given, and professions only
//     where each unit's small number could be one person of one profession. Nor are crossing cells ever given that do
//     not add up to their sums.
//  4. What was seen before must not tell what came later. A kommune's week in which a figure was corrected, taken
//     back or came in a later import than another gives its total only, if anything in any version was small. And a
//     total whose change tells ([tells]) is held: stored, counted, and not shown ([Entry].Held).
//  5. The national total of a week is the sum of the kommuner, as it was when the week closed, a week after it ended:
//     uke 45 closes on the Monday of uke 47, at 00:00 in Oslo. Before, it is hidden; after, it is hidden until at least
//     five kommuner have figures other than 0 and each small one is free among the others; from then on it never
//     changes. That needs no table: imports and what took them back are dated and never erased, so the state in which
//     the total was first told is found anew at each read ([nationalTotal]). If a figure in it was taken back, the
//     total is not told any more. A held total of a kommune counts as what was shown of it before. National head counts
//     by profession are not given. Who belongs to several kommuner can take theirs away, and is told the total only
//     where at least four others remain, as for everybody else.
//
// # What is free
//
// This is cell suppression, as the statistical offices do it: hide the sensitive cells of a table (primary
// suppression), then others until the sensitive ones cannot be computed from the sums (secondary or complementary
// suppression), and audit the result by solving for the bounds of each hidden cell (A. Hundepool et al., Statistical
// Disclosure Control, Wiley 2012, chapter 4; M. Fischetti and J. J. Salazar, Models and Algorithms for Optimizing Cell
// Suppression in Tabular Data with Linear Constraints, JASA 95, 2000). In general that is hard, and is done with
// integer programs. Here it is not: the tables are lists, each hidden number is bounded by its looks (1–4, or 5 and
// more) and by the other measure of its line, and the sum of each measure is known. With one sum over numbers between
// bounds, a choice exists exactly when the sum lies between that of all lower and that of all upper bounds; with two
// sums, of users and of lookups, the upper one for users is limited by the lookups that there are to be shared. [free]
// puts every small number to each of 1, 2, 3 and 4 in turn and looks whether the others can still make up the sums. It
// is exact, both ways: a test compares it with all tables that there are. Two-dimensional tables would need the search
// for cycles of cells that the general method is built on, for cells that no card shows; rule 3 leaves them out
// instead. The national total uses the same function, with the small kommuner as lines and nothing more to hide.
//
// The proof is a test (package storetest, attack): somebody who reads everything after each of many imports, in many
// orders, knows which figures came with which import and that what did not come again has not changed, and solves for
// all numbers together. KJERNEBOT_TEST_ATTACK=6000 makes it large.
//
// Not covered: who imports holds the sheets, and learns from the report on one whether a number in it is the stored
// one. And a reader who knows this source may learn from which lines are hidden that others were not enough, which may
// exclude one of the four.
package usage
