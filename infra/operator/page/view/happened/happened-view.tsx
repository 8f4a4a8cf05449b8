import { place } from '../frame/views.ts'
import { InvalidQueue } from './invalid-queue.tsx'
import { SignalFeed } from './signal-feed.tsx'
import { StoryPanel } from './story-panel.tsx'

/** What happened: signals as they arrive, the story of the chosen position, and invalid messages. */
export function HappenedView() {
  const { story } = place.value
  return (
    <div class="stack">
      <h1 class="unseen">What happened</h1>
      <div class={story ? 'happened of-story' : 'happened'}>
        {story ? <StoryPanel id={story} /> : <PickOne />}
        <SignalFeed />
      </div>
      <InvalidQueue />
    </div>
  )
}

const PickOne = () => (
  <section class="panel" aria-label="Story">
    <p class="empty">Pick “story” at a signal, or “Its story” at a position, to read what it went through.</p>
  </section>
)
