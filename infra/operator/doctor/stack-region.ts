import type { Venue } from '#ports/configuration.ts'
import { type Check, failure, ok, warning } from './check.ts'

/**
 * Where the functions run, read from a queue's address: Binance refuses requests from the United States
 * (HTTP 451), and this machine's own answers say nothing about theirs.
 */
export function stackRegion(queueUrl: string, venue: Venue): Check {
  const region = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl)?.[1]
  if (!region) return ok('stack region', 'this machine')
  if (!region.startsWith('us-')) return ok('stack region', region)
  const todo = 'deploy where Binance answers; ap-northeast-1 is nearest to it'
  const found = `${region}: Binance answers HTTP 451 there`
  return venue === 'demo' ? warning('stack region', found, todo) : failure('stack region', found, todo)
}
