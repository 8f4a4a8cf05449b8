import type { Played } from '../../infra/local/play/play.ts'

/** The parts of a run's result that every way of playing must share. */
export type Compared = Pick<Played, 'report' | 'breaches' | 'decisions' | 'records'> & {
  readonly ledgers: Iterable<Played['ledgers'][number]>
}

/**
 * A run's whole result, as plain data: report, records, journals, and the venue's own books. Without the order in
 * which DynamoDB returns items, and the ids that SQS gives to messages.
 */
export function cameTo({ report, breaches, decisions, records, ledgers }: Compared) {
  const { positions, verdicts, journals } = records
  const named = new Map(verdicts.map(({ messageId, message }) => [messageId, message]))
  const unnamed = (text = '') => [...named].reduce((said, [id, body]) => said.replaceAll(id, body), text)
  return {
    ...{ report, breaches, decisions, positions, ledgers: [...ledgers] },
    journals: Object.fromEntries([...journals].toSorted(([one], [other]) => (one < other ? -1 : 1))),
    verdicts: verdicts
      .map(each => ({
        ...each,
        messageId: '',
        signalId: unnamed(each.signalId),
        detail: unnamed(each.detail),
      }))
      .toSorted((one, other) => (JSON.stringify(one) < JSON.stringify(other) ? -1 : 1)),
  }
}

/** The first few differences between two runs: `report.figures.all.net: 12.5, 12.6`. */
export function differences(one: unknown, other: unknown, most = 10): readonly string[] {
  const found: string[] = []
  function compare(a: unknown, b: unknown, at: string): void {
    if (found.length >= most || Object.is(a, b)) return
    if (!isObject(a) || !isObject(b)) {
      found.push(`${at}: ${JSON.stringify(a)}, ${JSON.stringify(b)}`)
      return
    }
    for (const key of new Set([...Object.keys(a), ...Object.keys(b)]))
      compare(a[key], b[key], at === '' ? key : `${at}.${key}`)
  }
  compare(one, other, '')
  return found
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null
