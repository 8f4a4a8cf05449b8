import * as z from 'zod'
import type { NotificationOf } from '#notifications/notification.ts'

/** CloudWatch's message about an alarm; the topic also carries our own notices, which are not alarms. */
const published = z.object({
  AlarmName: z.string(),
  AlarmDescription: z.string().nullish(),
  NewStateValue: z.string(),
  OldStateValue: z.string(),
  NewStateReason: z.string(),
  StateChangeTime: z.string(),
})

/** The notification for a topic's message: that an alarm went off, or that it is over. */
export function alarmIn(
  message: string,
  deployment: string,
): NotificationOf<'alarm' | 'alarm-over'> | undefined {
  const read = published.safeParse(json(message))
  if (!read.success) return undefined
  const { AlarmName, AlarmDescription, NewStateValue, OldStateValue, NewStateReason, StateChangeTime } =
    read.data
  const kind = kindOf(OldStateValue, NewStateValue)
  const at = Date.parse(StateChangeTime.replace(/\+0000$/, 'Z'))
  if (kind === undefined || Number.isNaN(at)) return undefined
  const alarm = shortName(AlarmName)
  return {
    kind,
    v: 1,
    id: `${kind}/${alarm.replace(/[^\x21-\x7e]/g, '_').slice(-90)}/${at}`,
    at,
    deployment,
    alarm,
    why: NewStateReason,
    what: AlarmDescription ?? '',
  }
}

/** Going to INSUFFICIENT_DATA is not news, nor is going from it to OK. */
function kindOf(before: string, now: string): 'alarm' | 'alarm-over' | undefined {
  if (now === 'ALARM') return 'alarm'
  return now === 'OK' && before === 'ALARM' ? 'alarm-over' : undefined
}

/**
 * The alarm's name in the runbook, taken out of CloudFormation's
 * `QuantumTrader-live-App-AlarmsSilentWatch1A2B3C4D-X5Y6Z7`. Any other name stays as it is.
 */
const shortName = (name: string): string =>
  /^QuantumTrader-\w+-App-(?:Alarms)?(\w+?)(?:[0-9A-F]{8}-\w+)?$/.exec(name)?.[1] ?? name

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
