import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConfigurationError } from '#settings/configuration.ts'
import { parseEnvironmentFile, provenAddressIn } from '#settings/environment-file.ts'
import type { Said } from '#settings/said.ts'

/** What an environment's file says, and what a message calls the file. */
export interface SettingsFile {
  readonly name: string
  /** Undefined: there is none to be written to. */
  readonly path?: string
  readonly said: Said
  /** The fixed address that a deploy proved, and from which the functions ask since. */
  readonly address?: string | undefined
}

export const noFile: SettingsFile = { name: 'the environment’s file', said: {} }

/**
 * The file of an environment, kept in git: `infra/environments/live.json`. One that is not there says nothing.
 * With `-c file=…` it is another one, which must be there, or with `none` no file at all. Throws a
 * `ConfigurationError` when it says what cannot be.
 */
export function readSettingsFile(environment: string, other?: unknown): SettingsFile {
  if (other === 'none') return noFile
  const name = other === undefined ? `infra/environments/${environment}.json` : String(other)
  const path = other === undefined ? fileURLToPath(new URL(`../../${name}`, import.meta.url)) : name
  if (other === undefined && !existsSync(path)) return { name, path, said: {} }
  const text = textOf(path)
  return { name, path, said: parseEnvironmentFile(name, text), address: provenAddressIn(name, text) }
}

function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new ConfigurationError([`-c file=${path} cannot be read: ${(error as Error).message}`], path)
  }
}
