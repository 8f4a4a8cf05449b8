import * as z from 'zod'

/** A line end that was pasted along would make every signature wrong. */
const secret = z
  .string()
  .min(1)
  .refine(value => value.trim() === value)

/** As a header takes it: of any other, what sends it would tell the whole in its error. */
const apiKey = z.string().regex(/^[\x21-\x7e]+$/)

/** What Secrets Manager holds: `{"apiKey": "…", "secret": "…"}`; other fields are not looked at. */
export const credentials = z.object({ apiKey, secret })
export type Credentials = Readonly<z.output<typeof credentials>>
