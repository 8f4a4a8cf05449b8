import { counted } from '../../../terminal/counted.ts'
import { span } from '../../../terminal/time.ts'

/** Calls of functions that AWS lets the account have under way at once in a region. */
export interface Quota {
  readonly all: number
  /** Those that no function has set aside for itself. */
  readonly unreserved: number
}

export interface Estimate {
  readonly sets: number
  /** Replays at once. */
  readonly concurrency: number
  /** One set, in milliseconds. */
  readonly msEach: number
  readonly ms: number
  readonly usd: number
}

/**
 * USD, list prices of eu-central-1 on demand, without free tier and tax, written down from memory in November 2026: check
 * them at aws.amazon.com/lambda/pricing, /step-functions/pricing and /s3/pricing.
 */
const prices = {
  gbSecond: 0.000_013_333_4,
  call: 0.000_000_2,
  /** Of a Standard workflow. */
  transition: 0.000_025,
  write: 0.000_005_4,
  read: 0.000_000_43,
}
/** A child execution begins, replays and ends. */
const transitionsEach = 3
/** What is not measured: a core of Lambda is taken for so much slower than one of this machine. */
const slower = 1.5
/** The functions of the account that are not of the lab go on meanwhile. */
const leastSpare = 2
const startMs = 15_000
/** As long as a replay may take; what is estimated higher is not begun. */
const mostMsEach = 15 * 60_000 * 0.8

/** What a replay of so many milliseconds costs. */
export const usdOf = (ms: number, memoryMb: number): number =>
  (ms / 1000) * (memoryMb / 1024) * prices.gbSecond +
  prices.call +
  transitionsEach * prices.transition +
  2 * prices.write +
  4 * prices.read

/** How many replays an account lets run at once, with some left for everything else in it. */
export const concurrencyWithin = ({ all, unreserved }: Quota): number =>
  Math.max(1, unreserved - Math.max(leastSpare, Math.ceil(all / 10)))

export function estimate(
  of: { readonly sets: number; readonly msHere: number; readonly memoryMb: number },
  quota: Quota,
  most = Number.POSITIVE_INFINITY,
): Estimate {
  const { sets, msHere, memoryMb } = of
  const concurrency = Math.min(concurrencyWithin(quota), most, sets)
  const msEach = msHere * slower
  const ms = startMs + Math.ceil(sets / concurrency) * msEach
  return { sets, concurrency, msEach, ms, usd: sets * usdOf(msEach, memoryMb) }
}

/** Why a sweep is not begun; undefined where it may be. */
export function objectionTo({ msEach, usd }: Estimate, budget: number): string | undefined {
  if (msEach > mostMsEach)
    return `A set would take ${span(msEach)} there, and Lambda ends a call at 15 minutes. Play less time with --from and --to, or sweep on this machine.`
  if (usd > budget)
    return `The sweep would cost about ${money(usd)}, and --budget is ${money(budget)}. Give a larger one, or try fewer sets with --tries.`
  return undefined
}

/** What is about to happen, for who has to agree to it. */
export function estimateText(
  { sets, concurrency, msEach, ms, usd }: Estimate,
  { region, quota, msHere }: { readonly region: string; readonly quota: Quota; readonly msHere: number },
): string {
  const of = `of ${quota.unreserved} calls that the account may have under way there (quota ${quota.all})`
  return [
    `On AWS in ${region}: ${counted(sets, 'set')}, ${concurrency} at once ${of}.`,
    `A set took ${span(msHere)} here; with ${span(msEach)} there it takes about ${span(ms)} and costs about ${money(usd)}.`,
  ].join('\n')
}

export const money = (usd: number): string => `${usd < 0.1 ? usd.toFixed(4) : usd.toFixed(2)} USD`
