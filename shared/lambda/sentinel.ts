import { InvocationType, InvokeCommand, LambdaClient } from '@aws-sdk/client-lambda'
import { timing } from '#domain/timing.ts'
import type { Clock } from '#ports/clock.ts'
import type { State } from '#ports/state.ts'
import type { Telemetry } from '#ports/telemetry.ts'
import type { KeepSentinel, StartSentinel } from '#ports/watch.ts'
import type { Environment } from '#settings/configuration.ts'
import { stackVariables } from '#settings/stack-variables.ts'
import { impatient, serviceAnswerMs } from './patience.ts'

/** Starts a sentinel without waiting for it. */
export function sentinelStarter(functionName: string): StartSentinel {
  const client = new LambdaClient(impatient(serviceAnswerMs))
  return async after => {
    await client.send(
      new InvokeCommand({
        FunctionName: functionName,
        InvocationType: InvocationType.Event,
        Payload: JSON.stringify(after === undefined ? {} : { after }),
      }),
    )
  }
}

export interface KeeperParts {
  readonly state: Pick<State, 'sentinel'>
  readonly clock: Clock
  readonly telemetry: Telemetry
  readonly startSentinel: StartSentinel
}

/** The deployment's sentinel, for the function that sees what is open; undefined if there is none. */
export const keepSentinelOf = (
  environment: Environment,
  parts: Omit<KeeperParts, 'startSentinel'>,
): KeepSentinel | undefined => {
  const name = environment[stackVariables.sentinel]
  return name ? sentinelKeeper({ ...parts, startSentinel: sentinelStarter(name) }) : undefined
}

/** Sees to it that a sentinel listens. It only adds: if it cannot be had, everything else goes on. */
export function sentinelKeeper({ state, clock, telemetry, startSentinel }: KeeperParts): KeepSentinel {
  return async () => {
    const now = clock.now()
    try {
      const seen = await state.sentinel.read()
      const isExpected = seen !== undefined && Math.max(seen.until, seen.startingUntil ?? 0) > now
      const start = { now, startingUntil: now + timing.sentinel.starting, wantedAt: seen?.wantedAt ?? now }
      if (!isExpected && (await state.sentinel.claimStart(start))) await startSentinel()
      const deafSince = seen?.heldAt ?? seen?.wantedAt
      return deafSince === undefined ? {} : { deafSince }
    } catch (error) {
      telemetry.error('sentinel-not-started', error, {})
      return {}
    }
  }
}
