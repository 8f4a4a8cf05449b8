import type { PriceStep } from '../ports.ts'

/**
 * Steps as lines of `time,last,mark,bid,ask,volume[,fundingRate]`: a third of the size of JSON, and every request to
 * the venue fetches them.
 */
export function encodeSteps(steps: readonly PriceStep[]): string {
  return steps
    .map(({ time, last, mark, bid, ask, volume, fundingRate }) => {
      const line = `${time},${last},${mark},${bid},${ask},${volume}`
      return fundingRate === undefined ? line : `${line},${fundingRate}`
    })
    .join('\n')
}

/** Throws if a line is not a step. */
export function decodeSteps(body: string): readonly PriceStep[] {
  return body === '' ? [] : body.split('\n').map(decodeStep)
}

function decodeStep(line: string): PriceStep {
  const [time, last, mark, bid, ask, volume, fundingRate] = line.split(',')
  if (!last || !mark || !bid || !ask || !volume || !Number.isSafeInteger(Number(time)))
    throw new Error(`Expected a step as time,last,mark,bid,ask,volume, got "${line.slice(0, 100)}".`)
  const step = { time: Number(time), last, mark, bid, ask, volume }
  return fundingRate === undefined ? step : { ...step, fundingRate }
}
