import { element } from './element.ts'
import { themeSwitch } from './theme.ts'

/** The page's data, and where to show it. */
export function pageParts<Data>(): { readonly data: Data; readonly place: HTMLElement } {
  const data = document.getElementById('pictured')?.textContent
  const place = document.getElementById('report')
  if (!data || !place) throw new Error('The page lacks its data or its place: it was not written whole.')
  return { data: JSON.parse(data) as Data, place }
}

/** The page's title, and the choice of colours. */
export const topOf = (heading: string, note: string): HTMLElement =>
  element('header', {
    class: 'top',
    children: [
      element('div', {
        children: [element('h1', { text: heading }), element('p', { class: 'note', text: note })],
      }),
      themeSwitch(),
    ],
  })
