import { carried } from './states-error.ts'

/** The interpreter's record of a run, as far as sizes are concerned. */
interface StateEvent {
  readonly type: string
  readonly state?: { readonly type?: string; readonly output?: unknown }
  /** The result of one row of a Map. */
  readonly output?: unknown
}

/**
 * The interpreter accepts payloads of any size; Step Functions ends the execution, and no Catch helps. A Map's limit
 * applies to the results of all its rows together, even if they are discarded.
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
