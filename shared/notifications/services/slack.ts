import { fitted } from '../words/text.ts'
import { wordsOf } from '../words/words-of.ts'
import { hookProblem } from './hook.ts'
import { byStatus, json, notUnderstood } from './judge.ts'
import type { Speech } from './service.ts'

/** Most characters; Slack cuts a longer message. */
const longest = 40_000

/** https://docs.slack.dev/messaging/formatting-message-text#escaping: mentions and links begin with `<`. */
export const escapedForSlack = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * Slack's incoming webhooks (https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks) answer `ok`, or
 * name the error (`no_service`, `channel_is_archived` with 410, …). A 429 says `Retry-After` in seconds
 * (https://docs.slack.dev/apis/web-api/rate-limits).
 */
export const slack: Speech<'slack'> = {
  credential: 'the incoming webhook’s URL, like https://hooks.slack.com/services/…/…/…',
  problemWith: hookProblem(/^hooks\.slack(-gov)?\.com$/, /^\/(services|workflows|triggers)\/[\w/-]+$/),
  post: (_, hook, notification) => ({
    url: hook,
    headers: json,
    body: JSON.stringify({
      text: fitted(wordsOf(notification), written => written.length <= longest, {
        headline: escapedForSlack,
        line: escapedForSlack,
      }),
      // So stars and underscores in a stranger's text stay plain text.
      mrkdwn: false,
      unfurl_links: false,
      unfurl_media: false,
    }),
  }),
  judged(reply, at) {
    if (reply.status === 200 && reply.body.trim() !== 'ok') return notUnderstood(reply)
    return byStatus(reply, at, reply.body.includes('<') ? undefined : reply.body)
  },
}
