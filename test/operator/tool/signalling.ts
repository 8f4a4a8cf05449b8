import { expect, test } from 'vitest'
import type { LocalOperator } from '../an-operator.ts'

/** A signal whose stop is so far away that only a CLOSE ends its position. */
export const sell = (operator: LocalOperator, symbol: string, ...more: readonly string[]) =>
  operator.qt(
    ...['signal', symbol, 'SELL', '--confidence', '0.81', '--source', 'desk', '--leverage', '3'],
    ...['--stop-loss-pct', '0.05', '--take-profit-pct', '0.05', ...more],
  )

/** Pushes signals: ETHUSDT is open afterwards. */
export function signalling(operator: () => LocalOperator): void {
  test('a signal is followed until its position is protected', async () => {
    const { code, out, err } = await sell(operator(), 'ETHUSDT', '--wait')
    expect(err).toMatch(/pushed SELL ETHUSDT as signal \w+/)
    expect(out).toMatch(/protected: short [\d.]+ ETHUSDT at [\d.]+, 3x; stop at [\d.]+/)
    expect(code).toBe(0)
  })

  test('a rejected signal says why, with exit code 1, and explain shows what decided it', async () => {
    const again = await sell(operator(), 'ETHUSDT', '--wait', '--json')
    const { verdict, signal } = again.json()
    expect(verdict).toMatchObject({ verdict: 'refused', reason: 'already-open' })
    expect(again.code).toBe(1)
    const { code, out } = await operator().qt('explain', signal.id, '--verify')
    expect(out).toMatch(/saw SELL ETHUSDT of 0.81 \(0.72 needed\).*passed/)
    expect(out).toMatch(/saw 1 of 4 slots taken.*rejected: already-open, ETHUSDT is short already/)
    expect(out).toContain('2 decisions replayed, all equal')
    expect(code).toBe(0)
    const byItsMessage = await operator().qt('explain', verdict.messageId)
    expect(byItsMessage).toMatchObject({ code: 0, out: expect.stringContaining(`signal ${signal.id}`) })
  })

  test('explain tells the latest signal of a symbol without a position', async () => {
    const unlisted = ['--confidence', '0.9', '--source', 'desk', '--wait']
    await operator().qt('signal', 'BNBUSDT', 'SELL', ...unlisted)
    await operator().qt('signal', 'BNBUSDT', 'BUY', ...unlisted)
    const { code, out } = await operator().qt('explain', 'BNBUSDT')
    expect(out).toMatch(/^signal \w+: BUY BNBUSDT from desk at/)
    expect(out).toContain('rejected: unknown-symbol, the exchange lists no BNBUSDT')
    expect(code).toBe(0)
  })

  test('an invalid message is shown with what is wrong, pushed again, and deleted', async () => {
    await operator().stack.sendSignal('{"symbol":"\u009b31m"}')
    const shown = async () => {
      for (;;) {
        const ran = await operator().qt('invalid', '--json')
        if (ran.code !== 0) return ran.json().messages
      }
    }
    const [message] = await shown()
    expect(message.problems.join()).toContain('symbol')
    expect(message.body).toBe('{"symbol":"\u009b31m"}')
    const unasked = await operator().qt('invalid', '--purge')
    expect(unasked).toMatchObject({ code: 2, err: expect.stringContaining('deletes them, for good') })
    const retried = await operator().qt('invalid', '--retry', '--yes')
    expect(retried).toMatchObject({ code: 0, out: expect.stringContaining('1 pushed again') })
    expect(retried.err).toContain('\\u{9b}31m')
    const [again] = await shown()
    expect(again.messageId).not.toBe(message.messageId)
    expect(await operator().qt('invalid', '--purge', '--yes')).toMatchObject({ code: 0, out: '1 deleted.\n' })
    expect((await operator().qt('invalid')).out).toBe('The invalid queue is empty.\n')
  })

  test('without --wait a signal is only pushed, and an impossible one is not', async () => {
    const [pushed, wrong] = await Promise.all([
      operator().qt('signal', 'ETHUSDT', 'HOLD', '--confidence', '0.5', '--source', 'desk'),
      operator().qt('signal', 'ETHUSDT', 'SHORT', '--confidence', '0.9', '--source', 'desk'),
    ])
    expect(pushed).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^pushed HOLD ETHUSDT as signal \w+\n$/),
    })
    expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining('BUY, SELL, HOLD, CLOSE') })
  })
}
