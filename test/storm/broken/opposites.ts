import type { Mutation } from './mutation.ts'

const tests = ['test/in-process/flip.test.ts', 'test/in-process/flip-killed.test.ts']

/** What a signal for the other side does to an open position. */
export const ofOpposites: readonly Mutation[] = [
  {
    name: 'end a position by an opposite signal whose source warns',
    file: 'shared/domain/opposite.ts',
    from: "if (opposite === 'warn') return false",
    to: "if (opposite === 'warn') return sideOf(action) !== side",
    tests,
  },
  {
    name: 'end a position by a signal that came before it',
    file: 'functions/executor/turn-position.ts',
    from: 'if (signal.at <= stored.item.signalAt)',
    to: 'if (signal.at <= 0)',
    tests,
  },
  {
    name: 'begin a flip’s close before it is written what follows',
    file: 'functions/executor/turn-position.ts',
    from: "  if (opposite === 'flip') {\n",
    to: "  if (opposite === 'flip') {\n    await closeFor(context, signal, { positionId, reason: 'flip' })\n",
    tests,
  },
  {
    name: 'give the slot back before a flip is handed on',
    file: 'functions/close-cleanup/close-position.ts',
    from: '  const flip = await handOn(context, held)\n  if (closed) await giveBack(context, held.position, flip)',
    to: '  if (closed) await giveBack(context, held.position, undefined)\n  await handOn(context, held)',
    tests,
  },
  {
    name: 'forget the flip of an entry that never happened',
    file: 'functions/close-cleanup/close-position.ts',
    from: "if (!closed && held.position.state !== 'abandoned') return",
    to: 'if (!closed) return',
    tests,
  },
  {
    name: 'let no cooldown hold a flip up, whatever closed its position',
    file: 'functions/close-cleanup/hand-on.ts',
    from: "closing?.reason === 'flip'",
    to: 'closing !== undefined',
    tests,
  },
  {
    name: 'keep every signal from the cooldown of a flip’s close',
    file: 'shared/domain/cooldown.ts',
    from: 'flip !== undefined && flip.signalId === id',
    to: 'flip !== undefined',
    tests,
  },
  {
    name: 'keep the first flip of a position',
    file: 'shared/table/positions.ts',
    from: '(attribute_not_exists(flip) OR flip.#signal.#at < :at OR (flip.#signal.#at = :at AND flip.#signal.id < :id))',
    to: 'attribute_not_exists(flip)',
    tests,
  },
  {
    name: 'write a flip beside a position that is over',
    file: 'shared/table/positions.ts',
    from: 'body.#state <> :closed AND ',
    to: '(body.#state <> :closed OR body.#state = :closed) AND ',
    tests: ['test/table/positions.test.ts'],
  },
  {
    name: 'keep a halt from ending a position',
    file: 'shared/domain/admission.ts',
    from: 'if (open && turns(signal, open, settings.opposite)) return undefined',
    to: 'if (open && turns(signal, open, settings.opposite) && Object.keys(account.halts).length === 0) return undefined',
    tests,
  },
  {
    name: 'let a flip pass the cooldown of an earlier close',
    file: 'shared/domain/cooldown.ts',
    from: 'isOwn ? flip.closedBefore : ',
    to: 'isOwn ? undefined : ',
    tests,
  },
]
