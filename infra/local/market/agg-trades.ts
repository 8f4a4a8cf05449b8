import type { Trade } from '#paper/feed/trade-steps.ts'
import { badLine, type CsvHead, type CsvRow, goThrough } from './csv-table.ts'
import type { TradeFile } from './kline-files.ts'
import { milliseconds } from './klines.ts'

const columns = ['agg_trade_id', 'price', 'quantity', 'transact_time', 'is_buyer_maker'] as const
/** Column positions in archives without a header. */
const archiveOrder = [0, 1, 2, 5, 6]
const minuteMs = 60_000

/** Every aggregated trade of one symbol, by the minute it falls into, oldest first. */
export type TradesByMinute = ReadonlyMap<number, readonly Trade[]>

/**
 * The trades with `from <= time < to` of all files of one symbol. Layout: the archive's seven columns (`agg_trade_id,
 * price, quantity, first_trade_id, last_trade_id, transact_time, is_buyer_maker`), with or without a header; times
 * in milliseconds or microseconds. Throws on anything that is not a trade in order.
 */
export function readAggTrades(files: readonly TradeFile[], from: number, to: number): TradesByMinute {
  const recordings = files.map(readFile).sort((a, b) => (a[0]?.id ?? 0) - (b[0]?.id ?? 0))
  recordings.forEach((trades, index) => {
    const before = recordings[index - 1]?.at(-1)
    if (before && (trades[0]?.id ?? 0) <= before.id)
      throw new Error(
        `${files.map(file => file.path).join(', ')}: expected each stretch of ${files[0]?.symbol} once, got trade ${trades[0]?.id} twice.`,
      )
  })
  const wanted = recordings.flat().filter(trade => trade.time >= from && trade.time < to)
  return Map.groupBy(wanted, trade => Math.floor(trade.time / minuteMs) * minuteMs)
}

function readFile({ path }: TradeFile): readonly Trade[] {
  const trades: Trade[] = []
  goThrough(path, head => {
    const order = columnOrder(head)
    let previous: Trade | undefined
    return row => {
      const trade = tradeOf(path, row, order)
      if (previous && (trade.id <= previous.id || trade.time < previous.time))
        throw badLine(
          path,
          row.line,
          `an id above ${previous.id} and a time not before ${previous.time}`,
          `id ${trade.id} at ${trade.time}`,
        )
      previous = trade
      trades.push(trade)
    }
  })
  return trades
}

function columnOrder({ file, header, first }: CsvHead): readonly number[] {
  if (header === undefined) {
    const count = first.cells.length
    if (count !== 7) throw badLine(file, first.line, '7 columns', `${count}`)
    return archiveOrder
  }
  const order = columns.map(name => header.indexOf(name))
  if (order.includes(-1))
    throw badLine(file, 1, `a header with the columns ${columns.join(', ')}`, header.join(', '))
  return order
}

function tradeOf(file: string, { line, cells }: CsvRow, order: readonly number[]): Trade {
  const cell = (column: number, shape: RegExp) => {
    const text = cells[order[column] ?? -1] ?? ''
    if (shape.test(text)) return text
    throw badLine(file, line, `a value for ${columns[column]}`, text === '' ? 'nothing' : `"${text}"`)
  }
  const decimal = /^\d+(\.\d+)?$/
  return {
    id: Number(cell(0, /^\d{1,15}$/)),
    price: cell(1, decimal),
    quantity: cell(2, decimal),
    time: milliseconds(cell(3, /^\d+$/), file, line),
    buyerWasMaker: cell(4, /^(true|false)$/i).toLowerCase() === 'true',
  }
}
