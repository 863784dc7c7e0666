// Package privacy finds what tells who a person is in what people write to the bot, so that a message with it goes no
// further: it is not searched, stored, logged, counted by content or sent on. Everything here is a pure function of
// the text, safe for concurrent use, in time that grows with the length alone.
//
// # What is found
//
// Numbers: fødselsnummer, D-, H- and FH-nummer, NPID and the synthetic series, by the control rule in force and by the
// one from 2032, and DUF-nummer. Their digits may be of any script, raised or circled, or words, and may have anything
// between them but letters, if it is cut in a way that people write or with the same sign everywhere, or everywhere in
// the date and everywhere after it: blanks, dots, line breaks, invisible characters, HTML tags and entities, escapes
// of URLs, mails and programs. The birth date may have a four-digit year. A number that the words around call an
// identity number is one even if its control digits are wrong, and "personnummer" with five digits is enough.
//
// Patient stories: a name with an illness, a medicine, a room or a birth date in a sentence that says the person is a
// patient or has the illness; initials with a birth year and an illness; a patient with a whole birth date. In bokmål,
// nynorsk and English.
//
// # What is missed on purpose
//
//   - Numbers with letters for digits (O for 0), as a picture, in base64 or any other code, or split over two
//     messages.
//   - Numbers cut in an unusual way with different signs: 0201/32999-97 is a case number, not a person.
//   - A number inside a GUID, a hash of 32 hexadecimal digits or more, or an IBAN with right check digits, and one
//     with digits pasted to it in the address of a web page.
//   - A number cut in an unusual way in the middle of a list of numbers with the same commas or line breaks: it
//     looks like the list.
//   - A number with digits pasted to it where the whole is a Teams message id, a date with more digits, or 0047 and
//     a telephone number. A DUF-nummer with digits pasted to it.
//   - A number in an unusual shape with a plus sign right before it, as telephone numbers have.
//   - Eleven digits right after "kontonummer" and the like, or written 1234.56.78903 right after "konto"; an
//     organisation number with two digits after "orgnr"; 2026123456-7 after "arkivsak"; 2012-05-31-563 after
//     "forskrift" or in an address: though they might be a number.
//   - Stories that tell of a patient without a name, or with a name that neither is common nor stands where only a
//     name can; a diagnosis or a medicine that is not in the list; stories over more than two sentences.
//   - Names of staff, addresses and telephone numbers by themselves: people need to give them.
//
// # What is found though it is nothing
//
// Eleven digits in a row are an identity number by chance in one case of fifty, also in a link; a bank account number
// that is not called one, in one of five, since its control digit is made in the same way. Links with longer numbers,
// case numbers, telephone numbers and other things that machines write are alarms in at most one of a thousand. The
// tests measure all this.
//
// # How to use it
//
// Call Find or Clean on every text that comes from outside, before anything else reads it, and on each field by
// itself: message, card field, query, remark, and the name of a file. A name is a text like another ("epikrise 020132
// 99997.pdf" is found), but a clean name says nothing about the file. The package cannot see into files and pictures;
// whoever receives them has to refuse them. Do not join fields with less than a word between them, since the end of
// one and the start of the next would be read together.
package privacy
