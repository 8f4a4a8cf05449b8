import Table from 'cli-table3'

const corners = ['top', 'bottom', 'mid'].flatMap(line => [
  line,
  `${line}-left`,
  `${line}-mid`,
  `${line}-right`,
])
const noLines = Object.fromEntries(
  [...corners, 'left', 'left-mid', 'mid-mid', 'right', 'right-mid'].map(name => [name, '']),
)

/** A table without lines, narrow enough for a terminal; columns from `firstNumber` on are aligned right. */
export function plainTable(head: readonly string[], firstNumber: number): Table.Table {
  return new Table({
    head: [...head],
    style: { head: [], border: [], 'padding-left': 0, 'padding-right': 0 },
    chars: { ...noLines, middle: '  ' },
    colAligns: head.map((_, column) => (column >= firstNumber ? 'right' : 'left')),
  })
}
