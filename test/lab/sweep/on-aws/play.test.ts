import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SFNClient } from '@aws-sdk/client-sfn'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { sweepPrefix } from '../../../../infra/lab/sweep/on-aws/keys.ts'
import { type PlayedOnAws, playOnAws } from '../../../../infra/lab/sweep/on-aws/play.ts'
import { runsOf } from '../../../../infra/lab/sweep/on-aws/runs.ts'
import { playerOf } from '../../../../infra/lab/sweep/player.ts'
import type { Choice } from '../../../../infra/lab/sweep/space.ts'
import { keyOf, type Try } from '../../../../infra/lab/sweep/try.ts'
import { labStackName } from '../../../../infra/stacks/lab/lab-name.ts'
import { anAws } from '../../../operator/an-aws.ts'
import { inProject, run } from '../../../operator/an-operator.ts'
import { type LocalLab, startLocalLab } from './local-lab.ts'
import { type LocalMap, startLocalMap } from './local-map.ts'
import { sampleWork, twoSignals } from './sample-work.ts'

const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-on-aws-'))
let lab: LocalLab
let map: LocalMap
let client: SFNClient
beforeAll(async () => {
  lab = await startLocalLab()
  map = await startLocalMap(lab)
  client = new SFNClient({ endpoint: map.endpoint, region: 'eu-central-1' })
})
afterAll(async () => {
  client.destroy()
  await map.close()
  await lab.close()
  rmSync(folder, { recursive: true })
})

const leverages = (...values: readonly number[]): readonly Choice[] =>
  values.map(value => ({ QT_DEFAULT_LEVERAGE: String(value), QT_SL_PCT: '0.02' }))

/** Each test sweeps something of its own: the bucket has nothing of another test. */
let sweeps = 0
let said: string[] = []
let heard: Try[] = []
let followed: string[] = []
beforeEach(() => {
  sweeps += 1
  said = []
  heard = []
  followed = []
  map.before = () => {}
})
const askedSince = async (act: () => Promise<unknown>): Promise<readonly Choice[]> => {
  const { length } = map.asked
  await act()
  return map.asked.slice(length)
}

function on(change: Partial<PlayedOnAws> = {}): PlayedOnAws {
  return {
    lab: {
      store: lab.store,
      runs: runsOf(client, 'arn:aws:states:eu-central-1:000000000000:stateMachine:sweep'),
      release: lab.release,
      memoryMb: 1769,
    },
    work: sampleWork,
    sweep: sweepPrefix({ test: sweeps }, lab.release),
    measure: async set => (await playedHere([set]))[0] as Try,
    agree: async () => 2,
    budget: 5,
    heard: one => void heard.push(one),
    follows: run => void followed.push(run?.name ?? 'over'),
    say: text => void said.push(text),
    pause: () => new Promise(resolve => setImmediate(resolve)),
    ...change,
  }
}

const player = playerOf(sampleWork)
/** Each set is played here once: its result is always the same (see threads.test.ts). */
const known = new Map<string, Try>()
async function playedHere(sets: readonly Choice[]): Promise<readonly Try[]> {
  const tries: Try[] = []
  for (const set of sets) {
    const one = known.get(keyOf(set)) ?? { set, ...(await player(set)) }
    known.set(keyOf(set), one)
    tries.push(one)
  }
  return tries
}
const lines = (tries: readonly Try[]): readonly string[] => tries.map(one => JSON.stringify(one)).sort()

test('each set is played once, with the agreed concurrency, and gives the same result as here, byte for byte', async () => {
  const sets = leverages(5, 10, 20, 30)
  const agreed: number[][] = []
  const agree = async (count: number, msHere: number) => {
    agreed.push([count, Math.sign(msHere)])
    return 2
  }
  const asked = await askedSince(async () => expect(await playOnAws(sets, on({ agree }))).toEqual([]))
  expect(lines(heard)).toEqual(lines(await playedHere(sets)))
  // A set taken for another would show here.
  expect(new Set(heard.map(({ trades }) => JSON.stringify(trades))).size).toBe(sets.length)
  // One of them measured how long a set takes on this machine.
  expect(agreed).toEqual([[3, 1]])
  expect(asked.map(keyOf).sort()).toEqual(sets.slice(1).map(keyOf).sort())
  expect(map.mostAtOnce()).toBe(2)
  expect(said.filter(text => text.startsWith('Uploading ')).length).toBeGreaterThan(1)
})

test('a set that fails three times is reported with its reason, and the other results stay', async () => {
  const sets = leverages(5, 7, 10, 20, 30)
  map.before = set => {
    if (set.QT_DEFAULT_LEVERAGE === '7') throw new Error('the disk is full')
  }
  const asked = await askedSince(async () =>
    expect(await playOnAws(sets, on())).toEqual([{ set: sets[1], because: 'Error: the disk is full' }]),
  )
  expect(asked.filter(set => set.QT_DEFAULT_LEVERAGE === '7')).toHaveLength(3)
  expect(heard.map(({ set }) => set.QT_DEFAULT_LEVERAGE).sort()).toEqual(['10', '20', '30', '5'])

  // The same command plays that one, and no other.
  map.before = () => {}
  const again = on({ measure: async () => Promise.reject(new Error('not reached')) })
  const heardOf = new Set(heard.map(({ set }) => keyOf(set)))
  const left = sets.filter(set => !heardOf.has(keyOf(set)))
  expect(left).toEqual([sets[1]])
  await expect(playOnAws(left, again)).rejects.toThrow('not reached')
})

test('an error common to all sets ends the run, and sets not reached say so', async () => {
  const sets = leverages(5, 7, 10, 20, 30, 40)
  map.before = () => {
    throw new Error('no memory')
  }
  const unplayed = await playOnAws(sets, on({ agree: async () => 1 }))
  expect(unplayed).toHaveLength(5)
  expect(unplayed.map(({ because }) => because)).toEqual([
    'Error: no memory',
    'Error: no memory',
    ...Array(3).fill(
      expect.stringMatching(/the run ended before its turn \(FAILED: .*threshold was exceeded\)/),
    ),
  ])
})

test('results in the bucket are collected, not played again', async () => {
  const sets = leverages(5, 10, 20)
  await playOnAws(sets, on())
  const first = lines(heard)
  heard = []
  // The file on this machine was lost: two sets are in the bucket, the third was played here.
  const agree = async () => Promise.reject(new Error('nothing is to be agreed to'))
  const asked = await askedSince(async () => expect(await playOnAws(sets, on({ agree }))).toEqual([]))
  expect(asked).toEqual([])
  expect(lines(heard)).toEqual(first)
})

test('a run under way is followed, not started twice', async () => {
  const sets = leverages(5, 10, 20, 30)
  const gate = Promise.withResolvers<void>()
  map.before = () => gate.promise
  const ended = new Error('Ctrl-C')
  const interrupted = on({ pause: () => Promise.reject(ended) })
  await expect(playOnAws(sets, interrupted)).rejects.toThrow(ended)
  const { length } = map.runs
  const left = sets.filter(set => !heard.some(one => keyOf(one.set) === keyOf(set)))
  expect(left).toHaveLength(3)

  const agree = async () => Promise.reject(new Error('it was agreed to before'))
  const again = playOnAws(left, on({ agree }))
  gate.resolve()
  expect(await again).toEqual([])
  expect(map.runs).toHaveLength(length)
  expect(followed).toEqual([map.runs.at(-1)?.name, map.runs.at(-1)?.name, 'over'])
  expect(said.at(-1)).toMatch(/A run of this sweep is under way/)
  expect(lines(heard)).toEqual(lines(await playedHere(sets)))
})

test('a run stops once it costs more than agreed', async () => {
  const sets = leverages(5, 10, 20, 30, 40)
  const unplayed = await playOnAws(sets, on({ budget: 0, agree: async () => 1 }))
  expect(unplayed.length).toBeGreaterThan(0)
  expect(heard.length).toBeGreaterThan(1)
  expect(map.runs.at(-1)?.status).toBe('ABORTED')
  expect(new Set(unplayed.map(({ because }) => because))).toEqual(
    new Set(['the run was stopped, because the sets played cost more than --budget']),
  )
})

test('without the operator’s consent nothing starts, and measured results stay', async () => {
  const { length } = map.runs
  const agree = async () => Promise.reject(new Error('no'))
  await expect(playOnAws(leverages(5, 10), on({ agree }))).rejects.toThrow('no')
  expect(map.runs).toHaveLength(length)
  expect(heard).toHaveLength(1)
  expect(said).toEqual([])
})

test('the command says the cost, asks, and collects results into its file', async () => {
  const aws = await anAws({
    stacks: {
      [labStackName]: {
        BucketName: lab.bucket,
        StateMachineArn: 'arn:aws:states:eu-central-1:000000000000:stateMachine:sweep',
        Release: lab.release,
        MemoryMb: '1769',
      },
    },
    alarms: [],
  })
  const out = join(folder, 'sweep.jsonl')
  const sweep = (...more: readonly string[]) =>
    run(
      process.execPath,
      [
        ...[inProject('infra/lab/lab.ts'), 'sweep', '--on-aws', '--out', out, '--to', '2025-02-03T01:02:00Z'],
        ...['--signals', twoSignals, '--set', 'QT_DEFAULT_LEVERAGE=5,10,20,30', ...more],
      ],
      {
        ...aws.environment,
        AWS_ENDPOINT_URL_S3: process.env.AWS_ENDPOINT_URL_S3,
        AWS_ENDPOINT_URL_SFN: map.endpoint,
      },
    )
  const unasked = await sweep()
  expect(unasked.out).toMatch(/^4 sets to play, on AWS; 0 in .*sweep\.jsonl already\.$/m)
  // A new account's quota: more than these sets, of 8.
  expect(unasked.out).toMatch(
    /^On AWS in eu-central-1: 3 sets, 3 at once of the account's 10 .*\(quota 10\)\.$/m,
  )
  expect(unasked.out).toMatch(/it takes about .* and costs about 0\.0\d+ USD\.$/m)
  expect(unasked.err).toContain('pass --yes if there is no terminal')
  expect(unasked.code).toBe(2)

  const { code, out: said } = await sweep('--yes')
  await aws.close()
  expect(said).toMatch(/^3 sets to play, on AWS; 1 in/m)
  expect(said).toContain('The best by net, of 4 tries')
  expect(said).toMatch(/^Promises: all held, in 4 tries\.\nResults: .*sweep\.jsonl, a line for each set\.$/m)
  expect(code).toBe(0)
  const [first = '', ...played] = readFileSync(out, 'utf8').trimEnd().split('\n')
  expect(JSON.parse(first)).toMatchObject({ sweep: 1, path: 'adverse-first', latency: 'usual' })
  const sets = [5, 10, 20, 30].map(leverage => ({ QT_DEFAULT_LEVERAGE: String(leverage) }))
  const play = playerOf({ ...sampleWork, environment: {} })
  const here = await Promise.all(sets.map(async set => ({ set, ...(await play(set)) })))
  expect(played.sort()).toEqual(lines(here))
})
