import type { ErrorAnswer } from './outcome.ts'

/** No answer, or not all of it: a timeout, a dropped socket, an unreadable body. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer'
}

/** The exchange answered with an error. */
export class AnsweredError extends Error {
  override readonly name = 'AnsweredError'
  readonly answer: ErrorAnswer

  constructor(answer: ErrorAnswer) {
    super(`${answer.code === undefined ? '' : `${answer.code} `}${answer.message} (HTTP ${answer.status})`)
    this.answer = answer
  }
}
