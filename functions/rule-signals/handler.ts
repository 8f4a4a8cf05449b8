import { bundledConfiguration } from '#lambda/bundled-for.ts'
import { counted } from '#lambda/counted.ts'
import { lambdaFunction } from '#lambda/function.ts'
import { venueKlines } from '#lambda/klines.ts'
import { createQueues } from '#lambda/queues.ts'
import { createTelemetry } from '#lambda/telemetry.ts'
import { processClock } from '#ports/clock.ts'
import { loadResources } from '#settings/resources.ts'
import { parseRuleChoice } from '#settings/rule.ts'
import { closeOf } from './close.ts'
import { speak } from './speak.ts'

const clock = processClock()
const { venue } = bundledConfiguration(process.env)
const resources = loadResources(process.env, 'signalQueueUrl', 'rule')
const { symbols, rule } = parseRuleChoice(resources.rule)
const telemetry = createTelemetry(clock)
const klines = venueKlines(process.env, venue, clock)
const signals = createQueues()(resources.signalQueueUrl)
const context = { clock, telemetry, klines, signals, symbols, rule }

/** At a candle's close, asks the rule about each symbol and puts its signals into the queue that the gate reads. */
export const handler = lambdaFunction(telemetry, async (event: unknown) => {
  const close = closeOf(event, rule.candleMs)
  await counted({ exchange: klines, clock, telemetry }, () => speak(context, close))
})
