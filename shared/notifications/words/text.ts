/** How loudly a phone may announce it. */
export type Urgency = 'quiet' | 'normal' | 'urgent'

/** A notification in words, before a service's markup: a headline for a lock screen, and the figures below it. */
export interface Text {
  readonly headline: string
  readonly lines: readonly string[]
  readonly urgency: Urgency
  readonly mark: Mark
}

/** The symbol in front, and ntfy's name for it (https://docs.ntfy.sh/emojis). */
export const marks = {
  begun: ['🔵', 'large_blue_circle'],
  gain: ['🟢', 'green_circle'],
  loss: ['🔴', 'red_circle'],
  moved: ['↗️', 'arrow_upper_right'],
  warning: ['⚠️', 'warning'],
  alarm: ['🚨', 'rotating_light'],
  over: ['✅', 'white_check_mark'],
  halted: ['⏸️', 'pause_button'],
  resumed: ['▶️', 'arrow_forward'],
  refused: ['🚫', 'no_entry_sign'],
  figures: ['📊', 'bar_chart'],
} as const satisfies Readonly<Record<string, readonly [symbol: string, tag: string]>>
export type Mark = keyof typeof marks

/** How a service's markup writes a headline and a line. */
interface Shown {
  readonly headline: (text: string) => string
  readonly line: (text: string) => string
}

/** The headline with its symbol, and as many lines as `fits` accepts together. */
export const fitted = (
  { headline, lines, mark }: Text,
  fits: (written: string) => boolean,
  shown: Shown,
): string => fittedLines([`${marks[mark][0]} ${headline}`, ...lines], fits, shown)

/** As many lines as `fits` accepts together. The first line that does not fit is cut, and ends the text. */
export function fittedLines(
  lines: readonly string[],
  fits: (written: string) => boolean,
  shown: Shown = { headline: text => text, line: text => text },
): string {
  let written = ''
  for (const [index, line] of lines.entries()) {
    const withLine = (text: string) =>
      index === 0 ? shown.headline(text) : `${written}\n${shown.line(text)}`
    if (fits(withLine(line))) written = withLine(line)
    else {
      const rest = longestThat(line, text => fits(withLine(text)))
      return rest === '' ? written : withLine(rest)
    }
  }
  return written
}

/** The longest beginning that fits with an ellipsis; no character is cut in half. */
function longestThat(text: string, fits: (text: string) => boolean): string {
  const characters = Array.from(text)
  let [least, most] = [0, characters.length]
  while (least < most) {
    const middle = Math.ceil((least + most) / 2)
    if (fits(`${characters.slice(0, middle).join('')}…`)) least = middle
    else most = middle - 1
  }
  return least === 0 ? '' : `${characters.slice(0, least).join('')}…`
}
