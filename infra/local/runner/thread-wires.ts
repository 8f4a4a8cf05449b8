import { Duplex } from 'node:stream'
import type { Carried } from './thread-protocol.ts'

/** This thread's ends of its connections to what is outside. */
export interface ThreadWires {
  /** The end of the one that a call opens: what is written to it goes to the runner. */
  open(call: number): Duplex
  hear(carried: Carried): void
  /** What was written since it was asked last. */
  take(): readonly Carried[]
}

export function threadWires(onSent: () => void): ThreadWires {
  const open = new Map<number, Duplex>()
  let sent: Carried[] = []
  const send = (carried: Carried) => {
    sent.push(carried)
    onSent()
  }
  return {
    open(call) {
      const end = () => {
        if (open.delete(call)) send({ call })
      }
      const stream = new Duplex({
        read() {},
        write(chunk: Buffer, _, done) {
          send({ call, bytes: chunk.toString('base64') })
          done()
        },
        final(done) {
          end()
          done()
        },
        destroy(error, done) {
          end()
          done(error)
        },
      })
      open.set(call, stream)
      return stream
    },
    hear({ call, bytes }) {
      const stream = open.get(call)
      if (bytes === undefined) open.delete(call)
      stream?.push(bytes === undefined ? null : Buffer.from(bytes, 'base64'))
    },
    take() {
      const taken = sent
      sent = []
      return taken
    },
  }
}
