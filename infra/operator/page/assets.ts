import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { paths } from './shown/paths.ts'

/** A file of the page, by its path below the page's address. */
export interface Asset {
  readonly path: string
  readonly type: string
  readonly body: Buffer
}

const inView = (name: string) => fileURLToPath(new URL(`view/${name}`, import.meta.url))

/** The page's code and style, bundled to one file each; `metafile` lists their sources. */
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
 * All files of the page: markup, style, code, and the charts' library as published. Code and style are bundled at each
 * call, in a fraction of a second, so nothing has to be built beforehand.
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

/** TradingView's library, with its licence's header. It sets `LightweightCharts`, which the pictures draw with. */
function chartLibrary(): Buffer {
  const entry = createRequire(import.meta.url).resolve('lightweight-charts/package.json')
  return readFileSync(join(dirname(entry), 'dist/lightweight-charts.standalone.production.js'))
}
