import { computed } from '@preact/signals'
import { useEffect, useMemo, useState } from 'preact/hooks'
import { paths } from '../../shown/paths.ts'
import type { PositionStory } from '../../shown/story.ts'
import { ask, unanswered } from '../told/ask.ts'
import { positions } from '../told/told.ts'

interface Asked {
  readonly story?: PositionStory
  readonly failure?: string
}

/** A position's story, read again after each event: a step of the stop, an order, the end. */
export function useStory(id: string): Asked {
  const [asked, setAsked] = useState<Asked>({})
  const steps = useMemo(() => computed(() => stepsOf(id)), [id]).value
  useEffect(() => {
    let isOver = false
    ask<PositionStory>(paths.position(id)).then(
      story => void (isOver || setAsked({ story })),
      error => void (isOver || setAsked({ failure: unanswered(error).error })),
    )
    return () => {
      isOver = true
    }
  }, [id, steps])
  return asked.story && asked.story.id !== id ? {} : asked
}

/** Changes of an open position that add to its journal; prices do not. */
function stepsOf(id: string): string {
  const open = positions.value.find(each => each.id === id)
  return open
    ? JSON.stringify([open.state, open.tier, open.stops.length, open.takeProfits, open.closing])
    : 'none'
}
