// Package openai lets a language model help: choose among topics when search is unsure, and word an answer from the
// topics that were chosen. It is the only package that knows go-openai, and speaks to OpenAI, Azure OpenAI and any
// server with the same protocol.
//
// What it promises. No text of the model leaves the package before grounding.CheckDraft has passed it; a choice is one
// of the candidates or none. Every failure is an error that the caller answers with the curated text, and comes early
// enough to do so: a call ends Reserve before the caller's deadline. What is sent is the question and the texts of the
// topics, nothing else; the caller has stopped personal data before. Nothing of a call is kept, and logs tell sizes,
// times, outcomes and the rules of the check that a text broke, no more. The key is never printed, and never sent to
// another host than the one that is configured.
//
// The daily budget, the circuit breaker and the number of calls at a time are counted in this process: two replicas
// have one of each.
package openai
