import { existsSync, readFileSync } from 'node:fs'
import type { Plan } from '../../stacks/planned.ts'
import type { SettingsFile } from '../../stacks/settings-file.ts'
import { writeWhole } from '../../write-whole.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import { withAddress } from './written.ts'

/**
 * Writes the address that the functions ask from since this deploy into the environment's file, or removes it when they
 * no longer do: the next synthesis reads it there. Returns what to do next; undefined when the file was right already.
 * Throws a `Complaint` if the file cannot be written.
 */
export function keepAddress(
  { name, values }: Plan,
  file: SettingsFile,
  deployed: string | undefined,
): string | undefined {
  const address = name !== 'paper' && values.egress.value === 'fixed' ? deployed : undefined
  if (address === file.address) return undefined
  const change = address ? `"address": "${address}" is written into` : '"address" is taken out of'
  if (!file.path) return `Write "address": "${address}" into the file that you deploy from.`
  try {
    const text = existsSync(file.path) ? readFileSync(file.path, 'utf8') : '{}'
    writeWhole(file.path, withAddress(text, address))
  } catch (error) {
    throw new Complaint(
      exitCodes.no,
      `${name} is deployed, but ${file.name} cannot be written: ${(error as Error).message}`,
      address
        ? `write "address": "${address}" into it, and commit it`
        : 'take "address" out of it, and commit it',
    )
  }
  return `${change} ${file.name}: commit it, or npx cdk refuses the next deploy.`
}
