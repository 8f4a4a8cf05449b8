import { createLogUpdate } from 'log-update'
import { forTerminal } from '../../../terminal/for-terminal.ts'

/** Where a run is shown: lines that stay, and on a terminal a table below them that is drawn again. */
export interface Screen {
  note(line: string): void
  /** Replaces the table; absent where the output is not a terminal. */
  readonly table?: (text: string) => void
  end(text: string): void
}

export function createScreen(stream: NodeJS.WriteStream): Screen {
  if (!stream.isTTY) {
    const write = (text: string) => void stream.write(`${forTerminal(text)}\n`)
    return { note: write, end: write }
  }
  const draw = createLogUpdate(stream)
  let shown = ''
  return {
    note(line) {
      draw.clear()
      stream.write(`${forTerminal(line)}\n`)
      if (shown) draw(shown)
    },
    table(text) {
      shown = forTerminal(text)
      draw(shown)
    },
    end(text) {
      shown = ''
      draw.clear()
      draw.done()
      stream.write(`${forTerminal(text)}\n`)
    },
  }
}
