import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { defaultLadder, type Tier } from '#domain/ladder.ts'
import { ladders } from '#domain/ladders.ts'
import { timing } from '#domain/timing.ts'
import { promises } from './storm/findings.ts'

const text = (path: string) =>
  readFileSync(new URL(`../${path}`, import.meta.url), 'utf8').replaceAll(/ +/g, ' ')

/** A figure that a file of the project decides, as its source has it. */
function decidedIn(path: string, by: RegExp): string {
  const [, figure] = by.exec(text(path)) ?? []
  if (!figure) throw new Error(`${path} no longer says ${by}`)
  return figure
}

const words = ['ten', 'eleven', 'twelve', 'thirteen', 'fourteen']
const seconds = (ms: number) => dec(ms).div(1_000).toFixed()
const percent = (share: string) => `${dec(share).times(100).toFixed()} %`

test('the documented promises are those that are judged, and the README counts them', () => {
  const documented = [...text('docs/promises.md').matchAll(/^## (P\d+)\./gm)].map(([, name]) => name)
  expect(documented).toEqual(Object.keys(promises))
  expect(text('README.md')).toContain(`[all ${words[documented.length - 10]} promises](docs/promises.md)`)
})

const stopOf = ({ stop }: Tier) => (stop === 'break-even' ? 'break-even' : `lock ${percent(stop.lock)}`)
const profitOf = ({ takeProfit: { at, share } }: Tier) =>
  share === 'rest' ? `the rest at ${percent(at)}` : `${percent(share)}( of the runner)? at ${percent(at)}`

test.each(defaultLadder)('the ladder’s table has the tier of $at', tier => {
  const row = `\\| ${percent(tier.at)} \\| ${stopOf(tier)}[^|]*\\| ${profitOf(tier)} \\|`
  expect(text('docs/positions.md')).toMatch(new RegExp(row))
})

test.each(ladders['fee-aware'])('and says of the fee-aware ladder what it does at $at', tier => {
  const profit = tier.takeProfit.share === 'rest' ? 'the rest' : percent(tier.takeProfit.share)
  expect(text('docs/positions.md')).toContain(
    `${percent(tier.at)} ${stopOf(tier)} and ${profit} at ${percent(tier.takeProfit.at)}`,
  )
})

const ordinal = (n: string) =>
  `${n}${n.endsWith('1') ? 'st' : n.endsWith('2') ? 'nd' : n.endsWith('3') ? 'rd' : 'th'}`

test.each([
  ['README.md', `looks at it every ${seconds(timing.watch.tick)} seconds`],
  ['docs/architecture.md', `the watch, every ${seconds(timing.watch.tick)} s`],
  ['docs/promises.md', `may fail or take ${seconds(timing.functions.survey.symbol)} s`],
  [
    'docs/proofs.md',
    `\`npm test\` plays ${decidedIn('test/storm/storm.test.ts', /runStorms\(1, (\d+),/)} storms`,
  ],
  ['docs/proofs.md', `reports every ${decidedIn('test/storm/storm.ts', /runs % (\d+) === 0/)} storms`],
  [
    'docs/proofs.md',
    `plays every ${ordinal(decidedIn('test/matrix/matrix.test.ts', /const step = (\d+)/))} cell`,
  ],
  [
    'docs/proofs.md',
    `fewer than ${percent(decidedIn('test/mutate/mutate.ts', /const least = (0\.\d+)/))} noticed`,
  ],
])('%s says what the code decides: %s', (path, figure) => {
  expect(text(path)).toContain(figure)
})
