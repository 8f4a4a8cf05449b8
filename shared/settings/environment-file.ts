import * as z from 'zod'
import type { choices } from './choices.ts'
import { ConfigurationError } from './configuration.ts'
import { type Name, type Said, sayable } from './said.ts'
import { settings } from './settings.ts'
import { wrongWith } from './wrong-with.ts'

const anything = z.json().optional()
const file = z.strictObject({
  region: anything,
  egress: anything,
  reserve: anything,
  quota: anything,
  webhook: anything,
  sentinel: anything,
  rule: anything,
  notify: anything,
  alarmEmail: anything,
  tags: anything,
  address: z.ipv4('is not an address like 203.0.113.7; npm run deploy writes it').optional(),
  settings: z.record(z.string(), z.json()).default({}),
} satisfies Record<keyof typeof choices.shape | 'address' | 'settings', z.ZodType>)

/** Reads an environment's file. A `ConfigurationError` names the file and everything that is wrong in it. */
export function parseEnvironmentFile(path: string, text: string): Said {
  const { settings: named, address: _, ...chosen } = readFile(path, text)
  const said = Object.entries({ ...named, ...chosen }).map(([name, value]) => [name, asText(value)] as const)
  const problems = said.flatMap(([name, text]) => problemOf(name, text, name in named))
  if (problems.length > 0)
    throw new ConfigurationError(
      problems.map(problem => `${path}: ${problem}`),
      path,
    )
  return Object.fromEntries(said)
}

/**
 * The address that a deploy proved before the functions began to use it. It is a fact, not a choice, and no stack is
 * made from it. Throws like `parseEnvironmentFile` if it is not an address.
 */
export const provenAddressIn = (path: string, text: string): string | undefined =>
  readFile(path, text).address

function readFile(path: string, text: string): z.output<typeof file> {
  const read = file.safeParse(parseJson(path, text))
  if (read.success) return read.data
  const problems = read.error.issues.map(({ message, path: at }) => `${path}: ${at.join('.')} ${message}`)
  throw new ConfigurationError(problems, path)
}

function problemOf(name: string, text: string, isSetting: boolean): readonly string[] {
  if (isSetting && !(name in settings.shape)) return [`there is no setting ${name}; remove it`]
  return wrongWith(name, sayable.shape[name as Name], text)
}

/** As a shell writes it: lists of names with commas, everything else as JSON. */
function asText(value: unknown): string {
  if (Array.isArray(value) && value.length > 0 && value.every(each => typeof each === 'string'))
    return value.join(',')
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new ConfigurationError([`${path} is not valid JSON: ${(error as Error).message}`], path)
  }
}
