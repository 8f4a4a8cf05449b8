import { App } from 'aws-cdk-lib'
import { Template } from 'aws-cdk-lib/assertions'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { featureFlags } from '../../../infra/stacks/feature-flags.ts'
import type { Choices } from '../../../infra/stacks/planned.ts'
import { addStacks } from '../../../infra/stacks/stacks.ts'

export interface SynthesizedResource {
  readonly Type: string
  // biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
  readonly Properties: any
  readonly DeletionPolicy?: string
}

/** The choices of a paper deployment, which needs none. */
export const paperSaid = { QT_DEFAULT_LEVERAGE: '20', QT_ALARM_EMAIL: 'desk@example.com' }

const atBinance = { QT_PAPER_TRADING: 'false', QT_ALARM_EMAIL: 'none' }
export const demoSaid = { ...atBinance, STAGING_MODE: 'true' }
export const liveSaid = { ...atBinance, STAGING_MODE: 'false' }

/** A rule, as `-c rule` sets it. */
export const aRule = JSON.stringify({
  ...{ symbols: ['BTCUSDT', 'ETHUSDT'], period: 14, low: 30, high: 70, interval: '15m' },
})

/** Two channels, as `-c notify` sets them. */
export const someChannels = JSON.stringify([
  { name: 'phone', to: 'telegram', chat: '-100', events: ['opened', 'closed', 'alarm', 'alarm-over'] },
  { name: 'desk', to: 'slack', events: ['closed', 'daily'] },
])

/** Every environment, with the settings that it needs. */
export const environments: readonly (readonly [string, Record<string, string>])[] = [
  ['paper', {}],
  ['demo', demoSaid],
  ['live', liveSaid],
]

/** The app of one deployment with both its stacks, without bundling its functions. */
export function synthesizeApp(name: string, environment: Record<string, string>, choices: Choices = {}) {
  const app = new App({ context: { ...featureFlags, 'aws:cdk:bundling-stacks': [] } })
  return { app, stacks: addStacks(app, readDeployment(name, environment, choices, anywhere(name))) }
}

/** Live without its network, which `choices` may ask for: so the environments are alike. */
const anywhere = (name: string) => ({
  name: `${name}.json`,
  said: { ...(name === 'live' && { egress: 'any' }) },
})

interface Templates {
  readonly data: Template
  readonly app: Template
}
const templatesOf = ({ stacks }: ReturnType<typeof synthesizeApp>): Templates => ({
  data: Template.fromStack(stacks.data),
  app: Template.fromStack(stacks.app),
})
const made = new Map<string, Templates>()

/** Both templates of one deployment, made once for all files that run in this process. */
export function synthesize(
  name = 'paper',
  environment: Record<string, string> = {},
  choices: Choices = {},
): Templates {
  const said = JSON.stringify([name, environment, choices])
  const known = made.get(said) ?? templatesOf(synthesizeApp(name, environment, choices))
  made.set(said, known)
  return known
}

export function resources(template: Template, type: string): readonly SynthesizedResource[] {
  return Object.values(template.findResources(type)) as SynthesizedResource[]
}

/** The one function whose Powertools service name has this ending, after its environment. */
export function functionNamed(template: Template, name: string): SynthesizedResource {
  const [found, ...others] = resources(template, 'AWS::Lambda::Function').filter(
    ({ Properties }) =>
      Properties.Environment?.Variables.POWERTOOLS_SERVICE_NAME?.replace(/^(paper|demo|live)-/, '') === name,
  )
  if (!found || others.length > 0)
    throw new Error(`expected one function ${name}, found ${others.length + (found ? 1 : 0)}`)
  return found
}

/** The state machine's definition with every reference written as the logical id of its resource. */
export function watchDefinition(template: Template) {
  const [machine] = resources(template, 'AWS::StepFunctions::StateMachine')
  const parts: readonly (string | { Ref: string })[] = machine?.Properties.DefinitionString['Fn::Join'][1]
  return JSON.parse(parts.map(part => (typeof part === 'string' ? part : part.Ref)).join(''))
}
