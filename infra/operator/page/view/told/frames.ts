import { batch } from '@preact/signals'

const waiting: (() => void)[] = []
let isAsked = false

/**
 * Applies all messages received since the last frame together, before the next one is drawn: forty messages between two
 * frames cost one drawing. A hidden page has no frames, and applies them at once.
 */
export function beforeNextFrame(work: () => void): void {
  waiting.push(work)
  if (document.hidden) perform()
  else if (!isAsked) {
    isAsked = true
    requestAnimationFrame(perform)
  }
}

function perform(): void {
  isAsked = false
  const works = waiting.splice(0)
  batch(() => {
    for (const work of works) work()
  })
}

// A page hidden between request and frame gets no frame until it is visible again.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) perform()
})
