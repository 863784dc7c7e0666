// Package openai lets a language model point at the curated sentences that answer a question. It never writes what a
// person reads. It is the only package that knows go-openai, and speaks to OpenAI, Azure OpenAI and any
// server with the same protocol.
//
// What it promises. No text of the model leaves the package: only places in the list that was given, checked by
// membership. Every failure is an error that the caller answers with the curated text, and comes early enough to do so:
// a call ends Reserve before the caller's deadline. What is sent is the question and the sentences of the topics,
// nothing else; the caller has stopped personal data before. Nothing of a call is kept, and logs tell sizes, times and
// outcomes, no more. The key is never printed, and never sent to another host than the one that is configured.
//
// The daily budget, the circuit breaker and the number of calls at a time are counted in this process: two replicas
// have one of each.
package openai
