import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { DeleteCommand, PutCommand } from '@aws-sdk/lib-dynamodb'
import { venueExchange } from '#lambda/venue-exchange.ts'
import type { Exchange } from '#ports/exchange.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { type HeldStack, holdLocalStack } from '../../infra/local/runner/hold.ts'
import { askResident } from './ask-resident.ts'

export const inProject = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** The outputs and the exit code of a run of the tool. */
export interface Ran {
  readonly code: number | null
  readonly out: string
  readonly err: string
  /** The answer under --json. */
  // biome-ignore lint/suspicious/noExplicitAny: each command answers its own
  json(): any
}

/** An environment without AWS settings, so that the test uses nothing of this machine's. */
export const bare = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  AWS_EC2_METADATA_DISABLED: 'true',
  TZ: 'UTC',
}

/** Runs the real tool in the resident process, with its output into pipes. */
export async function qt(args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> {
  // A process has one time zone for good.
  if ('TZ' in environment) return qtAlone(args, environment)
  const { code, out, err } = await askResident(args, { ...bare, ...environment }, bare)
  return { code, out, err, json: () => JSON.parse(out) }
}

/** Runs it in a process of its own, which shows that it starts, writes and ends as the operator's does. */
export const qtAlone = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<Ran> =>
  run(process.execPath, [inProject('infra/operator/qt.mjs'), ...args], environment)

export async function run(
  file: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
): Promise<Ran> {
  const child = spawn(file, args, { env: { ...bare, ...environment }, cwd: inProject('.') })
  child.stdin.end()
  const [out, err] = await Promise.all(
    [child.stdout, child.stderr].map(async stream => Buffer.concat(await stream.toArray()).toString()),
  )
  const code = child.exitCode ?? (await new Promise<number | null>(resolve => child.once('close', resolve)))
  return { code, out: out ?? '', err: err ?? '', json: () => JSON.parse(out ?? '') }
}

/** The tool's output on a terminal of its own, as `script` makes one; `typed` answers its question. */
export async function onTerminal(command: string, environment: NodeJS.ProcessEnv = {}, typed = '') {
  const args = ['-qec', `${process.execPath} infra/operator/qt.mjs ${command}`, '/dev/null']
  const child = spawn('/usr/bin/script', args, { env: { ...bare, ...environment }, cwd: inProject('.') })
  const ended = once(child, 'close')
  let out = ''
  for await (const chunk of child.stdout) {
    const asked = out.includes(question)
    out += chunk
    if (!asked && out.includes(question)) child.stdin.write(typed)
  }
  await ended
  return { out, code: child.exitCode }
}

const question = 'Type yes: '

export interface LocalOperator extends HeldStack {
  /** The tool at this stack; its output is kept. */
  qt(...args: readonly string[]): Promise<Ran>
  /** All of its output, on both streams. */
  readonly said: readonly string[]
  readonly file: string
  /** A client of the same account that is not this system. */
  stranger(): Exchange
  /** Stops the watch: its next tick is claimed for a time far away. */
  breakWatch(): Promise<void>
  mendWatch(): Promise<void>
}

const watchKey = { pk: 'WATCH', sk: 'ITEM' }

const prices = { ETHUSDT: 2800, SOLUSDT: 196, XRPUSDT: 2.4, DOGEUSDT: 0.25 }
const [opens, minutes] = [Date.UTC(2025, 1, 3), 20 * 60]

/** A calm day: open positions stay open however slow the machine is. */
function calmMarket(folder: string): string {
  for (const [symbol, price] of Object.entries(prices)) {
    const [high, low] = [price * 1.0002, price * 0.9998].map(each => each.toFixed(5))
    const candle = [price, high, low, price, Math.round(1e8 / price)].join(',')
    const rows = Array.from({ length: minutes }, (_, minute) => `${opens + minute * 60_000},${candle}`)
    const text = `open_time,open,high,low,close,volume\n${rows.join('\n')}\n`
    writeFileSync(join(folder, `${symbol}-1m-2025-02-03.csv`), text)
  }
  return folder
}

interface OperatorAsked {
  /** Each command runs in a process of its own the first time, except these. */
  readonly aloneOnceBut?: readonly string[]
}

/** A local stack over a calm market, and the tool at it. */
export async function openOperator({ aloneOnceBut }: OperatorAsked = {}): Promise<LocalOperator> {
  const folder = mkdtempSync(join(tmpdir(), 'qt-operator-'))
  const file = join(folder, 'local.json')
  const held = await holdLocalStack({
    klines: [calmMarket(folder)],
    speed: 10,
    file,
    environment: {},
    webhook: true,
  })
  const { documents, table, clock } = held.stack
  const said: string[] = []
  const ran = new Set<string | undefined>(aloneOnceBut)
  const ask = (args: readonly string[]) => {
    const command = args.find(word => !word.startsWith('-'))
    if (!aloneOnceBut || ran.has(command)) return qt(args)
    ran.add(command)
    return qtAlone(args)
  }
  return {
    ...held,
    file,
    said,
    async qt(...args) {
      const answer = await ask([...args, `--local=${file}`])
      said.push(answer.out, answer.err)
      return answer
    },
    stranger() {
      const { feedUrl } = JSON.parse(readFileSync(file, 'utf8')) as { readonly feedUrl: string }
      const credentials = JSON.parse(held.stack.secret())
      const configuration = loadConfiguration({})
      return venueExchange({ configuration, credentials, clock, documents, table, feedUrl })
    },
    async breakWatch() {
      const Item = { ...watchKey, v: 1, tick: clock.now() + 1e9, holder: 'none' }
      await documents.send(new PutCommand({ TableName: table, Item }))
    },
    async mendWatch() {
      await documents.send(new DeleteCommand({ TableName: table, Key: watchKey }))
    },
    async close() {
      await held.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
