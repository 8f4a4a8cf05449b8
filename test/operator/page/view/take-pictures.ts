import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { paths } from '../../../../infra/operator/page/shown/paths.ts'
import { openBrowser } from '../../../browser/open-browser.ts'
import { until } from '../../../pictures/looked-at.ts'
import { playedSample } from '../../../pictures/played.ts'
import { answersOf } from './answers.ts'
import { candlesAt, momentOf } from './sample-moment.ts'
import { viewServer } from './view-server.ts'

/**
 * Takes the pictures of docs/page.md and the README anew: the sample's morning as the page shows it.
 * `node test/operator/page/view/take-pictures.ts [folder]`
 */
const moment = Date.parse('2025-02-03T01:44:30Z')
const folder = process.argv[2] ?? fileURLToPath(new URL('../../../../docs/pictures/', import.meta.url))
const looks = [
  { name: 'page', width: 1440, height: 900, colorScheme: 'light' },
  { name: 'page-dark', width: 1440, height: 900, colorScheme: 'dark' },
  { name: 'page-phone', width: 390, height: 844, colorScheme: 'dark' },
  { name: 'page-phone-light', width: 390, height: 844, colorScheme: 'light' },
] as const
/** The pictures on the pages; the others are for developers of the page. */
const kept = new Set(['page', 'page-phone'])

const played = await playedSample()
const pictured = { ...played, refused: played.refused.filter(({ detail }) => !detail?.includes('<img')) }
const others = answersOf()
const server = await viewServer(momentOf(pictured, moment), (path, query, body) =>
  path === paths.candles ? candlesAt(pictured, query.get('symbol') ?? '', moment) : others(path, query, body),
)
const browser = await openBrowser()
if (!browser) process.exit(1)
mkdirSync(folder, { recursive: true })
for (const { name, width, height, colorScheme } of looks) {
  if (process.argv[2] === undefined && !kept.has(name)) continue
  const page = await browser.newPage({ locale: 'en-US', colorScheme, viewport: { width, height } })
  await page.goto(`${server.address}/`)
  await page.evaluate(until("document.querySelector('.position canvas') !== null"))
  await page.evaluate('new Promise(done => setTimeout(done, 500))')
  if (width < 600) await page.evaluate("scrollTo(0, document.querySelector('.heading').offsetTop - 90)")
  await page.evaluate('new Promise(done => setTimeout(done, 300))')
  const session = await page.context().newCDPSession(page)
  const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 88 })
  writeFileSync(join(folder, `${name}.webp`), Buffer.from(data, 'base64'))
  await page.close()
}
await browser.close()
await server.close()
