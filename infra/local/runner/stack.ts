import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs'
import type { Blueprint } from './blueprint.ts'
import { startEventSources } from './event-sources.ts'
import { type Ground, openGround } from './ground.ts'
import { createHttpApi, type HttpApi } from './http-api/http-api.ts'
import { serveApi } from './http-api/serve-api.ts'
import type { Keeping } from './keeping/keeping.ts'
import type { LocalFunctions } from './local-functions.ts'
import { type LocalApi, type LocalStack, localStack } from './local-stack.ts'
import { createMeasures, type Measures } from './measures.ts'
import { openFunctions, paceOf } from './open-functions.ts'
import { createSecrets } from './secrets.ts'
import type { LocalStackOptions } from './stack-options.ts'
import { createStateMachines, type StateMachines } from './state-machines.ts'
import { createTopics } from './topics.ts'

export type { LocalStack } from './local-stack.ts'

/** Runs the synthesized stacks on this machine. Time starts when this resolves. */
export async function startLocalStack(options: LocalStackOptions): Promise<LocalStack> {
  // Closes in reverse order of opening, and closes everything if something cannot be opened.
  const opened = new AsyncDisposableStack()
  try {
    return await openStack(options, opened)
  } finally {
    await opened.disposeAsync()
  }
}

async function openStack(options: LocalStackOptions, opened: AsyncDisposableStack): Promise<LocalStack> {
  const ground = await openGround(options, opened)
  const { blueprint, clock, services, clients, access } = ground
  const measures = createMeasures(ground, options)
  const secrets = createSecrets(blueprint.secrets)
  const machines = openMachines(ground, options, () => functions)
  const actions = { ...secrets.actions, ...machines.actions }
  const functions = opened.adopt(openFunctions(ground, options, measures, actions), it => it.close())
  const { queues, eventSources: specs } = blueprint
  const { sqs, sqsOf, dynamodb } = clients
  const pollMs = paceOf(options).poll
  const { restamp = body => body } = options
  const bodyOf = (queueUrl: string, body: string) =>
    queueUrl === blueprint.outputs.SignalQueueUrl ? restamp(body) : body
  const eventSources = opened.adopt(
    startEventSources({
      ...{ specs, queues, functions, services, sqs, sqsOf, access, clock, pollMs, bodyOf },
      keeping: options.keeping,
      putAside: (queueArn, body) => sendTo(sqs, blueprint, queueArn, body),
    }),
    it => it.close(),
  )
  opened.adopt(machines, it => it.close())
  machines.followSchedules(options.seed ?? 1)
  const topics = createTopics({
    subscriptions: blueprint.subscriptions,
    ...{ functions: () => functions, clock, wayMs: paceOf(options).service },
  })
  const alarms = opened.adopt(measures.startAlarms(machines, topics.tellOf), it => it?.close())
  clock.start()
  if (options.keeping?.state) machines.startMinutely()
  const cloudWatch = measures.cloudWatch(alarms)
  const apis = await openApis(ground, options, () => functions, measures, opened)
  const parts = {
    alarms,
    cloudWatch,
    apis,
    blueprint,
    clock,
    access,
    services,
    sqs,
    dynamodb,
    secrets,
    machines,
    functions,
  }
  return localStack({ ...parts, eventSources }, opened.move())
}

function openMachines(
  { blueprint, clock, access, clients }: Ground,
  options: LocalStackOptions,
  functions: () => LocalFunctions,
): StateMachines {
  return createStateMachines({
    blueprint,
    clock,
    access,
    functions,
    putAside: (queueArn, body) => void sendTo(clients.sqs, blueprint, queueArn, body),
    waitMs: paceOf(options).wait,
    ...(options.run !== undefined && { run: options.run }),
    onExecution: options.onExecution,
  })
}

/** The templates' HTTP APIs, each at an address of this machine. */
async function openApis(
  { blueprint, clock }: Ground,
  { onAccess, restamp, keeping }: LocalStackOptions,
  functions: () => LocalFunctions,
  measures: Measures,
  opened: AsyncDisposableStack,
): Promise<readonly LocalApi[]> {
  const apis = blueprint.apis
    .map(spec => createHttpApi(spec, { clock, functions, measures, onAccess, restamp }))
    .map(api => (keeping ? answeringOnceKept(api, keeping) : api))
  return Promise.all(
    apis.map(async api => {
      const { url } = opened.adopt(await serveApi(api, clock.now), it => it.close())
      return { api, url }
    }),
  )
}

const notKept = {
  status: 503,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message: 'Service Unavailable' }),
}

/** A sender whose signal was accepted does not send it again: the answer waits until the signal is saved. */
const answeringOnceKept = (api: HttpApi, { saved }: Keeping): HttpApi => ({
  ...api,
  async ask(request) {
    const answer = await api.ask(request)
    return (await saved()) || answer.status >= 400 ? answer : notKept
  },
})

async function sendTo(
  sqs: SQSClient,
  { queues }: Blueprint,
  arn: string,
  MessageBody: string,
): Promise<void> {
  const QueueUrl = queues.find(queue => queue.arn === arn)?.url
  await sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
}
