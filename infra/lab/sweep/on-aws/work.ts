import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findMarketFiles } from '../../../local/market/kline-files.ts'
import type { Given } from '../../given.ts'
import type { TryWork } from '../player.ts'
import { fileKey } from './keys.ts'
import type { Store } from './store.ts'

/** A file of what is played, where it lies in the store. */
interface StoredFile {
  readonly key: string
  /** Below its own folder; what a name says of a file (symbol, interval, mark price) is still said. */
  readonly name: string
}

/** What sets are played on, its files in the store. */
export interface StoredWork extends Omit<TryWork, 'given'> {
  readonly v: 1
  readonly given: Omit<Given, 'klines' | 'funding' | 'rules' | 'signals' | 'balance'>
  /** What a release stored that took no rules has none. */
  readonly files: Readonly<Record<'klines' | 'funding' | 'signals', readonly StoredFile[]>> & {
    readonly rules?: readonly StoredFile[]
  }
}

/** Puts the files of what is played into the store, but for those that it has; says each that it puts there. */
export async function stored(work: TryWork, store: Store, told: (file: string) => void): Promise<StoredWork> {
  const { klines, funding, rules = [], signals, balance: _, ...given } = work.given
  const market = findMarketFiles(klines)
  // What is a mark price by its folder is one by its file's own folder there.
  const named = [
    ...market.klines.map(({ path, mark }) => ({
      path,
      name: mark ? `markPrice/${basename(path)}` : basename(path),
    })),
    ...market.trades.map(({ path }) => ({ path, name: basename(path) })),
  ]
  const byName = (path: string) => ({ path, name: basename(path) })
  const known = new Set(await store.list('files/'))
  const put = async ({ path, name }: { readonly path: string; readonly name: string }) => {
    const contents = readFileSync(path)
    const key = fileKey(contents, basename(path))
    if (!known.has(key)) {
      told(basename(path))
      await store.write(key, contents)
    }
    return { key, name }
  }
  const all = async (files: readonly Parameters<typeof put>[0][]) => {
    const there: StoredFile[] = []
    for (const file of files) there.push(await put(file))
    return there
  }
  return {
    v: 1,
    path: work.path,
    environment: work.environment,
    given,
    files: {
      klines: await all(named),
      funding: await all(funding.map(byName)),
      rules: await all(rules.map(byName)),
      // A rule makes them of the klines.
      signals: await all(given.rule ? [] : [byName(signals)]),
    },
  }
}

/** Fetches the files of stored work into a folder. Throws where one is gone: the bucket keeps them for a month. */
export async function fetched(
  { given, files, path, environment }: StoredWork,
  store: Store,
  folder: string,
): Promise<TryWork> {
  let fetchedFiles = 0
  const fetch = async ({ key, name }: StoredFile) => {
    const contents = await store.read(key)
    if (!contents)
      throw new Error(
        `Expected ${key} in the lab’s bucket, got nothing. Start the sweep again: it puts its files there.`,
      )
    const file = join(folder, String(++fetchedFiles).padStart(4, '0'), name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, contents)
    return file
  }
  const all = async (those: readonly StoredFile[]) => {
    const there: string[] = []
    for (const file of those) there.push(await fetch(file))
    return there
  }
  const [klines, funding, rules, [signals = '']] = [
    await all(files.klines),
    await all(files.funding),
    await all(files.rules ?? []),
    await all(files.signals),
  ]
  return { given: { ...given, klines, funding, rules, signals }, path, environment }
}
