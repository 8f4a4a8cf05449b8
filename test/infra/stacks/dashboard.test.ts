import { expect, test } from 'vitest'
import { resources, synthesize } from './synthesized.ts'

interface Widget {
  readonly properties: {
    readonly title: string
    readonly metrics?: readonly (readonly unknown[])[]
    readonly query?: string
  }
}

/** The dashboard's body, with every reference written as the logical id of its resource. */
function readWidgets(): readonly Widget[] {
  const [dashboard] = resources(synthesize().app, 'AWS::CloudWatch::Dashboard')
  const parts: readonly (string | { Ref: string })[] = dashboard?.Properties.DashboardBody['Fn::Join'][1]
  return JSON.parse(parts.map(part => (typeof part === 'string' ? part : part.Ref)).join('')).widgets
}

const widgets = readWidgets()

test('one page shows positions, ticks, net result, speed, weight and what became of signals, entries and closes', () => {
  const shown = widgets.flatMap(({ properties: { metrics = [] } }) =>
    metrics.map(([, name, dimension, service]) => [name, dimension, service].join(' ')),
  )
  const of = (service: string, ...names: string[]) => names.map(name => `${name} service paper-${service}`)
  expect(shown.sort()).toEqual(
    [
      ...of('survey', 'OpenPositions', 'Tick', 'NetPnl', 'RequestWeight', 'UsedWeight'),
      ...of('inspect', 'RequestWeight', 'UsedWeight'),
      ...of('close-cleanup', 'NetPnl', 'PositionClosed', 'EmergencyClose', 'CloseFailed'),
      ...of('close-cleanup', 'RequestWeight', 'UsedWeight'),
      ...of('executor', 'EntryLatency', 'NakedTime', 'PositionOpened', 'EntryFailed', 'RequestWeight'),
      ...of('executor', 'SignalRefused', 'UsedWeight'),
      ...of('signal-gate', 'SignalAccepted', 'SignalRefused', 'SignalInvalid'),
    ].sort(),
  )
})

test('verdicts by reason and by source are counted from the logs of the gate and the executor', () => {
  const queries = widgets.flatMap(({ properties: { query } }) => (query ? [query] : []))
  expect(queries).toHaveLength(2)
  for (const query of queries) expect(query).toMatch(/SOURCE 'SignalIntake\w+' \| SOURCE 'Entry\w+' \|/)
  const [byReason, bySource] = queries
  expect(byReason).toContain('stats count(*) as signals by coalesce(reason, "accepted") as reason')
  expect(bySource).toContain('stats count(*) as signals by coalesce(source, "unreadable") as source')
})
