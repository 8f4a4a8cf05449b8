import type { Connection } from '../../connect/connection.ts'
import { waitingInvalid } from '../../invalid-queue.ts'
import { stackAlarms } from '../../stack-alarms.ts'
import { readMeasuredMinute } from '../read/measured.ts'
import type { Pace, Source } from './source.ts'

/** Readings from CloudWatch and the queues. */
export const cloudSources = (connection: Connection, { cloudMs, measuredMs }: Pace): readonly Source[] => [
  {
    what: 'alarms',
    pause: () => cloudMs,
    read: async () => ({ alarms: await stackAlarms(connection) }),
  },
  {
    what: 'weight',
    pause: () => measuredMs,
    async read() {
      const measured = await readMeasuredMinute(connection)
      return measured ? { measured } : {}
    },
  },
  {
    what: 'invalid',
    pause: () => cloudMs,
    read: async () => ({ invalidWaiting: await waitingInvalid(connection) }),
  },
]
