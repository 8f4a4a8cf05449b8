import { dec, sum } from '#domain/decimal.ts'
import type { Figures } from '#figures/figures.ts'
import type { Missed } from '#figures/missed.ts'
import { percent, rounded, signed, signedPercent } from './amounts.ts'
import { paint } from './colours.ts'
import { span } from './time.ts'
import { wrapped } from './wrapped.ts'

/** Every terminal has at least this many columns. */
const columns = 80
const indent = ' '.repeat(14)

/** A period's results in a few lines that fit any terminal; `asset` is the margin asset. */
export function figuresText(figures: Figures, asset: string): string {
  const rows: readonly (readonly [name: string, text: string])[] = [
    ['Return', returned(figures, asset)],
    ['Trades', counted(figures)],
    ['Expectancy', expected(figures, asset)],
    ['Drawdown', fallen(figures, asset)],
    ['Ratios', ratios(figures)],
    ['Exposure', exposed(figures)],
    ['Costs', costs(figures, asset)],
    ['Missed', missed(figures, asset)],
  ]
  const lines = rows.map(([name, text]) => {
    const gap = ' '.repeat(indent.length - 2 - name.length)
    return wrapped(`  ${paint.bold(name)}${gap}${text}`, columns, indent)
  })
  return [...lines, wrapped(`  ${figures.verdict}`, columns, '  ')].join('\n')
}

function returned({ balance, all }: Figures, asset: string): string {
  if (!balance) return `${signed(all.net)} ${asset}; no starting balance above 0 is known`
  const whole = `${signedPercent(balance.return)}, ${rounded(balance.start)} → ${rounded(balance.end)} ${asset}`
  return balance.returnPerDay === undefined ? whole : `${whole}, ${signedPercent(balance.returnPerDay)} a day`
}

function counted({ all: { trades, wins, winRate = '0', profitFactor } }: Figures): string {
  if (trades === 0) return 'none'
  const factor = profitFactor === undefined ? 'none lost' : `profit factor ${dec(profitFactor).toFixed(2)}`
  return `${trades}, ${wins} won (${percent(winRate, 1)}), ${factor}`
}

function expected({ all, interval }: Figures, asset: string): string {
  if (all.expectancy === undefined) return '—'
  const mean = `${signed(all.expectancy)} ${asset} a trade`
  if (!interval) return `${mean}; too few for an interval`
  const { confidence, expectancy, seed } = interval
  const between = `${rounded(expectancy.low)} and ${rounded(expectancy.high)}`
  return `${mean}; ${percent(dec(confidence), 0)} between ${between} (seed ${seed})`
}

function fallen({ drawdown: { money, share, ms, by } }: Figures, asset: string): string {
  if (dec(money).isZero()) return 'none'
  const ofHigh = share === undefined ? '' : `, ${percent(share)} of the high`
  const seen = by === 'equity' ? '' : ', by closed trades'
  return `${rounded(money)} ${asset}${ofHigh}, ${span(ms)} below a high${seen}`
}

function ratios({ ratios: { days, leastDays, sharpe, sortino, calmar }, balance }: Figures): string {
  if (!balance) return 'they need a starting balance'
  if (days < leastDays)
    return `Sharpe, Sortino and Calmar need ${leastDays} days, ${days === 1 ? 'this was 1' : `these were ${days}`}`
  const told = Object.entries({ Sharpe: sharpe, Sortino: sortino, Calmar: calmar })
  return told.map(([name, value]) => `${name} ${value?.toFixed(2) ?? '—'}`).join(', ')
}

function exposed({ exposure: { share, meanMs } }: Figures): string {
  const each = meanMs === undefined ? '' : `; ${span(meanMs)} in each on average`
  return `in a position ${percent(dec(share), 1)} of the time${each}`
}

function costs({ ofGross, all }: Figures, asset: string): string {
  if (ofGross) {
    const [fees, funding, slippage] = [ofGross.fees, ofGross.funding, ofGross.slippage].map(each =>
      percent(each, 1),
    )
    return `fees ${fees} of gross, funding ${funding}, entry slippage ${slippage}`
  }
  const [fees, funding, slippage] = [all.fees, dec(all.funding).neg(), all.slippageCost].map(each =>
    rounded(each),
  )
  return `fees ${fees} ${asset}, funding ${funding}, entry slippage ${slippage}`
}

function missed({ missed }: Figures, asset: string): string {
  const reasons = Object.entries(missed)
  if (reasons.length === 0) return 'no entry was rejected'
  const all = reasons.reduce((total, [, { signals }]) => total + signals, 0)
  const known = reasons.reduce((total, [, { known = 0 }]) => total + known, 0)
  const sums = reasons.flatMap(([, { wouldHaveMade }]) => wouldHaveMade ?? [])
  const made = known > 0 ? `; ${known} of them would have made ${signed(sum(sums))} ${asset}` : ''
  const shown = reasons.map(([reason, counted]) => `${reason} (${missedFor(counted)})`)
  return `${all} ${all === 1 ? 'entry' : 'entries'} rejected: ${shown.join(', ')}${made}`
}

/** How many, and what the known ones would have made: `12; +3.10` or `12; 5 of them +3.10`. */
function missedFor({ signals, wouldHaveMade, known = 0 }: Missed): string {
  if (wouldHaveMade === undefined) return String(signals)
  return `${signals}; ${known < signals ? `${known} of them ` : ''}${signed(wouldHaveMade)}`
}
