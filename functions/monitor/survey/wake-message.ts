import * as z from 'zod'
import { type Wake, wakeCauses } from '#domain/wake.ts'

/** Far more than there are positions. */
const mostIds = 200

const message = z.object({
  only: z.array(z.string().min(1)).max(mostIds),
  cause: z.enum(wakeCauses),
  heardAt: z.int().positive(),
})

/** Reads the input of an execution that looks at some positions at once; throws if it is not such an input. */
export function parseWake(input: unknown): Wake {
  const read = message.safeParse(input)
  if (read.success) return read.data
  throw new Error(
    `Expected {only: [position ids], cause, heardAt}, got ${JSON.stringify(input).slice(0, 200)}: ` +
      z.prettifyError(read.error),
  )
}
