import type { Plan } from '../../stacks/planned.ts'
import type { SettingsFile } from '../../stacks/settings-file.ts'
import type { Recorded } from './recorded.ts'

/**
 * The file as if it said from where Binance is asked, where it does not: a live deployment stays as it is until it is
 * told otherwise, whatever the default is by now.
 */
export function withEgress(env: string, file: SettingsFile, recorded: Recorded | undefined): SettingsFile {
  const deployed = recorded?.values.egress
  if (env !== 'live' || file.said.egress !== undefined || deployed === undefined) return file
  return { ...file, said: { ...file.said, egress: deployed } }
}

const isUnsaid = ({ name }: Plan, { said }: SettingsFile) => name === 'live' && said.egress === undefined

/** Said to the CDK too, which does not know what is deployed: it refuses live where nothing says it. */
export function egressContext(plan: Plan, file: SettingsFile): Readonly<Record<string, string>> {
  const { value } = plan.values.egress
  if (!isUnsaid(plan, file)) return {}
  // What is kept is looser than the default.
  return { egress: value, ...(value !== 'fixed' && { accept: 'loosened' }) }
}

/** That no address is taken by itself, and how it is. */
export function unsaidEgress(plan: Plan, file: SettingsFile): readonly string[] {
  const { value } = plan.values.egress
  if (!isUnsaid(plan, file) || value === 'fixed') return []
  return [
    `egress is not said and stays ${value}, as it was deployed: write "egress": "fixed" into ${file.name} to ask ` +
      'Binance from one address, or "any" to leave it so',
  ]
}
