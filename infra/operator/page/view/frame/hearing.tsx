import { type Hearing as Heard, hearing } from '../told/stream.ts'

const words: Readonly<Record<Heard, { readonly tone: string; readonly text: string }>> = {
  beginning: { tone: 'wary', text: 'connecting' },
  live: { tone: 'good', text: 'connected' },
  lost: { tone: 'bad', text: 'not connected' },
  over: { tone: 'bad', text: 'session over' },
}

/** Whether the page shows the present state. */
export function Hearing() {
  const { tone, text } = words[hearing.value]
  return (
    <span class={`badge ${tone}`} role="status">
      <i class="dot" aria-hidden="true" />
      {text}
    </span>
  )
}

/** A banner when it does not: nothing on the page may be taken for the present. */
export function Lost() {
  if (hearing.value === 'lost')
    return <p class="lost">▲ The page’s server does not answer. What is shown is as it was; trying again …</p>
  if (hearing.value === 'over')
    return (
      <p class="lost">
        ▲ This session is over: the page’s server was started anew. Open the address that it printed.
      </p>
    )
  return null
}
