import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { pathOrders } from '../../infra/local/market/price-path.ts'
import { synthesize } from '../../infra/local/runner/assembly.ts'
import type { Budget } from './budget.ts'
import { type PlayedOnce, parts } from './play-once.ts'
import { tableOf } from './table.ts'

/** One way to play the sample on this machine. */
interface Way {
  readonly how: string
  readonly speed?: string
  readonly cores?: string
  readonly busyLoops?: number
}

const ways: readonly Way[] = [
  { how: 'as fast as it goes' },
  { how: 'beside two busy loops', busyLoops: 2 },
  { how: 'on one core', cores: '0' },
  { how: 'on one core beside two busy loops', cores: '0', busyLoops: 2 },
  { how: '60 times as fast', speed: '60' },
]

/** The sample under one order of high and low, played in each way. */
export interface AgainMeasure {
  readonly path: string
  readonly plays: readonly { readonly how: string; readonly played: PlayedOnce }[]
}

/** Ends with the bench, even if that is killed. */
const busyLoop = 'const bench = process.ppid; while (process.ppid === bench);'

/** Plays the whole sample several times, on a machine with other work beside it, and at another speed. */
export async function measureAgain(): Promise<readonly AgainMeasure[]> {
  await synthesize({ environment: {}, deployment: 'paper' })
  const measured: AgainMeasure[] = []
  for (const path of pathOrders) {
    const plays: { how: string; played: PlayedOnce }[] = []
    for (const way of ways) plays.push({ how: way.how, played: await playIn(way, path) })
    measured.push({ path, plays })
  }
  return measured
}

async function playIn({ speed = 'max', cores, busyLoops = 0 }: Way, path: string): Promise<PlayedOnce> {
  const script = fileURLToPath(new URL('play-once.ts', import.meta.url))
  const command = [process.execPath, script, speed, path]
  const bound = (given: readonly string[]) =>
    cores === undefined ? given : ['taskset', '-c', cores, ...given]
  const start = ([file = '', ...rest]: readonly string[]) =>
    spawn(file, rest, { stdio: ['ignore', 'pipe', 'inherit'] })
  const busy = Array.from({ length: busyLoops }, () => start(bound([process.execPath, '-e', busyLoop])))
  try {
    const child = start(bound(command))
    const text = Buffer.concat(await child.stdout.toArray()).toString()
    if (text === '') throw new Error(`${command.join(' ')} printed nothing; its error stands above.`)
    return JSON.parse(text) as PlayedOnce
  } finally {
    for (const loop of busy) loop.kill()
  }
}

export const againTable = (measured: readonly AgainMeasure[]): string =>
  tableOf(
    ['path, and how it was played', 'report', 'journals', 'ticks done', 'CPU', 'in all', 'peak'],
    measured.flatMap(({ path, plays }) =>
      plays.map(({ how, played: { cameTo, ticks, cpuSeconds, seconds, peakMb } }) => [
        `${path}, ${how}`,
        ...[cameTo.report, cameTo.journals].map(hash => hash.slice(0, 8)),
        `${ticks.done} of ${ticks.due}`,
        `${cpuSeconds.toFixed(0)} s`,
        `${seconds.toFixed(0)} s`,
        `${peakMb.toFixed(0)} MB`,
      ]),
    ),
  )

export const againBudgets = (measured: readonly AgainMeasure[]): readonly Budget[] =>
  measured.flatMap(({ path, plays }) => {
    const different = parts.filter(part => new Set(plays.map(({ played }) => played.cameTo[part])).size > 1)
    const missed = plays.reduce((sum, { played: { ticks } }) => sum + ticks.due - ticks.done, 0)
    return [
      {
        what: `the sample, ${path}, played in ${plays.length} ways`,
        expected: 'the same, byte for byte',
        measured: different.length === 0 ? 'the same' : `another ${different.join(', ')}`,
        held: different.length === 0,
        hard: true,
      },
      {
        what: `ticks missed in them, ${path}`,
        expected: 'none',
        measured: String(missed),
        held: missed === 0,
        hard: true,
      },
    ]
  })
