import { Worker } from 'node:worker_threads'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** The longest delay, in real milliseconds. */
const latest = 4

/**
 * Delays each message of a worker thread by some milliseconds from now on, as on a busy machine. The returned function
 * ends it.
 */
export function slowDownThreads(seed: number): () => void {
  const random = xoroshiro128plus(seed)
  const { emit } = Worker.prototype
  const last = new WeakMap<Worker, Promise<void>>()
  Worker.prototype.emit = function (this: Worker, ...said: Parameters<typeof emit>) {
    if (said[0] !== 'message') return Reflect.apply(emit, this, said)
    const lateMs = uniformInt(random, 0, latest)
    const late = () => new Promise<void>(resolve => setTimeout(resolve, lateMs))
    // A thread's messages may be late, but keep their order.
    const heard = (last.get(this) ?? Promise.resolve()).then(lateMs === 0 ? undefined : late)
    last.set(
      this,
      heard.then(() => void Reflect.apply(emit, this, said)),
    )
    return true
  }
  return () => {
    Worker.prototype.emit = emit
  }
}
