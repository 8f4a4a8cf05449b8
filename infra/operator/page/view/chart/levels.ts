import type { IPriceLine, ISeriesApi } from 'lightweight-charts'
import type { Colours } from '../../../../pictures/page/theme.ts'

/** A price to show beside the candles. */
export interface Level {
  readonly name: 'entry' | 'stop' | 'take-profit' | 'emergency' | 'liquidation'
  readonly price: string
}

interface DrawnAs {
  readonly title: string
  readonly colour: keyof Colours
  readonly lineStyle: 0 | 1 | 2
  /** Levels that the overlay draws from their beginning have no line across the whole chart. */
  readonly lineVisible: boolean
}

/** A level's name on the price axis, and its style. */
const drawnAs: Readonly<Record<Level['name'], DrawnAs>> = {
  entry: { title: 'entry', colour: 'soft', lineStyle: 2, lineVisible: false },
  stop: { title: 'stop', colour: 'warn', lineStyle: 0, lineVisible: false },
  'take-profit': { title: 'TP', colour: 'accent', lineStyle: 2, lineVisible: false },
  emergency: { title: 'emergency', colour: 'down', lineStyle: 2, lineVisible: true },
  liquidation: { title: 'liquidation', colour: 'down', lineStyle: 1, lineVisible: true },
}

/** Keeps one line per level on a series: moves changed lines, adds new ones, removes the others. */
export function levelLines(series: ISeriesApi<'Candlestick'>) {
  const lines = new Map<string, IPriceLine>()
  let shown = ''
  return {
    /** `isNarrow`: leaves out names, which would cover the candles. */
    show(levels: readonly Level[], colours: Colours, isNarrow: boolean): void {
      const asked = JSON.stringify([levels, colours, isNarrow])
      if (asked === shown) return
      shown = asked
      const wanted = new Map(levels.map((level, index) => [`${level.name} ${index}`, level]))
      for (const [key, line] of lines) {
        if (wanted.has(key)) continue
        series.removePriceLine(line)
        lines.delete(key)
      }
      for (const [key, level] of wanted) {
        const { title, colour, ...drawn } = drawnAs[level.name]
        const options = {
          ...{ ...drawn, price: Number(level.price), title: isNarrow ? '' : title, lineWidth: 1 as const },
          ...{ color: colours[colour], axisLabelVisible: true, axisLabelTextColor: colours.ground },
        }
        const line = lines.get(key)
        if (line) line.applyOptions(options)
        else lines.set(key, series.createPriceLine(options))
      }
    },
  }
}
