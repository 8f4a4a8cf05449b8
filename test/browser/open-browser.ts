import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import type { Browser, Driver, Launch } from './driver.ts'

const { resolve } = createRequire(import.meta.url)

/** A package of this folder's own, which `npm test` installs. */
const load = async (name: string): Promise<unknown> => import(pathToFileURL(resolve(name)).href)

/** A container may have no sandbox; the pages are our own. */
const args = ['--no-sandbox', '--disable-dev-shm-usage']

/** Where a browser may be: at CHROME_PATH, in the package, or installed. */
const places: readonly (() => Promise<Launch>)[] = [
  async () => {
    const { CHROME_PATH: executablePath } = process.env
    if (!executablePath) throw new Error('CHROME_PATH names none')
    return { executablePath, args }
  },
  async () => {
    if (process.platform !== 'linux') throw new Error('@sparticuz/chromium is for Linux')
    const { default: chromium } = (await load('@sparticuz/chromium')) as {
      readonly default: { executablePath(): Promise<string> }
    }
    return { executablePath: await chromium.executablePath(), args }
  },
  async () => ({ channel: 'chrome', args }),
]

/** The first browser that starts; undefined, with a loud message, if there is none. */
export async function openBrowser(): Promise<Browser | undefined> {
  const failures: string[] = []
  for (const place of places) {
    try {
      const { default: driver } = (await load('playwright-core')) as { readonly default: Driver }
      return await driver.chromium.launch(await place())
    } catch (error) {
      failures.push(String(error).split('\n')[0] ?? '')
    }
  }
  console.warn(
    [
      'SKIPPED: no browser, so no page was looked at. Run npm ci in test/browser, install Chrome, or set CHROME_PATH.',
      ...failures.map(failure => `  ${failure}`),
    ].join('\n'),
  )
  return undefined
}
