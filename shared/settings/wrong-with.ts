import type * as z from 'zod'
import { allowedBy } from './settings.ts'

/** What is wrong with a value, in words: the setting's own explanation, or else the allowed values. */
export function wrongWith(name: string, variable: z.ZodType, text: string | undefined): readonly string[] {
  const { error } = variable.safeParse(text)
  if (!error) return []
  const told = toldInWords(name, error)
  return told.length > 0 ? told : [`${name} is ${JSON.stringify(text)}; allowed is ${allowedBy(variable)}`]
}

/** A variable's own explanation for a value; nothing if it only refuses it. */
export function toldInWords(name: string, error: z.ZodError): readonly string[] {
  const told = error.issues.filter(issue => issue.code === 'custom' && issue.params?.inWords)
  return told.map(({ path, message }) => `${name}${path.length > 0 ? `[${path.join('.')}]` : ''}: ${message}`)
}
