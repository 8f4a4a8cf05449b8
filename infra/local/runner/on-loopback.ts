import { Server } from 'node:net'

const loopback = '127.0.0.1'

/**
 * Servers started meanwhile listen only on the loopback address, even if they ask for every address and have no
 * option for it, like fauxqs.
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
