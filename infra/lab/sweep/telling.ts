import { type Objective, unitOf, worthOf } from '#figures/objective.ts'
import type { Outcome } from '#figures/outcome.ts'
import { leastDays } from '#figures/ratios.ts'
import type { Plan } from '../../local/play/plan.ts'
import { percent, signed, signedPercent } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { plainTable } from '../../terminal/plain-table.ts'
import { span } from '../../terminal/time.ts'
import { wrapped } from '../../terminal/wrapped.ts'
import type { Judgement } from './judge.ts'
import type { SweepOptions } from './options.ts'
import type { Sets } from './sets.ts'
import type { Choice } from './space.ts'
import type { Try } from './try.ts'

const columns = 80
/** Of the tries, in the end. */
const shown = 10

interface Beginning {
  readonly plan: Plan
  readonly remarks: readonly string[]
  readonly asked: Sets
  /** Sets that are still to be played, and those that the file has. */
  readonly left: number
  readonly known: number
  readonly options: SweepOptions
}

/** What will be played, before it is. */
export function beginning({ plan, remarks, asked, left, known, options }: Beginning): string {
  const { market, startAt, signals } = plan
  const { contradictory, because } = asked
  return [
    `${market.symbols.join(', ')} from ${day(startAt)} to ${day(market.to)} UTC, ${count(signals.length, 'signal')}, ${options.path}.`,
    ...remarks,
    ...(contradictory.length > 0
      ? [`${count(contradictory.length, 'combination')} contradict themselves and are left out: ${because}.`]
      : []),
    `${count(left, 'set')} to play, ${options.threads} at once; ${known} in ${options.out} already.`,
  ].join('\n')
}

interface Progress {
  readonly done: number
  readonly of: number
  readonly msLeft: number
  readonly objective: Objective
}

/** A set, as soon as it is played. */
export function tryLine(
  { set, broken }: Try,
  outcome: Outcome,
  { done, of, msLeft, objective }: Progress,
): string {
  const told = asText(objective, worthOf(objective, 0, outcome))
  const left = done < of ? `  ${span(msLeft)} left` : ''
  const broke = broken.map(name => paint.red(`  ${name} broke`)).join('')
  return `${String(done).padStart(String(of).length)}/${of}  ${told}  ${count(outcome.all.trades, 'trade')}  ${setText(set)}${left}${broke}`
}

/** The best sets, what the best is worth, and how the choice would have gone on. */
export function verdictText(judgement: Judgement, objective: Objective, leastTrades: number): string {
  const { tries, best, forward } = judgement
  return [
    '',
    paint.bold(`The best by ${objective}, of ${count(tries.length, 'try', 'tries')}`),
    bestTable(judgement, objective),
    ...(best ? [] : [`  No set has ${count(leastTrades, 'trade')}: there is nothing to choose from.`]),
    '',
    paint.bold('Luck'),
    luck(judgement),
    '',
    paint.bold('Walk-forward: what was best until then, and what it came to next'),
    forwardTable(judgement, objective),
    forwardText(forward.outOfSample, objective),
    '',
  ].join('\n')
}

function bestTable({ tries }: Judgement, objective: Objective): string {
  const table = plainTable([objective, 'trades', 'won', 'of margin', 'net', 'drawdown', 'set'], 0)
  table.options.colAligns[6] = 'left'
  for (const { set, outcome, value } of tries.slice(0, shown))
    table.push([asText(objective, value), ...outcomeCells(outcome), setText(set)])
  return indented(table.toString())
}

function outcomeCells({ all, drawdown }: Outcome): readonly string[] {
  return [
    String(all.trades),
    all.winRate === undefined ? '—' : percent(all.winRate, 0),
    all.ofMargin === undefined ? '—' : signedPercent(all.ofMargin.net),
    signed(all.net),
    Number(drawdown.money).toFixed(2),
  ]
}

/** What the choice of the best is worth by itself, plainly where it is nothing. */
function luck({ tries, best, deflated, isBeyondChance }: Judgement): string {
  if (!best) return wrapped('  Nothing was chosen.', columns, '  ')
  const of = count(tries.length, 'try', 'tries')
  if (!deflated) {
    const days = best.outcome.ratios.days
    const why =
      days < leastDays
        ? `that takes ${leastDays} days, these are ${days}`
        : 'its daily returns have no Sharpe ratio'
    return wrapped(
      `  ${paint.yellow(`The best of ${of} cannot be told from chance`)}: ${why}.`,
      columns,
      '  ',
    )
  }
  const { sharpe, byLuck, probability, days } = deflated
  const probable = percent(String(probability), probability > 0.99 ? 1 : 0)
  const verdict = isBeyondChance
    ? paint.green(`The best of ${of} is better than chance`)
    : paint.red(`The best of ${of} is no better than chance`)
  return wrapped(
    `  ${verdict}: over ${days} days its Sharpe ratio is ${sharpe.toFixed(3)} a day, and the best of as many tries without any edge would have ${byLuck.toFixed(3)}. That it truly has more is probable by ${probable}; ${isBeyondChance ? '95 % is enough' : 'less than 95 % is luck'} (deflated Sharpe ratio).`,
    columns,
    '  ',
  )
}

function forwardTable({ forward }: Judgement, objective: Objective): string {
  const table = plainTable(['from', 'to', `${objective} before`, 'then', 'trades', 'net then', 'set'], 2)
  table.options.colAligns[6] = 'left'
  for (const [index, { from, to, inSample, outOfSample }] of forward.folds.entries()) {
    const set = forward.sets[index]
    table.push(
      set && inSample && outOfSample
        ? [
            ...[day(from), day(to)],
            asText(objective, worthOf(objective, 0, inSample)),
            asText(objective, worthOf(objective, 0, outOfSample)),
            ...[String(outOfSample.all.trades), signed(outOfSample.all.net), setText(set)],
          ]
        : [day(from), day(to), '—', '—', '—', '—', 'none had trades enough'],
    )
  }
  return indented(table.toString())
}

function forwardText(outOfSample: Outcome, objective: Objective): string {
  const { all } = outOfSample
  if (all.trades === 0) return '  Out of sample there was no trade.'
  const ofMargin = all.ofMargin ? `, ${signedPercent(all.ofMargin.net)} of margin a trade` : ''
  const told =
    objective === 'net' ? '' : `, ${objective} ${asText(objective, worthOf(objective, 0, outOfSample))}`
  const text = `Out of sample, all windows together: ${count(all.trades, 'trade')}, net ${signed(all.net)} USDT${ofMargin}${told}.`
  const lost = Number(all.net) > 0 ? '' : paint.red(' What was best before did not go on to win.')
  return wrapped(`  ${text}${lost}`, columns, '  ')
}

function asText(objective: Objective, value: number | undefined): string {
  if (value === undefined) return '—'
  const unit = unitOf(objective)
  if (unit === 'money') return signed(String(value))
  return unit === 'share' ? signedPercent(String(value)) : value.toFixed(2)
}

/** Of a ladder that is written out its beginning. */
const setText = (set: Choice): string =>
  Object.entries(set)
    .map(([name, value]) => `${name}=${value.length > 24 ? `${value.slice(0, 23)}…` : value}`)
    .join(' ')

const indented = (text: string): string =>
  text
    .split('\n')
    .map(line => `  ${line}`)
    .join('\n')
const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
const count = (n: number, one: string, many = `${one}s`): string => `${n} ${n === 1 ? one : many}`
