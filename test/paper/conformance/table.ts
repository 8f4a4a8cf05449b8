import { BINANCE_BODIES, type BinanceBody } from './bodies.ts'
import { type Comparison, compareBodies } from './compare.ts'
import { EXCEPTIONS } from './exceptions.ts'
import { SCENES } from './scenes.ts'

export interface Row extends Pick<BinanceBody, 'endpoint' | 'source'>, Comparison {}

/** Every body of Binance's whose endpoint the venue has, compared with the venue's own. */
export async function compareAll(): Promise<readonly Row[]> {
  const rows: Row[] = []
  for (const { endpoint, source, body } of BINANCE_BODIES) {
    const scene = SCENES[endpoint]
    if (scene !== undefined) rows.push({ endpoint, source, ...compareBodies(body, await scene()) })
  }
  return rows.sort((a, b) => pathOf(a).localeCompare(pathOf(b)) || a.source.localeCompare(b.source))
}

const pathOf = ({ endpoint }: Row) => endpoint.split(' ').reverse().join(' ')

/** How a body is named where it differs. */
export const keyOf = ({ endpoint, source }: Pick<Row, 'endpoint' | 'source'>): string =>
  `${endpoint} · ${source}`

/** As Markdown, one line per body, and why it differs where it does. */
export function tableOf(rows: readonly Row[]): string {
  const lines = rows.map(row => {
    const list = (name: string, fields: readonly string[]) =>
      fields.length === 0 ? [] : [`${name} ${fields.map(field => `\`${field}\``).join(', ')}`]
    const notes = [
      ...list('misses', row.misses),
      ...list('extra', row.extras),
      ...list('differs', row.differs),
    ]
    const reason = EXCEPTIONS[keyOf(row)]?.why
    if (reason !== undefined) notes.push(reason)
    const counts = [row.matches, row.misses, row.extras, row.differs].map(each => each.length)
    return `| ${row.endpoint} | ${row.source} | ${counts.join(' | ')} | ${notes.join('; ')} |`
  })
  const total = (pick: (row: Row) => readonly string[]) =>
    rows.reduce((sum, row) => sum + pick(row).length, 0)
  const totals = [
    total(row => row.matches),
    total(row => row.misses),
    total(row => row.extras),
    total(row => row.differs),
  ]
  return [
    '| endpoint | source | match | miss | extra | other type | which, and why |',
    '| --- | --- | ---: | ---: | ---: | ---: | --- |',
    ...lines,
    `| all | | ${totals.join(' | ')} | |`,
  ].join('\n')
}
