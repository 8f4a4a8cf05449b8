import { type PaceName, paces } from '#domain/latency.ts'
import { choices } from '#settings/choices.ts'
import { ConfigurationError, loadConfiguration } from '#settings/configuration.ts'
import type { PricePath } from '../local/market/price-path.ts'
import type { PlanOptions } from '../local/play/plan.ts'
import { type Input, readInput } from './input.ts'
import type { LabOptions } from './play-lab.ts'
import type { SignalField } from './signal-table.ts'

/** What everything that the lab plays is given: a market, its signals, and how long things take. */
export interface Given extends Pick<PlanOptions, 'rule' | 'coin' | 'from' | 'to'> {
  readonly klines: readonly string[]
  readonly funding: readonly string[]
  readonly rules?: readonly string[]
  readonly signals: string
  readonly columns: Readonly<Partial<Record<SignalField, string>>>
  readonly latency: PaceName
  readonly balance?: string
  readonly everyLook?: boolean
}

/** What is wrong with the options or what they name, in words for who gave them. */
export class Unplayable extends Error {}

/** Reads all that is given, along one path. Throws `Unplayable` where it cannot be played. */
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

/** What is wrong where this is read is wrong with what was given. */
export function playable<T>(read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof Error) || error instanceof TypeError) throw error
    throw new Unplayable(error.message)
  }
}

/** Why these settings are no configuration; undefined where they are one. */
export function problemOf(environment: Readonly<Record<string, string>>): string | undefined {
  try {
    loadConfiguration(environment)
    return undefined
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems.join('; ')
    throw error
  }
}

/** How it is played: by this latency, on an account of AWS with the usual quota. */
export const playedAs = ({
  latency,
  everyLook = false,
}: Pick<Given, 'latency' | 'everyLook'>): Pick<LabOptions, 'pace' | 'quota' | 'everyLook'> => ({
  pace: paces[latency],
  quota: Number(choices.shape.quota.parse(undefined)),
  everyLook,
})
