import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type PathOrder, pathOrders } from '#paper/market/price-path.ts'
import { netOf, type Report } from '../judge/report.ts'

export interface OtherPath {
  readonly result: Promise<{ readonly path: PathOrder; readonly net: string }>
  stop(): void
}

/**
 * Plays the same market with the other order of high and low inside its candles, in a process of its own and
 * as fast as it goes.
 */
export function otherPathNet(given: readonly string[], played: PathOrder): OtherPath {
  const path = pathOrders.find(order => order !== played)
  if (!path) throw new Error(`There is no other order of high and low than ${played}`)
  const folder = mkdtempSync(join(tmpdir(), 'quantum-trader-'))
  const json = join(folder, 'report.json')
  const again = [...given, '--path', path, '--speed', 'max', '--once', '--json', json]
  const child = spawn(process.execPath, [process.argv[1] ?? '', ...again], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let complaint = ''
  child.stderr.on('data', chunk => {
    complaint += chunk
  })
  const result = new Promise<{ readonly path: PathOrder; readonly net: string }>((resolve, reject) => {
    child.on('error', reject)
    child.on('exit', () => {
      try {
        resolve({ path, net: netOf(JSON.parse(readFileSync(json, 'utf8')) as Report) })
      } catch {
        reject(new Error(`The run under ${path} came to no report: ${complaint.trim() || 'it was ended'}`))
      }
    })
  })
  result.catch(() => {}) // whoever waits for it is told; nobody may
  return {
    result,
    stop() {
      child.kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
