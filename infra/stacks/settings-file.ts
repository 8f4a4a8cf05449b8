import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { ConfigurationError } from '#settings/configuration.ts'
import { parseEnvironmentFile, provenAddressIn } from '#settings/environment-file.ts'
import type { Said } from '#settings/said.ts'

/** The content of an environment's file, and the file's name in messages. */
export interface SettingsFile {
  readonly name: string
  /** Where to write the file; undefined: there is none. */
  readonly path?: string
  readonly said: Said
  /** The fixed address that a deploy proved; the functions have asked from it since. */
  readonly address?: string | undefined
}

export const noFile: SettingsFile = { name: 'the environment’s file', said: {} }

/**
 * Reads an environment's file, kept in git: `infra/environments/live.json`. A missing file is empty. `-c file=…` names
 * another one, which must exist, or `none` for no file. Throws a `ConfigurationError` when a value is invalid.
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
