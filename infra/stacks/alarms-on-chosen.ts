import { type AlarmMaker, errorsOf } from './alarm-maker.ts'
import { minute } from './metrics.ts'
import type { RuleSignals } from './rule-signals.ts'
import type { Sentinel } from './sentinel.ts'
import type { Watch } from './watch.ts'
import type { Webhook } from './webhook.ts'

/** What an environment may have besides; undefined: not chosen. */
export interface ChosenParts {
  readonly watch: Watch
  readonly webhook: Webhook | undefined
  readonly ruleSignals: RuleSignals | undefined
  readonly sentinel: Sentinel | undefined
}

/** Alarms on the webhook, the rule and the sentinel, if they are deployed. */
export function alarmsOnChosen(
  alarms: AlarmMaker,
  { watch, webhook, ruleSignals, sentinel }: ChosenParts,
): void {
  if (webhook) onWebhook(alarms, webhook)
  if (ruleSignals) onRule(alarms, ruleSignals)
  if (sentinel) onSentinel(alarms, watch)
}

function onWebhook(alarms: AlarmMaker, { receiver, api }: Webhook): void {
  alarms.counted('TokenRefused', 'The webhook refused requests without the token of their source', receiver)
  // API Gateway reports this one: it also counts calls that found no function free.
  alarms.on(
    { name: 'WebhookFailed', says: 'The webhook fails: signals over HTTPS may be lost' },
    api.metricServerError({ period: minute }),
  )
}

function onRule(alarms: AlarmMaker, { speaker, missedStarts }: RuleSignals): void {
  const says = 'The rule could not decide on a symbol when its candle closed: a signal may be missing'
  alarms.counted('RuleFailed', says, speaker)
  alarms.on({ name: 'RuleCrashed', section: 'RuleFailed', says }, errorsOf(speaker))
  alarms.inQueue('RuleNotStarted', missedStarts, 'RuleFailed')
}

/** Reported by the survey, which also notices when the sentinel is dead. */
function onSentinel(alarms: AlarmMaker, { survey }: Watch): void {
  alarms.counted(
    'SentinelDeaf',
    'The sentinel has not heard the account for a minute with something open: the watch goes on, every ten seconds',
    survey,
  )
}
