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

/** Time from a failure to the next try; milliseconds. */
const retryMs = 3_000

/**
 * Past candles: fetched once and after each reconnect, with retries until they arrive; undefined while not wanted or
 * not there.
 */
export function useCandles({ symbol, interval, from, to }: CandleRange, isWanted: boolean): Asked {
  const [asked, setAsked] = useState<Asked>({})
  const beginning = beginnings.value
  useEffect(() => {
    if (!isWanted) return
    let isOver = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const askFor = () =>
      ask<CandlesShown>(paths.candles, { symbol, interval, from, to }).then(
        told => void (isOver || setAsked({ told })),
        error => {
          if (isOver) return
          setAsked({ failure: unanswered(error).error })
          timer = setTimeout(askFor, retryMs)
        },
      )
    void askFor()
    return () => {
      isOver = true
      clearTimeout(timer)
    }
  }, [symbol, interval, from, to, isWanted, beginning])
  return asked
}
