import type { Mutation } from './mutation.ts'

const live = ['test/infra/local/live/live.test.ts']
const killed = ['test/infra/local/live/killed.test.ts']
const files = ['test/infra/local/live/state-files.test.ts']
const keeping = ['test/infra/local/live/keeping.test.ts']
const verdict = ['test/infra/local/live/run-verdict.test.ts']
const pacer = ['test/infra/local/live/wall-pacer.test.ts']

/** What a run at today's prices keeps: nothing that was taken is lost, and nothing is gone on from that is not whole. */
export const ofTodaysPrices: readonly Mutation[] = [
  {
    name: 'answer a producer before its signal is kept',
    file: 'infra/local/runner/aws-client.ts',
    from: '|| (await keeping.saved())',
    to: '|| Boolean(keeping.saved())',
    tests: killed,
  },
  {
    name: 'answer a producer whose signal could not be kept',
    file: 'infra/local/live/saving.ts',
    from: '      isTold = true\n      return false\n    }\n  }',
    to: '      isTold = true\n      return true\n    }\n  }',
    tests: files,
  },
  {
    name: 'count what a stream told as read before its function is done with it',
    file: 'infra/local/runner/streams/stream-source.ts',
    from: '    await deliver(batch, 0)\n    if (!closed) source.done?.(batch)',
    to: '    source.done?.(batch)\n    await deliver(batch, 0)',
    tests: ['test/infra/local/streams/stream-source.test.ts'],
  },
  {
    name: 'keep no record that a stream told since the last save',
    file: 'infra/local/runner/keeping/stream-keeper.ts',
    from: 'isWhole ? [...lines.values()] : [...went, ...news]',
    to: 'isWhole ? [...lines.values()] : went',
    tests: keeping,
  },
  {
    name: 'keep no message that a function has',
    file: 'infra/local/runner/keeping/queue-keeper.ts',
    from: 'const all = [...received, ...ready, ...delayed].map(kept)',
    to: 'const all = [...received.slice(0, 0), ...ready, ...delayed].map(kept)',
    tests: keeping,
  },
  {
    name: 'believe a save whatever its checksum says',
    file: 'infra/local/live/frames.ts',
    from: "body.byteLength < header.bytes || hash('sha256', body, 'hex') !== header.sha256",
    to: "body.byteLength < header.bytes || hash('sha256', body, 'hex') === ''",
    tests: files,
  },
  {
    name: 'go on from a cut that was not saved',
    file: 'infra/local/live/saving.ts',
    from: '      isWhole = true\n      const lines',
    to: '      isWhole = whole\n      const lines',
    tests: files,
  },
  {
    name: 'take the file away that the state was gone on from',
    file: 'infra/local/live/state-files.ts',
    from: 'const kept = [newest, current]',
    to: 'const kept = [newest, newest - 1]',
    tests: files,
  },
  {
    name: 'take a folder from a process that is alive',
    file: 'infra/local/live/folder-lock.ts',
    from: 'if (holder && isAlive(holder))',
    to: 'if (holder && !isAlive(holder))',
    tests: files,
  },
  {
    name: 'go on from a state that other settings made',
    file: 'infra/local/live/made-with.ts',
    from: 'if (different.length === 0) return',
    to: 'if (different.length < 9) return',
    tests: files,
  },
  {
    name: 'call the processes of a run as those of the run before it',
    file: 'infra/local/runner/local-function.ts',
    from: 'options.run === undefined ? description.label',
    to: 'options.run !== undefined ? description.label',
    tests: ['test/infra/local/live/run-ids.test.ts'],
  },
  {
    name: 'wait for the schedule before the first look after a start',
    file: 'infra/local/runner/stack.ts',
    from: 'if (options.keeping?.state) machines.startMinutely()',
    to: 'if (options.keeping?.state && blueprint.schedules.length === 0) machines.startMinutely()',
    tests: live,
  },
  {
    name: 'hold against a run what happened while it slept',
    file: 'infra/local/live/run-verdict.ts',
    from: 'naked: within(life.naked, spans)',
    to: 'naked: life.naked',
    tests: verdict,
  },
  {
    name: 'count no tick of a run at today’s prices as due',
    file: 'infra/local/live/run-verdict.ts',
    from: 'ticks: countTicks(openIn(lifetimes, without(spans, blind)), observed.ticks, intervalMs)',
    to: 'ticks: countTicks(openIn(lifetimes, []), observed.ticks, intervalMs)',
    tests: verdict,
  },
  {
    name: 'count a look that no price came for as missed',
    file: 'infra/local/live/run-verdict.ts',
    from: 'openIn(lifetimes, without(spans, blind))',
    to: 'openIn(lifetimes, without(spans, []))',
    tests: verdict,
  },
  {
    name: 'live through a night instant by instant',
    file: 'infra/local/runner/wall-pacer.ts',
    from: 'if (isAsleep(due, present())) leap(due, present())',
    to: 'if (isAsleep(due, present())) isFirst = false',
    tests: pacer,
  },
  {
    name: 'report an interrupted run as a whole one',
    file: 'infra/local/audit/report.ts',
    from: '...(run.interruptedAt !== undefined && {',
    to: '...(run.interruptedAt === 0 && {',
    tests: ['test/whole/command.test.ts'],
  },
  {
    name: 'let a receiver that never answers hold a run up for good',
    file: 'infra/local/runner/outside.ts',
    from: 'askNetwork(request, AbortSignal.timeout(patienceMs))',
    to: 'askNetwork(request)',
    tests: ['test/infra/local/outside.test.ts'],
  },
  {
    name: 'remember every execution of a run of weeks',
    file: 'infra/local/runner/state-machine.ts',
    from: 'if (executions.size <= mostKept) break',
    to: 'if (executions.size <= 1e9) break',
    tests: ['test/infra/local/executions.test.ts'],
  },
]
