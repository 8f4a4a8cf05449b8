import { writeFileSync } from 'node:fs'
import { Command, InvalidArgumentError, Option } from 'commander'
import { startDynamo } from '../table/local-table.ts'
import { type Choice, measure, parts } from './measure.ts'
import { show } from './show.ts'

const wholeNumber = (text: string): number => {
  if (!/^[1-9]\d{0,2}$/.test(text))
    throw new InvalidArgumentError(`Expected a whole number from 1 to 999, got ${text}.`)
  return Number(text)
}

const command = new Command('npm run bench --')
  .description(
    'Measures bundles, ticks of the watch, naked time, what AWS would charge for watching, the paper venue, whether the sample comes to the same again, the lab, signals over HTTPS, and what a sentinel hears.',
  )
  .option('--runs <n>', 'fresh processes that import each bundle', wholeNumber, 9)
  .addOption(
    new Option('--only <parts...>', 'measure only these').choices(parts).default(parts, parts.join(' ')),
  )
  .option('--market <paths...>', 'recorded klines or trades that the venue part plays (default: the sample)')
  .option('--json <file>', 'write the results there')
  .addHelpText(
    'after',
    `
Exits 1 if a hard budget is broken (bundle size, request weight, naked during a ratchet, the same again, the same in the lab, a sentinel's cost); times break none.

Examples:
  npm run bench
  npm run bench -- --only ticks naked --json bench.json
  npm run bench -- --only venue --market APEUSDT-aggTrades-2024-10-18.zip`,
  )

const options = command.parse().opts<Choice & { readonly json?: string }>()
const dynamo = await startDynamo()
try {
  const measured = await measure(dynamo, options)
  if (options.json) writeFileSync(options.json, `${JSON.stringify(measured, undefined, 2)}\n`)
  console.log(show(measured))
  if (measured.budgets.some(({ hard, held }) => hard && !held)) process.exitCode = 1
} finally {
  await dynamo.stop()
}
