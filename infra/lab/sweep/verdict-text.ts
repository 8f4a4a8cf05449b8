import { leastProbability } from '#figures/deflated-sharpe.ts'
import { type Objective, worthOf } from '#figures/objective.ts'
import type { Outcome } from '#figures/outcome.ts'
import { leastDays } from '#figures/ratios.ts'
import { percent, signed, signedPercent } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { counted } from '../../terminal/counted.ts'
import { plainTable } from '../../terminal/plain-table.ts'
import { wrapped } from '../../terminal/wrapped.ts'
import type { Judgement } from './judge.ts'
import type { Choice } from './space.ts'
import { asText, day, shortened } from './telling.ts'

const columns = 80
/** How many tries the final table shows. */
const shown = 10

/** The best sets, what the best is worth, and a walk-forward test of the choice. */
export function verdictText(judgement: Judgement, objective: Objective, leastTrades: number): string {
  const { tries, forward } = judgement
  const differing = differingOf(tries.map(({ set }) => set))
  return [
    '',
    paint.bold(`The best by ${objective}, of ${counted(tries.length, 'try', 'tries')}`),
    bestTable(judgement, objective, differing),
    ...remarks(judgement, objective, leastTrades),
    '',
    paint.bold('Luck'),
    luck(judgement),
    '',
    paint.bold('Walk-forward: the best set before each window, and its result in it'),
    forwardTable(judgement, objective, differing),
    forwardText(forward.outOfSample, objective),
    '',
    promisesText(tries),
  ].join('\n')
}

/** Why there is nothing to choose from, if so; and the main reasons for rejected signals. */
function remarks({ tries, best }: Judgement, objective: Objective, leastTrades: number): readonly string[] {
  const texts = [...(best ? [] : [noneToChoose(tries, objective, leastTrades)]), ...refusals(tries)]
  return texts.length === 0 ? [] : [wrapped(`  ${texts.join(' ')}`, columns, '  ')]
}

/** Measures that need at least `leastDays` days. */
const ofDays: readonly Objective[] = ['sharpe', 'sortino', 'calmar']

function noneToChoose(tries: Judgement['tries'], objective: Objective, leastTrades: number): string {
  const [enough] = tries.filter(({ outcome }) => outcome.all.trades >= leastTrades)
  if (!enough) return `No set has ${counted(leastTrades, 'trade')}: there is nothing to choose from.`
  const { days } = enough.outcome.ratios
  const why =
    ofDays.includes(objective) && days < leastDays
      ? `it needs ${leastDays} days, and this was ${days}`
      : 'its divisor is 0, as when there are no losses'
  return `The ${objective} of no set is known: ${why}. There is nothing to choose from; choose by another --objective.`
}

/** The three main reasons for rejected signals, in all sets together. */
function refusals(tries: Judgement['tries']): readonly string[] {
  const rejected = new Map<string, number>()
  for (const [reason, signals] of tries.flatMap(each => Object.entries(each.rejected)))
    rejected.set(reason, (rejected.get(reason) ?? 0) + signals)
  const most = [...rejected].sort(([, a], [, b]) => b - a).slice(0, 3)
  if (most.length === 0) return []
  const against = most.map(([reason, signals]) => `${reason} (${signals})`).join(', ')
  return [`Signals were rejected as ${against}, in all sets together.`]
}

/** The settings that differ between sets. */
export function differingOf(sets: readonly Choice[]): readonly string[] {
  const names = [...new Set(sets.flatMap(set => Object.keys(set)))]
  return names.filter(name => new Set(sets.map(set => set[name])).size > 1)
}

function bestTable({ tries }: Judgement, objective: Objective, differing: readonly string[]): string {
  const table = plainTable([objective, 'trades', 'won', 'of margin', 'drawdown by closes', ...differing], 0)
  for (const { set, outcome, value } of tries.slice(0, shown)) {
    const { all, drawdown } = outcome
    table.push([
      asText(objective, value),
      String(all.trades),
      all.winRate === undefined ? '—' : percent(all.winRate, 0),
      all.ofMargin === undefined ? '—' : signedPercent(all.ofMargin.net),
      Number(drawdown.money).toFixed(2),
      ...differing.map(name => shortened(set, name)),
    ])
  }
  return indented(table.toString())
}

/** What the choice of the best is worth, said plainly if it is nothing. */
export function luck({ tries, best, deflated, isBeyondChance }: Judgement): string {
  if (!best) return '  Nothing was chosen.'
  const of = counted(tries.length, 'try', 'tries')
  if (!deflated) {
    const { days } = best.outcome.ratios
    const why =
      days < leastDays
        ? `that needs ${leastDays} days, and this was ${days}`
        : 'its daily returns have no Sharpe ratio'
    return wrapped(
      `  ${paint.yellow(`The best of ${of} cannot be told from chance`)}: ${why}.`,
      columns,
      '  ',
    )
  }
  const { sharpe, byLuck, probability, days } = deflated
  const verdict = isBeyondChance
    ? paint.green(`The best of ${of} is better than chance`)
    : paint.red(`The best of ${of} is no better than chance`)
  const odds = `The probability that it truly has more is ${percent(String(probability), 1)}; ${percent(String(leastProbability), 0)} is required (deflated Sharpe ratio)`
  return wrapped(
    `  ${verdict}: over ${days} days its Sharpe ratio is ${sharpe.toFixed(3)} a day, and the best of as many tries without any edge would have ${byLuck.toFixed(3)}. ${odds}.`,
    columns,
    '  ',
  )
}

function forwardTable({ forward }: Judgement, objective: Objective, differing: readonly string[]): string {
  // The net result has a column of its own.
  const inIt = objective === 'net' ? [] : [`${objective} in it`]
  const head = ['window from', `${objective} until then`, ...inIt, 'trades in it', 'net in it', ...differing]
  const table = plainTable(head, 1)
  for (const [index, { from, inSample, outOfSample }] of forward.folds.entries()) {
    const set = forward.sets[index]
    table.push(
      set && inSample && outOfSample
        ? [
            day(from),
            asText(objective, worthOf(objective, 0, inSample)),
            ...inIt.map(() => asText(objective, worthOf(objective, 0, outOfSample))),
            String(outOfSample.all.trades),
            signed(outOfSample.all.net),
            ...differing.map(name => shortened(set, name)),
          ]
        : [day(from), 'none to choose', ...head.slice(2).map(() => '—')],
    )
  }
  return indented(table.toString())
}

/** Whether all promises held in every try, the best or not. */
function promisesText(tries: Judgement['tries']): string {
  const broken = tries.flatMap(({ broken }) => broken)
  const all = counted(tries.length, 'try', 'tries')
  if (broken.length === 0) return `Promises: all held, in ${all}.`
  const which = [...Map.groupBy(broken, name => name)].map(([name, some]) => `${name} in ${some.length}`)
  return paint.red(`Promises broke, of ${all}: ${which.join(', ')}.`)
}

function forwardText(outOfSample: Outcome, objective: Objective): string {
  const { all } = outOfSample
  if (all.trades === 0) return '  Out of sample there was no trade.'
  const ofMargin = all.ofMargin ? `, ${signedPercent(all.ofMargin.net)} of margin a trade` : ''
  const told =
    objective === 'net' ? '' : `, ${objective} ${asText(objective, worthOf(objective, 0, outOfSample))}`
  const text = `Out of sample, all windows together: ${counted(all.trades, 'trade')}, net ${signed(all.net)} USDT${ofMargin}${told}.`
  const lost = Number(all.net) > 0 ? '' : paint.red(' The sets that were best before did not win afterwards.')
  return wrapped(`  ${text}${lost}`, columns, '  ')
}

const indented = (text: string): string =>
  text
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n')
