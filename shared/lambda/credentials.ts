import * as z from 'zod'

/** A pasted line end would make every signature wrong. */
const secret = z
  .string()
  .min(1)
  .refine(value => value.trim() === value)

/** The characters that a header takes: with any other, the HTTP client would put the whole key into its error. */
const apiKey = z.string().regex(/^[\x21-\x7e]+$/)

/** What Secrets Manager holds: `{"apiKey": "…", "secret": "…"}`; other fields are ignored. */
export const credentials = z.object({ apiKey, secret })
export type Credentials = Readonly<z.output<typeof credentials>>
