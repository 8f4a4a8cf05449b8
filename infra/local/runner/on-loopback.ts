import { Server } from 'node:net'

const loopback = '127.0.0.1'

/**
 * Whatever starts meanwhile listens on the loopback address only, though it asks for every address of the machine
 * and has no option for it, as fauxqs does.
 */
export async function onLoopback<T>(start: () => Promise<T>): Promise<T> {
  const { listen } = Server.prototype
  Server.prototype.listen = function listenThere(this: Server, ...given: readonly unknown[]) {
    const [first, ...rest] = given
    const asked = typeof first === 'object' ? { ...first, host: loopback } : first
    return Reflect.apply(listen, this, [asked, ...rest])
  }
  try {
    return await start()
  } finally {
    Server.prototype.listen = listen
  }
}
