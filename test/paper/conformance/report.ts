/** Prints how the venue's bodies compare with Binance's, as Markdown: `node test/paper/conformance/report.ts`. */
import { compareAll, differencesOf, tableOf } from './table.ts'

const rows = await compareAll()
console.log(`${tableOf(rows)}\n\n${differencesOf(rows)}`)
