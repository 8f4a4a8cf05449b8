import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Browser, Page } from '../browser/driver.ts'

/** A page in a browser without a network, with everything that went wrong on it. */
export interface LookedAt {
  readonly page: Page
  /** Errors, complaints of the console, and requests to addresses other than its own. */
  readonly wrong: readonly string[]
}

interface Look {
  readonly colorScheme?: 'light' | 'dark'
  readonly width?: number
}

/** Writes pages into a folder of their own and opens them as files. */
export function pagesIn(browser: Browser) {
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-pages-'))
  const opened: Page[] = []
  return {
    async open(html: string, { colorScheme = 'light', width = 1280 }: Look = {}): Promise<LookedAt> {
      const file = join(folder, `report-${opened.length}.html`)
      writeFileSync(file, html)
      const url = pathToFileURL(file).href
      const viewport = { width, height: 900 }
      // In en-US@posix, the locale of a machine without one, times have no format.
      const page = await browser.newPage({ locale: 'en-US', offline: true, colorScheme, viewport })
      opened.push(page)
      const wrong: string[] = []
      page.on('console', message => void wrong.push(`${message.type()}: ${message.text()}`))
      page.on('pageerror', error => void wrong.push(String(error)))
      page.on('request', request => {
        if (request.url() !== url) wrong.push(`asked for ${request.url()}`)
      })
      await page.goto(url)
      await page.evaluate(
        until(
          `document.querySelectorAll('.chart').length === 0 || document.querySelectorAll('.chart canvas').length > 4`,
        ),
      )
      return { page, wrong }
    },
    async close(): Promise<void> {
      for (const page of opened) await page.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/**
 * Waits until a condition holds in the page. The driver's own way of waiting turns text into a function, which the
 * page's policy forbids. A busy machine may take minutes.
 */
export const until = (condition: string) => `new Promise((resolve, reject) => {
  let left = 15_000
  const look = () => {
    if (${condition}) resolve()
    else if (--left > 0) setTimeout(look, 20)
    else reject(new Error('It did not come true'))
  }
  look()
})`

/** A colour of the stylesheet, as a canvas has it. */
const rgbOf = (name: string) => `(() => {
  const probe = document.createElement('i')
  probe.style.color = 'var(--${name})'
  document.body.append(probe)
  const [r, g, b] = getComputedStyle(probe).color.match(/\\d+/g).map(Number)
  probe.remove()
  return [r, g, b]
})()`

/** How many pixels on a chart's canvases have a colour of the theme, or nearly so; waits until there are some. */
export async function pixelsOf(page: Page, chart: string, colour: string): Promise<number> {
  const count = `(() => {
    const [r, g, b] = ${rgbOf(colour)}
    let found = 0
    const near = (at, wanted) => Math.abs(at - wanted) < 24
    for (const canvas of document.querySelectorAll('${chart} canvas')) {
      if (!canvas.width || !canvas.height) continue
      const copy = Object.assign(document.createElement('canvas'), { width: canvas.width, height: canvas.height })
      const context = copy.getContext('2d', { willReadFrequently: true })
      context.drawImage(canvas, 0, 0)
      const { data } = context.getImageData(0, 0, canvas.width, canvas.height)
      for (let at = 0; at < data.length; at += 4)
        if (near(data[at], r) && near(data[at + 1], g) && near(data[at + 2], b) && data[at + 3] === 255) found += 1
    }
    return found
  })()`
  await page.evaluate(until(`${count} > 0`))
  return page.evaluate<number>(count)
}
