import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Browser, Page } from '../../../browser/driver.ts'
import { pixelsOf, until } from '../../../pictures/looked-at.ts'
import type { LocalOperator } from '../../an-operator.ts'
import { sell } from '../../tool/signalling.ts'
import { type APage, openAPage } from '../a-page.ts'

/** The page in a browser over the stack while it trades. ETHUSDT is open, before and after. */
export function seeing(
  browser: () => Browser | undefined,
  page: () => APage,
  operator: () => LocalOperator,
): void {
  const wrong: string[] = []
  const ofEth = '.position[aria-label^="ETHUSDT "]'
  let drawn = 0
  let seen: Page | undefined
  const shown = () => {
    if (!seen) throw new Error('No page is open')
    return seen
  }
  const comesTrue = (condition: string) => shown().evaluate(until(condition))
  const cards = (symbol: string) => `document.querySelector('[aria-label^="${symbol} "].position')`

  beforeAll(async () => {
    seen = await opened(browser())
    seen.on('console', message => void wrong.push(`${message.type()}: ${message.text()}`))
    seen.on('pageerror', error => void wrong.push(String(error)))
    await seen.goto(page().server.newAddress())
    await comesTrue(`${cards('ETHUSDT')} !== null`)
  })
  afterAll(async () => {
    await seen?.close()
  })

  test('an open position has its candles, its entry and its stop', async () => {
    for (const colour of ['warn', 'soft', 'ground'])
      expect(await pixelsOf(shown(), `${ofEth} .chart`, colour), colour).toBeGreaterThan(20)
    const label = await shown().locator(`${ofEth} [role=img].chart`).getAttribute('aria-label')
    expect(label).toMatch(/^Chart of ETHUSDT short, \d+ candles: entry [\d,.]+, stop [\d,.]+, take-profit/)
    await comesTrue(`document.querySelector('${ofEth} summary').innerText.includes('3 orders, 2 stops')`)
    expect(await shown().locator('.position summary .badge').count()).toBe(0)
    drawn = Number(/(\d+) candles/.exec(label ?? '')?.[1])
    expect(drawn).toBeGreaterThan(0)
  })

  test('a new position appears by itself, and a close on the page is done', async () => {
    const { code } = await sell(operator(), 'SOLUSDT', '--wait')
    expect(code).toBe(0)
    await comesTrue(`${cards('SOLUSDT')} !== null`)
    await shown().locator('[aria-label^="SOLUSDT"] footer .grave').click()
    await comesTrue("document.querySelector('dialog .do') !== null")
    expect(await shown().locator('dialog').textContent()).toContain('This closes at market')
    await shown().locator('dialog .do').click()
    await comesTrue("document.querySelector('dialog').innerText.includes('Done.')")
    await shown().keyboard.press('Escape')
    await comesTrue(`${cards('SOLUSDT')} === null`)
    // Its orders too: their books are read once more when the position is gone.
    await page().until(({ positions, orders }) =>
      [...positions, ...orders].every(({ symbol }) => symbol !== 'SOLUSDT'),
    )
  })

  test('the page tells a position’s story beside its chart, with its decisions replayed', async () => {
    await shown().locator('[aria-label^="ETHUSDT"] footer a').click()
    await comesTrue(
      "document.querySelector('.story')?.innerText.includes('decisions replayed, all the same')",
    )
    await comesTrue("document.querySelectorAll('.steps li').length > 5")
    await comesTrue("document.querySelector('.story canvas') !== null")
    await shown().evaluate("location.hash = '#came-to'; undefined")
    await comesTrue("document.querySelector('.equity canvas') !== null")
    await shown().evaluate("location.hash = '#now'; undefined")
  })

  test('the page has received candles, and logged no error', async () => {
    const label = `document.querySelector('${ofEth} [role=img].chart')?.ariaLabel ?? ''`
    await comesTrue(`Number(/(\\d+) candles/.exec(${label})?.[1]) > ${drawn}`)
    expect(wrong).toEqual([])
  })

  test('another site, and this page under another name, read nothing and do nothing', async () => {
    const foreign = createServer((_, response) => response.end('<!doctype html><title>F</title>'))
    await new Promise<void>(done => foreign.listen(0, '127.0.0.1', () => done()))
    const { address } = page().server
    const tries = `Promise.all(['/api/now', '/live', '/act/preview'].map(path =>
      fetch('${address}' + path, { credentials: 'include', method: path.startsWith('/act') ? 'POST' : 'GET' })
        .then(() => 'answered', () => 'refused')))`
    const elsewhere = await opened(browser())
    await elsewhere.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`)
    expect(await elsewhere.evaluate(tries)).toEqual(['refused', 'refused', 'refused'])
    await elsewhere.goto(address.replace('127.0.0.1', 'localhost'))
    expect(await elsewhere.locator('body').textContent()).toContain('was asked for under another name')
    await elsewhere.close()
    foreign.closeAllConnections()
    foreign.close()
  })

  test('after a restart of its server the page says so, and works again by a new address', async () => {
    const first = await openAPage(operator().file)
    const port = Number(new URL(first.server.address).port)
    await shown().goto(first.server.newAddress())
    await comesTrue(`${cards('ETHUSDT')} !== null`)
    await first.close()
    await comesTrue("document.body.innerText.includes('does not answer')")
    const second = await openAPage(operator().file, { port })
    await comesTrue("document.body.innerText.includes('This session is over')")
    await shown().goto(second.server.newAddress())
    await comesTrue(`${cards('ETHUSDT')} !== null`)
    expect(await shown().locator('.lost').count()).toBe(0)
    await shown().goto('about:blank')
    await second.close()
  })
}

async function opened(browser: Browser | undefined): Promise<Page> {
  if (!browser) throw new Error('No browser is open')
  return browser.newPage({
    ...{ locale: 'en-US', colorScheme: 'light', viewport: { width: 1440, height: 900 } },
  })
}
