import type { Venue } from '#ports/configuration.ts'
import { type Complaint, exitCodes } from '../../complaint.ts'
import { complaintOf } from '../../failure-words.ts'
import { NotAsPreviewed } from '../act/actions.ts'
import { type Reply, refusal, Unanswerable } from './answer.ts'

/** A failure as an answer, in the words of `qt`. A failure without such words is a defect of this tool. */
export function failureReply(error: unknown, venue: Venue, onUnexpected: (error: unknown) => void): Reply {
  if (error instanceof Unanswerable)
    return refusal(error.status, { error: error.message, ...(error.todo && { todo: error.todo }) })
  if (error instanceof NotAsPreviewed)
    return refusal(409, { error: error.message, todo: 'look at what would happen now' })
  const complaint = complaintOf(error, { env: venue })
  if (complaint) return refusal(statusOf(complaint), { error: complaint.message, todo: complaint.todo })
  onUnexpected(error)
  return refusal(500, { error: 'this is a defect of the page', todo: 'the terminal where it runs says more' })
}

const statusOf = ({ exitCode, cause }: Complaint): number => {
  if (exitCode === exitCodes.unreachable) return 502
  return exitCode === exitCodes.usage && cause === undefined ? 404 : 409
}
