import { fitted } from '../words/text.ts'
import { wordsOf } from '../words/words-of.ts'
import { hookProblem } from './hook.ts'
import { byStatus, fieldsOf, json, restOf, seconds, textIn } from './judge.ts'
import type { Reply, Speech } from './service.ts'

/** Most characters of `content`. */
const longest = 2_000

/** Message flags: no link previews, and no sound. */
const [suppressEmbeds, suppressNotifications] = [1 << 2, 1 << 12]

/** Every character that could begin Discord’s Markdown, a mention or a link. */
export const escapedForDiscord = (text: string): string =>
  text.replace(/[\\*_~`|<>#@[\]():/]/g, '\\$&').replace(/^(\s*)([-+])(?=\s)/, '$1\\$2')

/**
 * Discord's webhooks (https://discord.com/developers/docs/resources/webhook#execute-webhook). Every answer carries the
 * limits, and a 429 says `retry_after` in seconds (https://discord.com/developers/docs/topics/rate-limits).
 */
export const discord: Speech<'discord'> = {
  credential: 'the webhook’s URL from the channel’s settings, like https://discord.com/api/webhooks/…/…',
  problemWith: hookProblem(/(^|\.)discord(app)?\.com$/, /^\/api\/(v\d+\/)?webhooks\/\d+\/[\w-]+\/?$/),
  post(_, hook, notification) {
    const text = wordsOf(notification)
    const url = new URL(hook)
    // Without it Discord answers before it has accepted the message.
    url.searchParams.set('wait', 'true')
    return {
      url: url.href,
      headers: json,
      body: JSON.stringify({
        content: fitted(text, written => written.length <= longest, {
          headline: headline => `**${escapedForDiscord(headline)}**`,
          line: escapedForDiscord,
        }),
        allowed_mentions: { parse: [] },
        flags: suppressEmbeds | (text.urgency === 'quiet' ? suppressNotifications : 0),
      }),
    }
  },
  judged(reply, at) {
    const { message, retry_after: rest } = fieldsOf(reply)
    return byStatus(
      reply,
      at,
      textIn(message),
      seconds(rest) ?? (isSpent(reply) ? resetOf(reply) : undefined),
    )
  },
}

const isSpent = (reply: Reply): boolean =>
  reply.headers['x-ratelimit-remaining'] === '0' && restOf(reply, 0) === undefined

const resetOf = ({ headers }: Reply): number | undefined =>
  seconds(Number(headers['x-ratelimit-reset-after'] ?? Number.NaN))
