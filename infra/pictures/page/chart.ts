import type { IChartApi } from 'lightweight-charts'
import { moment } from './format.ts'
import { createChart } from './library.ts'
import { type Colours, withColours } from './theme.ts'

const font = "ui-sans-serif, system-ui, -apple-system, 'Segoe UI', Roboto, sans-serif"

/** A chart that fills its place, in the page's colours and in UTC. The wheel scrolls the page, not the chart. */
export function chartIn(place: HTMLElement, until?: AbortSignal): IChartApi {
  const chart = createChart(place, {
    autoSize: true,
    layout: { fontFamily: font, fontSize: 11, attributionLogo: false },
    localization: {
      locale: 'en-US',
      timeFormatter: (time: unknown) => moment(Number(time) * 1000).slice(0, 16),
    },
    timeScale: { timeVisible: true, secondsVisible: false, borderVisible: false, minBarSpacing: 0.05 },
    rightPriceScale: { borderVisible: false },
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  })
  const colour = ({ ink, soft, line, ground }: Colours) =>
    chart.applyOptions({
      layout: {
        background: { color: ground },
        textColor: soft,
        panes: { separatorColor: line, separatorHoverColor: line },
      },
      grid: { vertLines: { color: line }, horzLines: { color: line } },
      crosshair: {
        vertLine: { color: soft, labelBackgroundColor: ink },
        horzLine: { color: soft, labelBackgroundColor: ink },
      },
    })
  withColours(colour, until)
  until?.addEventListener('abort', () => chart.remove())
  return chart
}
