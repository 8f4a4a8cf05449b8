/**
 * The market's time in shared memory, so that every thread reads the same instant. One thread writes (the
 * clock's host); the others read without a lock, again if a write came between.
 *
 * Time is a line: since `realBase` it has passed `rate` times as fast as real time, and not beyond `cap`.
 */
export interface TimeLine {
  /** Market milliseconds since the Unix epoch at `realBase`. */
  readonly marketBase: number
  /** Real milliseconds since the clock was made. */
  readonly realBase: number
  readonly rate: number
  readonly cap: number
}

const floats = 4
const headerBytes = 16

/** The memory behind one clock, to hand to other threads. */
export function sharedTimeMemory(): SharedArrayBuffer {
  const memory = new SharedArrayBuffer(headerBytes + floats * 8)
  new BigInt64Array(memory, 0, 1)[0] = process.hrtime.bigint()
  return memory
}

export interface SharedTime {
  /** Market time now, in milliseconds with fractions. */
  read(): number
  /** Real milliseconds since the clock was made: the same in every thread, unlike `performance.now()`. */
  real(): number
  write(line: TimeLine): void
}

export function sharedTime(memory: SharedArrayBuffer): SharedTime {
  const origin = new BigInt64Array(memory, 0, 1)[0] ?? 0n
  const writes = new Int32Array(memory, 8, 1)
  const line = new Float64Array(memory, headerBytes, floats)
  const real = () => Number(process.hrtime.bigint() - origin) / 1e6
  return {
    real,
    read() {
      for (;;) {
        const before = Atomics.load(writes, 0)
        const [marketBase = 0, realBase = 0, rate = 0, cap = 0] = line
        const passed = Math.max(0, real() - realBase)
        // An odd count: a write is under way.
        if (before % 2 === 0 && Atomics.load(writes, 0) === before)
          return Math.min(marketBase + passed * rate, cap)
      }
    },
    write({ marketBase, realBase, rate, cap }) {
      Atomics.add(writes, 0, 1)
      line.set([marketBase, realBase, rate, cap])
      Atomics.add(writes, 0, 1)
    },
  }
}
