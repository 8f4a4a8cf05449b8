import type { Clock } from '#ports/clock.ts'
import { systemClock } from '#ports/clock.ts'
import { readLocalConnection } from './local-connection.ts'
import { outputsInFile } from './outputs-file.ts'
import { usualRegion } from './region.ts'
import type { Target } from './target.ts'

/** The stack's resources by the names of its outputs. */
export type Outputs = Readonly<Record<string, string>>

export interface FoundStack {
  /** In words: `the local stack`, `paper in ap-northeast-1`. */
  readonly name: string
  readonly local: boolean
  readonly outputs: Outputs
  readonly feedUrl: string | undefined
  /** For a run at today's prices: where it gets them on this machine. */
  readonly pricesUrl?: string | undefined
  /** The venue on this machine that replaces Binance. */
  readonly exchangeUrl: string | undefined
  readonly clock: Clock
  /** Reads the market's time again: a local market may run faster than our clock. */
  keepTime(): Promise<void>
}

/** Finds the stack and points this process's AWS clients at it. */
export async function findStack(target: Target): Promise<FoundStack> {
  if (target.local) {
    const { aws, ...found } = await readLocalConnection(target.local)
    delete process.env.AWS_PROFILE
    Object.assign(process.env, aws)
    const { outputs, feedUrl, pricesUrl, exchangeUrl, clock, keepTime } = found
    const urls = { feedUrl, pricesUrl, exchangeUrl }
    return { name: 'the local stack', local: true, outputs, ...urls, clock, keepTime }
  }
  if (target.profile) process.env.AWS_PROFILE = target.profile
  const region = target.region ?? (await usualRegion(target.env))
  process.env.AWS_REGION = region
  const stack = `QuantumTrader-${target.env}-App`
  const outputs = target.outputs ? outputsInFile(target.outputs, stack) : await deployedOutputs(stack)
  const here = { feedUrl: undefined, exchangeUrl: undefined, clock: systemClock, keepTime: async () => {} }
  return { name: `${target.env} in ${region}`, local: false, outputs, ...here }
}

/** Imported late: a local stack needs no CloudFormation client, which is slow to load. */
const deployedOutputs = async (stack: string) => (await import('./stack-outputs.ts')).readStackOutputs(stack)
