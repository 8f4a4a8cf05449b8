import { fittedLines, marks, type Urgency } from '../words/text.ts'
import { wordsOf } from '../words/words-of.ts'
import { byStatus, fieldsOf, json, notUnderstood, textIn } from './judge.ts'
import type { Speech } from './service.ts'

/** Most bytes of a message; ntfy turns a longer one into a file. */
const longest = 4_096

/** From 1 (no sound, no vibration) to 5 (until it is looked at): https://docs.ntfy.sh/publish/#message-priority. */
const priorities: Readonly<Record<Urgency, number>> = { quiet: 2, normal: 3, urgent: 4 }

/**
 * ntfy, published as JSON (https://docs.ntfy.sh/publish/#publish-as-json): title and message are UTF-8, which headers
 * cannot carry. The token is sent as a Bearer token; a topic without access control needs none.
 */
export const ntfy: Speech<'ntfy'> = {
  credential: 'an access token of the server, like tk_…; a topic without access control needs none',
  open: true,
  problemWith: credential =>
    /^tk_[A-Za-z0-9]{20,64}$/.test(credential) ? undefined : 'expected tk_ and letters and digits',
  post({ server, topic }, token, notification) {
    const { headline, lines, urgency, mark } = wordsOf(notification)
    const [, tag] = marks[mark]
    const fits = (written: string) => Buffer.byteLength(written) <= longest
    return {
      url: server,
      headers: { ...json, ...(token !== '' && { authorization: `Bearer ${token}` }) },
      body: JSON.stringify({
        topic,
        title: headline,
        // ntfy shows "triggered" for a message without text.
        message: fittedLines(lines.length > 0 ? lines : [headline], fits),
        priority: priorities[urgency],
        tags: [tag],
      }),
    }
  },
  judged(reply, at) {
    const { id, error } = fieldsOf(reply)
    if (reply.status === 200 && typeof id !== 'string') return notUnderstood(reply)
    return byStatus(reply, at, textIn(error))
  },
}
