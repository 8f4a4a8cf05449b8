import * as z from 'zod'
import type { KeyRights } from '#ports/exchange.ts'
import type { Wire } from './wire.ts'

const body = z.object({
  ipRestrict: z.boolean(),
  enableFutures: z.boolean(),
  enableWithdrawals: z.boolean(),
  enableInternalTransfer: z.boolean().default(false),
  permitsUniversalTransfer: z.boolean().default(false),
})

/** What the API key may do beyond futures; Binance tells it through its spot API, and on the live venue only. */
export const keyRights = (wire: Wire) => ({
  async keyRights(): Promise<KeyRights> {
    const found = await wire.read('apiRestrictions', {}, body)
    return {
      futures: found.enableFutures,
      withdrawals: found.enableWithdrawals,
      transfers: found.enableInternalTransfer || found.permitsUniversalTransfer,
      ipRestricted: found.ipRestrict,
    }
  },
})
