import { Duplex } from 'node:stream'
import type { Carried } from './thread-protocol.ts'

/** This thread's ends of its connections to the outside. */
export interface ThreadWires {
  /** The end of the connection that a call opens; its writes go to the runner. */
  open(call: number): Duplex
  hear(carried: Carried): void
  /** Data written since the last time it was asked. */
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
