import { fitted } from '../words/text.ts'
import { wordsOf } from '../words/words-of.ts'
import { byStatus, fieldsOf, json, notUnderstood, seconds, textIn } from './judge.ts'
import type { Speech } from './service.ts'

/** Most characters of a message once its markup is parsed. We count markup too, so a message is never too long. */
const longest = 4_096

/** https://core.telegram.org/bots/api#html-style: the characters to write as entities. */
export const escapedForTelegram = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

/**
 * Telegram's Bot API, `sendMessage` (https://core.telegram.org/bots/api#sendmessage). The token is part of the address.
 * Refusals carry `parameters.retry_after` in seconds, or the group's new id
 * (https://core.telegram.org/bots/api#responseparameters).
 */
export const telegram: Speech<'telegram'> = {
  credential: 'the bot’s token from @BotFather, like 110201543:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw',
  problemWith: credential =>
    /^\d{1,20}:[\w-]{30,64}$/.test(credential) ? undefined : 'expected digits, a colon and the bot’s secret',
  post({ server, chat, topic }, token, notification) {
    const text = wordsOf(notification)
    return {
      url: `${server.replace(/\/$/, '')}/bot${token}/sendMessage`,
      headers: json,
      body: JSON.stringify({
        chat_id: chat,
        ...(topic !== undefined && { message_thread_id: topic }),
        text: fitted(text, written => written.length <= longest, {
          headline: headline => `<b>${escapedForTelegram(headline)}</b>`,
          line: escapedForTelegram,
        }),
        parse_mode: 'HTML',
        link_preview_options: { is_disabled: true },
        disable_notification: text.urgency === 'quiet',
      }),
    }
  },
  judged(reply, at) {
    const { ok, description, parameters } = fieldsOf(reply)
    if (reply.status === 200) return ok === true ? { told: true } : notUnderstood(reply)
    const { retry_after: rest, migrate_to_chat_id: moved } = (parameters ?? {}) as Record<string, unknown>
    const said = [textIn(description), typeof moved === 'number' && `write "chat": ${moved}`]
    return byStatus(reply, at, said.filter(Boolean).join('; '), seconds(rest))
  },
}
