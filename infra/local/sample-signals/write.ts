/** `npm run sample`: makes the signals that `npm start` plays, as they are shipped. */
import { writeWhole } from '../../write-whole.ts'
import { sampleSignalsFile } from './file.ts'
import { sampleSignals } from './made.ts'

const lines = sampleSignals()
writeWhole(sampleSignalsFile, lines.map(line => `${line}\n`).join(''))
console.log(`${lines.length} signals written to ${sampleSignalsFile}.`)
