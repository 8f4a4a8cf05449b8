import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { findMarketFiles } from '../../../local/market/kline-files.ts'
import type { Given } from '../../given.ts'
import type { TryWork } from '../player.ts'
import { fileKey } from './keys.ts'
import type { Store } from './store.ts'

/** An input file and its key in the store. */
interface StoredFile {
  readonly key: string
  /** Its path below its own folder, which keeps what the name says (symbol, interval, mark price). */
  readonly name: string
}

/** The input of all sets, with its files in the store. */
export interface StoredWork extends Omit<TryWork, 'given'> {
  readonly v: 1
  readonly given: Omit<Given, 'klines' | 'funding' | 'rules' | 'signals' | 'balance'>
  /** Absent in the input of an older release without rules. */
  readonly files: Readonly<Record<'klines' | 'funding' | 'signals', readonly StoredFile[]>> & {
    readonly rules?: readonly StoredFile[]
  }
}

/** Uploads the input files that the store does not have; reports each upload. */
export async function stored(work: TryWork, store: Store, told: (file: string) => void): Promise<StoredWork> {
  const { klines, funding, rules = [], signals, balance: _, ...given } = work.given
  const market = findMarketFiles(klines)
  // A file that is of mark prices by its folder gets such a folder there.
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
      // A rule makes them from the klines.
      signals: await all(given.rule ? [] : [byName(signals)]),
    },
  }
}

/** Downloads the files of stored work into a folder. Throws if one is gone: the bucket keeps them for a month. */
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
        `Expected ${key} in the lab’s bucket, got nothing. Start the sweep again: it uploads its files.`,
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
