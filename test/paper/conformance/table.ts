import { BINANCE_BODIES, type BinanceBody } from './bodies.ts'
import { type Comparison, compareBodies } from './compare.ts'
import { EXCEPTIONS, type Fields, KINDS, type Kind } from './exceptions.ts'
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

/** The name of a body in the list of differences. */
export const keyOf = ({ endpoint, source }: Pick<Row, 'endpoint' | 'source'>): string =>
  `${endpoint} · ${source}`

/** How many fields of each body match, are missing, are extra or have another type, as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const counts = (of: readonly Row[]) =>
    (['matches', ...KINDS] as const).map(kind => of.reduce((sum, row) => sum + row[kind].length, 0))
  return [
    '| endpoint | source | match | miss | extra | other type |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows.map(row => `| ${row.endpoint} | ${row.source} | ${counts([row]).join(' | ')} |`),
    `| all | | ${counts(rows).join(' | ')} |`,
  ].join('\n')
}

/** Which fields do not match, by the reason why, as a Markdown list. */
export function differencesOf(rows: readonly Row[]): string {
  const reasons = EXCEPTIONS.map(({ why, bodies }) => ({
    why,
    bodies: rows.map(row => ({ body: keyOf(row), fields: among(row, bodies[keyOf(row)]) })),
  }))
  return reasons.map(({ why, bodies }) => [`- ${why}:`, ...linesOf(bodies)].join('\n')).join('\n')
}

/** Of the fields that an exception explains, those that do differ. */
const among = (row: Row, explained: Partial<Fields> = {}): Fields => {
  const found = (kind: Kind) => row[kind].filter(field => explained[kind]?.includes(field))
  return { misses: found('misses'), extras: found('extras'), differs: found('differs') }
}

/** One line for all bodies with the same differences. */
function linesOf(bodies: readonly { readonly body: string; readonly fields: Fields }[]): readonly string[] {
  const same = Map.groupBy(bodies, ({ fields }) => saidOf(fields))
  same.delete('')
  return [...same].map(([said, each]) => `  - ${said}: ${each.map(({ body }) => body).join('; ')}`)
}

/** Names without the list that the whole body may be: the same field of one order and of many is one. */
function saidOf({ misses, extras, differs }: Fields): string {
  const named = (verb: string, fields: readonly string[]) =>
    fields.length === 0
      ? []
      : [`${verb} ${fields.map(field => `\`${field.replace(/^\[\]\./, '')}\``).join(', ')}`]
  return [...named('misses', misses), ...named('adds', extras), ...named('differs in', differs)].join('; ')
}
