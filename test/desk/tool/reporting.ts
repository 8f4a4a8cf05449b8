import { PutCommand, ScanCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import type { LocalDesk } from '../a-desk.ts'

/** Three positions were closed by the operator. */
export function reporting(desk: () => LocalDesk): void {
  test('the report as JSON adds up', async () => {
    const { all, by, trades } = (await desk().qt('report', '--json')).json()
    expect(all.trades).toBe(3)
    expect(trades).toHaveLength(3)
    const net = trades.reduce((sum: number, it: { net: string }) => sum + Number(it.net), 0)
    expect(Number(all.net)).toBeCloseTo(net, 6)
    expect(Object.keys(by)).toEqual(['source', 'symbol', 'side', 'tier', 'reason'])
    expect(by.reason.operator.trades).toBe(3)
    expect(Object.keys(by.symbol)).toEqual(['DOGEUSDT', 'ETHUSDT', 'XRPUSDT'])
  })

  test('the report as a table, and as CSV, of what was closed in its time', async () => {
    const [drawn, asCsv, before] = await Promise.all([
      desk().qt('report'),
      desk().qt('report', '--from', '2025-02-03', '--to', '2025-02-04', '--csv'),
      desk().qt('report', '--to', '2025-02-03'),
    ])
    expect(drawn.out).toMatch(/trades .* won .* expectancy .* profit factor .* drawdown .* fees .* funding/)
    const lines = asCsv.out.trim().split('\n')
    expect(lines[0]).toMatch(/^id,symbol,side,source,tier,reason/)
    expect(lines).toHaveLength(4)
    expect(before.out).toContain('no closed trade')
  })

  test('every decision of every position and on every signal comes out the same again', async () => {
    const { code, out } = await desk().qt('explain', '--verify', '--all')
    expect(out).toMatch(/XRPUSDT: \d+ decisions made again, all equal/)
    expect(out).toMatch(/\d+ verdicts on signals: \d+ decisions made again, all equal/)
    expect(out).toMatch(/together: \d+ decisions made again, all equal/)
    expect(code).toBe(0)
  })

  test('a journal that was tampered with is found out', async () => {
    const { documents, table } = desk().stack
    const filter = { FilterExpression: 'body.#rule = :rule', ExpressionAttributeNames: { '#rule': 'rule' } }
    const scan = { TableName: table, ...filter, ExpressionAttributeValues: { ':rule': 'next-move' } }
    const item = (await documents.send(new ScanCommand(scan))).Items?.[0]
    const put = (body: unknown) =>
      documents.send(new PutCommand({ TableName: table, Item: { ...item, body } }))
    await put({ ...item?.body, outcome: '{"move":"hold"}' })
    const { code, out } = await desk().qt('explain', String(item?.pk).slice('POSITION#'.length), '--verify')
    await put(item?.body)
    expect(out).toMatch(/1 of \d+ decisions come out differently/)
    expect(out).toContain('recorded {"move":"hold"}')
    expect(code).toBe(1)
  })
}
