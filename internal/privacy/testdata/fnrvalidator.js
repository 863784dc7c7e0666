// Reads one number a line on standard input and answers each with a line:
// the type that @navikt/fnrvalidator says it is, or "-" for what it refuses.
// The first line of the answer is the version of the validator.
'use strict'

const path = require('node:path')
const folder = path.join(process.argv[2], 'node_modules', '@navikt', 'fnrvalidator')
const { idnr } = require(folder)

const numbers = require('node:fs').readFileSync(0, 'utf8').split('\n').filter(Boolean)
const answers = numbers.map((number) => {
  const answer = idnr(number)
  return answer.status === 'valid' ? answer.type : '-'
})
const { version } = require(path.join(folder, 'package.json'))
process.stdout.write([version, ...answers].join('\n') + '\n')
