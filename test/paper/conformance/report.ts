/** Prints how the venue's bodies compare with Binance's, as Markdown: `node test/paper/conformance/report.ts`. */
import { compareAll, tableOf } from './table.ts'

console.log(tableOf(await compareAll()))
