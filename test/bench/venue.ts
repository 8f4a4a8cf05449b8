import type { LocalDynamo } from '../table/local-table.ts'
import type { Budget } from './budget.ts'
import { type CoreMeasure, measureCore } from './venue-core.ts'
import { type DayMeasure, dayBudgets, measureDay } from './venue-day.ts'
import { measureWire, type WireMeasure } from './venue-http.ts'
import { measureStreams, type StreamsMeasure } from './venue-streams.ts'
import { measureWeight, type WeightMeasure, weightBudgets } from './venue-weight.ts'

/** The paper venue by itself. */
export interface VenueMeasure {
  readonly core: CoreMeasure
  readonly wire: WireMeasure
  readonly streams: StreamsMeasure
  readonly weights: readonly WeightMeasure[]
  readonly day: DayMeasure
}

const sample = new URL('../../infra/local/sample', import.meta.url).pathname
/** Above this ratio, a step does look at orders that it does not reach. */
const mostRatio = 4

export async function measureVenue(
  dynamo: LocalDynamo,
  market: readonly string[] = [sample],
): Promise<VenueMeasure> {
  const weights: WeightMeasure[] = []
  for (const positions of [1, 4, 10, 40]) weights.push(await measureWeight(dynamo, positions))
  const [core, wire, streams] = [measureCore(), await measureWire(), await measureStreams()]
  return { core, wire, streams, weights, day: await measureDay(market) }
}

export function venueBudgets({ core, weights, day }: VenueMeasure): readonly Budget[] {
  const [few, many] = [core.quietStepUs.at(0), core.quietStepUs.at(-1)]
  const ratio = few && many ? many.us / few.us : Number.POSITIVE_INFINITY
  return [
    ...weightBudgets(weights),
    {
      what: `a price step that reaches nothing, ${many?.orders} orders waiting against ${few?.orders}`,
      expected: `at most ${mostRatio} times`,
      measured: `${ratio.toFixed(1)} times`,
      held: ratio <= mostRatio,
      hard: false,
    },
    ...dayBudgets(day),
  ]
}
