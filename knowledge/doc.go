// Package knowledge holds what Kjernebot knows about the road to kjernejournal, and finds the part of it that a
// question is about.
//
// What it knows is text that people curate, not code: one Markdown file a topic and language in topics/, the subjects
// that are recognised but not covered in scope/, and synonyms.yaml and glossary.en.yaml for the many ways to say one
// thing. The files are compiled in; the same files can be loaded from a folder instead.
//
// A [Base] is built once and never changes. Everything it holds is in memory, and every answer is a pure function of
// the files and the question: two replicas with the same [Base.Hash] answer alike. A question is answered only when
// the evidence for one topic is good. What lies outside is declined, and a subject that is outside competes with the
// topics on the same terms, so that a close call is settled by wording and not by a rule in the code.
package knowledge
