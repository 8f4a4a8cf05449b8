import * as z from 'zod'
import { leastQuota } from './concurrency.ts'
import { jsonText } from './json-text.ts'
import { notifyText } from './notify.ts'
import { ruleText } from './rule.ts'
import { stackVariables } from './stack-variables.ts'

/** The choices for a deployment beside its settings. All are text here, as in a shell. */
export const choices = z.object({
  region: z
    .string()
    .regex(/^(?!us-)[a-z]{2}(-[a-z]+)+-\d$/)
    .prefault('ap-northeast-1')
    .meta({
      allowed:
        'a region of AWS outside the United States, where Binance answers HTTP 451 and nothing would ever be ' +
        'traded or watched: use ap-northeast-1, the nearest to Binance and the default',
      preset: 'ap-northeast-1',
    }),
  egress: z
    .literal(['any', 'prepared', 'fixed'])
    .prefault('any')
    .meta({
      allowed:
        'fixed (one address, through a NAT gateway; the default of live), prepared (the address is there, and only qt ' +
        'asks from it) or any, the default elsewhere',
      preset: 'any',
    }),
  reserve: z.literal(['true', 'false']).prefault('false').meta({
    allowed: 'true or false, the default; true reserves concurrency for the watch',
    preset: 'false',
  }),
  quota: z
    .string()
    .regex(/^\d{1,7}$/)
    .transform(Number)
    .refine(quota => quota >= leastQuota)
    .prefault('1000')
    .meta({
      allowed:
        'how many functions AWS lets the account run at once (Lambda, concurrent executions), 10 or more: 1000, ' +
        'the default, or as little as 10 where the account is new',
      preset: '1000',
    }),
  webhook: z.literal(['true', 'false']).prefault('false').meta({
    allowed:
      'true or false, the default; true opens an address to which each source of QT_SOURCES sends its signals over HTTPS',
    preset: 'false',
  }),
  sentinel: z.literal(['true', 'false']).prefault('false').meta({
    allowed:
      'true or false, the default; true starts a sentinel, which hears the exchange and wakes the watch before the next tick',
    preset: 'false',
  }),
  rule: ruleText,
  notify: notifyText,
  alarmEmail: z
    .string()
    .regex(/^(none|[^\s@]+@[^\s@]+)$/)
    .prefault('none')
    .meta({ allowed: 'one mail address, or none', preset: 'none' }),
  tags: jsonText
    .pipe(z.record(z.string().regex(/^(?!aws:|application$|environment$).{1,128}$/), z.string().max(256)))
    .prefault('{}')
    .meta({
      allowed: 'names with texts; application, environment and names that begin with aws: are taken',
      preset: '{}',
    }),
})

/** How each choice is made outside the file; tags can be set in the file only. */
export const saidAs = {
  region: '-c region',
  egress: '-c egress',
  reserve: '-c reserve',
  quota: '-c quota',
  webhook: '-c webhook',
  sentinel: '-c sentinel',
  rule: '-c rule',
  notify: '-c notify',
  alarmEmail: stackVariables.alarmEmail,
  tags: 'tags',
} as const satisfies Record<keyof typeof choices.shape, string>
