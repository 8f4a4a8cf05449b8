import type { Trading } from './trading.ts'

export const functionNames = ['signal-gate', 'survey', 'executor', 'inspect', 'close-cleanup'] as const
export type FunctionName = (typeof functionNames)[number]

/** A function's whole job. */
export interface Job {
  /** Prepares the job by means of the running system. */
  prepare(): Promise<void>
  /** Has the function do it; returns what it left undone. */
  run(): Promise<readonly string[]>
}

interface Plan {
  readonly prepare: () => Promise<unknown>
  /** Returns a check of what is done by now. */
  readonly run: (mark: string) => Promise<() => Promise<Readonly<Record<string, boolean>>>>
}

const patienceMs = 6_000
const lookMs = 3_000
const intervalMs = 10_000
const symbol = 'ETHUSDT'
/** An order of an earlier position. */
const leftBehind = 'qt-paper-2rdy9gq3y0zp-p9'

export function jobsOf(trading: Trading): Readonly<Record<FunctionName, Job>> {
  const { stack, state, lines, signal, positionOn, isOpen, until } = trading
  let jobs = 0

  const job = (name: FunctionName, { prepare, run }: Plan): Job => ({
    async prepare() {
      await stack.idle()
      await prepare()
      await stack.idle()
    },
    async run() {
      const from = lines.length
      jobs += 1
      const look = await run(`${name}-${jobs}`)
      const logged = () => lines.slice(from).some(({ by }) => by === name)
      return missing(async () => ({ ...(await look()), 'its log': logged() }))
    },
  })

  /** What is still missing when the patience is over. */
  async function missing(look: () => Promise<Readonly<Record<string, boolean>>>): Promise<readonly string[]> {
    const deadline = stack.clock.now() + patienceMs
    for (;;) {
      const left = Object.entries(await look()).flatMap(([what, isThere]) => (isThere ? [] : [what]))
      if (left.length === 0 || stack.clock.now() > deadline) return left
      await stack.clock.sleep(lookMs)
    }
  }

  /** Whether the function succeeds. */
  const does = (name: FunctionName, payload: unknown): Promise<boolean> =>
    stack.invoke(name, payload).then(
      () => true,
      () => false,
    )

  async function withPosition(): Promise<void> {
    if (!(await positionOn(symbol))) await signal(symbol, 'BUY')
    await until('an open position', () => isOpen(symbol))
  }

  const loseSlot = () =>
    state.account.update(account => {
      const { [symbol]: _, ...slots } = account.slots
      return { ...account, slots }
    })

  /** The system itself cleans up after another job; whatever it would leave is closed here. */
  async function withoutPosition(): Promise<void> {
    const flat = async () => {
      const positionId = await positionOn(symbol)
      const mayClose = positionId && (await isOpen(symbol))
      if (mayClose) await does('close-cleanup', { v: 1, positionId, reason: 'operator' })
      return !positionId && (await stack.messages('TradeQueueUrl')).length === 0
    }
    while (!(await flat())) await stack.clock.sleep(intervalMs)
  }

  async function withOldRules(): Promise<void> {
    await withPosition()
    await trading.readRules()
  }

  /** From now on the exchange accepts no more at market than this; the functions learn it when they read the rules. */
  function changeRules(of: string, marketMaxQuantity: string): void {
    const rules = { kind: 'rules', from: stack.clock.now(), marketMaxQuantity } as const
    stack.suffer([{ match: { symbol: of }, fault: rules }])
  }

  /** A signal that its queue delivers again once a position is flat, and that is too old for an entry by then. */
  async function flipAfter(positionId: string, id: string): Promise<void> {
    const at = stack.clock.now() - 120_000
    const seen = { message: '', messageHash: '', messageId: id, at }
    await state.signals.claim({ signalId: id, verdict: 'accepted', ...seen })
    const signal = { id, symbol, action: 'SELL', confidence: '0.9', source: 'test', at } as const
    await state.positions.wishFlip(positionId, { v: 1, signal, at })
  }

  const knownMost = async (of: string) => (await state.symbols.knownRules(of))?.marketMaxQuantity

  return {
    'signal-gate': job('signal-gate', {
      prepare: withoutPosition,
      async run(mark) {
        const from = lines.length
        await stack.sendSignal(`{"unreadable": ${mark}.`)
        await signal('SOLUSDT', 'CLOSE')
        const refused = ({ by, line }: { readonly by: string; readonly line: string }) =>
          by === 'executor' && line.includes('nothing-open')
        return async () => ({
          'the unreadable in the invalid queue': (await stack.messages('InvalidQueueUrl')).some(({ body }) =>
            body.includes(`${mark}.`),
          ),
          'the accepted passed on': lines.slice(from).some(refused),
        })
      },
    }),

    survey: job('survey', {
      prepare: withPosition,
      async run(execution) {
        const lost = await positionOn(symbol)
        await loseSlot()
        await stack.clock.sleep(intervalMs - (stack.clock.now() % intervalMs) + 1)
        const startedAt = new Date(stack.clock.now()).toISOString()
        const looked = await does('survey', { execution, startedAt })
        return async () => ({
          'a look at the account': looked,
          'the position whose slot was lost': lost !== undefined && (await positionOn(symbol)) === lost,
        })
      },
    }),

    executor: job('executor', {
      prepare: withoutPosition,
      async run() {
        // Right after a look: the next one removes what is left.
        await stack.clock.sleep(intervalMs - (stack.clock.now() % intervalMs) + 1_000)
        const from = lines.length
        const says = (what: string) => async () =>
          lines.slice(from).some(({ by, line }) => by === 'executor' && line.includes(what))
        // The rest of another position keeps the signal waiting: it is handed back, and tried again soon.
        await trading.placeStop(symbol, leftBehind)
        await signal(symbol, 'BUY')
        const tried = (await missing(async () => ({ try: await says('message-failed')() }))).length === 0
        await trading.cancelStop(symbol, leftBehind)
        const opened = (await missing(async () => ({ open: await isOpen(symbol) }))).length === 0
        await signal(symbol, 'CLOSE')
        return async () => ({
          'a try that failed': tried,
          'a position opened': opened,
          'its close passed on': (await says('close-requested')()) && !(await positionOn(symbol)),
        })
      },
    }),

    inspect: job('inspect', {
      prepare: withOldRules,
      async run() {
        const id = (await positionOn(symbol)) ?? ''
        const quantity = (await state.positions.read(id))?.item.openQuantity
        await trading.stripStops(symbol)
        await does('inspect', { v: 1, id, symbol, quantity, mark: '2800' })
        changeRules('SOLUSDT', '100')
        await does('inspect', { v: 1, upkeep: ['rules'] })
        stack.suffer([])
        return async () => ({
          'the stops that were gone': (await trading.stops(symbol)) > 0,
          'the rules of today': (await knownMost('SOLUSDT')) === '100',
        })
      },
    }),

    'close-cleanup': job('close-cleanup', {
      prepare: withOldRules,
      async run(mark) {
        const id = (await positionOn(symbol)) ?? ''
        const told = (await stack.published()).length
        const from = lines.length
        await flipAfter(id, mark)
        // The exchange's maximum fell since the rules were read: its rejection shows it.
        changeRules(symbol, '1')
        const closed = await does('close-cleanup', { v: 1, positionId: id, reason: 'emergency' })
        stack.suffer([])
        if (closed) await trading.sendClose(id, mark)
        return async () => ({
          'the position flat': !(await positionOn(symbol)),
          'the rules of today': (await knownMost(symbol)) === '1',
          'the operator told of it': (await stack.published()).length > told,
          'what flips it handed on': lines
            .slice(from)
            .some(
              ({ by, line }) => by === 'executor' && line.includes('signal-refused') && line.includes(mark),
            ),
          'the close in the queue taken': closed && (await stack.messages('CloseQueueUrl')).length === 0,
        })
      },
    }),
  }
}
