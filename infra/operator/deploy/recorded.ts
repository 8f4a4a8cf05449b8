import { describeSettings } from '#settings/configuration.ts'
import type { Name, Origin, Said } from '#settings/said.ts'
import type { Outputs } from '../connect/found-stack.ts'

/** What a stack was deployed with, from its outputs. */
export interface Recorded {
  /** A missing name was not recorded: earlier releases recorded settings only, not the other choices. */
  readonly values: Said
  /** Names that were set at the deploy; the others have defaults. */
  readonly said: ReadonlySet<string>
  /** Source of each set value; earlier releases did not record it. */
  readonly origins: Readonly<Partial<Record<Name, Origin>>>
}

/** Undefined for a stack whose deployment never finished: nothing of it is in force. */
export function recordedIn(outputs: Outputs | undefined, region?: string): Recorded | undefined {
  if (outputs?.Settings === undefined) return undefined
  const said: Said = JSON.parse(outputs.Settings)
  const chosen: Said = outputs.Choices ? JSON.parse(outputs.Choices) : chosenBefore(outputs, region)
  const all = Object.fromEntries(
    describeSettings().map(({ name, preset }) => [name, said[name as Name] ?? preset]),
  )
  const origins: Recorded['origins'] = JSON.parse(outputs.Origins ?? '{}')
  return {
    values: { ...all, ...chosen },
    said: new Set([...Object.keys(said), ...Object.keys(origins)]),
    origins,
  }
}

/** Choices that can be told from other outputs. */
const chosenBefore = ({ EgressAddress }: Outputs, region: string | undefined): Said => ({
  ...(region && { region }),
  egress: EgressAddress ? 'fixed' : 'any',
})
