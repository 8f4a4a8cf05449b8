import { describeSettings } from '#settings/configuration.ts'
import type { Name, Origin, Said } from '#settings/said.ts'
import type { Outputs } from '../connect/found-stack.ts'

/** What a stack was deployed with, as its outputs say. */
export interface Recorded {
  /** A name that is missing was not recorded: a release before did not record what is chosen beside settings. */
  readonly values: Said
  /** The names whose values were said when it was deployed; the others are defaults. */
  readonly said: ReadonlySet<string>
  /** Where each that was said came from; a release before did not record it. */
  readonly origins: Readonly<Partial<Record<Name, Origin>>>
}

/** Undefined for a stack that was never deployed whole: nothing of it is in force. */
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

/** What shows in another way. */
const chosenBefore = ({ EgressAddress }: Outputs, region: string | undefined): Said => ({
  ...(region && { region }),
  egress: EgressAddress ? 'fixed' : 'any',
})
