import { none, signed, tone } from '../../../../pictures/page/format.ts'
import type { PositionStory, VerifiedShown } from '../../shown/story.ts'
import { Moment } from '../frame/ago.tsx'
import { StoryChart } from './story-chart.tsx'
import { useStory } from './use-story.ts'

/** A position's story from its journal, in the words of `qt explain`, with its chart and its verification. */
export function StoryPanel({ id }: { readonly id: string }) {
  const { story, failure } = useStory(id)
  return (
    <section class="panel story" aria-label="Story">
      {failure && (
        <p class="empty" role="alert">
          {failure}
        </p>
      )}
      {!story && !failure && <p class="empty">Reading the journal …</p>}
      {story && <Story story={story} />}
    </section>
  )
}

function Story({ story }: { readonly story: PositionStory }) {
  const { symbol, side, leverage, state, net, asset = '', headline, steps, points, verified } = story
  return (
    <>
      <header>
        <h2>
          <bdi>{symbol}</bdi> {side} {leverage}× <span class="badge">{state}</span>
        </h2>
        <b class={tone(net ?? 0)}>{net === undefined ? none : `${signed(net)} ${asset}`}</b>
      </header>
      <div class="soft">
        {headline.map(line => (
          <p key={line}>
            <bdi>{line}</bdi>
          </p>
        ))}
      </div>
      <Verified verified={verified} />
      <StoryChart story={story} />
      <h3>Step by step</h3>
      <ol class="steps">
        {steps.map((step, index) => (
          <li key={index}>
            <Moment when={step.at} />
            <bdi>{step.text}</bdi>
          </li>
        ))}
      </ol>
      <h3>Asked, and done</h3>
      <div class="table">
        <table aria-label="Asked, and done">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Asked</th>
              <th scope="col">Done</th>
              <th scope="col">Held</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ what, asked, done, held }) => (
              <tr key={what}>
                <th scope="row">{what}</th>
                <td>{asked}</td>
                <td>{done}</td>
                <td class={held === false ? 'down' : ''}>{heldInWords(held)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

const heldInWords = (held: boolean | undefined) =>
  held === undefined ? 'not due yet' : held ? '✓ yes' : '■ no'

/** Result of replaying each recorded decision from its recorded inputs. */
function Verified({ verified: { decisions, different } }: { readonly verified: VerifiedShown }) {
  if (different.length === 0)
    return (
      <p>
        <span class="badge good">
          <span aria-hidden="true">✓</span> verified: {decisions} decisions replayed, all the same
        </span>
      </p>
    )
  return (
    <details open>
      <summary>
        <span class="badge bad">
          {different.length} of {decisions} decisions come out differently
        </span>
      </summary>
      <ul>
        {different.map(({ at, rule, recorded, again }) => (
          <li key={`${at} ${rule}`}>
            <Moment when={at} /> {rule}: recorded {recorded}, again {again}
          </li>
        ))}
      </ul>
    </details>
  )
}
