import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'
import { allowed, embeddedJson, embeddedScript } from './embed.ts'

const inPage = (name: string) => fileURLToPath(new URL(`page/${name}`, import.meta.url))

interface PageParts {
  readonly title: string
  /** The file of `page/` that draws this page. */
  readonly code: string
  /** Libraries that it expects as scripts. */
  readonly libraries: readonly string[]
  readonly data: object
}

/** A page as one file that opens without a network: it contains libraries, code, style and data. */
export function pageOf({ title, code, libraries, data }: PageParts): string {
  const scripts = [...libraries, bundled(code)].map(embeddedScript)
  const policy = [
    "default-src 'none'",
    "style-src 'unsafe-inline'",
    'img-src data:',
    `script-src ${scripts.map(allowed).join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${readFileSync(inPage('report.css'), 'utf8')}</style>
</head>
<body>
<main id="report"></main>
<noscript>This page draws its pictures with JavaScript, which is turned off.</noscript>
<script type="application/json" id="pictured">${embeddedJson(data)}</script>
${scripts.map(script => `<script>${script}</script>`).join('\n')}
</body>
</html>
`
}

function bundled(code: string): string {
  const { outputFiles } = buildSync({
    entryPoints: [inPage(code)],
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
