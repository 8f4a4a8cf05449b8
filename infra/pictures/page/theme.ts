import { choice } from './element.ts'

/** Colours that charts need, from the stylesheet, light and dark. */
const names = ['ink', 'soft', 'line', 'ground', 'up', 'down', 'accent', 'warn'] as const
export type Colours = Readonly<Record<(typeof names)[number], string>>

const listeners = new Set<() => void>()

/** Calls `draw` with the present colours, now and at each change, until the drawing is removed. */
export function withColours(draw: (colours: Colours) => void, until?: AbortSignal): void {
  const redraw = () => draw(coloursNow())
  listeners.add(redraw)
  until?.addEventListener('abort', () => listeners.delete(redraw))
  redraw()
}

const redrawAll = () => {
  for (const redraw of listeners) redraw()
}

/** The source of the colour scheme: the system, or the reader's choice. */
export type Scheme = 'light dark' | 'light' | 'dark'

/** Shows the page and its drawings in a scheme. */
export function showIn(scheme: Scheme): void {
  document.documentElement.style.colorScheme = scheme
  redrawAll()
}

/** Redraws whenever the system switches between light and dark. */
export const followSystem = (): void =>
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', redrawAll)

/** The stylesheet's colours for a canvas: the browser resolves them on an element. */
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

/** A theme colour with this opacity: 0 is transparent. */
export const faint = (colour: string, share: number): string =>
  colour.replace(/^rgb\((.*)\)$/, `rgba($1, ${share})`)

/** Light or dark: the system's scheme, or the reader's choice. */
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
