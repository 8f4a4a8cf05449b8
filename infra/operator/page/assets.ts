import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { paths } from './shown/paths.ts'

/** A file that the browser asks for, by its path under the page's address. */
export interface Asset {
  readonly path: string
  readonly type: string
  readonly body: Buffer
}

const inView = (name: string) => fileURLToPath(new URL(`view/${name}`, import.meta.url))

/** The page's code and style as one file each, and by what files they came to be: `metafile`. */
export const bundleView = () =>
  build({
    entryPoints: [
      { in: inView('main.tsx'), out: 'view' },
      { in: inView('style/page.css'), out: 'view' },
    ],
    outdir: '/',
    bundle: true,
    write: false,
    metafile: true,
    minify: true,
    format: 'iife',
    target: 'es2022',
    jsx: 'automatic',
    jsxImportSource: 'preact',
    legalComments: 'inline',
    logLevel: 'silent',
  })

/**
 * All that the page is made of: markup, style, its code, and the library of its charts as it is published. Code and
 * style are bundled whenever this is asked, in a fraction of a second, so that nothing has to be built beforehand.
 */
export async function pageAssets(): Promise<readonly Asset[]> {
  const { outputFiles } = await bundleView()
  const bundled = outputFiles.map(({ path, contents }): Asset => {
    const isStyle = path.endsWith('.css')
    return {
      path: isStyle ? paths.style : paths.script,
      type: isStyle ? css : script,
      body: Buffer.from(contents),
    }
  })
  return [
    { path: paths.page, type: 'text/html; charset=utf-8', body: readFileSync(inView('page.html')) },
    { path: '/assets/icon.svg', type: 'image/svg+xml', body: readFileSync(inView('icon.svg')) },
    { path: '/assets/charts.js', type: script, body: chartLibrary() },
    ...bundled,
  ]
}

const script = 'text/javascript; charset=utf-8'
const css = 'text/css; charset=utf-8'

/** TradingView's library, with its licence's header: it sets `LightweightCharts`, which the pictures draw with. */
function chartLibrary(): Buffer {
  const entry = createRequire(import.meta.url).resolve('lightweight-charts/package.json')
  return readFileSync(join(dirname(entry), 'dist/lightweight-charts.standalone.production.js'))
}
