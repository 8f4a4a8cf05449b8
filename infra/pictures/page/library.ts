import type * as Library from 'lightweight-charts'

/** The page's first script sets it. */
declare const LightweightCharts: typeof Library

export const { createChart, AreaSeries, CandlestickSeries, LineSeries } = LightweightCharts
