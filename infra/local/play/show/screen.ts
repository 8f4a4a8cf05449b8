import { createLogUpdate } from 'log-update'
import { columnsOf } from '../../../terminal/columns.ts'
import { forTerminal } from '../../../terminal/for-terminal.ts'
import { wrapped } from '../../../terminal/wrapped.ts'

/** Where a run is shown: lines that stay, and, on a terminal, a table below them that is redrawn. */
export interface Screen {
  /** On a terminal, a line with an `indent` is wrapped to the width, and all but its first row are indented by it. */
  note(line: string, indent?: string): void
  /** Replaces the table, drawn for this many columns; absent if the output is not a terminal. */
  readonly table?: (draw: (columns: number) => string) => void
  /** Replaces the progress line, or removes it; a pipe gets one now and then. */
  readonly status?: (text: string | undefined) => void
  end(text: string): void
}

/** A pipe or a log only needs to show that the run continues. */
const sparseMs = 10_000

export const createScreen = (stream: NodeJS.WriteStream): Screen =>
  stream.isTTY ? onTerminal(stream) : inPipe(stream)

function inPipe(stream: NodeJS.WriteStream): Screen {
  const write = (text: string) => void stream.write(`${forTerminal(text)}\n`)
  let toldAt = performance.now()
  return {
    note: line => write(line),
    status(text) {
      const now = performance.now()
      if (text === undefined || now - toldAt < sparseMs) return
      toldAt = now
      write(text)
    },
    end: write,
  }
}

function onTerminal(stream: NodeJS.WriteStream): Screen {
  const draw = createLogUpdate(stream)
  let [table, status] = ['', '']
  const drawn = () => [table, status].filter(text => text !== '').join('\n')
  const redraw = () => (drawn() === '' ? draw.clear() : draw(drawn()))
  return {
    note(line, indent) {
      draw.clear()
      const text = forTerminal(line)
      stream.write(`${indent === undefined ? text : wrapped(text, columnsOf(stream), indent)}\n`)
      redraw()
    },
    table(drawFor) {
      table = forTerminal(drawFor(columnsOf(stream)))
      redraw()
    },
    status(text) {
      status = forTerminal(text ?? '')
      redraw()
    },
    end(text) {
      draw.clear()
      draw.done()
      stream.write(`${forTerminal(text)}\n`)
    },
  }
}
