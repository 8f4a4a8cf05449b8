import { useEffect, useState } from 'preact/hooks'
import type { CandleInterval, CandlesShown } from '../../shown/candles.ts'
import { paths } from '../../shown/paths.ts'
import { ask, unanswered } from '../told/ask.ts'
import { beginnings } from '../told/told.ts'

export interface CandleRange {
  readonly symbol: string
  readonly interval: CandleInterval
  readonly from?: number
  readonly to?: number
}

interface Asked {
  readonly told?: CandlesShown
  readonly failure?: string
}

/** Candles of the past, asked for once, and again after a reconnect; undefined as long as they are not wanted or not there. */
export function useCandles({ symbol, interval, from, to }: CandleRange, isWanted: boolean): Asked {
  const [asked, setAsked] = useState<Asked>({})
  const beginning = beginnings.value
  useEffect(() => {
    if (!isWanted) return
    let isOver = false
    ask<CandlesShown>(paths.candles, { symbol, interval, from, to }).then(
      told => void (isOver || setAsked({ told })),
      error => void (isOver || setAsked({ failure: unanswered(error).error })),
    )
    return () => {
      isOver = true
    }
  }, [symbol, interval, from, to, isWanted, beginning])
  return asked
}
