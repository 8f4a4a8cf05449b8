import type { IChartApi } from 'lightweight-charts'
import { element } from './element.ts'
import type { Drawn } from './overlay.ts'

/** How near the pointer must come, in pixels; a finger is wider than a mouse. */
const reach = 14

/** Shows what the mark under the pointer means, beside the pointer. */
export function tellOnHover(chart: IChartApi, place: HTMLElement, what: () => Drawn | undefined): void {
  const shown = element('div', { class: 'hover', attributes: { role: 'status' } })
  shown.hidden = true
  place.append(shown)
  chart.subscribeCrosshairMove(({ point }) => {
    const drawn = what()
    const mark = point && drawn && nearest(drawn, point)
    shown.hidden = !mark
    if (!mark || !point) return
    shown.replaceChildren(...mark.told.map(text => element('div', { text })))
    const left = point.x > place.clientWidth / 2 ? point.x - shown.offsetWidth - 14 : point.x + 14
    shown.style.left = `${Math.max(4, left)}px`
    shown.style.top = `${Math.max(4, point.y - shown.offsetHeight - 10)}px`
  })
}

function nearest({ marks, line }: Drawn, point: { readonly x: number; readonly y: number }) {
  const distances = marks.map(mark => {
    const [x, y] = [line.x(mark.at), line.y(mark.price)]
    return { mark, away: x === undefined || y === undefined ? reach : Math.hypot(x - point.x, y - point.y) }
  })
  // The last drawn mark is on top.
  const near = distances.filter(({ away }) => away < reach)
  return near.reduce<(typeof near)[number] | undefined>(
    (best, each) => (best && best.away < each.away ? best : each),
    undefined,
  )?.mark
}
