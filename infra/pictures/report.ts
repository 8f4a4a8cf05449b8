import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { allowed, embeddedJson, embeddedScript } from './embed.ts'
import type { Pictured } from './pictured.ts'

const inPage = (name: string) => fileURLToPath(new URL(`page/${name}`, import.meta.url))

/** The page as one file that opens without a network: library, code, style and data are in it. */
export function reportPage(pictured: Pictured): string {
  const scripts = [library(), pageCode()].map(embeddedScript)
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    `script-src ${scripts.map(allowed).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  const [charts, code] = scripts
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Quantum Trader report</title>
<style>${readFileSync(inPage('report.css'), 'utf8')}</style>
</head>
<body>
<main id="report"></main>
<noscript>This report draws its pictures with JavaScript, which is turned off.</noscript>
<script type="application/json" id="pictured">${embeddedJson(pictured)}</script>
<script>${charts}</script>
<script>${code}</script>
</body>
</html>
`
}

/** TradingView's library as it is published, with its licence's header: it sets `LightweightCharts`. */
function library(): string {
  const entry = createRequire(import.meta.url).resolve('lightweight-charts/package.json')
  return readFileSync(join(dirname(entry), 'dist/lightweight-charts.standalone.production.js'), 'utf8')
}

function pageCode(): string {
  const { outputFiles } = buildSync({
    entryPoints: [inPage('main.ts')],
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  })
  const [file] = outputFiles
  if (!file) throw new Error('esbuild: expected one file of the page’s code, got none.')
  return file.text
}
