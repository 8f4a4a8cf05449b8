import type { Adapter } from '../adapter.ts'
import { ofOurExchange } from '../symbols.ts'
import { actionExpected, readAction, readUsual, usualNames } from '../usual.ts'

/** Any of the usual names, words and spellings. */
export const generic: Adapter = {
  read: fields =>
    ofOurExchange(fields, [...readUsual(fields, usualNames), ...readAction(fields, usualNames.action)]),
  missing: { action: actionExpected },
}
