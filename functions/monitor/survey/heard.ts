import { timing } from '#domain/timing.ts'
import { ExchangeError, isAskedToWait } from '#ports/exchange-error.ts'
import type { Heard } from '#ports/state.ts'
import type { SurveyContext } from './survey-context.ts'

const { heardEvery } = timing.watch
const longestFailure = 300

/** The look at the exchange, and the table's note of earlier looks. */
interface Look {
  readonly lookedAt: number
  readonly heard?: Heard | undefined
}

/**
 * Asks the exchange, and notes in the table for the operator whether it answered: nothing else shows whether the
 * exchange answers requests from where the functions run. Notes every failure, the first success after one, and then
 * one success every few minutes.
 */
export async function hearing<T>(
  context: SurveyContext,
  { lookedAt: at, heard }: Look,
  asked: Promise<T>,
): Promise<T> {
  try {
    const answer = await asked
    if (!heard || heard.failure !== undefined || at - heard.at >= heardEvery) await note(context, { at })
    return answer
  } catch (error) {
    if (!isAskedToWait(error)) await note(context, { at, ...failureOf(error) })
    throw error
  }
}

function failureOf(error: unknown): Pick<Heard, 'failure' | 'code'> {
  const failure = (error instanceof Error ? error.message : String(error)).slice(0, longestFailure)
  return { failure, ...(error instanceof ExchangeError && error.code !== undefined && { code: error.code }) }
}

/** The note only informs: without it the look goes on. */
async function note({ state, telemetry }: SurveyContext, heard: Heard): Promise<void> {
  try {
    await state.watch.hear(heard)
  } catch (error) {
    telemetry.error('survey-part-failed', error, { part: 'hearing' })
  }
}
