import { createInterface } from 'node:readline/promises'
import { Writable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** Swallows the terminal's echo of typed characters. */
const nowhere = () => new Writable({ write: (_chunk, _encoding, done) => done() })

/** Reads a line without showing it, or without a terminal all of the standard input. Ctrl-C and Ctrl-D give nothing. */
export async function secretly(question: string): Promise<string> {
  if (!process.stdin.isTTY) return text(process.stdin)
  process.stderr.write(question)
  const prompt = createInterface({ input: process.stdin, output: nowhere(), terminal: true })
  try {
    return await new Promise<string>((resolve, reject) => {
      prompt.once('SIGINT', () => resolve(''))
      prompt.once('close', () => resolve(''))
      prompt.question('').then(resolve, reject)
    })
  } finally {
    prompt.removeAllListeners('close').close()
    process.stderr.write('\n')
  }
}
