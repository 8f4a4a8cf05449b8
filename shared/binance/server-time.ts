import * as z from 'zod'
import { whole } from './field.ts'
import type { Wire } from './wire.ts'

const body = z.object({ serverTime: whole })

/** The exchange's clock, in milliseconds. Throws `ExchangeError`. */
export const readServerTime = async (wire: Wire): Promise<number> =>
  (await wire.read('time', {}, body)).serverTime
