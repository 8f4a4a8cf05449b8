import { Worker } from 'node:worker_threads'
import { uniformInt } from 'pure-rand/distribution/uniformInt'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** Real milliseconds, at most. */
const latest = 4

/**
 * From now on what a worker thread says is heard some milliseconds later, of each thread and each time another few, as
 * on a machine that is busy with something else. The answered function ends it.
 */
export function slowDownThreads(seed: number): () => void {
  const random = xoroshiro128plus(seed)
  const { emit } = Worker.prototype
  const last = new WeakMap<Worker, Promise<void>>()
  Worker.prototype.emit = function (this: Worker, ...said: Parameters<typeof emit>) {
    if (said[0] !== 'message') return Reflect.apply(emit, this, said)
    const lateMs = uniformInt(random, 0, latest)
    const late = () => new Promise<void>(resolve => setTimeout(resolve, lateMs))
    // A thread may be late, but what it says first is heard first.
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
