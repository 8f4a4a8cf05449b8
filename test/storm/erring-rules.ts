import { dec } from '#domain/decimal.ts'
import { type Look, marketStops } from '#domain/look.ts'
import type { Improving, Move } from '#domain/move.ts'
import type { OpenPosition } from '#domain/position.ts'
import { nextMove } from '#domain/protection.ts'
import { sign, tightest } from '#domain/side.ts'
import type { Context } from '#ports/context.ts'
import type { Invocation, Sky } from './invocation.ts'

/** A wrong move that a rule asked for. */
export interface Erred {
  readonly at: number
  readonly positionId: string
  readonly symbol: string
  readonly move: Improving
}

/** A broken invariant, as its alarm counts it. */
export interface Alarmed {
  readonly at: number
  readonly positionId: string | undefined
}

export interface ErringRules {
  readonly erred: readonly Erred[]
  /** Decides a process's next move. */
  readonly of: (process: Invocation) => Required<Pick<Context, 'nextMove'>> | undefined
}

/** In few storms the rule errs: it asks for an improvement that is not one. */
export function erringRules({ chance, scheduler, tell }: Sky, until: number): ErringRules {
  const erred: Erred[] = []
  if (chance.share('erring rules') >= 0.12) return { erred, of: () => undefined }
  const of = ({ name }: Invocation) => {
    let asked = 0
    return {
      nextMove(position: OpenPosition, look: Parameters<typeof nextMove>[1]): Move {
        const right = nextMove(position, look)
        const key = `${name} rule ${++asked}`
        if (scheduler.now() >= until || look.orders === 'unknown' || !isOfProfit(right)) return right
        if (chance.share(key) >= 0.3) return right
        const possible = errors.flatMap(error => error(position, look) ?? [])
        const move = chance.pick(possible, `${key} errs`)
        erred.push({ at: scheduler.now(), positionId: position.id, symbol: position.symbol, move })
        tell(`${key} errs: ${JSON.stringify(move)}`)
        return move
      },
    }
  }
  return { erred, of }
}

/** An erring rule, too, handles danger and missing stops first. */
const isOfProfit = ({ move }: Move): boolean =>
  ['hold', 'raise-stop', 'reach-tier', 'resize', 'offer', 'bank', 'note-sentiment'].includes(move)

type Errs = (position: OpenPosition, look: Look) => Improving | undefined

/** Moves that no rule asks for: each breaks an invariant. */
const errors: readonly Errs[] = [
  loosens,
  passesTheMark,
  fallsATier,
  miscounts,
  sellsTooMuch,
  sellsAgain,
  offersAgain,
]

function loosens({ side, tier, protection, rules }: OpenPosition, look: Look): Improving {
  const stands = tightest(
    side,
    [protection.level, ...marketStops(look).map(stop => stop.triggerPrice)].map(dec),
  )
  const ticks = stands.times('0.01').div(rules.tickSize).ceil().times(rules.tickSize)
  return { move: 'raise-stop', level: stands.minus(ticks.times(sign(side))).toFixed(), tier }
}

/** With the mark at the stop, a moving stop cannot pass it. */
function passesTheMark(
  { side, tier, rules, protection }: OpenPosition,
  { markPrice }: Look,
): Improving | undefined {
  if (markPrice === undefined) return undefined
  const ticks = dec(markPrice).div(rules.tickSize)
  const level = (side === 'long' ? ticks.ceil() : ticks.floor()).times(rules.tickSize)
  if (level.eq(protection.level)) return undefined
  return { move: 'raise-stop', level: level.toFixed(), tier }
}

function fallsATier({ tier, settings }: OpenPosition): Improving {
  return { move: 'reach-tier', tier: tier > 0 ? tier - 1 : settings.ladder.length + 1 }
}

function miscounts(_: OpenPosition, { quantity }: Look): Improving {
  return { move: 'resize', quantity: dec(quantity).times(3).toFixed() }
}

/** The whole open quantity, for a take-profit that closes a part. */
function sellsTooMuch({ rungs }: OpenPosition, { quantity }: Look): Improving | undefined {
  const rung = rungs.findIndex(each => each.state === 'waiting' && dec(each.quantity).times(2).lte(quantity))
  return rung < 0 ? undefined : { move: 'bank', rungs: [rung], quantity }
}

function sellsAgain({ rungs }: OpenPosition): Improving | undefined {
  const rung = rungs.findIndex(({ state }) => state === 'done')
  return rung < 0 ? undefined : { move: 'bank', rungs: [rung], quantity: rungs[rung]?.quantity ?? '0' }
}

function offersAgain({ rungs }: OpenPosition): Improving | undefined {
  const rung = rungs.findIndex(({ state }) => state === 'done')
  return rung < 0 ? undefined : { move: 'offer', rung }
}
