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

/** The name of a body in the list of differences. */
export const keyOf = ({ endpoint, source }: Pick<Row, 'endpoint' | 'source'>): string =>
  `${endpoint} · ${source}`

/** How many fields of each body match, are missing, are extra or have another type, as a Markdown table. */
export function tableOf(rows: readonly Row[]): string {
  const counts = (of: readonly Row[]) =>
    (['matches', 'misses', 'extras', 'differs'] as const).map(kind =>
      of.reduce((sum, row) => sum + row[kind].length, 0),
    )
  return [
    '| endpoint | source | match | miss | extra | other type |',
    '| --- | --- | ---: | ---: | ---: | ---: |',
    ...rows.map(row => `| ${row.endpoint} | ${row.source} | ${counts([row]).join(' | ')} |`),
    `| all | | ${counts(rows).join(' | ')} |`,
  ].join('\n')
}

/** Which fields do not match, by the reason why, as a Markdown list. */
export function differencesOf(rows: readonly Row[]): string {
  const different = rows.filter(row => row.misses.length + row.extras.length + row.differs.length > 0)
  return [...Map.groupBy(different, row => EXCEPTIONS[keyOf(row)]?.why ?? 'unknown')]
    .flatMap(([why, those]) => [
      `- ${sentence(why)}`,
      ...those.map(row => `  - ${keyOf(row)} ${fieldsOf(row)}`),
    ])
    .join('\n')
}

function fieldsOf({ misses, extras, differs }: Row): string {
  const named = (name: string, fields: readonly string[]) =>
    fields.length === 0 ? [] : [`${name} ${fields.map(field => `\`${field}\``).join(', ')}`]
  return [...named('misses', misses), ...named('has besides', extras), ...named('differs in', differs)].join(
    '; ',
  )
}

const sentence = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`
