import { type PaceName, paces } from '#domain/latency.ts'
import { choices } from '#settings/choices.ts'
import { ConfigurationError, loadConfiguration } from '#settings/configuration.ts'
import type { PricePath } from '../local/market/price-path.ts'
import type { PlanOptions } from '../local/play/plan.ts'
import { playable } from '../local/play/playable.ts'
import type { SignalColumns } from '../local/play/signal-table.ts'
import { type Input, readInput } from './input.ts'
import type { LabOptions } from './play-lab.ts'

/** The input of everything that the lab plays: a market, its signals, and its latencies. */
export interface Given extends Pick<PlanOptions, 'rule' | 'coin' | 'from' | 'to'> {
  readonly klines: readonly string[]
  readonly funding: readonly string[]
  readonly rules?: readonly string[]
  readonly signals: string
  readonly columns: SignalColumns
  readonly latency: PaceName
  readonly balance?: string
  readonly everyLook?: boolean
}

/** Reads the input, along one path. Throws `Unplayable` if it cannot be played. */
export function readGiven(
  { klines, funding, rules = [], signals, columns, rule, coin, from, to }: Given,
  path: PricePath,
  environment: Readonly<Record<string, string>>,
): Input {
  const window = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) }
  const made = { ...(rule && { rule }), ...(coin !== undefined && { coin }) }
  return playable(() =>
    readInput({ klines, funding, rules, signals, columns, ...made, ...window, path, environment }),
  )
}

/** Why these settings are invalid; undefined if they are valid. */
export function problemOf(environment: Readonly<Record<string, string>>): string | undefined {
  try {
    loadConfiguration(environment)
    return undefined
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.join('; ')
    throw error
  }
}

/** How it is played: with this latency, on an AWS account with the usual quota. */
export const playedAs = ({
  latency,
  everyLook = false,
}: Pick<Given, 'latency' | 'everyLook'>): Pick<LabOptions, 'pace' | 'quota' | 'everyLook'> => ({
  pace: paces[latency],
  quota: Number(choices.shape.quota.parse(undefined)),
  everyLook,
})
