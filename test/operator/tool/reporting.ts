import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import type { Position } from '#domain/position.ts'
import { createState } from '#table/state.ts'
import type { LocalOperator } from '../an-operator.ts'

/** Three positions were closed by the operator. */
export function reporting(operator: () => LocalOperator): void {
  test('the report as JSON adds up', async () => {
    const { all, by, trades, balance, interval } = (await operator().qt('report', '--json')).json()
    expect(all.trades).toBe(3)
    expect(trades).toHaveLength(3)
    const net = trades.reduce((sum: number, it: { net: string }) => sum + Number(it.net), 0)
    expect(Number(all.net)).toBeCloseTo(net, 6)
    expect(Number(balance.end) - Number(balance.start)).toBeCloseTo(net, 6)
    expect(interval).toBeUndefined()
    expect(Object.keys(by)).toEqual([
      ...['source', 'symbol', 'side', 'tier', 'exit', 'reason', 'hour', 'leverage'],
    ])
    expect([by.exit.operator.trades, by.reason.operator.trades]).toEqual([3, 3])
    expect(Object.keys(by.symbol)).toEqual(['DOGEUSDT', 'ETHUSDT', 'XRPUSDT'])
  })

  test('the report as a table, and as CSV, of what was closed in its time', async () => {
    const [drawn, asCsv, before] = await Promise.all([
      operator().qt('report'),
      operator().qt('report', '--from', '2025-02-03', '--to', '2025-02-04', '--csv'),
      operator().qt('report', '--to', '2025-02-03'),
    ])
    expect(drawn.out).toMatch(
      /trades .* won .* needed .* expectancy, USDT .* of margin .* profit factor .* drawdown, USDT .* fees, USDT .* funding, USDT/,
    )
    expect(drawn.out).toMatch(/^ {2}Return +[+-].* %, 10000\.00 → \d+\.\d\d USDT$/m)
    const lines = asCsv.out.trim().split('\n')
    expect(lines[0]).toMatch(/^id,symbol,side,source,tier,reason,.*,slippage,exit,asset,margin,slippageCost$/)
    expect(lines).toHaveLength(4)
    expect(before.out).toMatch(/^the local stack, no position was closed\n$/)
  })

  test('a result that history does not show is in no figure until the operator supplies it', async () => {
    const { documents, table } = operator().stack
    const state = createState({ documents, table, clock: operator().stack.clock })
    const scan = { FilterExpression: 'body.symbol = :symbol AND attribute_exists(body.closedAt)' }
    const of = { ...scan, TableName: table, ExpressionAttributeValues: { ':symbol': 'XRPUSDT' } }
    const item = (await documents.send(new ScanCommand(of))).Items?.[0]
    const { body } = item as { body: Position }
    const unknown = { symbol: body.symbol, closedAt: body.closedAt ?? 0, worstLoss: '77.50000000' }
    const provisional = { lacks: 'history' }
    await documents.send(
      new PutCommand({
        TableName: table,
        Item: { ...item, body: { ...body, result: { ...body.result, provisional } } },
      }),
    )
    await state.account.update(({ day, ...account }) => ({
      ...account,
      day: { ...day, net: '0' },
      provisional: { [body.id]: unknown },
    }))

    const [shown, account, report, story] = await Promise.all([
      operator().qt('settle', body.id),
      operator().qt('account'),
      operator().qt('report', '--json'),
      operator().qt('explain', body.id),
    ])
    expect(shown.out).toContain('history does not show it any more')
    expect(shown.out).toContain('counts as a loss of 77.50000000')
    expect(shown.out).toContain(`the exchange shows all of it now: net ${body.result?.netPnl}`)
    expect(shown.code).toBe(1)
    expect(account.out).toContain(`result not known yet: XRPUSDT (${body.id})`)
    expect(report.json()).toMatchObject({ all: { trades: 2 }, unknown: [{ id: body.id, lacks: 'history' }] })
    expect(story.out).toContain('its result not known')

    const unsaid = await operator().qt('settle', body.id, '--net', '-12.5')
    expect({ code: unsaid.code, err: unsaid.err.includes('--yes') }).toEqual({ code: 2, err: true })
    const settled = await operator().qt('settle', body.id, '--net', '-12.5', '--yes')
    expect(settled.out).toContain('is -12.50 USDT: told by the operator')
    expect(settled.code).toBe(0)
    const { day, provisional: left } = (await state.account.read()).item
    expect({ net: day.net, left }).toEqual({ net: '-12.5', left: {} })
    const again = await operator().qt('settle', body.id)
    expect(again.err).toContain('is known: net -12.50000000')
    expect(again.code).toBe(1)
  })

  test('every decision on every position and signal replays equal', async () => {
    const { code, out } = await operator().qt('explain', '--verify', '--all')
    expect(out).toMatch(/XRPUSDT: \d+ decisions replayed, all equal/)
    expect(out).toMatch(/\d+ verdicts on signals: \d+ decisions replayed, all equal/)
    expect(out).toMatch(/together: \d+ decisions replayed, all equal/)
    expect(code).toBe(0)
  })

  test('a journal that was tampered with is detected', async () => {
    const { documents, table } = operator().stack
    const filter = { FilterExpression: 'body.#rule = :rule', ExpressionAttributeNames: { '#rule': 'rule' } }
    const scan = { TableName: table, ...filter, ExpressionAttributeValues: { ':rule': 'next-move' } }
    const item = (await documents.send(new ScanCommand(scan))).Items?.[0]
    const put = (body: unknown) =>
      documents.send(new PutCommand({ TableName: table, Item: { ...item, body } }))
    await put({ ...item?.body, outcome: '{"move":"hold"}' })
    const { code, out } = await operator().qt(
      'explain',
      String(item?.pk).slice('POSITION#'.length),
      '--verify',
    )
    await put(item?.body)
    expect(out).toMatch(/1 of \d+ decisions come out differently/)
    expect(out).toContain('recorded {"move":"hold"}')
    expect(code).toBe(1)
  })
}
