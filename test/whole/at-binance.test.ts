import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { App } from 'aws-cdk-lib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import { paces } from '#domain/latency.ts'
import type { Position } from '#domain/position.ts'
import { positionLifetimes } from '#paper/audit/ledger.ts'
import { readRecords } from '../../infra/local/audit/records.ts'
import { type HeldStack, holdLocalStack } from '../../infra/local/runner/hold.ts'
import type { LocalStack } from '../../infra/local/runner/stack.ts'
import type { Execution } from '../../infra/local/runner/state-machine.ts'
import { openConnection } from '../../infra/operator/connect/connection.ts'
import { proveAddress, proveUnrestricted } from '../../infra/operator/deploy/proof.ts'
import { readDeployment } from '../../infra/stacks/deployment.ts'
import { featureFlags } from '../../infra/stacks/feature-flags.ts'
import type { Choices } from '../../infra/stacks/planned.ts'
import { addStacks } from '../../infra/stacks/stacks.ts'
import { qt } from '../operator/an-operator.ts'
import { aSignal, at, folder, lasting, sample } from './market.ts'

const atOneAddress = { egress: 'fixed', accept: 'address' }

/** The templates of demo and live with their bundles, against Binance's wire over HTTP: real money runs on these. */
const deployments = [
  ['demo', { QT_PAPER_TRADING: 'false', STAGING_MODE: 'true' }, {}, paces.usual],
  // With the network around the functions, which this machine does not use.
  ['live', { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }, atOneAddress, paces.slow],
] as const

const symbol = 'XRPUSDT'
const patienceMs = 60_000

/** One folder for both templates: they run the same bundles, built once. */
const outdir = mkdtempSync(join(folder, 'assembly-'))

function synthesized(name: string, environment: Readonly<Record<string, string>>, choices: Choices): string {
  const app = new App({ outdir, context: featureFlags })
  addStacks(app, readDeployment(name, { ...environment, QT_ALARM_EMAIL: 'none' }, choices))
  app.synth()
  return outdir
}

/** The same connection for a client that asks the exchange directly. */
function withoutFunction(file: string, direct: string): void {
  const { outputs, ...connection } = JSON.parse(readFileSync(file, 'utf8'))
  const { OperatorFunction: _, ...others } = outputs
  writeFileSync(direct, JSON.stringify({ ...connection, outputs: others }))
}

describe.each(deployments)('the %s template, on this machine', (name, settings, choices, pace) => {
  const lines: string[] = []
  const answers: { readonly by: string; readonly answer: unknown }[] = []
  const executions: Execution[] = []
  const file = join(folder, `${name}.json`)
  const direct = join(folder, `${name}-direct.json`)
  let held: HeldStack
  let stack: LocalStack

  beforeAll(async () => {
    const environment = { ...settings, QT_DEFAULT_LEVERAGE: '20' }
    held = await holdLocalStack({
      klines: [sample],
      from: at('01:00:00'),
      to: at('01:06:00'),
      speed: Number.POSITIVE_INFINITY,
      pace,
      environment,
      assembly: synthesized(name, environment, choices),
      file,
      onLog: (by, line) => lines.push(`${by}: ${line}`),
      onAnswer: (by, answer) => answers.push({ by, answer }),
      onExecution: execution => executions.push(execution),
    })
    stack = held.stack
    withoutFunction(file, direct)
  })
  afterAll(() => held?.close())

  /** The exchange's books as a direct client sees them; no time passes meanwhile. */
  async function books() {
    const release = stack.clock.hold()
    const connection = await openConnection({ env: name, local: direct }, () => {})
    const exchange = await connection.exchange()
    const regular = await exchange.openOrders(symbol)
    const conditional = await exchange.openAlgoOrders(symbol)
    const { open } = await exchange.positions()
    release()
    return { regular, conditional, open }
  }

  async function until(state: Position['state']): Promise<Position> {
    const deadline = stack.clock.now() + patienceMs
    for (;;) {
      const { positions } = await readRecords(stack.documents, stack.table)
      const [position] = positions
      if (position?.state === state) return position
      if (stack.clock.now() > deadline)
        throw new Error(`expected a position that is ${state}, got ${position?.state}:\n${lines.join('\n')}`)
      await stack.clock.sleep(1_000)
    }
  }

  test('every function is found by its label', async () => {
    const unknown = stack.invoke('unknown', {})
    await expect(unknown).rejects.toThrow(
      /there is no function unknown; there are .*close-cleanup.*survey.*inspect.*executor.*signal-gate/,
    )
  })

  test('an unreadable signal lands in the invalid queue, without a retry', async () => {
    await stack.sendSignal('{"symbol": ')
    await stack.idle()
    const invalid = await stack.messages('InvalidQueueUrl')
    expect(invalid).toHaveLength(1)
    expect(await stack.deadLetters()).toEqual({})
  })

  test('the schedule starts runs of the watch that end by themselves', async () => {
    while (!executions.some(({ status }) => status !== 'RUNNING')) await stack.clock.sleep(5_000)
    expect(executions.at(-1)).toMatchObject({ status: 'SUCCEEDED' })
    // Not of a position: the rules were never read, so that is due.
    const positions = [{ v: 1, upkeep: ['rules'] }]
    expect(answers.find(({ by }) => by === 'survey')?.answer).toMatchObject({ again: false, positions })
    expect(answers.find(({ by }) => by === 'inspect')?.answer).toEqual({ v: 1 })
  })

  test('a signal becomes a position with both stops in the exchange’s book', async () => {
    await stack.sendSignal(lasting(stack.clock.now(), symbol))
    const { side, openQuantity: quantity } = await until('open')
    await stack.idle()
    const { open, regular, conditional } = await books()
    expect(open).toMatchObject([{ symbol, side, quantity }])
    expect(regular).toEqual([])
    const types = conditional.map(({ type }) => type).sort()
    expect(types).toEqual(['STOP', 'STOP_MARKET', 'TAKE_PROFIT_MARKET'])
    expect(conditional.every(({ clientId }) => clientId.startsWith(`qt-${name}-`))).toBe(true)
  })

  test('the watch looks after it there, and its CLOSE leaves neither a position nor an order', async () => {
    await stack.clock.sleep(25_000)
    const { now } = stack.clock
    await stack.sendSignal(aSignal(now(), { symbol, action: 'CLOSE' }))
    expect(await until('closed')).toMatchObject({ symbol, result: { reason: 'signal' } })
    await stack.idle()
    expect(await books()).toEqual({ open: [], regular: [], conditional: [] })
    const ledger = await held.exchange?.venue.ledger(symbol)
    const lives = ledger && positionLifetimes(ledger)
    // The time between its fill and its first stop: the answer's way back, and the stop's way there.
    expect(lives).toMatchObject([{ nakedMs: 2 * pace.venue }])
    expect(await stack.deadLetters()).toEqual({})
    expect(lines.filter(line => line.includes('"level":"ERROR"'))).toEqual([])
  })
})

describe('qt on the live template with one fixed address', () => {
  const file = join(folder, 'carried.json')
  const direct = join(folder, 'carried-direct.json')
  const settings = { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false', QT_DEFAULT_LEVERAGE: '20' }
  let held: HeldStack

  beforeAll(async () => {
    const assembly = synthesized('live', settings, atOneAddress)
    held = await holdLocalStack({ klines: [sample], speed: 5, environment: settings, assembly, file })
    withoutFunction(file, direct)
  })
  afterAll(() => held?.close())

  test('sends its requests through the function, under its role, and needs no key', async () => {
    const { stack } = held
    const connection = await openConnection({ env: 'live', local: file }, () => {})
    const exchange = await connection.exchange()
    expect(connection.isCarried).toBe(true)
    expect(await exchange.accountModes()).toMatchObject({ canTrade: true, hedgeMode: false })
    expect(await exchange.keyRights()).toMatchObject({ futures: true, withdrawals: false })
    expect(await exchange.cancel(symbol, 'of-no-order')).toMatchObject({ outcome: 'refused', code: -2011 })
    expect(exchange.drainUsage().usedWeightPerMinute).toBeGreaterThan(0)
    const asked = (await stack.judged()).filter(({ caller }) => caller === 'operator')
    expect(asked.filter(({ allowed }) => !allowed)).toEqual([])
    expect(asked.map(({ action }) => action)).toContain('secretsmanager:GetSecretValue')
  })

  test('says why if the function may not read the key, and goes on when it may', async () => {
    const { stack } = held
    const exchange = await (await openConnection({ env: 'live', local: file }, () => {})).exchange()
    const had = stack.statements().operator ?? []
    await stack.kill('operator')
    const without = had.filter(({ actions }) => !actions.includes('secretsmanager:GetSecretValue'))
    await stack.restrict('operator', without)
    await expect(exchange.accountModes()).rejects.toThrow(/operator function failed: .*secretsmanager/s)
    await stack.restrict('operator', had)
    await expect(exchange.accountModes()).resolves.toMatchObject({ canTrade: true })
  })

  test('switches the functions to that address only flat, halted, and after a request from there', async () => {
    const { stack, exchange: binance } = held
    const connection = await openConnection({ env: 'live', local: file }, () => {})
    const { account } = connection.state
    const prove = () => proveAddress(connection)
    await expect(prove()).rejects.toThrow('entries are not halted')
    const halted = await account.update(item => ({ ...item, halts: { operator: 'moving' } }))
    await prove()
    const slot = { positionId: 'x', worstLoss: '1', side: 'long', since: 0 } as const
    await account.update(item => ({ ...item, slots: { [symbol]: slot } }))
    await expect(prove()).rejects.toThrow(`${symbol} is open here`)
    await account.update(() => halted.item)
    stack.putSecret(JSON.stringify({ apiKey: 'another', secret: 'another' }))
    await stack.kill('operator')
    await expect(prove()).rejects.toThrow(/a signed request from 127\.0\.0\.1 failed: .*-20(14|15)/)
    stack.putSecret(JSON.stringify(binance?.credentials))
    await prove()
    const trader = await (await openConnection({ env: 'live', local: direct }, () => {})).exchange()
    const { ask } = await trader.quote(symbol)
    const terms = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'IOC', quantity: '100' } as const
    await trader.place({ ...terms, price: dec(ask).times('1.01').toFixed(4), clientId: 'a-trader' })
    await expect(prove()).rejects.toThrow(`${symbol} is open on the exchange`)
    await expect(proveUnrestricted(connection)).rejects.toThrow('the key is restricted to addresses')
  })

  test('checks whether it is safe to trade from that address', async () => {
    const doctor = await qt(['doctor', `--local=${file}`, '--json'])
    const found = (check: string) =>
      doctor.json().checks.find((each: { readonly check: string }) => each.check === check)
    expect(found('region')).toMatchObject({
      state: 'ok',
      found: 'the live venue answers from the fixed address',
    })
    expect(found('signing').found).toBe('in the operator function')
    expect(found('key accepted')).toMatchObject({ state: 'ok' })
    expect(found('IP restriction')).toMatchObject({ state: 'ok' })
    expect(found('request weight').found).toContain('from the fixed address')
  })
})
