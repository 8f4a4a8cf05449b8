import type { AlarmChange } from './alarm-desk.ts'

/** What CloudWatch publishes when an alarm changes, as far as it is read. */
export const alarmMessage = ({ id, says, state, at }: AlarmChange): string =>
  JSON.stringify({
    AlarmName: id,
    AlarmDescription: says,
    NewStateValue: state,
    OldStateValue: state === 'ALARM' ? 'OK' : 'ALARM',
    NewStateReason: state === 'ALARM' ? 'Threshold Crossed' : 'Threshold no longer crossed',
    StateChangeTime: new Date(at).toISOString().replace(/Z$/, '+0000'),
  })
