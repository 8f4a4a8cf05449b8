import { choice } from './element.ts'

/** The colours that charts need; the stylesheet has them, light and dark. */
const names = ['ink', 'soft', 'line', 'ground', 'up', 'down', 'accent', 'warn'] as const
export type Colours = Readonly<Record<(typeof names)[number], string>>

const listeners = new Set<() => void>()

/** Calls `draw` with today's colours, now and whenever they change, until what it draws is taken away. */
export function withColours(draw: (colours: Colours) => void, until?: AbortSignal): void {
  const redraw = () => draw(coloursNow())
  listeners.add(redraw)
  until?.addEventListener('abort', () => listeners.delete(redraw))
  redraw()
}

const redrawAll = () => {
  for (const redraw of listeners) redraw()
}

/** What the stylesheet's colours follow: the system, or what the reader chose. */
export type Scheme = 'light dark' | 'light' | 'dark'

/** Shows the page, and what is drawn on it, in a scheme. */
export function showIn(scheme: Scheme): void {
  document.documentElement.style.colorScheme = scheme
  redrawAll()
}

/** Draws anew whenever the system goes from light to dark or back. */
export const followSystem = (): void =>
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll)

/** The stylesheet's colours as a canvas takes them: the browser resolves them on an element. */
function coloursNow(): Colours {
  const probe = document.createElement('span')
  document.body.append(probe)
  const resolved = names.map(name => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color] as const
  })
  probe.remove()
  return Object.fromEntries(resolved) as Colours
}

/** A colour of the theme, so much of it: 0 is transparent. */
export const faint = (colour: string, share: number): string =>
  colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${share})`)

/** Light or dark as the system has it, or as the reader chooses. */
export function themeSwitch(): HTMLElement {
  const { shown, pick } = choice<Scheme>(
    'Colours',
    [
      { name: 'Auto', value: 'light dark' },
      { name: 'Light', value: 'light' },
      { name: 'Dark', value: 'dark' },
    ],
    showIn,
  )
  followSystem()
  pick('light dark')
  return shown
}
