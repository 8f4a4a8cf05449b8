import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import { positionIdOf } from '#domain/identity.ts'
import type { Position } from '#domain/position.ts'
import { timing } from '#domain/timing.ts'
import { systemClock } from '#ports/clock.ts'
import { createState } from '#table/state.ts'
import { anOpenPosition } from '../domain/builders.ts'
import type { LocalDynamo } from '../table/local-table.ts'
import type { Budget } from './budget.ts'
import { readInventory } from './cost/inventory.ts'
import { templatesOf } from './cost/templates.ts'
import { median } from './median.ts'
import { emitFunction, environment, importOnce, megabytes, tradingAtBinance } from './sizes.ts'
import { tableOf } from './table.ts'
import { around } from './told-life.ts'

/** The cost of one whole life of a sentinel: its bundle as it is deployed, in a process of its own. */
export interface Life {
  readonly positions: number
  readonly isBusy: boolean
  /** Of the process; MB. */
  readonly memoryMb: number
  /** The most resident memory; MB. Undefined: it ran out of memory. */
  readonly mostMb: number | undefined
  /** Processor time, after its import; s. */
  readonly cpuSeconds: number | undefined
  readonly wakes: number
}

export interface LivesMeasure {
  /** Minified; bytes. */
  readonly bytes: number
  /** Median of the imports in fresh processes; ms. */
  readonly importMs: number
  /** Resident after its import; MB. */
  readonly importedMb: number
  readonly lives: readonly Life[]
  /** The template's memory. */
  readonly memoryMb: number
}

/**
 * Node's own bounds of V8 on a machine with this memory: half of it for the old space, 1/128 of that for each half of
 * the young.
 */
const heapOf = (memoryMb: number): readonly string[] => [
  `--max-old-space-size=${memoryMb / 2}`,
  `--max-semi-space-size=${Math.max(1, memoryMb / 128)}`,
]
/** How much faster its time passes than ours. */
const faster = 60
const imports = 5
/** The sizes of Lambda that suit a sentinel, and the share that must stay free. */
const [offeredMb, free] = [[128, 256, 512], 0.25]
/** Lambda gives a function of this memory one processor; MB. */
const oneProcessorMb = 1_769
const lifeSeconds = timing.functions.sentinel.most / 1000

export async function measureLives(
  dynamo: Pick<LocalDynamo, 'createTable'>,
  counts: readonly number[],
): Promise<LivesMeasure> {
  const folder = await mkdtemp(join(tmpdir(), 'bench-sentinel-'))
  try {
    const file = join(folder, 'sentinel.mjs')
    const bytes = await emitFunction('sentinel', file)
    const imported: { readonly ms: number; readonly mb: number }[] = []
    for (let run = 0; run < imports; run++) imported.push(await importOnce(file, tradingAtBinance))
    const lives: Life[] = []
    for (const isBusy of [false, true])
      for (const positions of counts) {
        const asOffered = offeredMb.map(memory => live(dynamo, file, { positions, isBusy, memoryMb: memory }))
        lives.push(...(await Promise.all(asOffered)))
      }
    return {
      ...{ bytes, lives, memoryMb: deployedMb() },
      importMs: median(imported.map(({ ms }) => ms)),
      importedMb: median(imported.map(({ mb }) => mb)),
    }
  } finally {
    await rm(folder, { recursive: true })
  }
}

function deployedMb(): number {
  const { functions } = readInventory(templatesOf('live', { sentinel: 'true' }))
  const listener = functions.find(({ name }) => name === 'sentinel')
  if (!listener) throw new Error('expected templates with a sentinel, got some without its function')
  return listener.memoryMb
}

async function live(
  dynamo: Pick<LocalDynamo, 'createTable'>,
  file: string,
  { positions: count, isBusy, memoryMb }: Pick<Life, 'positions' | 'isBusy' | 'memoryMb'>,
): Promise<Life> {
  const created = await dynamo.createTable()
  const positions = await openPositions(createState({ ...created, clock: systemClock }), count)
  const stands = await around({ positions, markEveryMs: 1_000 / faster, isBusy })
  try {
    const env = {
      ...{ ...environment, ...tradingAtBinance, AWS_ENDPOINT_URL: stands.url },
      ...{ AWS_ENDPOINT_URL_DYNAMODB: process.env.AWS_ENDPOINT_URL_DYNAMODB, QT_TABLE: created.table },
      QT_BINANCE_ENDPOINT: stands.url,
    }
    const args = [
      ...heapOf(memoryMb),
      '--input-type=module',
      '--eval',
      oneLife,
      pathToFileURL(file).href,
      String(faster),
    ]
    const took = await promisify(execFile)(process.execPath, args, { env, maxBuffer: 1e8 }).then(
      ({ stderr }) => tookOf(stderr),
      unlessOutOfMemory,
    )
    return { positions: count, isBusy, memoryMb, ...took, wakes: stands.wakes() }
  } finally {
    await stands.close()
  }
}

type Took = Pick<Life, 'mostMb' | 'cpuSeconds'>

function tookOf(stderr: string): Took {
  const told = stderr.split('\n').find(line => line.startsWith(resultMark))
  if (!told) throw new Error(`Expected a sentinel to tell what it took, got ${stderr.slice(-500)}`)
  const { why, ...took } = JSON.parse(told.slice(resultMark.length))
  if (why !== 'too old') throw new Error(`Expected a sentinel to live to its end, got: ${why}`)
  return took
}

/** V8 ends the process; its resident memory then means nothing. */
function unlessOutOfMemory(error: Error & { readonly stderr?: string }): Took {
  if (!error.stderr?.includes('heap out of memory')) throw error
  return { mostMb: undefined, cpuSeconds: undefined }
}

const resultMark = 'life: '
/**
 * The function as Lambda calls it, under a clock of its own. Its log goes to the standard output. The system's own
 * count of the most resident memory includes the process that started this one: so it is measured here, at intervals.
 */
const oneLife = `const [file, faster] = [process.argv[1], Number(process.argv[2])]
const born = Date.now(), began = performance.now()
globalThis[Symbol.for('quantum-trader.clock')] = {
  now: () => Math.floor(born + (performance.now() - began) * faster),
  sleep: ms => new Promise(resolve => setTimeout(resolve, ms / faster)),
}
let most = 0
setInterval(() => { most = Math.max(most, process.memoryUsage.rss()) }, 20)
const { handler } = await import(file)
const before = process.cpuUsage()
const why = await handler({}, { functionName: 'sentinel', awsRequestId: 'bench' })
const { user, system } = process.cpuUsage(before)
const cpuSeconds = (user + system) / 1e6, mostMb = most / 1e6
console.error('${resultMark}' + JSON.stringify({ why, mostMb, cpuSeconds }))
process.exit()`

async function openPositions(
  state: ReturnType<typeof createState>,
  count: number,
): Promise<readonly Position[]> {
  await state.account.open('live', false)
  const positions = Array.from({ length: count }, (_, index) => ({
    ...anOpenPosition(),
    ...{ id: positionIdOf(`bench#${index}`), symbol: `BENCH${index + 1}USDT` },
  }))
  for (const position of positions) await state.positions.create(position)
  const slotOf = ({ id, side, symbol }: Position) =>
    [symbol, { positionId: id, side, since: systemClock.now(), worstLoss: '10' }] as const
  await state.account.update(account => ({
    ...account,
    slots: Object.fromEntries(positions.map(slotOf)),
  }))
  return positions
}

/** The smallest size of Lambda that leaves enough free in each of its lives. */
const neededMb = ({ lives }: LivesMeasure): number | undefined =>
  offeredMb.find(offered =>
    lives.every(
      ({ memoryMb, mostMb }) =>
        memoryMb !== offered || (mostMb !== undefined && mostMb <= offered * (1 - free)),
    ),
  )

/** As a share of the processor time that its memory brings. */
const busyShare = ({ cpuSeconds = 0, memoryMb }: Life): number =>
  cpuSeconds / ((lifeSeconds * memoryMb) / oneProcessorMb)
const percent = (share: number) => `${(share * 100).toFixed(0)} %`

export function livesTable({ bytes, importMs, importedMb, lives }: LivesMeasure): string {
  const table = tableOf(
    ['open', '', 'memory', 'resident, most', 'CPU', 'of what it has', 'wakes'],
    lives.map(life => [
      ...[String(life.positions), life.isBusy ? 'busy' : 'quiet', `${life.memoryMb} MB`],
      life.mostMb === undefined ? 'ran out of it' : `${life.mostMb.toFixed(0)} MB`,
      ...(life.cpuSeconds === undefined
        ? ['–', '–']
        : [`${life.cpuSeconds.toFixed(1)} s`, percent(busyShare(life))]),
      String(life.wakes),
    ]),
  )
  return `Whole lives of ${lifeSeconds} s, ${faster} times as fast, of the bundle as it is deployed: ${megabytes(bytes)}, imported in ${importMs.toFixed(0)} ms, ${importedMb.toFixed(0)} MB resident then.
Busy: each second each position's mark is beyond its levels, and an order of it is filled in part.\n${table}`
}

export function livesBudgets(measure: LivesMeasure): readonly Budget[] {
  const { lives, memoryMb } = measure
  const needed = neededMb(measure)
  const share = Math.max(...lives.filter(life => life.memoryMb === memoryMb).map(busyShare))
  return [
    {
      what: 'memory of a sentinel: the least that leaves a quarter free',
      expected: `${memoryMb} MB, as the template has it`,
      measured: needed === undefined ? `more than ${offeredMb.at(-1)} MB` : `${needed} MB`,
      held: needed === memoryMb,
      hard: false,
    },
    {
      what: 'processor time of its busiest life',
      expected: `at most half of what ${memoryMb} MB have`,
      measured: percent(share),
      held: share <= 0.5,
      hard: false,
    },
  ]
}
