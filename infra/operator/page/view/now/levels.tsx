import type { ComponentChildren } from 'preact'
import { dec } from '#domain/decimal.ts'
import { marginPnl } from '#domain/margin.ts'
import { none, price, signedPercent } from '../../../../pictures/page/format.ts'
import type { PositionShown } from '../../shown/position.ts'

/** Share of the margin that the stop would leave, before costs, by the rules' own arithmetic. */
export function atLevel({ side, entryPrice, leverage }: PositionShown, level: string): string | undefined {
  if (!side || !entryPrice || leverage === undefined) return undefined
  return marginPnl(side, dec(entryPrice), dec(level), leverage).toFixed(6)
}

/** Distance of the mark from a level, as a share of the mark. */
function away({ markPrice }: PositionShown, level: string): string | undefined {
  if (markPrice === undefined || Number(markPrice) === 0) return undefined
  return dec(level).minus(markPrice).div(markPrice).toFixed(6)
}

/** A short share; screen readers and the tooltip say what it is a share of. */
const shareOf = (share: string | undefined, of: string) =>
  share !== undefined && (
    <span title={of}>
      {signedPercent(share, 1)}
      <span class="unseen"> {of}</span>
    </span>
  )

/** The prices that decide a position's fate, each with its worth or its distance. */
export function Levels({ position }: { readonly position: PositionShown }) {
  const { entryPrice, markPrice, stops, takeProfits, emergencyPrice, liquidationPrice } = position
  const stop = stops.at(-1)?.price
  const next =
    takeProfits.find(({ state }) => state === 'placed') ??
    takeProfits.find(({ state }) => state === 'waiting')
  return (
    <dl class="levels">
      <Level name="Mark" value={markPrice} />
      <Level name="Entry" value={entryPrice} below={position.quantity} />
      <Level
        name="Stop"
        value={stop}
        tone="warn"
        below={stop && shareOf(atLevel(position, stop), 'of margin, before costs')}
      />
      <Level
        name={next?.state === 'waiting' ? 'TP, later' : 'Take-profit'}
        value={next?.price}
        below={next && shareOf(atLevel(position, next.price), 'of margin, before costs')}
      />
      <Level
        name="Emergency"
        value={emergencyPrice}
        below={emergencyPrice && shareOf(atLevel(position, emergencyPrice), 'of margin, before costs')}
      />
      <Level
        name="Liquidation"
        value={liquidationPrice}
        below={liquidationPrice && shareOf(away(position, liquidationPrice), 'from the mark')}
      />
    </dl>
  )
}

interface LevelProps {
  readonly name: string
  readonly value: string | undefined
  readonly tone?: string
  readonly below?: ComponentChildren
}

const Level = ({ name, value, tone = '', below }: LevelProps) => (
  <div>
    <dt>{name}</dt>
    <dd class={tone}>{value === undefined ? none : price(value)}</dd>
    <dd class="below">{below}</dd>
  </div>
)
