import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { dec } from '#domain/decimal.ts'
import type { Pictured } from '../../infra/pictures/pictured.ts'
import type { PicturedSweep } from '../../infra/pictures/pictured-sweep.ts'
import { reportPage } from '../../infra/pictures/report.ts'
import { sweepPage } from '../../infra/pictures/sweep-page.ts'
import { openBrowser } from '../browser/open-browser.ts'
import { aPicture } from './builders.ts'
import { type LookedAt, pagesIn, pixelsOf } from './looked-at.ts'
import { hostile, playedSample } from './played.ts'
import { sweptSets } from './swept.ts'

const browser = await openBrowser()

describe.skipIf(!browser)('a page of the sample, in a browser without a network', () => {
  const pages = browser && pagesIn(browser)
  let pictured: Pictured
  let wide: LookedAt
  beforeAll(async () => {
    pictured = await playedSample()
    wide = await opened(pictured)
  })
  afterAll(async () => {
    await pages?.close()
    await browser?.close()
  })
  const opened = async (
    of: Pictured | PicturedSweep,
    look?: Parameters<NonNullable<typeof pages>['open']>[1],
  ) => {
    if (!pages) throw new Error('No browser is open')
    return pages.open('tries' in of ? sweepPage(of) : reportPage(of), look)
  }
  const column = (table: string, index: number) =>
    wide.page.locator(`table[aria-label="${table}"] td:nth-child(${index})`).allTextContents()
  const head = (table: string, index: number) =>
    wide.page.locator(`table[aria-label="${table}"] th:nth-child(${index})`)

  test('opens from a file, requests nothing and logs no error', async () => {
    expect(await wide.page.locator('.verdict').textContent()).toBe(pictured.figures.verdict)
    expect(wide.wrong).toEqual([])
  })

  test('has the report’s figures', async () => {
    const tiles = await wide.page.locator('.tiles dd').allTextContents()
    expect(tiles).toContain(String(pictured.trades.length))
    expect(tiles).toContain(
      `+${dec(pictured.figures.balance?.return ?? 0)
        .times(100)
        .toFixed(2)} %`,
    )
  })

  test('draws curves, candles, stops, take-profits and rejected signals', async () => {
    for (const colour of ['ink', 'down'])
      expect(await pixelsOf(wide.page, '.equity', colour)).toBeGreaterThan(50)
    for (const colour of ['up', 'down', 'warn', 'accent', 'soft'])
      expect(await pixelsOf(wide.page, '.market', colour), colour).toBeGreaterThan(20)
  })

  test('sorts a table on a click, and the other way round on the next', async () => {
    const nets = async () => (await column('Trades', 4)).map(text => Number(text.replace('−', '-')))
    const given = await nets()
    expect(given.length).toBe(pictured.trades.length)
    await head('Trades', 4).locator('button').click()
    expect(await head('Trades', 4).getAttribute('aria-sort')).toBe('descending')
    expect(await nets()).toEqual(given.toSorted((a, b) => b - a))
    await head('Trades', 4).locator('button').click()
    expect(await nets()).toEqual(given.toSorted((a, b) => a - b))
  })

  test('groups the trades as the reader chooses', async () => {
    await wide.page.locator('[aria-label="Groups"] button').nth(1).click()
    expect(await column('Trades by symbol', 1)).toEqual(Object.keys(pictured.figures.by.symbol))
    const lucky = Object.values(pictured.figures.by.symbol).map(({ interval }) => interval !== undefined)
    expect((await column('Trades by symbol', 5)).map(text => text !== 'too few')).toEqual(lucky)
  })

  test('says what rejected entries would have made, one by one and by reason', async () => {
    const { refused, figures } = pictured
    const shown = await column('Rejected signals', 6)
    expect(shown.map(text => text !== '—')).toEqual(
      refused.map(({ wouldHaveMade }) => wouldHaveMade !== undefined),
    )
    const known = Object.values(figures.missed).reduce((all, { known = 0 }) => all + known, 0)
    expect(shown.filter(text => text !== '—')).toHaveLength(known)
    expect(known).toBeGreaterThan(0)
    const note = await wide.page
      .locator('section:has(table[aria-label="Rejected signals"]) .note')
      .textContent()
    expect(note).toMatch(/ [a-z-]+ \d+, which would have made [+−][\d.]+ USDT \(\d won\)/)
  })

  test('brings a clicked trade into sight, and describes it at its mark', async () => {
    await wide.page.locator('tr.pickable').first().click()
    const said = await wide.page.locator('.market + .note').textContent()
    expect(said).toMatch(/^[A-Z]+USDT (long|short) of 2025-02-03 01:/)
    const place = await wide.page.locator('.market').boundingBox()
    if (!place) throw new Error('The chart of the market is nowhere')
    // The worst trade, sorted to the top, lasted some seconds: it is in the middle.
    const middle = place.x + (place.width - 70) / 2
    const hover = wide.page.locator('.hover')
    let told = ''
    for (let y = 10; y < place.height - 30 && !told; y += 8)
      for (let x = middle - 20; x < middle + 30 && !told; x += 10) {
        await wide.page.mouse.move(x, place.y + y)
        if (await hover.isVisible()) told = (await hover.textContent()) ?? ''
      }
    expect(told).toMatch(/(entry|stop|take-profit|close) [\d.]+ at |rejected: /)
  })

  test('shows text from other clients as text', async () => {
    const [first, ...others] = pictured.trades
    if (!first) throw new Error('The sample has no trade')
    const trades = [{ ...first, source: hostile }, ...others]
    const { page, wrong } = await opened({ ...pictured, title: hostile, trades })
    expect(await page.locator('table[aria-label="Trades"] td:nth-child(6)').first().textContent()).toBe(
      hostile,
    )
    const details = await page
      .locator('table[aria-label="Rejected signals"] td:nth-child(7)')
      .allTextContents()
    expect(details.join()).toContain('</script><img src=x')
    expect(await page.locator('img').count()).toBe(0)
    expect(await page.evaluate('document.title')).toBe('Quantum Trader report')
    expect(wrong).toEqual([])
  })

  test('is dark if the system is, or the reader chooses it', async () => {
    const { page, wrong } = await opened(pictured, { colorScheme: 'dark' })
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor')
    expect(await ground()).toBe('rgb(19, 21, 25)')
    expect(await pixelsOf(page, '.market', 'ground')).toBeGreaterThan(10_000)
    await page.locator('[aria-label="Colours"] button').nth(1).click()
    expect(await ground()).toBe('rgb(255, 255, 255)')
    expect(await pixelsOf(page, '.market', 'ground')).toBeGreaterThan(10_000)
    expect(wrong).toEqual([])
  })

  test('fits a phone of 360 pixels', async () => {
    const { page, wrong } = await opened(pictured, { width: 360 })
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    expect(await pixelsOf(page, '.market', 'up')).toBeGreaterThan(20)
    expect(wrong).toEqual([])
  })

  test('becomes a page for a day without events, too', async () => {
    const { page, wrong } = await opened(aPicture({ markets: pictured.markets }))
    expect(await page.locator('.verdict').textContent()).toContain('No position was closed')
    expect(wrong).toEqual([])
  })

  test('shows a sweep as a map of any two settings, and each best set beside its next result', async () => {
    const swept = sweptSets()
    const { page, wrong } = await opened(swept, { width: 360 })
    const cells = () => page.locator('table.heat td').allTextContents()
    expect((await cells()).length).toBe(3 * 4)
    // The set that contradicts itself, under each ladder.
    expect((await cells()).filter(text => text === '—')).toHaveLength(1)
    expect(await page.locator('table.heat .best').count()).toBe(1)
    await page.locator('[aria-label="Rows"] button').nth(2).click()
    expect((await cells()).length).toBe(3 * 2)
    // The choices for both settings swap places.
    await page.locator('[aria-label="Columns"] button').nth(2).click()
    expect(await page.locator('table.heat thead th').allTextContents()).toEqual([
      'SL_PCT \\ LADDER',
      'none',
      'standard',
    ])
    expect(await page.locator('.histogram rect.before').count()).toBe(
      swept.windows.filter(({ inSample }) => inSample !== undefined).length,
    )
    expect(await page.locator('.verdict').textContent()).toBe(swept.luck)
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(360)
    expect(wrong).toEqual([])
  })
})
