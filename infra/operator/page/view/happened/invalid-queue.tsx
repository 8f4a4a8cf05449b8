import { useState } from 'preact/hooks'
import type { InvalidMessage, InvalidShown } from '../../shown/invalid.ts'
import { paths } from '../../shown/paths.ts'
import { Moment } from '../frame/ago.tsx'
import { ask, unanswered } from '../told/ask.ts'
import { invalidWaiting } from '../told/told.ts'

/** Invalid messages: their number, and on request each of them; they stay in the queue. */
export function InvalidQueue() {
  const [shown, setShown] = useState<InvalidShown | undefined>()
  const [said, setSaid] = useState('')
  const read = () =>
    ask<InvalidShown>(paths.invalid).then(setShown, error => setSaid(unanswered(error).error))
  const waiting = invalidWaiting.value
  return (
    <section class="panel" aria-label="Invalid messages">
      <header>
        <h2>Invalid messages</h2>
        <span class="soft">{waiting === 0 ? 'none wait' : `about ${waiting} wait`}</span>
      </header>
      {shown && (
        <ul class="feed">
          {shown.messages.map(message => (
            <Message key={message.messageId} message={message} />
          ))}
        </ul>
      )}
      <p role="status" class="down">
        {said}
      </p>
      {waiting > 0 && (
        <button type="button" onClick={() => void read()}>
          Read them
        </button>
      )}
    </section>
  )
}

function Message({
  message: { messageId, at, problems, body, isCut },
}: {
  readonly message: InvalidMessage
}) {
  return (
    <li>
      {at === undefined ? <span /> : <Moment when={at} />}
      <div>
        {problems.map(problem => (
          <p key={problem}>
            <bdi>{problem}</bdi>
          </p>
        ))}
        <p class="soft">{messageId}</p>
        <pre>
          {body}
          {isCut && ' …'}
        </pre>
      </div>
    </li>
  )
}
