import { type Objective, unitOf } from '#figures/objective.ts'
import type { Plan } from '../../local/play/plan.ts'
import { signed, signedPercent } from '../../terminal/amounts.ts'
import { paint } from '../../terminal/colours.ts'
import { counted } from '../../terminal/counted.ts'
import { span } from '../../terminal/time.ts'
import { lengthOf, wrapped } from '../../terminal/wrapped.ts'
import type { JudgedTry } from './judge.ts'
import type { SweepOptions } from './options.ts'
import type { Sets } from './sets.ts'
import type { Choice } from './space.ts'

interface Beginning {
  readonly plan: Plan
  readonly remarks: readonly string[]
  readonly asked: Sets
  /** Sets still to play, and sets in the file. */
  readonly left: number
  readonly known: number
  readonly options: SweepOptions
}

/** The announcement of what will be played. */
export function beginning({ plan, remarks, asked, left, known, options }: Beginning): string {
  const { market, startAt, signals } = plan
  const { contradictory, because } = asked
  const fixed = options.set.filter(({ values }) => values.length === 1)
  const told = [
    `${market.symbols.join(', ')} from ${day(startAt)} to ${day(market.to)} UTC, ${counted(signals.length, 'signal')}, ${options.path}.`,
    ...remarks,
    ...(contradictory.length > 0
      ? [`Left out as contradictory: ${counted(contradictory.length, 'combination')}. ${because}.`]
      : []),
    ...(fixed.length > 0
      ? [`In every set: ${fixed.map(({ name, values: [value = ''] }) => `${name}=${value}`).join(' ')}.`]
      : []),
  ].map(line => wrapped(line, 80, '  '))
  // Not wrapped, so that the path can be copied.
  const work = `${counted(left, 'set')} to play, ${options.onAws ? 'on AWS' : `${options.threads} at once`}; ${known} in ${options.out} already.`
  return [...told, work].join('\n')
}

export interface Progress {
  readonly done: number
  readonly of: number
  readonly msLeft: number
  readonly objective: Objective
  /** The settings that differ, each as wide as the longest of its values. */
  readonly differing: readonly Column[]
}

export interface Column {
  readonly name: string
  readonly width: number
}

/** The line of a set once it is played. */
export function tryLine({ set, broken, outcome, value }: JudgedTry, progress: Progress): string {
  const { done, of, msLeft, objective, differing } = progress
  const told = differing.map(({ name, width }) => said(set, name).padEnd(width))
  const left = done < of ? [`${span(msLeft)} left`] : []
  const broke = broken.map(name => paint.red(`${name} broke`))
  const { trades } = outcome.all
  const came = [
    toTheRight(asText(objective, value), valueWidth),
    toTheRight(`${counted(trades, 'trade')}${trades === 1 ? ' ' : ''}`, tradesWidth),
  ]
  const count = `${String(done).padStart(String(of).length)}/${of}`
  return [count, ...came, ...told, ...left, ...broke].join('  ').trimEnd()
}

/** Most values fit: `+12345.67`, `9,999 trades`. */
const [valueWidth, tradesWidth] = [9, 12]

const toTheRight = (text: string, width: number): string =>
  `${' '.repeat(Math.max(0, width - lengthOf(text)))}${text}`

const said = (set: Choice, name: string): string => `${name}=${shortened(set, name)}`

/** The columns of settings in the lines of these sets. */
export const columnsOf = (sets: readonly Choice[], names: readonly string[]): readonly Column[] =>
  names.map(name => ({
    name,
    width: sets.reduce((width, set) => Math.max(width, said(set, name).length), 0),
  }))

/** The sets without a result, and why. */
export function unplayedText(
  unplayed: readonly { readonly set: Choice; readonly because: string }[],
  differing: readonly string[],
): string {
  const lines = unplayed.slice(0, mostTold).map(({ set, because }) => {
    return `  ${differing.map(name => said(set, name)).join(' ')}: ${because}`
  })
  const more = unplayed.length - lines.length
  return [
    `${counted(unplayed.length, 'set')} without a result; the others are kept, and the same command plays these again:`,
    ...lines,
    ...(more > 0 ? [`  and ${more} more`] : []),
  ].join('\n')
}

const mostTold = 10

/** A value of the objective in its unit. */
export function asText(objective: Objective, value: number | undefined): string {
  if (value === undefined) return '—'
  const unit = unitOf(objective)
  if (unit === 'money') return signed(String(value))
  return unit === 'share' ? signedPercent(String(value)) : value.toFixed(2)
}

/** A value of a set; a long list is shortened to its beginning and end, which distinguish two lists. */
export function shortened(set: Choice, name: string): string {
  const value = set[name] ?? '—'
  return value.length > 20 ? `${value.slice(0, 7)}…${value.slice(-12)}` : value
}

export const day = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')
