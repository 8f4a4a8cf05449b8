import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import * as z from 'zod'
import { Complaint, exitCodes } from '../complaint.ts'
import { type TermName, type Terms, termsOffered } from './terms.ts'

/** A term in force, in the form of `qt config`. */
export interface Term {
  readonly name: TermName
  readonly value: Terms[TermName]
  readonly from: 'default' | 'the file'
  readonly because: string
}

const termNames = Object.keys(termsOffered) as readonly TermName[]

const file = z.strictObject(
  Object.fromEntries(termNames.map(name => [name, termsOffered[name].schema.optional()])),
)

const usualTermsFile = 'infra/environments/evaluation.json'

/**
 * The terms in force: the operator's file, with presets for missing terms; without a file all presets. Throws a
 * `Complaint` that lists everything wrong in the file.
 */
export function readTerms(given?: string): { readonly terms: Terms; readonly told: readonly Term[] } {
  const said = saidIn(given)
  const told = termNames.map(name => ({
    name,
    value: (said[name] ?? termsOffered[name].preset) as Terms[TermName],
    from: said[name] === undefined ? ('default' as const) : ('the file' as const),
    because: termsOffered[name].because,
  }))
  return { terms: Object.fromEntries(told.map(({ name, value }) => [name, value])) as unknown as Terms, told }
}

function saidIn(given: string | undefined): Readonly<Record<string, unknown>> {
  const path = given ?? fileURLToPath(new URL(`../../../${usualTermsFile}`, import.meta.url))
  const name = given ?? usualTermsFile
  const refuse = (what: string) =>
    new Complaint(exitCodes.usage, `${name}: ${what}`, `it may say ${termNames.join(', ')}`)
  let text: string
  try {
    text = readFileSync(path, 'utf8')
  } catch (error) {
    if (given === undefined && (error as NodeJS.ErrnoException).code === 'ENOENT') return {}
    throw refuse(`it cannot be read: ${(error as Error).message}`)
  }
  const read = file.safeParse(jsonIn(text, refuse))
  if (read.success) return read.data
  throw refuse(
    read.error.issues.map(({ path: at, message }) => `${at.join('.')} ${message}`.trim()).join('; '),
  )
}

function jsonIn(text: string, refuse: (what: string) => Complaint): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw refuse(`it is not valid JSON: ${(error as Error).message}`)
  }
}
