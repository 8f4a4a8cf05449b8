import type { Mutation } from './mutation.ts'

const telling = ['test/notifier/tell.test.ts']
const services = ['test/notifications/services.test.ts']
const rests = ['test/notifier/rest-before-telling.test.ts']
const toldBy = ['test/notifications/told-by.test.ts']

/** What the operator is told, and how each service is spoken to. */
export const ofTheTelling: readonly Mutation[] = [
  {
    name: 'telling: forget what a service asked to wait for',
    file: 'functions/notifier/tell/tell.ts',
    from: 'memory.rest(name, clock.now() + Math.min(judged.restMs, longest))',
    to: 'memory.rest(name, clock.now())',
    tests: telling,
  },
  {
    name: 'telling: wait for as long as a service asks, though its queue forgets before',
    file: 'functions/notifier/tell/tell.ts',
    from: 'Math.min(judged.restMs, longest)',
    to: 'judged.restMs',
    tests: telling,
  },
  {
    name: 'telling: let what cannot be read hold up its position',
    file: 'functions/notifier/tell/give-up.ts',
    from: 'if (channel === undefined) throw new Error(why)',
    to: 'if (channel !== why) throw new Error(why)',
    tests: telling,
  },
  {
    name: 'telling: give up by a credential that was replaced',
    file: 'functions/notifier/tell/tell.ts',
    from: 'if (judged.told || !judged.hopeless) return judged',
    to: 'if (name !== undefined) return judged',
    tests: telling,
  },
  {
    name: 'telling: ask again sooner than a service wants',
    file: 'functions/notifier/tell/rest-before-telling.ts',
    from: 'Math.max(askedMs, grown',
    to: 'Math.max(0, grown',
    tests: rests,
  },
  {
    name: 'telling: try for ever',
    file: 'functions/notifier/tell/tell.ts',
    from: 'if (!judged.hopeless && !isLast) return',
    to: 'if (!judged.hopeless) return',
    tests: telling,
  },
  {
    name: 'telling: give up what passes',
    file: 'shared/notifications/services/judge.ts',
    from: 'hopeless: !isPassing(status),',
    to: 'hopeless: status !== 429,',
    tests: services,
  },
  {
    name: 'telling: drop what is hopeless without a dead letter',
    file: 'functions/notifier/tell/give-up.ts',
    from: 'await boxesOf(channel).dead.send(\n    { ...letter,',
    to: 'if (at < 0) await boxesOf(channel).dead.send(\n    { ...letter,',
    tests: telling,
  },
  {
    name: 'telling: tell a position out of its order',
    file: 'functions/notifier/tell/take-letters.ts',
    from: 'if (!rests.has(group)) return work.tell(received)',
    to: 'if (group !== undefined) return work.tell(received)',
    tests: telling,
  },
  {
    name: 'telling: let the words of a failure hold a credential',
    file: 'functions/notifier/tell/tell.ts',
    from: 'why: withoutCredential(reply.noAnswer, secret)',
    to: 'why: reply.noAnswer',
    tests: telling,
  },
  {
    name: 'telling: let the words of a service hold a credential',
    file: 'shared/notifications/services/speech-of.ts',
    from: '{ ...judged, why: withoutCredential(judged.why, credential) }',
    to: '{ ...judged, why: judged.why }',
    tests: services,
  },
  {
    name: 'telling: send a request to whatever stands as its credential',
    file: 'functions/notifier/tell/tell.ts',
    from: 'credential === undefined ? undefined : problemWith(credential)',
    to: 'credential === undefined ? problemWith(name) : undefined',
    tests: telling,
  },
  {
    name: 'telling: let Discord read mentions',
    file: 'shared/notifications/services/discord.ts',
    from: "text.replace(/[\\\\*_~`|<>#@[\\]()]/g, '\\\\$&')",
    to: "text.replace(/[\\\\*_~`|]/g, '\\\\$&')",
    tests: services,
  },
  {
    name: 'telling: let Telegram read markup',
    file: 'shared/notifications/services/telegram.ts',
    from: 'line: escapedForTelegram,',
    to: 'line: text => text,',
    tests: services,
  },
  {
    name: 'telling: let Slack read mentions',
    file: 'shared/notifications/services/slack.ts',
    from: ' line: escapedForSlack,',
    to: ' line: text => text,',
    tests: services,
  },
  {
    name: 'telling: send more than a service takes',
    file: 'shared/notifications/words/text.ts',
    from: 'if (fits(withLine(line))) written = withLine(line)',
    to: 'if (fits(line)) written = withLine(line)',
    tests: ['test/notifications/words.test.ts'],
  },
  {
    name: 'telling: sign something else than receivers verify',
    file: 'shared/notifications/services/webhook.ts',
    from: '.update(`',
    to: '.update(`v1.',
    tests: services,
  },
  {
    name: 'telling: believe success in other words than the service’s',
    file: 'shared/notifications/services/telegram.ts',
    from: 'ok === true ? { told: true }',
    to: 'ok !== false ? { told: true }',
    tests: services,
  },
  {
    name: 'telling: keep a stop that comes late to oneself',
    file: 'shared/notifications/tell-step.ts',
    from: '(counterOf(String(clientId), id) ?? 2) <= 1',
    to: '(counterOf(String(clientId), id) ?? 2) < 1',
    tests: toldBy,
  },
  {
    name: 'telling: forget a result for one that was pending',
    file: 'shared/table/diary.ts',
    from: "else await putIf(table, item, 'attribute_not_exists(pk)')",
    to: "else await putIf(table, item, 'attribute_not_exists(pk) OR attribute_exists(pk)')",
    tests: ['test/table/diary.test.ts'],
  },
  {
    name: 'telling: sum the day up that is not over',
    file: 'functions/notifier/digest/period.ts',
    from: 'from: until - step, until }',
    to: 'from: until, until: until + step }',
    tests: ['test/notifier/digest.test.ts'],
  },
  {
    name: 'telling: show a pending result as known',
    file: 'shared/notifications/tell-step.ts',
    from: "closed(step.provisional ? 'pending' : 'known'",
    to: "closed(step.provisional === 0 ? 'pending' : 'known'",
    tests: toldBy,
  },
]
