// Every bundle begins with this: its stack traces name the lines of the sources. With `--enable-source-maps`, Node
// would read the map, two megabytes, at every cold start; here, the first trace that is read does.
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

const bundle = import.meta.url
const file = fileURLToPath(`${bundle}.map`)
let read: SourceMap | undefined
let unread: string | undefined

/** Without a map, or while it cannot be read, a trace names lines of the bundle: no trace fails for its map. */
function mapOfBundle(): SourceMap | undefined {
  if (read || unread || !existsSync(file)) return read
  try {
    read = new SourceMap(JSON.parse(readFileSync(file, 'utf8')))
  } catch (error) {
    unread = (error as Error).message
  }
  return read
}

type Call = NodeJS.CallSite

/** The place in the sources of a place in the bundle, and the name that stands there. */
function originOf(line: number | null, column: number | null) {
  if (line === null || column === null) return undefined
  const origin = mapOfBundle()?.findOrigin(line, column)
  return origin && 'fileName' in origin ? origin : undefined
}

const isOurs = (call: Call): boolean => call.getFileName() === bundle
const calledAt = (call: Call) =>
  isOurs(call) ? originOf(call.getLineNumber(), call.getColumnNumber()) : undefined

/** As V8 writes a call, but with the place and the function's name in the sources: the caller's line has it. */
function asWritten(call: Call, caller: Call | undefined): string {
  const text = call.toString()
  const origin = calledAt(call)
  if (!origin) return text
  const { fileName, lineNumber, columnNumber } = origin
  const place = `${fileName.replace(/^(\.\.\/)+/, '')}:${lineNumber}:${columnNumber}`
  const placed = text.replace(`${bundle}:${call.getLineNumber()}:${call.getColumnNumber()}`, place)
  const name = caller && calledAt(caller)?.name
  return name ? placed.replace(`${call.getFunctionName()} (`, `${name} (`) : placed
}

// A trace without a call of this bundle is formatted as it was before.
const former = Error.prepareStackTrace
Error.prepareStackTrace = (error, calls) => {
  if (!calls.some(isOurs)) return former(error, calls)
  unread = undefined
  const lines = calls.map((call, at) => `    at ${asWritten(call, calls[at + 1])}`)
  const untold = unread === undefined ? [] : [`    (the source map cannot be read: ${unread})`]
  return [Error.prototype.toString.call(error), ...lines, ...untold].join('\n')
}
