/** A run of `npm start` as the picture of a terminal: some of its events, then its results. */
export function terminalPicture(output: string): string {
  const lines = shownLines(output)
  const height = top + lines.length * lineHeight + 12
  const text = lines.map((line, index) => `<text y="${top + index * lineHeight}">${coloured(line)}</text>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>What npm start says</title>
<style>text { font: 13px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #d7dce2; white-space: pre }
${Object.entries(colours)
  .map(([name, colour]) => `.${name} { fill: ${colour} }`)
  .join(' ')}</style>
<rect width="${width}" height="${height}" rx="8" fill="#14181d"/>
<g transform="translate(18)">
${text.join('\n')}
</g>
</svg>
`
}

const width = 900
const top = 30
const lineHeight = 18
const columns = 110
const colours = { faint: '#7d8794', good: '#5fd38d', bad: '#f2777a', wary: '#e5c07b', title: '#8ab4f8' }

/** Events around the first stop that moves, and the blocks of results; an ellipsis stands for the rest. */
function shownLines(output: string): readonly string[] {
  const lines = output.split('\n')
  const isEvent = (line: string) => /^\d\d:\d\d:\d\d {2}/.test(line)
  const events = lines.filter(isEvent)
  const block = (title: string) => {
    const start = lines.indexOf(title)
    if (start < 0)
      throw new Error(`Expected a line "${title}" in the output of npm start, got none; is the run whole?`)
    return lines.slice(start, lines.indexOf('', start) < 0 ? undefined : lines.indexOf('', start))
  }
  if (events.length < 20) throw new Error(`Expected the events of npm start, got ${events.length}`)
  const shown = [
    '$ npm start',
    ...aroundFirstMove(events),
    '…',
    ...block('Figures'),
    '…',
    ...block('Promises'),
  ]
  return shown.map(line => (line.length > columns ? `${line.slice(0, columns - 1)}…` : line))
}

/** Fourteen events, or fewer if there are fewer. */
function aroundFirstMove(events: readonly string[]): readonly string[] {
  const move = events.findIndex(event => event.includes('stop moves'))
  const first = Math.max(0, move - 10)
  return events.slice(first, first + 14)
}

const escaped = (text: string) =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
const spans: readonly (readonly [words: RegExp, name: keyof typeof colours])[] = [
  [/^\d\d:\d\d:\d\d/, 'faint'],
  [/passed the gate|\bpass\b|(?<=\s)\+[\d.]+/g, 'good'],
  [/(?<=net )-[\d.]+|\bFAIL\b/g, 'bad'],
  [/\brejected\b|is not entered/g, 'wary'],
  [/^(?:Figures|Promises|\$.*)$/, 'title'],
]
/** The colours that the same words have on a terminal. */
const coloured = (line: string) =>
  spans.reduce(
    (text, [words, name]) => text.replace(words, word => `<tspan class="${name}">${word}</tspan>`),
    escaped(line),
  )
