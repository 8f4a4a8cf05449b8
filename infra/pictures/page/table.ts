import { element } from './element.ts'

/** A column: its cells' content, and what it sorts by. */
export interface Column<Row> {
  readonly name: string
  readonly text: (row: Row) => string
  /** Default: by its text. */
  readonly by?: (row: Row) => number
  readonly tone?: (row: Row) => string
  readonly title?: (row: Row) => string
}

interface TableOptions<Row> {
  readonly label: string
  readonly columns: readonly Column<Row>[]
  readonly rows: readonly Row[]
  readonly onPick?: (row: Row) => void
}

/** Rows shown before the reader asks for more. */
const atFirst = 100

/** A table that sorts on a click on a column, and in reverse on the next; rows may be picked. */
export function sortableTable<Row>({ label, columns, rows, onPick }: TableOptions<Row>): HTMLElement {
  const body = element('tbody')
  const heads = columns.map(column => {
    const button = element('button', {
      text: column.name,
      attributes: { type: 'button' },
      onClick: () => sortBy(column),
    })
    return element('th', {
      class: column.by ? 'number' : '',
      attributes: { scope: 'col' },
      children: [button],
    })
  })
  let sorted = rows
  let [by, falling]: [Column<Row> | undefined, boolean] = [undefined, false]
  let shown = atFirst

  const more = element('button', {
    class: 'more',
    attributes: { type: 'button' },
    onClick: () => {
      shown = rows.length
      fill()
    },
  })
  function fill(): void {
    body.replaceChildren(...sorted.slice(0, shown).map(row => rowOf(row, columns, onPick)))
    more.hidden = sorted.length <= shown
    more.textContent = `Show all ${rows.length}`
  }
  function sortBy(column: Column<Row>): void {
    // First click: numbers sort from the largest, names from A.
    falling = by === column ? !falling : column.by !== undefined
    by = column
    const order = compareBy(column)
    sorted = rows.toSorted((a, b) => (falling ? order(b, a) : order(a, b)))
    for (const [index, head] of heads.entries()) {
      if (columns[index] === column) head.setAttribute('aria-sort', falling ? 'descending' : 'ascending')
      else head.removeAttribute('aria-sort')
    }
    fill()
  }
  fill()
  const table = element('table', {
    attributes: { 'aria-label': label },
    children: [element('thead', { children: [element('tr', { children: heads })] }), body],
  })
  return element('div', { class: 'scroll', children: [table, more] })
}

function compareBy<Row>({ by, text }: Column<Row>): (a: Row, b: Row) => number {
  return by ? (a, b) => by(a) - by(b) : (a, b) => text(a).localeCompare(text(b), 'en', { numeric: true })
}

function rowOf<Row>(row: Row, columns: readonly Column<Row>[], onPick?: (row: Row) => void): HTMLElement {
  const cells = columns.map(({ text, by, tone, title }) =>
    element('td', {
      class: [by ? 'number' : '', tone?.(row) ?? ''].join(' ').trim(),
      text: text(row),
      ...(title && { title: title(row) }),
    }),
  )
  if (!onPick) return element('tr', { children: cells })
  const made = element('tr', {
    class: 'pickable',
    attributes: { tabindex: '0' },
    children: cells,
    onClick: () => onPick(row),
  })
  made.addEventListener('keydown', ({ key }) => {
    if (key === 'Enter') onPick(row)
  })
  return made
}
