import { resolve } from 'node:path'
import { looserInWords, looserThanFile, type Plan, readPlan } from '../../stacks/planned.ts'
import { readSettingsFile, type SettingsFile } from '../../stacks/settings-file.ts'
import type { Consent } from '../act/confirm.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import { findStackOutputs } from '../connect/stack-outputs.ts'
import type { Target } from '../connect/target.ts'
import { agreeOn } from '../deploy/agreed.ts'
import { deployByCdk } from '../deploy/cdk.ts'
import { type Change, changesInWords, changesOf } from '../deploy/changes.ts'
import {
  acceptContext,
  afterPreparing,
  egressContext,
  type Move,
  moveInWords,
  moveOf,
  onceThere,
  unsaidEgress,
  withEgress,
} from '../deploy/egress.ts'
import { keepAddress } from '../deploy/kept-address.ts'
import { type Recorded, recordedIn } from '../deploy/recorded.ts'
import { givesUpStream } from '../deploy/stream.ts'

export interface DeployOptions extends Consent {
  /** Only shows what would change. */
  readonly diff?: boolean
  /** `loosened`: live may become looser than its file says, without a question. */
  readonly accept?: string
  /** A file to read instead of the environment's. */
  readonly file?: string
}

/**
 * Compares what would be deployed with what is deployed, shows what changes and what becomes looser, asks, and deploys
 * by the CDK.
 */
export async function deploy(target: Target, options: DeployOptions): Promise<Answer> {
  if (target.local) {
    const todo = 'restart the local stack with `npm run local`, or leave --local out'
    throw new Complaint(exitCodes.usage, 'a local stack is not deployed to', todo)
  }
  const file = readSettingsFile(target.env, options.file)
  const region = planFor(target, file).values.region.value
  process.env.AWS_REGION = region
  if (target.profile) process.env.AWS_PROFILE = target.profile
  const recorded = recordedIn(await findStackOutputs(stackOf(target)), region)
  const plan = planFor(target, withEgress(target.env, file, recorded))
  const changes = recorded ? changesOf(recorded.values, plan.values) : []
  const move = moveOf(recorded, plan)
  const lines = [
    ...comparison(plan, recorded, changes),
    ...unsaidEgress(plan, file),
    ...(move ? [moveInWords[move]] : []),
  ]
  const data = {
    env: plan.name,
    region,
    file: plan.file.name,
    deployed: recorded !== undefined,
    move,
    changes,
  }
  if (options.diff) {
    const differs = !recorded || changes.length > 0
    return { data, text: lines.join('\n'), exitCode: differs ? exitCodes.no : exitCodes.yes }
  }
  refuseUnseen(plan, options)
  await agreeOn([...lines, ...shellIsLooser(plan)], options, () => proveMove(target, move))
  const context = {
    ...(target.region && { region: target.region }),
    ...(options.file && { file: options.file === 'none' ? 'none' : resolve(options.file) }),
    ...egressContext(plan, file),
    ...acceptContext(plan, file),
  }
  const wish = { env: plan.name, context, profile: target.profile, unasked: options.yes === true }
  // The App stack must be deployed first: the Data stack cannot give up an address or a stream that App still uses.
  if (move === 'leave' || givesUpStream(recorded, plan)) await deployByCdk({ ...wish, only: stackOf(target) })
  await deployByCdk(wish)
  const address = (await findStackOutputs(stackOf(target)))?.EgressAddress
  const kept = keepAddress(plan, file, address)
  const text = [`${plan.name} in ${region} is deployed.`, kept, address && whatToDo(plan, address)]
  return { data: { ...data, address, kept }, text: text.filter(line => line).join('\n') }
}

const whatToDo = ({ name, values }: Plan, address: string): string =>
  values.egress.value === 'fixed' ? onceThere(address) : afterPreparing(address, name)

const stackOf = ({ env }: Target): string => `QuantumTrader-${env}-App`

/** Throws a `Complaint` when Binance would reject the functions' requests after the move. */
async function proveMove(target: Target, move: Move | undefined): Promise<void> {
  if (move === undefined || move === 'prepare') return
  const [{ openConnection }, { proveAddress, proveUnrestricted }] = await Promise.all([
    import('../connect/connection.ts'),
    import('../deploy/proof.ts'),
  ])
  const connection = await openConnection(target, line => process.stderr.write(`${line}\n`))
  await (move === 'switch' ? proveAddress : proveUnrestricted)(connection)
}

/** This command shows and asks about what is looser than the file; the CDK alone would refuse it. */
const planFor = ({ env, region }: Target, file: SettingsFile): Plan =>
  readPlan(env, process.env, { region, accept: 'loosened' }, file)

function comparison(plan: Plan, recorded: Recorded | undefined, changes: readonly Change[]) {
  const where = `${plan.name} in ${plan.values.region.value}, by ${plan.file.name}`
  if (!recorded) return [`${where}: nothing is deployed there yet.`]
  if (changes.length === 0) return [`${where}: no setting changes.`]
  const looser = changes.filter(change => change.looser).length
  const sum = looser === 0 ? 'None is looser.' : `${looser} of them looser, marked with !.`
  const count = changes.length === 1 ? '1 value changes' : `${changes.length} values change`
  return [`${where}: ${count}. ${sum}`, ...changesInWords(changes)]
}

function shellIsLooser(plan: Plan): readonly string[] {
  const looser = looserInWords(looserThanFile(plan))
  if (looser.length === 0) return []
  return [`This shell is looser than ${plan.file.name}, and the next deploy may forget it:`, ...looser]
}

/** A script's one `--yes` must not carry a shell's variables into real money. */
function refuseUnseen(plan: Plan, { yes, accept }: DeployOptions): void {
  if (!yes || accept === 'loosened') return
  const looser = looserInWords(looserThanFile(plan))
  if (looser.length === 0) return
  throw new Complaint(
    exitCodes.usage,
    `this shell is looser than ${plan.file.name}: ${looser.join('; ')}`,
    'write it into the file, or unset it in this shell, or pass --accept loosened beside --yes',
  )
}
