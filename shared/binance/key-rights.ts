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

/** The API key's rights beyond futures; Binance tells them through its spot API, on the live venue only. */
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
