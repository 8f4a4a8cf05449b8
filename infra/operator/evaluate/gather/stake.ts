import { ConfigurationError } from '#settings/configuration.ts'
import { DeploymentRefused, readPlan } from '../../../stacks/planned.ts'
import { readSettingsFile } from '../../../stacks/settings-file.ts'
import type { Connection } from '../../connect/connection.ts'
import type { Stake } from '../evidence.ts'

/**
 * Live's stake as deployed, or else as its file would deploy it, whatever this shell says. `other` replaces live's
 * file.
 */
export function readStake({ configuration }: Pick<Connection, 'configuration'>, other?: string): Stake {
  if (configuration.venue === 'live') return configuration
  try {
    return readPlan('live', {}, { accept: 'loosened', unmailed: true }, readSettingsFile('live', other))
      .configuration
  } catch (error) {
    if (error instanceof DeploymentRefused || error instanceof ConfigurationError)
      return { problem: error.message }
    throw error
  }
}
