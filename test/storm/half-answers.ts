/** When a request takes effect whose answer is an error: never, at once, or within its window. */
const effects = ['before effect', 'after effect', 'late effect'] as const
export type Effect = (typeof effects)[number]

/** Errors that say nothing about the order; Binance has been seen to send them for orders that filled. */
const turnedAway = ['503 -1008', '429 -1003', '400 -1021', '400 -1003', '400 -1015'] as const

/** Successes without the exchange's own answer: a server in between has answered. */
const wordless: Readonly<Record<string, () => Response>> = {
  'page with 200': () => new Response('<html><body>please wait</body></html>'),
  'empty 202': () => new Response(null, { status: 202 }),
  '{}': () => Response.json({}),
  null: () => Response.json(null),
}

const each = (answers: readonly string[], when: readonly Effect[]) =>
  answers.flatMap(answer => when.map(effect => `${answer} ${effect}`))

/** `503 -1008 late effect`: the faults of an order with such an error, by its effect. */
export const turningAway = each(turnedAway, effects)
/** `page with 200 after effect`: the faults of a command that another server answers. */
export const sayingNothing = each(Object.keys(wordless), ['before effect', 'after effect'])

/** The answer, and when the request takes effect; undefined for a fault of another kind. */
export function halfAnswer(
  fault: string,
): { readonly answer: () => Response; readonly effect: Effect } | undefined {
  const effect = effects.find(each => fault.endsWith(` ${each}`))
  if (!effect) return undefined
  const said = fault.slice(0, -effect.length - 1)
  const answer = wordless[said] ?? refusalIn(said)
  return answer && { answer, effect }
}

function refusalIn(said: string): (() => Response) | undefined {
  const [, status, code] = /^(\d{3}) (-\d+)$/.exec(said) ?? []
  return status && code
    ? () => Response.json({ code: Number(code), msg: 'struck' }, { status: Number(status) })
    : undefined
}
