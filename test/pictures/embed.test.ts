import { expect, test } from 'vitest'
import { embeddedScript } from '../../infra/pictures/embed.ts'
import { reportPage } from '../../infra/pictures/report.ts'
import { start } from '../figures/builders.ts'
import { aPicture } from './builders.ts'

const hostile = '</script><img src=x onerror=alert(1)><!--<script>'
const page = reportPage(
  aPicture({ title: hostile, refused: [{ at: start, reason: hostile, source: hostile, symbol: hostile }] }),
)

test('no text in the data ends the element around it', () => {
  const [, data = ''] = /<script type="application\/json" id="pictured">(.*?)<\/script>/s.exec(page) ?? []
  expect(JSON.parse(data)).toMatchObject({ title: hostile, refused: [{ source: hostile }] })
  expect(page).not.toContain('<img')
  // Data, library and code: exactly three scripts.
  expect(page.match(/<\/script/gi)).toHaveLength(3)
  expect(page.match(/<script\b/gi)).toHaveLength(3)
})

test('a script that contains an end tag means the same without it', () => {
  const source = embeddedScript('"</script>" + "</SCRIPT >" + "<!-- "')
  expect(source).not.toMatch(/<\/script|<!--/i)
  // biome-ignore lint/security/noGlobalEval: the escaped text is what is looked at
  expect(eval(source)).toBe('</script></SCRIPT ><!-- ')
})

test('the page requests nothing from another address', () => {
  expect(page).toMatch(/Content-Security-Policy" content="default-src 'none'/)
  const [, scripts = ''] = /script-src ([^;]*);/.exec(page) ?? []
  expect(scripts).toMatch(/^'sha256-[\w+/]{43}=' 'sha256-[\w+/]{43}='$/)
  const markup = page.replaceAll(/<script[\s\S]*?<\/script>/g, '')
  expect(markup).not.toMatch(/\b(src|href)=|url\(|@import/)
})
