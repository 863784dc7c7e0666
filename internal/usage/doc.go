// Package usage holds the weekly usage figures (brukstall) and decides who sees which of them. It knows ISO weeks, spans of
// them, and which span a person means. Days are days in Norway, whatever the clock of the machine says.
//
// # Figures
//
// A sheet becomes a [Sheet] ([Import]: no database, every cell that was not understood is a [Problem]), and sheets are
// stored by [Ledger.Import]: all or nothing, repeated without effect, and superseding without erasing. Missing is not zero.
// Every read takes a [Viewer], which is made of a resolved member only; under `own` a member sees their own kommune and
// the national total. Numbers leave the package as a [Count], which does not hold what it hides.
//
// # Small head counts
//
// Who works where is known to their colleagues, so a head count from 1 to 4 says something about persons. What of the
// head counts of one kommune and week is shown depends on nothing but these figures, all of them, whatever was asked
// for; so every question by every viewer gets the same cells hidden, and answers cannot be combined.
//
//  1. A whole kommune's count of 1 to 4 shows as `<5`, and its parts (units, professions) are not given at all: each of
//     them being at least 1 would bound the total from below. The lookups are still given.
//  2. Otherwise the total is shown, so that no kommune loses its own number for the sake of another. Parts of 1 to 4 show
//     as `<5`. Further parts are hidden (`–`) until every small one could be 1, 2, 3 or 4 as far as all that is shown
//     tells. That is not estimated but proved: for each small part and each of the four counts, another table is
//     constructed that shows exactly the same and has that count there. Its building block is a cycle of hidden cells
//     through the table of units × professions with its sums, along which one person more and one less alternate, so no
//     sum that is shown changes; a `<5` stays within 1–4 and a `–` at 5 or more, which is what their looks tell.
//  3. Where no such hiding exists, the cells of unit × profession are not given; where there is still none, not the
//     parts of that kind.
//  4. A kommune's week in which a head count was corrected, or whose parts came in more than one import, shows no parts if
//     any version had a small count: what was shown before and after could be compared. For the same reason older versions
//     of head counts are shown only where no version of the week has a small one.
//  5. The national total is the sum of the kommuner. It is hidden unless the small ones among them could each be
//     anything from 1 to 4; see [nationalTotal]. National head counts by profession are not given.
//
// Parts that do not add up to what the sheet states as their sum are treated as if a reader knew the difference, which
// is the worst case. Weeks have no sums in common, and none over several weeks are given, so other periods tell nothing
// new. Not covered: who noted a week's national total before and after somebody else's correction may compare them.
package usage
