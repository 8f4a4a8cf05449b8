import {
  atOnce,
  type Extras,
  leastQuota,
  mapBound,
  reservedForWebhook,
  setAside,
  shareOut,
} from '#settings/concurrency.ts'
import { meaningOf, presetOf } from '#settings/said.ts'
import type { Connection } from '../connect/connection.ts'
import { patience } from '../connect/patience.ts'
import { type Check, failure, ok, warning } from './check.ts'

const name = 'concurrency'

/** Compares the account's concurrency with the quota that this deployment was made for. */
export async function concurrency({ stack, configuration, isCarried }: Connection): Promise<Check> {
  if (stack.local) return ok(name, 'this machine has no quota')
  const { LambdaClient, GetAccountSettingsCommand } = await import('@aws-sdk/client-lambda')
  const client = new LambdaClient(patience)
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}))
    const { ConcurrentExecutions: quota = 0, UnreservedConcurrentExecutions: unreserved = 0 } =
      AccountLimit ?? {}
    const {
      quota: said = '1000',
      reserve,
      webhook,
      sentinel,
      rule = 'none',
      notify = presetOf('notify'),
    } = JSON.parse(stack.outputs.Choices ?? '{}')
    const { length: channels } = meaningOf('notify', notify)
    const extras = {
      webhook: webhook === 'true',
      rule: rule !== 'none',
      channels,
      sentinel: sentinel === 'true',
    }
    const chosen = { reserves: reserve === 'true', extras }
    const deployed = { said: Number(said), ...chosen, isCarried }
    return judged({ quota, unreserved, positions: configuration.maxPositions, ...deployed })
  } finally {
    client.destroy()
  }
}

export interface Room {
  /** The account's quota in this region, and how much of it is unreserved. */
  readonly quota: number
  readonly unreserved: number
  /** The value of `-c quota`, and whether the deployment reserves concurrency. */
  readonly said: number
  readonly reserves: boolean
  readonly positions: number
  /** Parts that only some deployments have. */
  readonly extras: Extras
  /** Whether an operator function carries the requests of `qt`; without one, nothing uses that share. */
  readonly isCarried: boolean
}

export function judged({ quota, unreserved, said, reserves, positions, extras, isCarried }: Room): Check {
  const sharedOut = (from: number) => {
    const shares = shareOut(from, positions, extras)
    return atOnce(isCarried ? shares : { ...shares, operator: 0 })
  }
  const [needs, wants] = [sharedOut(said), sharedOut(Number.POSITIVE_INFINITY)]
  const watch = reserves ? setAside(said, positions, extras) : undefined
  const forWebhook = reservedForWebhook(said, shareOut(said, positions, extras), watch) ?? 0
  const own = Object.values(watch ?? {}).reduce((sum, each) => sum + each, forWebhook)
  const free = unreserved + own
  const found = `${needs} at once at most; the account has ${quota}, of which ${free} are left to this deployment`
  const askFor = 'ask AWS for 1000 (Service Quotas, Lambda, concurrent executions: free, a day or two)'
  if (free < leastQuota)
    return failure(name, found, `${askFor}, or give back what other functions have reserved`)
  if (free < needs) return failure(name, found, `deploy with -c quota=${free}, and ${askFor}`)
  if (needs === wants) return ok(name, found)
  const waiting =
    mapBound(said, positions, extras) === undefined ? 'some work waits' : 'looks wait for each other'
  return free >= wants
    ? warning(name, `${found}; ${waiting}`, `deploy with -c quota=${quota}`)
    : warning(name, `${found}; ${waiting}`, `${askFor}; ${positions} positions want ${wants}`)
}
