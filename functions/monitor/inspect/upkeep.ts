import { halts as systemHalts } from '#domain/halts.ts'
import type { Upkeep, UpkeepRow } from '#domain/messages.ts'
import type { Invocation } from '#ports/context.ts'
import { isAskedToWait } from '#ports/exchange-error.ts'
import { readRules } from '#position/market-facts.ts'

const work: Readonly<Record<Upkeep, (context: Invocation) => Promise<void>>> = {
  rules: readRules,
  modes: resumeEntries,
}

/**
 * Does each task that survey said is due, whether or not the others fail; a task that the exchange asks to wait with
 * stays due. Throws if one of them failed.
 */
export async function keepUp(context: Invocation, { upkeep }: UpkeepRow): Promise<void> {
  const done = await Promise.allSettled(upkeep.map(each => work[each](context)))
  const failed = done
    .flatMap(each => (each.status === 'rejected' ? [each.reason] : []))
    .filter(reason => !isAskedToWait(reason))
  const { weight, usedWeightPerMinute: used = 0 } = context.exchange.drainUsage()
  if (weight > 0) context.telemetry.count('RequestWeight', weight)
  if (used > 0) context.telemetry.count('UsedWeight', used)
  if (failed.length > 0) throw new AggregateError(failed, `${failed.length} of ${upkeep.join(', ')} failed`)
}

const { accountModes: halt } = systemHalts

/** Entries resume once the account is one-way, single-asset and may trade (weight 5). */
async function resumeEntries({ exchange, state, telemetry }: Invocation): Promise<void> {
  const modes = await exchange.accountModes()
  if (modes.hedgeMode || modes.multiAssetsMode || !modes.canTrade) return
  await state.account.update(current => {
    if (!current.halts[halt]) return undefined
    const { [halt]: _, ...halts } = current.halts
    return { ...current, halts }
  })
  telemetry.info('entries-resumed', { by: halt })
}
