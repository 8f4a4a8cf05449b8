import type { Venue } from '#ports/configuration.ts'
import { doubtAbout } from '#settings/regions.ts'
import { type Check, failure, ok, warning } from './check.ts'

/**
 * The functions' region, read from a queue's address, and whether Binance is known to refuse it. The survey notes
 * whether it really does: this machine's own answers do not show that.
 */
export function stackRegion(queueUrl: string, venue: Venue): Check {
  const region = /^https:\/\/sqs\.([a-z0-9-]+)\./.exec(queueUrl)?.[1]
  if (!region) return ok('stack region', 'this machine')
  const doubt = doubtAbout(region)
  if (!doubt) return ok('stack region', region)
  const todo = 'deploy where Binance answers; ap-northeast-1 is nearest to it'
  const found = `${region}: ${doubt}`
  return venue === 'demo' || !region.startsWith('us-')
    ? warning('stack region', found, todo)
    : failure('stack region', found, todo)
}
