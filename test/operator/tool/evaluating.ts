import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { GetCommand } from '@aws-sdk/lib-dynamodb'
import { expect, test } from 'vitest'
import type { LocalOperator } from '../an-operator.ts'

interface Shown {
  readonly criterion: string
  readonly verdict: string
  readonly found: string
}

/** Three positions were closed, the operator supplied one result, and another client traded on the account. */
export function evaluating(operator: () => LocalOperator): void {
  test('an evaluation shows each criterion with its evidence, and is kept in the table', async () => {
    const [drawn, asJson] = await Promise.all([
      operator().qt('evaluate'),
      operator().qt('evaluate', '--json'),
    ])
    const { verdict, criteria, since, figures } = asJson.json()
    const shown = new Map<string, Shown>(criteria.map((each: Shown) => [each.criterion, each]))
    expect(shown.get('watched')).toMatchObject({ verdict: expect.stringMatching(/not yet|fail/) })
    expect(shown.get('evaluated')).toMatchObject({
      verdict: 'not yet',
      found: expect.stringContaining('3 positions closed'),
    })
    expect(shown.get('statement')).toMatchObject({
      verdict: 'fail',
      found: expect.stringMatching(/^2 of 2 results equal; [\d.]+ moved for no position of this deployment/),
    })
    // By this folder's own file.
    expect(shown.get('small amounts')?.found).toContain('infra/environments/live.json')
    expect(shown.get('alarms')?.found).toMatch(/^4\d alarms/)
    expect(figures.all.trades).toBe(3)
    expect(since).toBeGreaterThan(Date.UTC(2025, 1, 3) - 60_000)
    expect({ fail: 1, 'not yet': 5 }[verdict as 'fail']).toBe(asJson.code)
    for (const name of shown.keys())
      expect(drawn.out).toMatch(new RegExp(`^(pass|fail|not yet) +${name} `, 'm'))

    const { documents, table } = operator().stack
    const kept = await documents.send(
      new GetCommand({ TableName: table, Key: { pk: 'EVALUATION', sk: 'ITEM' } }),
    )
    expect(kept.Item?.body.verdict).toMatch(/fail|not yet/)
  })

  test('an evaluation goes by the given terms, and refuses unknown ones', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'qt-terms-')), 'terms.json')
    writeFileSync(file, JSON.stringify({ evaluatedDays: 1 / 1440, leastTrades: 3 }))
    const given = await operator().qt('evaluate', '--json', '--terms', file)
    const shown: readonly Shown[] = given.json().criteria
    expect(shown.find(({ criterion }) => criterion === 'evaluated')).toMatchObject({ verdict: 'pass' })
    writeFileSync(file, '{"evaluatedDay": 1}')
    const refused = await operator().qt('evaluate', '--terms', file)
    expect({ code: refused.code, err: refused.err }).toMatchObject({
      code: 2,
      err: expect.stringContaining('evaluatedDay'),
    })
  })
}
