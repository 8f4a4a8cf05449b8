import { carried } from './states-error.ts'

/** What the interpreter says of a run, as far as sizes go. */
interface StateEvent {
  readonly type: string
  readonly state?: { readonly type?: string; readonly output?: unknown }
  /** What one row of a Map ended with. */
  readonly output?: unknown
}

/**
 * The interpreter carries payloads of any size; Step Functions ends the execution, past every Catch. A Map is held to
 * what all its rows ended with together, whether its result is kept or not.
 */
export async function watchPayloads(
  events: AsyncIterable<unknown>,
  exceeded: (error: string) => void,
): Promise<void> {
  let rows: unknown[] = []
  for await (const event of events) {
    const { type, state, output } = event as StateEvent
    if (type === 'StateEntered' && state?.type === 'Map') rows = []
    if (type === 'MapIterationSucceeded') rows.push(output)
    try {
      if (type === 'StateExited') carried(JSON.stringify(state?.output) ?? '')
      if (type === 'StateExited' && state?.type === 'Map') carried(JSON.stringify(rows))
    } catch (error) {
      return exceeded(String(error))
    }
  }
}
