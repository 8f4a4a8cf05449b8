import { accepts, type Choices, DeploymentRefused, type Plan } from './planned.ts'

/**
 * Refuses live when nothing says where to ask Binance from. Templates do not know what is deployed: the default would
 * move a deployment without a fixed address to one in the middle of a trade.
 */
export function refuseUnsaidEgress({ name, values, file }: Plan): void {
  if (name !== 'live' || values.egress.from !== 'default') return
  throw new DeploymentRefused(
    `-c env=live: expected egress to be said in ${file.name}: "fixed" for one address (a new deployment’s default), ` +
      '"any" for a deployment that has none. npm run deploy -- --env live finds out which it is',
  )
}

/**
 * Whether the functions would ask from another place than the file proves: from an address that no deploy proved, or no
 * longer from the proven one. On paper nothing is at stake.
 */
export const isUnproven = ({ name, values, file }: Plan): boolean =>
  name !== 'paper' && (values.egress.value === 'fixed') !== (file.address !== undefined)

/**
 * Refuses to move the address in one step. Templates cannot know whether they move a deployment from one way of asking
 * Binance to another, while positions are open or the key is refused there. The file knows: a deploy that proved the
 * address wrote it down.
 */
export function refuseUnproven(plan: Plan, context: Choices): void {
  if (!isUnproven(plan) || accepts(context, 'address')) return
  const { name, values, file } = plan
  const { value, from } = values.egress
  const but = file.address
    ? `${file.name} says that the functions ask from "address": "${file.address}", and the key may be restricted to it`
    : `${file.name} has no "address", which a deploy writes once a signed request from there succeeded with nothing open`
  throw new DeploymentRefused(
    `-c env=${name}: egress is ${value} (${from}), but ${but}. Templates know nothing of what is deployed, and would ` +
      `move it in one step. Run npm run deploy -- --env ${name}, which knows and proves the move, or pass ` +
      '-c accept=address this once, where nothing is open',
  )
}
