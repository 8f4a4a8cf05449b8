import { batch } from '@preact/signals'

const waiting: (() => void)[] = []
let isAsked = false

/**
 * Does what was told since the last picture at once, before the next one is drawn: forty messages between two frames
 * cost one drawing. A page that is not looked at has no frames, and does it at once.
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

// A page that is hidden between asking and its frame gets none until it is looked at again.
document.addEventListener('visibilitychange', () => {
  if (document.hidden) perform()
})
