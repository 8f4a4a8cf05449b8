import { percent } from '../../../terminal/amounts.ts'
import { between } from '../../../terminal/between.ts'
import { paint } from '../../../terminal/colours.ts'
import { figuresText } from '../../../terminal/figures-text.ts'
import { plainTable } from '../../../terminal/plain-table.ts'
import { wrapped } from '../../../terminal/wrapped.ts'
import type { Judged } from '../../access/access.ts'
import type { Replayed } from '../../audit/decisions.ts'
import type { PromiseName } from '../../audit/promises.ts'
import { netOf, type Report } from '../../audit/report.ts'
import type { PricePath } from '../../market/price-path.ts'
import type { Telling } from '../../runner/local-notify.ts'
import type { OtherOutcome } from '../other-path.ts'
import { coloured, positionsTable, shortened } from './positions-table.ts'
import { brokenLines, promiseLines } from './promise-lines.ts'

interface Played {
  readonly report: Report
  readonly decisions: Replayed
  /** Absent if no role was judged. */
  readonly access?: readonly Judged[]
  /** Present if a receiver got notifications. */
  readonly telling?: Telling
  /** What the signals are, if the result needs that beside it. */
  readonly about?: readonly string[]
}

/**
 * The summary of a finished run, for the operator. `other`: the same market under the other order of high and low;
 * `width`: of the terminal.
 */
export function summary(
  { report, decisions, access, telling, about = [] }: Played,
  path: PricePath,
  other?: OtherOutcome,
  width = Number.POSITIVE_INFINITY,
): string {
  return [
    '',
    ...interrupted(report),
    paint.bold('Signals'),
    signals(report),
    '',
    paint.bold('Positions'),
    positionsTable(report.positions, width, report.figures.period),
    '',
    netUnderBoth(report, path, other),
    paint.bold('Figures'),
    figuresText(report.figures, 'USDT'),
    ...about.map(text => wrapped(`  ${text}`, 80, '  ')),
    '',
    ...bySource(report),
    ...counts(report),
    ...decided(decisions),
    ...(access ? allowed(access) : []),
    ...(telling ? told(telling) : []),
    '',
    paint.bold('Promises'),
    ...promises(report),
    ...(other ? otherPromises(other) : []),
    '',
  ].join('\n')
}

/** Warns that the results cover only a part. */
const interrupted = ({ interruptedAt }: Report): string[] =>
  interruptedAt === undefined
    ? []
    : [
        paint.yellow(`Interrupted at ${interruptedAt.slice(0, 19)}Z: open positions were closed then.`),
        '  The results below cover the time before that, not the whole recording.',
        '',
      ]

function signals({ signals: { received, accepted, rejected } }: Report): string {
  const refused = Object.entries(rejected).sort(([, a], [, b]) => b - a)
  const rows = refused.map(([reason, count]) => `  ${reason.padEnd(22)} ${count}`)
  const of = rows.length > 0 ? 'rejected:' : 'none rejected'
  return [`  received ${received}, accepted ${accepted}, ${of}`, ...rows].join('\n')
}

function netUnderBoth(report: Report, path: PricePath, other: OtherOutcome | undefined): string {
  const net = (of: Report, under: PricePath) => `  ${coloured(netOf(of))} USDT  ${under}`
  return [
    paint.bold('Net PnL'),
    net(report, path),
    ...(other
      ? ['report' in other ? net(other.report, other.path) : `  none  ${other.path}: ${other.failure}`]
      : []),
    '  The path inside each candle is assumed, not recorded: at high leverage it',
    '  decides most stops.',
    '',
  ].join('\n')
}

/** Compares sources; needs at least two. */
function bySource({ figures }: Report): string[] {
  const sources = Object.entries(figures.by.source)
  if (sources.length < 2) return []
  const table = plainTable(['source', 'trades', 'won', 'needed', 'of margin', '95 % between', 'net'], 1)
  const share = (of: string | undefined, digits: number) => (of === undefined ? '—' : percent(of, digits))
  for (const [source, { trades, winRate, breakEvenWinRate, ofMargin, interval, net }] of sources)
    table.push([
      shortened(source),
      String(trades),
      share(winRate, 0),
      share(breakEvenWinRate, 0),
      share(ofMargin?.net, 2),
      between(interval),
      coloured(net),
    ])
  return [
    ...table
      .toString()
      .split('\n')
      .map(line => `  ${line}`),
    '',
  ]
}

function counts({ emergencyCloses, ticks, weight, ordersLeft }: Report): string[] {
  const rows = {
    'Emergency closes': `${emergencyCloses}`,
    Ticks: `${ticks.done} of ${ticks.due} done, ${ticks.due - ticks.done} missed`,
    'Request weight per minute': `${weight.perMinuteMean} on average, ${weight.perMinuteMax} at most`,
    'Orders left on the venue': `${ordersLeft}`,
  }
  return Object.entries(rows).map(
    ([name, value]) => `${paint.bold(name)}${' '.repeat(27 - name.length)}${value}`,
  )
}

export function decided({ made, different }: Replayed): string[] {
  const all = `${made} replayed, ${different.length === 0 ? 'all equal' : paint.red(`${different.length} differ`)}`
  return [
    `${paint.bold('Decisions')}${' '.repeat(18)}${all}`,
    ...different.slice(0, 3).map(each => `  ${each}`),
  ]
}

/** Calls of functions, watch and schedule to AWS, judged by their synthesized roles. */
export function allowed(access: readonly Judged[]): string[] {
  const actions = new Set(access.map(({ caller, action }) => `${caller} ${action}`))
  const denied = access.filter(ask => !ask.allowed)
  const verdict = denied.length === 0 ? 'all allowed by their roles' : paint.red(`${denied.length} denied`)
  return [
    `${paint.bold('AWS calls')}${' '.repeat(18)}${actions.size} actions, ${verdict}`,
    ...denied.slice(0, 3).map(({ caller, action, resource }) => `  ${caller}: ${action} on ${resource}`),
  ]
}

function told({ told, givenUp, waiting }: Telling): string[] {
  const why = [...waiting.values()].at(-1)
  const lost = givenUp > 0 ? `, ${paint.red(`${givenUp} given up`)}` : ''
  const rest = why === undefined ? '' : paint.yellow(`; the rest wait: ${why}`)
  return [
    `${paint.bold('Told')}${' '.repeat(23)}${told} ${told === 1 ? 'notification' : 'notifications'}${lost}${rest}`,
  ]
}

const promises = ({ promises, breaches }: Report): string[] =>
  promiseLines(
    Object.fromEntries(Object.keys(promises).map(name => [name, breaches[name as PromiseName] ?? []])),
  )

function otherPromises(other: OtherOutcome): string[] {
  const under = `under ${other.path}`
  if (!('report' in other)) return brokenLines(`${under}: all, it has no report`)
  const seen = Object.entries(other.report.breaches)
  if (seen.length === 0) return [`  ${paint.green('pass')} all of them ${under} too`]
  return seen.flatMap(([name, breaches]) => brokenLines(`${under}: ${name}`, breaches))
}
