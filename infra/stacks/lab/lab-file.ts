import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { ConfigurationError } from '#settings/configuration.ts'
import { effective } from '#settings/said.ts'
import { readSettingsFile } from '../settings-file.ts'

/** The settings of the lab's deployment. */
export interface LabDeployment {
  readonly region: string
  /** Tags on every resource, beside ours. */
  readonly tags: Readonly<Record<string, string>>
}

/** An environment that trades at Binance, and its region. */
export interface TradingRegion {
  readonly name: string
  readonly file: string
  readonly region: string
}

const file = z.strictObject({
  lab: z.literal(true, 'expected true: this file is of the lab, and of no environment that trades'),
  region: z
    .string()
    .regex(/^[a-z]{2}(-[a-z]+)+-\d$/, 'expected a region of AWS like eu-central-1')
    .default('eu-central-1'),
  tags: z
    .record(z.string().regex(/^(?!aws:|application$|environment$).{1,128}$/), z.string().max(256))
    .default({}),
})

const ownFile = 'infra/environments/lab.json'

/**
 * Reads the settings of the lab's deployment; `saidRegion`, from `-c region`, overrides the file. Throws a
 * `ConfigurationError` when a value is invalid, or when demo or live trades in its region.
 */
export function readLab(
  saidRegion?: unknown,
  path: string = fileURLToPath(new URL(`../../../${ownFile}`, import.meta.url)),
  trading: readonly TradingRegion[] = tradingRegions(),
): LabDeployment {
  const said = parsed(path)
  const read = file.safeParse({ ...said, ...(saidRegion !== undefined && { region: String(saidRegion) }) })
  if (!read.success)
    throw new ConfigurationError(
      read.error.issues.map(({ message, path: at }) => `${ownFile}: ${at.join('.')} ${message}`),
      ownFile,
    )
  const { region, tags } = read.data
  const beside = trading.find(each => each.region === region)
  if (beside) throw new ConfigurationError([besideTrading(beside)], ownFile)
  return { region, tags }
}

/** Why a sweep must not run there. */
const besideTrading = ({ name, file: named, region }: TradingRegion): string =>
  `${region}: ${name} trades there (${named}). An account’s functions share its concurrency in a region, and a sweep would ` +
  `take what the watch needs to look at positions: give the lab another region in ${ownFile}, or with -c region`

/** Regions of the environments that trade at Binance, according to their files. */
export const tradingRegions = (): readonly TradingRegion[] =>
  (['demo', 'live'] as const).map(name => {
    const { said, name: named } = readSettingsFile(name)
    return { name, file: named, region: effective(name, said, {}).region.value }
  })

/** What is wrong with a region where demo or live is deployed, whatever their files say; undefined: neither is. */
export async function tradingBeside(
  region: string,
  find: (stack: string) => Promise<unknown>,
): Promise<string | undefined> {
  for (const name of ['demo', 'live'] as const)
    if (await find(`QuantumTrader-${name}-App`))
      return besideTrading({ name, file: 'it is deployed', region })
  return undefined
}

function parsed(path: string): object {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'))
    if (typeof content === 'object' && content !== null) return content
    throw new Error(`expected an object, got ${JSON.stringify(content)}`)
  } catch (error) {
    throw new ConfigurationError([`${path} cannot be read: ${(error as Error).message}`], path)
  }
}
