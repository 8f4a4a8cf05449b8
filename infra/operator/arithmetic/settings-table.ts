import { describeSettings } from '#settings/configuration.ts'
import { paint } from '../../terminal/colours.ts'
import { pairs } from '../../terminal/table.ts'
import { shortened } from '../deploy/changes.ts'
import type { Value } from '../deploy/values.ts'
import { worded } from '../deploy/worded.ts'

const purposes = new Map(describeSettings().map(({ name, purpose }) => [name, purpose]))
/** A longer value, like a ladder, stands on a line of its own instead of widening the column. */
const mostInColumn = 20

/** Each setting with its value and its source, and with its purpose if the terminal is wide enough. */
export function settingsTable(values: readonly Value[], columns: number): string {
  const shown = values.map(each => ({
    ...each,
    value: shortened(worded(each.name, each.value)),
    whence: whenceOf(each),
  }))
  const names = widest(shown.map(({ name }) => name))
  const inColumn = widest(shown.map(({ value }) => value).filter(value => value.length <= mostInColumn))
  const sources = widest(shown.map(({ whence }) => whence))
  const room = columns - names - inColumn - sources - 6
  return pairs(
    shown.map(({ name, value, whence }) => {
      const purpose = purposes.get(name) ?? ''
      const rest = purpose.length <= room ? `${whence.padEnd(sources)}  ${paint.dim(purpose)}` : whence
      return [name, `${inOwnColumn(value, inColumn)}  ${rest}`.trimEnd()]
    }),
  )
}

/** Names with a value each, and a text beside it. */
export const notedPairs = (
  rows: readonly (readonly [name: string, value: string, note: string])[],
): string => {
  const width = widest(rows.map(([, value]) => value).filter(value => value.length <= mostInColumn))
  return pairs(rows.map(([name, value, note]) => [name, `${inOwnColumn(value, width)}  ${paint.dim(note)}`]))
}

const inOwnColumn = (value: string, width: number): string =>
  value.length <= width ? value.padEnd(width) : `${value}\n${' '.repeat(width)}`

const whenceOf = ({ from, origin }: Value): string => (origin ? `${from}, by ${origin}` : from)

const widest = (texts: readonly string[]): number => Math.max(0, ...texts.map(({ length }) => length))
