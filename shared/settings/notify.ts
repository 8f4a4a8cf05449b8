import * as z from 'zod'
import { type Channel, parseChannels, services } from '#notifications/channels.ts'

/** Reads `none`, or the channels as JSON. Throws with every problem. */
export const parseNotify = (text: string): readonly Channel[] => (text === 'none' ? [] : parseChannels(text))

export const notifyText = z
  .string()
  .transform((text, context): readonly Channel[] => {
    try {
      return parseNotify(text)
    } catch (error) {
      context.addIssue({ code: 'custom', message: (error as Error).message, params: { inWords: true } })
      return z.NEVER
    }
  })
  .prefault('none')
  .meta({
    allowed:
      `none, the default, or up to 10 channels: each with a name, a service as "to" (${services.join(', ')}), where there, ` +
      'and the events it wants, as in [{"name":"phone","to":"ntfy","topic":"my-desk","events":["closed","alarm"]}]',
    preset: 'none',
  })

/** Whether a channel hears less than before of an alarm, an emergency or a halt. */
export function tellsLess(before: readonly Channel[], after: readonly Channel[]): boolean {
  const grave = ['alarm', 'emergency', 'halted', 'protected-late'] as const
  const told = (channels: readonly Channel[]) =>
    grave.filter(kind => channels.some(({ events }) => events.includes(kind)))
  return told(before).some(kind => !told(after).includes(kind))
}
