import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { applied, inOrder, type Whole } from '../../../../infra/operator/page/shown/change.ts'
import { paths } from '../../../../infra/operator/page/shown/paths.ts'
import { seriousFindings } from '../../../browser/accessibility.ts'
import type { Page } from '../../../browser/driver.ts'
import { openBrowser } from '../../../browser/open-browser.ts'
import { pixelsOf, until } from '../../../pictures/looked-at.ts'
import { hostile, previewExample, wholeExample } from '../shown-examples.ts'
import { answersOf } from './answers.ts'
import { lively, secondOf } from './lively.ts'
import { type ViewServer, viewServer } from './view-server.ts'

const browser = await openBrowser()
const calm = lively(4)
const others = answersOf()
let hasCandles = true

describe.skipIf(!browser)('the page, in a browser under a strict policy', () => {
  let [server, page]: [ViewServer?, Page?] = []
  const wrong: string[] = []
  const there = () => {
    if (!server || !page) throw new Error('No page is open')
    return { server, page }
  }
  const comesTrue = (condition: string) => there().page.evaluate(until(condition))
  const shows = (text: string) => comesTrue(`document.body.innerText.includes(${JSON.stringify(text)})`)
  const go = (hash: string) => there().page.evaluate(`location.hash = ${JSON.stringify(hash)}; undefined`)
  const texts = (selector: string) => there().page.locator(selector).allTextContents()

  beforeAll(async () => {
    server = await viewServer(calm, (path, query, body) =>
      path === paths.candles && !hasCandles ? undefined : others(path, query, body),
    )
    page = await browser?.newPage({
      ...{ locale: 'en-US', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
    })
    const { address } = server
    page?.on('console', message => void wrong.push(`${message.type()}: ${message.text()}`))
    page?.on('pageerror', error => void wrong.push(String(error)))
    page?.on('request', request => {
      if (!request.url().startsWith(address)) wrong.push(`asked for ${request.url()}`)
    })
    await page?.goto(`${address}/`)
  })
  beforeEach(async () => {
    there().server.become(calm)
    await there().page.keyboard.press('Escape')
    await go('#now')
    await comesTrue("document.querySelectorAll('.position').length === 4")
  })
  afterAll(async () => {
    await page?.close()
    await browser?.close()
    await server?.close()
    // The browser's own complaints while the server is away are not the page's fault.
    expect(wrong.filter(text => !text.includes('net::ERR_'))).toEqual([])
  })

  test('says beside the watch whether a sentinel hears, if there is one', async () => {
    const of = (sentinel: NonNullable<Whole['now']['watch']>['sentinel']): Whole => ({
      ...calm,
      now: { ...calm.now, watch: { everySeconds: 10, isLate: false, tickAt: calm.now.at, sentinel } },
    })
    there().server.become(of({ state: 'hears', heldAt: calm.now.at }))
    await shows('a sentinel hears')
    there().server.become(of({ state: 'absent' }))
    await shows('no sentinel listens')
    there().server.become(of(undefined))
    await comesTrue("!document.body.innerText.includes('sentinel')")
  })

  test('draws for each position its candles, entry, stop and take-profit', async () => {
    expect(await texts('.position h3')).toEqual(calm.now.positions.map(({ symbol }) => symbol))
    for (const colour of ['up', 'down', 'warn', 'accent'])
      expect(await pixelsOf(there().page, '.position', colour), colour).toBeGreaterThan(20)
    expect(
      await there().page.locator('.position .chart[role=img]').first().getAttribute('aria-label'),
    ).toMatch(/^Chart of BTCUSDT short, \d+ candles: entry [\d,.]+, stop [\d,.]+, take-profit/)
  })

  test('reads missing candles of a chart until they come', async () => {
    const { page, server } = there()
    hasCandles = false
    server.become(lively(4))
    await shows(`There is no ${paths.candles}.`)
    hasCandles = true
    await comesTrue(`!document.body.innerText.includes('There is no ${paths.candles}.')`)
    expect(await page.locator('.position .chart[role=img]').count()).toBe(4)
    // The browser itself complains about the missing answer.
    const complaints = wrong.splice(0)
    expect(complaints.length).toBeGreaterThan(0)
    expect(complaints.filter(text => !text.includes('status of 404'))).toEqual([])
  })

  test('shows a change without new elements, and leaves the rest', async () => {
    const { page, server } = there()
    await page.evaluate(`
      window.replaced = 0
      new MutationObserver(all => {
        for (const { addedNodes } of all) for (const { nodeType } of addedNodes) replaced += nodeType === 1 ? 1 : 0
      }).observe(document.querySelector('.positions'), { childList: true, subtree: true })
    `)
    const before = await texts('.pnl b')
    server.tell(secondOf(server.state(), 1))
    const moved = server.state().now.positions[0]?.marginPnl ?? ''
    const shown = (Math.abs(Number(moved)) * 100).toFixed(2)
    await comesTrue(`document.querySelector('.pnl b').textContent.includes('${shown}')`)
    expect(await texts('.pnl b')).not.toEqual(before)
    expect(await page.evaluate('replaced')).toBe(0)
  })

  test('draws of forty charts those in sight, and the others as they come into sight', async () => {
    const { page, server } = there()
    const many = lively(40)
    server.become(many)
    await comesTrue("document.querySelectorAll('.positions > li').length === 40")
    await comesTrue("document.querySelector('.position canvas') !== null")
    const drawn = () =>
      page.evaluate<number>("document.querySelectorAll('.position .chart[role=img]').length")
    expect(await drawn()).toBeLessThan(15)
    await page.evaluate("document.querySelector('.positions > li:last-child').scrollIntoView()")
    await comesTrue("document.querySelector('.positions > li:last-child canvas') !== null")
    expect(await drawn()).toBeLessThan(15)
    await page.evaluate('scrollTo(0, 0)')
  })

  test('shows text from other clients as text', async () => {
    const { page, server } = there()
    server.become(wholeExample)
    await comesTrue("document.querySelectorAll('.position').length === 2")
    expect((await texts('.position h3')).includes(hostile)).toBe(true)
    expect((await texts('.feed .why')).join()).toContain(hostile)
    await go('#happened')
    await comesTrue('document.querySelector(\'[aria-label="Invalid messages"] button\') !== null')
    await page.locator('[aria-label="Invalid messages"] button').click()
    await comesTrue("document.querySelector('pre') !== null")
    expect((await texts('pre')).join()).toContain(hostile)
    expect(await page.locator('img:not([src="/assets/icon.svg"])').count()).toBe(0)
  })

  test('announces halts, differences and unreadable parts', async () => {
    there().server.become(wholeExample)
    await shows('exchange maintenance at 04:00')
    const notices = (await texts('.notice')).join('\n')
    expect(notices).toContain('Alarm UnmanagedPosition')
    expect(notices).toContain('is intended and not on the exchange')
    expect(notices).toContain('StoplossGuard locks SOLUSDT')
    expect(notices).toContain('XRPUSDT counts as a loss of 2.80')
    expect(notices).toContain('the exchange did not answer within 10 s')
  })

  test('shows before a close what will happen, asks, and shows its result', async () => {
    const { page, server } = there()
    const before = server.posted.length
    await page.locator('.position footer .grave').first().click()
    await shows(previewExample.lines[0] ?? '')
    // The way back has the focus: a key that was meant for something else never confirms what cannot be undone.
    await comesTrue("document.activeElement.textContent === 'Leave it'")
    for (let tabs = 0; tabs < 6; tabs += 1) {
      await page.keyboard.press('Tab')
      const isInside =
        "document.activeElement === document.body || document.activeElement.closest('dialog') !== null"
      expect(await page.evaluate(isInside)).toBe(true)
    }
    await page.locator('dialog .do').click()
    await shows('closed ETHUSDT')
    expect(server.posted.slice(before)).toEqual([
      { path: paths.preview, body: { action: 'close', symbol: 'BTCUSDT' } },
      { path: paths.confirm, body: { preview: previewExample.preview } },
    ])
    await page.keyboard.press('Escape')
    await comesTrue("!document.querySelector('dialog').open")
  })

  test('does nothing if the operator turns away from an action', async () => {
    const { page, server } = there()
    await page.locator('.position footer .grave').first().click()
    await shows(previewExample.lines[0] ?? '')
    const before = server.posted.length
    await page.keyboard.press('Escape')
    await comesTrue("!document.querySelector('dialog').open")
    expect(server.posted.length).toBe(before)
  })

  test('asks for the reason before a halt', async () => {
    const { page, server } = there()
    await page.locator('.heading button').first().click()
    await page.locator('dialog input').fill('maintenance at 04:00')
    await page.locator('dialog button[type=submit]').click()
    await comesTrue("document.querySelector('dialog .do') !== null")
    expect(server.posted.at(-1)?.body).toEqual({ action: 'halt', reason: 'maintenance at 04:00' })
    await page.keyboard.press('Escape')
  })

  test('gives the reason on each button if it may not act', async () => {
    const { page, server } = there()
    const whyNot = 'Live is read-only: start the page with --act.'
    const stack = { ...calm.now.stack, venue: 'live' as const, canAct: false, whyNot }
    server.become({ ...calm, now: { ...calm.now, stack } })
    await shows(whyNot)
    const close = page.locator('.position footer .grave').first()
    expect(await close.getAttribute('aria-disabled')).toBe('true')
    expect(await close.getAttribute('title')).toBe(whyNot)
    await page.evaluate("document.querySelector('.position footer .grave').click()")
    expect(await page.evaluate("document.querySelector('dialog').open")).toBe(false)
  })

  test('shows a position’s story beside its chart, with the result of verifying it', async () => {
    await there().page.locator('.position footer a').first().click()
    await shows('61 decisions replayed, all the same')
    await shows('stop 2807.31 → 2801.70, tier 1')
    for (const colour of ['up', 'warn'])
      expect(await pixelsOf(there().page, '.story', colour)).toBeGreaterThan(20)
  })

  test('shows results in the lab’s figures and pictures', async () => {
    await go('#came-to')
    await shows('These signals win')
    for (const colour of ['ink', 'down'])
      expect(await pixelsOf(there().page, '.equity', colour)).toBeGreaterThan(50)
    expect(await there().page.locator('.histogram rect').count()).toBeGreaterThan(5)
    await there().page.locator('table[aria-label="Trades"] .pickable').first().click()
    await comesTrue("location.hash === '#happened/past-0'")
  })

  test('says when the server is away, and recovers when it is back', async () => {
    const { page, server } = there()
    await server.goAway()
    await comesTrue("document.querySelector('.lost') !== null")
    expect(await page.locator('.lost').textContent()).toContain('The page’s server does not answer')
    server.become(later(calm))
    await server.comeBack()
    await comesTrue("document.querySelectorAll('.position').length === 3")
    expect(await page.locator('.lost').count()).toBe(0)
    expect(await texts('.position h3')).toEqual(later(calm).now.positions.map(({ symbol }) => symbol))
    expect(await texts('[role=status].unseen')).toEqual([`${calm.now.positions[3]?.symbol} long closed.`])
  })

  test.each([
    ['light', 1440],
    ['dark', 1440],
    ['light', 390],
    ['dark', 390],
  ] as const)('passes axe without a serious finding, %s and %i pixels wide', async (colorScheme, width) => {
    const { page, server } = there()
    await page.emulateMedia({ colorScheme })
    await page.setViewportSize({ width, height: 900 })
    server.become(inOrder(applied(wholeExample, { at: wholeExample.now.at + 1_000 })))
    const story = `#happened/${wholeExample.now.positions[0]?.id}`
    for (const [hash, isThere] of [
      ['#now', "document.querySelectorAll('.notice').length > 5"],
      [story, "document.querySelector('.story canvas') !== null"],
      ['#came-to', "document.querySelector('.equity canvas') !== null"],
    ] as const) {
      await go(hash)
      await comesTrue(isThere)
      expect(await seriousFindings(page)).toEqual([])
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(width)
    }
  })
})

/** The last position is closed. */
function later(whole: Whole): Whole {
  return inOrder({ ...whole, now: { ...whole.now, positions: whole.now.positions.slice(0, 3) } })
}
