import { useEffect, useState } from 'preact/hooks'
import type { CameTo } from '../../shown/came-to.ts'
import { paths } from '../../shown/paths.ts'
import { ask, unanswered } from '../told/ask.ts'
import { stack } from '../told/told.ts'
import { PeriodChoice } from './period-choice.tsx'
import { PeriodShown, TradesShown } from './period-shown.tsx'
import type { Stretch } from './periods.ts'

interface Asked {
  readonly told?: CameTo
  readonly failure?: string
}

/** Results of a period's trades: the lab's figures and pictures; for live, paper's beside them. */
export function CameToView() {
  const [stretch, setStretch] = useState<Stretch>({})
  const { told, failure } = useCameTo(stretch)
  return (
    <div class="stack">
      <h1 class="unseen">What it came to</h1>
      <PeriodChoice choose={setStretch} />
      {failure && (
        <p class="panel empty" role="alert">
          {failure}
        </p>
      )}
      {!told && !failure && <p class="panel empty">Adding up …</p>}
      {told && <Told told={told} />}
    </div>
  )
}

function Told({ told: { here, paper, unknown } }: { readonly told: CameTo }) {
  return (
    <>
      {unknown.length > 0 && (
        <ul class="notices">
          {unknown.map(({ id, symbol, why }) => (
            <li key={id} class="notice wary">
              <span aria-hidden="true">▲</span>
              <b>Not counted</b>
              <span>
                <bdi>{symbol}</bdi> ({id}): <bdi>{why}</bdi>
              </span>
            </li>
          ))}
        </ul>
      )}
      {paper ? (
        <div class="both">
          <PeriodShown period={here} name={stack.value?.venue ?? 'here'} />
          <PeriodShown period={paper} name="paper" />
        </div>
      ) : (
        <PeriodShown period={here} />
      )}
      <TradesShown period={here} />
    </>
  )
}

/** Fetched again for each period; the previous results stay until the answer arrives. */
function useCameTo(stretch: Stretch): Asked {
  const [asked, setAsked] = useState<Asked>({})
  useEffect(() => {
    let isOver = false
    ask<CameTo>(paths.cameTo, { ...stretch }).then(
      told => void (isOver || setAsked({ told })),
      error => void (isOver || setAsked({ failure: unanswered(error).error })),
    )
    return () => {
      isOver = true
    }
  }, [stretch])
  return asked
}
