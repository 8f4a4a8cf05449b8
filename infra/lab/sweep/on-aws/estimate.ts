import { counted } from '../../../terminal/counted.ts'
import { span } from '../../../terminal/time.ts'

/** The account's limits of concurrent function calls in a region. */
export interface Quota {
  readonly all: number
  /** Calls that no function has reserved. */
  readonly unreserved: number
}

export interface Estimate {
  readonly sets: number
  /** Concurrent replays. */
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
/** Transitions of a child execution: start, replay, end. */
const transitionsEach = 3
/** Assumed, not measured: how much slower a core of Lambda is than one of this machine. */
const slower = 1.5
/** Left for the account's other functions, which continue meanwhile. */
const leastSpare = 2
const startMs = 15_000
/** The longest that a replay may take; a higher estimate prevents the start. */
const mostMsEach = 15 * 60_000 * 0.8

/** Cost of a replay of this many milliseconds. */
export const usdOf = (ms: number, memoryMb: number): number =>
  (ms / 1000) * (memoryMb / 1024) * prices.gbSecond +
  prices.call +
  transitionsEach * prices.transition +
  2 * prices.write +
  4 * prices.read

/** How many replays may run at once, leaving some calls for the rest of the account. */
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

/** Why a sweep may not start; undefined if it may. */
export function objectionTo({ msEach, usd }: Estimate, budget: number): string | undefined {
  if (msEach > mostMsEach)
    return `A set would take ${span(msEach)} there, and Lambda ends a call after 15 minutes. Play a shorter time with --from and --to, or sweep on this machine.`
  if (usd > budget)
    return `The sweep would cost about ${money(usd)}, and --budget is ${money(budget)}. Give a larger one, or try fewer sets with --tries.`
  return undefined
}

/** What will happen, for the operator's agreement. */
export function estimateText(
  { sets, concurrency, msEach, ms, usd }: Estimate,
  { region, quota, msHere }: { readonly region: string; readonly quota: Quota; readonly msHere: number },
): string {
  const of = `of the account's ${quota.unreserved} unreserved concurrent calls there (quota ${quota.all})`
  return [
    `On AWS in ${region}: ${counted(sets, 'set')}, ${concurrency} at once ${of}.`,
    `A set took ${span(msHere)} here; with ${span(msEach)} there it takes about ${span(ms)} and costs about ${money(usd)}.`,
  ].join('\n')
}

export const money = (usd: number): string => `${usd < 0.1 ? usd.toFixed(4) : usd.toFixed(2)} USD`
