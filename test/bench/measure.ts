import { availableParallelism } from 'node:os'
import type { LocalDynamo } from '../table/local-table.ts'
import { againBudgets, measureAgain } from './again.ts'
import type { Budget } from './budget.ts'
import { costBudgets, costOf } from './cost/cost.ts'
import { readInventory } from './cost/inventory.ts'
import { templatesOf, templatesWithChannels, templatesWithRule } from './cost/templates.ts'
import { measureFunctionUse } from './function-use.ts'
import { labBudgets, measureLab } from './lab.ts'
import { measureMonths, monthsBudgets } from './lab-months.ts'
import { measureThreads } from './lab-threads.ts'
import { measureNaked, nakedBudgets } from './naked.ts'
import { measureNakedInStorms, stormBudgets } from './naked-in-storms.ts'
import { measureSentinel, sentinelBudgets } from './sentinel.ts'
import { livesBudgets, measureLives } from './sentinel-life.ts'
import { measureOnPaper, paperBudgets } from './sentinel-on-paper.ts'
import { measureWeights, weightBudgets } from './sentinel-weight.ts'
import { type BundleMeasure, measureSizes, sizeBudgets } from './sizes.ts'
import { measureTicks, type TickMeasure, tickBudgets } from './ticks.ts'
import { measureTrades } from './trades.ts'
import { measureVenue, venueBudgets } from './venue.ts'
import { measureWebhook, webhookBudgets } from './webhook.ts'

export const parts = [
  'sizes',
  'ticks',
  'naked',
  'cost',
  'venue',
  'again',
  'lab',
  'webhook',
  'sentinel',
] as const
export type Part = (typeof parts)[number]

export interface Choice {
  readonly only: readonly Part[]
  /** Fresh processes that import each bundle. */
  readonly runs: number
  /** Recorded market that the venue part plays; by default the shipped sample. */
  readonly market?: readonly string[]
}

const openAtOnce = { ticks: [1, 10, 40], cost: [0, 1, 10, 40], sentinel: [1, 10, 40] }

/** Measures one part after the other: each needs the whole machine. */
export async function measure(dynamo: LocalDynamo, { only, runs, market }: Choice) {
  const wants = (part: Part) => only.includes(part)
  const say = (what: string) => console.error(`Measuring ${what} …`)

  if (wants('sizes')) say(`bundles, ${runs} imports each`)
  const sizes = wants('sizes') ? await measureSizes(runs) : undefined

  const counts = [...(wants('ticks') ? openAtOnce.ticks : []), ...(wants('cost') ? openAtOnce.cost : [])]
  const ticks = []
  for (const positions of [...new Set(counts)].sort((a, b) => a - b)) {
    say(`ticks with ${positions} open`)
    ticks.push(await measureTicks(dynamo, positions, 'memory'))
  }

  if (wants('naked')) say('naked time')
  const naked = wants('naked') ? await measureNaked(dynamo) : undefined
  if (wants('naked')) say('naked time in storms')
  const storms = wants('naked') ? await measureNakedInStorms() : undefined

  const cost = wants('cost') ? await measureCost(dynamo, ticks, sizes, say) : undefined
  if (wants('venue')) say('the paper venue')
  const venue = wants('venue') ? await measureVenue(dynamo, market) : undefined
  if (wants('again')) say('the sample, played again and again')
  const again = wants('again') ? await measureAgain() : undefined
  const lab = wants('lab') ? await measureLab(say) : undefined
  const months = wants('lab') ? await measureMonths(say) : undefined
  if (wants('lab')) say('a sweep in one thread and in two')
  const threads = wants('lab') ? await measureThreads() : undefined
  if (wants('webhook')) say('signals over HTTPS')
  const webhook = wants('webhook') ? await measureWebhook() : undefined
  if (wants('sentinel')) say('what a sentinel hears, in real time')
  const sentinel = wants('sentinel') ? await measureSentinel(dynamo) : undefined
  if (wants('sentinel')) say('what a sentinel hears on paper, in real time')
  const heardOnPaper = wants('sentinel') ? await measureOnPaper(dynamo) : undefined
  if (wants('sentinel')) say('what is asked with a sentinel, quiet and in a crash')
  const heardWeights = wants('sentinel') ? await measureWeights(openAtOnce.sentinel) : undefined
  if (wants('sentinel')) say('whole lives of sentinels')
  const lives = wants('sentinel') ? await measureLives(dynamo, openAtOnce.sentinel) : undefined
  const budgets: readonly Budget[] = [
    ...(sizes ? sizeBudgets(sizes) : []),
    ...tickBudgets(ticks),
    ...(naked ? nakedBudgets(naked) : []),
    ...(storms ? stormBudgets(storms) : []),
    ...(cost ? costBudgets(cost.cost) : []),
    ...(venue ? venueBudgets(venue) : []),
    ...(again ? againBudgets(again) : []),
    ...(lab ? labBudgets(lab) : []),
    ...(months ? monthsBudgets(months) : []),
    ...(webhook ? webhookBudgets(webhook) : []),
    ...(sentinel ? sentinelBudgets(sentinel) : []),
    ...(heardOnPaper ? paperBudgets(heardOnPaper) : []),
    ...(heardWeights ? weightBudgets(heardWeights) : []),
    ...(lives ? livesBudgets(lives) : []),
  ]
  const machine = { node: process.version, cores: availableParallelism(), arch: process.arch }
  return {
    ...{ machine, sizes, ticks, naked, storms, cost, venue, again, lab, months, threads, webhook },
    ...{ sentinel, heardOnPaper, heardWeights, lives },
    budgets,
  }
}
export type Measured = Awaited<ReturnType<typeof measure>>

async function measureCost(
  dynamo: LocalDynamo,
  all: readonly TickMeasure[],
  sizes: readonly BundleMeasure[] | undefined,
  say: (what: string) => void,
) {
  const ticks = all.filter(({ positions }) => openAtOnce.cost.includes(positions))
  const onPaper = []
  for (const { positions } of ticks) {
    say(`the paper venue's items with ${positions} open`)
    onPaper.push(await measureTicks(dynamo, positions, 'table'))
  }
  say('signals, entries and closes')
  const trades = await measureTrades(dynamo)
  say('the functions on the local run')
  const use = await measureFunctionUse()
  const templates = templatesOf('live')
  const withEgress = templatesOf('live', { egress: 'fixed', accept: 'address' })
  const inventory = readInventory(templates)
  const withRule = templatesWithRule('1m', '15m')
  return {
    cost: costOf({
      templates,
      withEgress,
      withRule,
      withChannel: templatesWithChannels(1),
      ticks,
      onPaper,
      trades,
      use,
    }),
    use,
    inventory,
    sizes,
  }
}
export type CostMeasure = Awaited<ReturnType<typeof measureCost>>
