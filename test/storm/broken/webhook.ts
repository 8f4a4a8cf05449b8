import type { Mutation } from './mutation.ts'

const tokens = ['test/webhook/tokens.test.ts']
const requests = ['test/webhook/take-request.test.ts']
const stack = ['test/infra/stacks/webhook.test.ts']

/** What stands between the internet and the signal queue. */
export const ofTheWebhook: readonly Mutation[] = [
  {
    name: 'take any token',
    file: 'functions/webhook/take-request.ts',
    from: "token !== undefined && (await tokens.opens(source, token)) ? undefined : 'token'",
    to: "token !== undefined || (await tokens.opens(source, '')) ? undefined : 'token'",
    tests: tokens,
  },
  {
    name: 'let a token open every source',
    file: 'shared/domain/tokens.ts',
    from: 'const kept = Object.hasOwn(tokens, source) ? tokens[source]?.hash : undefined',
    to: 'const kept = (Object.hasOwn(tokens, source) ? tokens[source] : Object.values(tokens)[0])?.hash',
    tests: tokens,
  },
  {
    name: 'take requests from any address',
    file: 'functions/webhook/take-request.ts',
    from: "if (!isFrom(settingsOf(sources, source).addresses, address)) return 'address'",
    to: "if (isFrom(settingsOf(sources, source).addresses, address) && address === '') return 'address'",
    tests: tokens,
  },
  {
    name: 'let a revoked token in while the secret is away',
    file: 'functions/webhook/token-keeper.ts',
    from: 'if (known && age < kept.most) return known',
    to: 'if (known) return known',
    tests: tokens,
  },
  {
    name: 'read the secret for every wrong token',
    file: 'functions/webhook/token-keeper.ts',
    from: 'if (clock.now() - known.at < kept.apart) return false',
    to: 'if (clock.now() - known.at < 0) return false',
    tests: tokens,
  },
  {
    name: 'never read a new token',
    file: 'functions/webhook/token-keeper.ts',
    from: 'if (clock.now() - known.at < kept.apart) return false',
    to: 'if (known) return false',
    tests: tokens,
  },
  {
    name: 'send the secret on with the message',
    file: 'functions/webhook/message.ts',
    from: 'said.filter(each => !isSecret(each))',
    to: 'said.filter(each => each !== undefined)',
    tests: requests,
  },
  {
    name: 'take a token that stands elsewhere too',
    file: 'functions/webhook/take-request.ts',
    from: 'if (asJson(message.fields).includes(token)) return',
    to: "if (asJson(message.fields) === '') return",
    tests: requests,
  },
  {
    name: 'log what cannot be read',
    file: 'functions/webhook/take-request.ts',
    from: "refused([message.problem], ['the message cannot be read'])",
    to: 'refused([message.problem])',
    tests: requests,
  },
  {
    name: 'take a message that is sent again for a new one',
    file: 'shared/signals/webhook-id.ts',
    from: 'JSON.stringify([source, said])',
    to: 'JSON.stringify([source, said, performance.now()])',
    tests: [...requests, 'test/in-process/webhook.test.ts'],
  },
  {
    name: 'take two messages of a source for one',
    file: 'shared/signals/webhook-id.ts',
    from: 'JSON.stringify([source, said])',
    to: 'JSON.stringify([source])',
    tests: requests,
  },
  {
    name: 'send for another source',
    file: 'shared/signals/parse-signal.ts',
    from: "reader.source === undefined ? usualNames.source : ['source']",
    to: 'reader.source === undefined ? usualNames.source : []',
    tests: requests,
  },
  {
    name: 'send more than the gate takes',
    file: 'functions/webhook/take-request.ts',
    from: 'if (Buffer.byteLength(text) > largestSignal) return',
    to: 'if (Buffer.byteLength(text) > 2 * largestSignal) return',
    tests: requests,
  },
  {
    name: 'walk through any depth',
    file: 'functions/webhook/message.ts',
    from: 'const deepest = 32',
    to: 'const deepest = 9_000',
    tests: requests,
  },
  {
    name: 'log what the webhook was asked for',
    file: 'infra/stacks/webhook.ts',
    from: "route: '$context.routeKey',",
    to: "route: '$context.path',",
    tests: stack,
  },
  {
    name: 'let the webhook take all of the account’s concurrency',
    file: 'infra/stacks/webhook.ts',
    from: 'reserved: deployment.reservedForWebhook,',
    to: 'reserved: undefined,',
    tests: stack,
  },
  {
    name: 'throttle no source',
    file: 'infra/stacks/webhook.ts',
    from: '{ ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst },',
    to: '{ throttlingRateLimit: perSecond, throttlingBurstLimit: burst },',
    tests: stack,
  },
  {
    name: 'open the webhook to no source',
    file: 'infra/stacks/planned.ts',
    from: "if (values.webhook.value === 'true') refuseDoorless(plan)",
    to: "if (values.webhook.value === 'yes') refuseDoorless(plan)",
    tests: stack,
  },
]
