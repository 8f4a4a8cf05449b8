/**
 * A rehearsal in a process of its own, which a test may end: `process.ts URL FILE`. The exchange at URL is the paper
 * venue in the place of demo's; the table is in this process's memory.
 */
import { createBinanceExchange } from '#binance/binance.ts'
import { defaultPaperSettings } from '#paper/settings.ts'
import { systemClock as clock } from '#ports/clock.ts'
import { loadConfiguration } from '#settings/configuration.ts'
import { createState } from '#table/state.ts'
import { closePosition } from '../../../functions/close-cleanup/close-position.ts'
import { rehearse } from '../../../infra/operator/commands/rehearse.ts'
import type { Connection } from '../../../infra/operator/connect/connection.ts'
import { endWithItsReader } from '../../../infra/terminal/reader.ts'
import { recordingTelemetry } from '../../in-process/recording-telemetry.ts'
import { memoryForTests } from '../../table/memory-table.ts'

endWithItsReader()
const [, , url = '', file = ''] = process.argv
const { apiKey, secret } = defaultPaperSettings
const stored = await memoryForTests().createTable()
const state = createState({ ...stored, clock })
await state.account.open('demo', false)
const exchangeOverheard: Connection['exchangeOverheard'] = async overhear =>
  createBinanceExchange({ apiKey, secret, venue: 'demo', clock, endpoint: url, overhear })
const exchange = () => exchangeOverheard(fetch => fetch)
const { telemetry } = recordingTelemetry()
const context = async () => ({ exchange: await exchange(), state, clock, telemetry })
const connection: Connection = {
  stack: {
    ...{ name: 'demo on this machine', local: true, outputs: {}, clock, keepTime: async () => {} },
    ...{ feedUrl: undefined, exchangeUrl: url },
  },
  // With ticks of a second no step waits long for its place between two of them.
  configuration: {
    ...loadConfiguration({ QT_PAPER_TRADING: 'false', STAGING_MODE: 'true' }),
    checkIntervalSeconds: 1,
  },
  ...{ ...stored, said: {}, deployment: 'demo', state, output: (name: string) => name },
  ...{ exchange, exchangeOverheard, isCarried: false, context },
  say: line => process.stderr.write(`${line}\n`),
}
const answer = await rehearse(
  connection,
  'ETHUSDT',
  { yes: true, hold: 60, file },
  async (positionId, group) => {
    if (group !== positionId) return
    const { configuration } = connection
    const closing = {
      ...(await context()),
      configuration,
      holder: 'close-cleanup',
      notify: async () => {},
      tradeQueue: { send: async () => {} },
      toldBy: 'queue' as const,
    }
    await closePosition(closing, { v: 1, positionId, reason: 'operator' })
  },
)
process.stdout.write(JSON.stringify(answer.data))
process.exitCode = answer.exitCode ?? 0
