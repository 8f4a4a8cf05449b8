import type { AutoscaleInfo, ISeriesPrimitive, Time } from 'lightweight-charts'
import type { Fill, PicturedTrade } from '../pictured.ts'
import type { Mark } from './marks.ts'
import type { Colours } from './theme.ts'
import type { TimeLine } from './time-line.ts'

/** What is drawn of a trade, closed or not yet. */
export type DrawnTrade = Pick<
  PicturedTrade,
  'openedAt' | 'closedAt' | 'entryPrice' | 'exitPrice' | 'net' | 'stops' | 'takeProfits' | 'fills'
>

export interface Drawn {
  readonly trades: readonly DrawnTrade[]
  readonly marks: readonly Mark[]
  readonly line: TimeLine
  readonly colours: Colours
}

type Context = CanvasRenderingContext2D

/** Draws stops, take-profits, entries, exits and rejections over the candles, at their times and prices. */
export function overlay(what: () => Drawn | undefined): ISeriesPrimitive<Time> & { redraw(): void } {
  let requestUpdate = () => {}
  const view = {
    zOrder: () => 'top' as const,
    renderer: () => ({
      draw(target: { useMediaCoordinateSpace(draw: (scope: { readonly context: Context }) => void): void }) {
        const drawn = what()
        if (drawn) target.useMediaCoordinateSpace(({ context }) => drawAll(context, drawn))
      },
    }),
  }
  return {
    attached: ({ requestUpdate: request }) => {
      requestUpdate = request
    },
    paneViews: () => [view],
    autoscaleInfo: (from, to) => rangeOf(what(), from, to),
    redraw: () => requestUpdate(),
  }
}

/** Price range for the visible stops and fills, which may lie above or below all candles. */
function rangeOf(drawn: Drawn | undefined, from: number, to: number): AutoscaleInfo | null {
  const prices = (drawn?.trades ?? [])
    .filter(({ openedAt, closedAt }) => {
      const [opened, closed] = [openedAt, closedAt].map(at => drawn?.line.logical(at) ?? 0)
      return opened !== undefined && closed !== undefined && opened <= to && closed >= from
    })
    .flatMap(({ stops, fills }) => [...stops, ...fills].map(({ price }) => Number(price)))
  if (prices.length === 0) return null
  return { priceRange: { minValue: Math.min(...prices), maxValue: Math.max(...prices) } }
}

function drawAll(context: Context, drawn: Drawn): void {
  for (const trade of drawn.trades) {
    drawHolding(context, drawn, trade)
    drawStops(context, drawn, trade)
    drawTakeProfits(context, drawn, trade)
  }
  for (const mark of drawn.marks) drawMark(context, drawn, mark)
}

/** Line from the entry to the exit, in the colour of the result. */
function drawHolding(context: Context, { line, colours }: Drawn, trade: DrawnTrade): void {
  const from = [line.x(trade.openedAt), line.y(Number(trade.entryPrice))] as const
  const to = [line.x(trade.closedAt), line.y(Number(trade.fills.at(-1)?.price ?? trade.exitPrice))] as const
  stroke(context, [from, to], { colour: Number(trade.net) > 0 ? colours.up : colours.down, dash: [2, 3] })
}

/** Its stop as steps. */
function drawStops(context: Context, { line, colours }: Drawn, { stops, closedAt }: DrawnTrade): void {
  const points = stops.flatMap(({ at, price }, index) => {
    const y = line.y(Number(price))
    const until = stops[index + 1]?.at ?? closedAt
    return [[line.x(at), y] as const, [line.x(until), y] as const]
  })
  stroke(context, points, { colour: colours.warn, width: 1.5 })
}

function drawTakeProfits(context: Context, { line, colours }: Drawn, { takeProfits }: DrawnTrade): void {
  for (const { at, until, price } of takeProfits) {
    const y = line.y(Number(price))
    const points = [[line.x(at), y] as const, [line.x(until), y] as const]
    stroke(context, points, { colour: colours.accent, dash: [5, 3] })
  }
}

type Point = readonly [x: number | undefined, y: number | undefined]

function stroke(
  context: Context,
  points: readonly Point[],
  { colour, width = 1, dash = [] }: { colour: string; width?: number; dash?: number[] },
): void {
  context.save()
  context.strokeStyle = colour
  context.lineWidth = width
  context.setLineDash(dash)
  context.beginPath()
  for (const [x, y] of points) if (x !== undefined && y !== undefined) context.lineTo(x, y)
  context.stroke()
  context.restore()
}

const size = 5

function drawMark(context: Context, { line, colours }: Drawn, mark: Mark): void {
  const [x, y] = [line.x(mark.at), line.y(mark.price)]
  if (x === undefined || y === undefined) return
  context.save()
  context.translate(x, y)
  context.strokeStyle = colours.ground
  context.fillStyle = colourOf(mark, colours)
  context.lineWidth = 1
  context.beginPath()
  shapes[mark.kind](context, mark.points)
  if (mark.kind === 'refused') {
    context.strokeStyle = colours.soft
    context.lineWidth = 1.5
  } else context.fill()
  context.stroke()
  context.restore()
}

function colourOf({ kind, points }: Mark, { up, down, accent, warn, ink }: Colours): string {
  if (kind === 'entry') return points === 'up' ? up : down
  if (kind === 'take-profit') return accent
  return kind === 'stop' ? warn : ink
}

type Shape = (context: Context, points: Mark['points']) => void

const square: Shape = context => context.rect(-size + 1, -size + 1, 2 * size - 2, 2 * size - 2)

/** An entry points in its direction; a sale is a disc or a square, a rejection a cross. */
const shapes: Readonly<Record<Fill['kind'] | 'refused', Shape>> = {
  entry(context, points) {
    const tip = points === 'up' ? -1 : 1
    context.moveTo(0, tip * (size + 1))
    context.lineTo(size, -tip * size)
    context.lineTo(-size, -tip * size)
    context.closePath()
  },
  'take-profit': context => context.arc(0, 0, size - 0.5, 0, 2 * Math.PI),
  stop: square,
  close: square,
  other: square,
  refused(context) {
    context.moveTo(-size + 1, -size + 1)
    context.lineTo(size - 1, size - 1)
    context.moveTo(size - 1, -size + 1)
    context.lineTo(-size + 1, size - 1)
  },
}
