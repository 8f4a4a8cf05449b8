import * as z from 'zod'
import { dec } from '#domain/decimal.ts'
import {
  isSourceName,
  opposites,
  type SourceSettings,
  type Sources,
  settingsOf,
  shapes,
} from '#domain/sources.ts'
import { jsonText } from './json-text.ts'

/** More would not fit into a function's environment variables. */
const mostSources = 40

/** TradingView sends from four. */
const mostAddresses = 16
/** Far more signals than come, and than the gate can judge. */
const mostThrottle = 100

const address = z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()])
const share = z.string().refine(text => /^\d+(\.\d+)?$/.test(text) && dec(text).lte(1))
const sourceSettings = z.strictObject({
  shape: z.enum(shapes).exactOptional(),
  confidence: share.exactOptional(),
  addresses: z.array(address).min(1).max(mostAddresses).exactOptional(),
  throttle: z.number().int().min(1).max(mostThrottle).exactOptional(),
  opposite: z.enum(opposites).exactOptional(),
} satisfies Record<keyof SourceSettings, z.ZodType>)

/** The terms for the signals of each source, as JSON. */
export function sourcesBy(purpose: string) {
  return jsonText
    .pipe(
      z
        .custom<object>(
          value => typeof value === 'object' && value !== null && !Object.hasOwn(value, '__proto__'),
        )
        .pipe(z.record(z.string().refine(isSourceName), sourceSettings))
        .refine(named => Object.keys(named).length <= mostSources),
    )
    .prefault('{}')
    .meta({
      allowed: `JSON of up to ${mostSources} sources and what holds for each, like {"tv-btc":{"shape":"tradingview","confidence":"0.8","opposite":"flip"}}; a source is 1 to 64 letters, digits or _.:/-, a shape is ${shapes.join(' or ')}, a confidence a decimal number from 0 to 1, for entries without one, opposite ${opposites.join(' or ')}; addresses are up to ${mostAddresses} from which the webhook accepts its signals, like 203.0.113.7 or 203.0.113.0/24, a throttle is the most requests a second it accepts, from 1 to ${mostThrottle}`,
      preset: '{}',
      purpose,
    })
}

/** For each term of a source, whether its change lets more be entered. */
const loosens: Readonly<
  Record<keyof SourceSettings, (before: SourceSettings, after: SourceSettings) => boolean>
> = {
  shape: () => false,
  addresses: ({ addresses: before }, { addresses: after }) =>
    before !== undefined && (after === undefined || after.some(each => !before.includes(each))),
  throttle: () => false,
  confidence: ({ confidence: before }, { confidence: after }) =>
    after !== undefined && (before === undefined || dec(after).gt(before)),
  opposite: ({ opposite: before }, { opposite: after }) => after === 'flip' && before !== 'flip',
}

/** Whether some source is trusted with more; an unlisted source has no terms. */
export function trustsMore(before: Sources, after: Sources): boolean {
  const named = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...named].some(source => {
    const [old, next] = [settingsOf(before, source), settingsOf(after, source)]
    return Object.values(loosens).some(loosen => loosen(old, next))
  })
}
