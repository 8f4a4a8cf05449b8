import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager'
import type { Venue } from '#ports/configuration.ts'
import { effective } from '#settings/said.ts'
import { readSettingsFile } from '../../stacks/settings-file.ts'
import { patience } from './patience.ts'

/**
 * AWS_REGION or the profile's region, as AWS clients read them; otherwise the region that a deploy from here would use.
 */
export async function usualRegion(env: Venue): Promise<string> {
  const client = new SecretsManagerClient(patience)
  try {
    return await client.config.region()
  } catch (error) {
    if (!(error instanceof Error && error.message.includes('Region is missing'))) throw error
    return effective(env, readSettingsFile(env).said, {}).region.value
  } finally {
    client.destroy()
  }
}
