/** Times of a regular beat that sometimes pauses or changes its pace: months of it are a few numbers. */
export interface Beats extends Iterable<number> {
  add(at: number): void
}

interface Stretch {
  readonly from: number
  stepMs: number
  to: number
}

/** In order, each time once. */
export function beats(): Beats {
  const stretches: Stretch[] = []
  /** Times that arrived after a later one. */
  const late = new Set<number>()
  function* regular(): Generator<number> {
    for (const { from, stepMs, to } of stretches) for (let at = from; at <= to; at += stepMs) yield at
  }
  return {
    add(at) {
      const last = stretches.at(-1)
      if (last && at < last.to) late.add(at)
      else if (last && last.from === last.to && at > last.to)
        Object.assign(last, { stepMs: at - last.to, to: at })
      else if (last && at === last.to + last.stepMs) last.to = at
      else if (at !== last?.to) stretches.push({ from: at, stepMs: 1, to: at })
    },
    *[Symbol.iterator]() {
      if (late.size === 0) yield* regular()
      else yield* new Set([...regular(), ...late].sort((a, b) => a - b))
    },
  }
}

/** Amounts by minute, kept only for their maximum and mean. */
export interface ByMinute {
  add(at: number, amount: number): void
  /** Over the minutes that had any; 0 if none had. */
  most(): number
  mean(): number
}

const minute = 60_000
/** Minutes that may still grow. */
const openMinutes = 64

export function byMinute(): ByMinute {
  const open = new Map<number, number>()
  const past = { count: 0, sum: 0, most: 0 }
  const close = (amount: number) => {
    past.count += 1
    past.sum += amount
    past.most = Math.max(past.most, amount)
  }
  const all = () => [...open.values()]
  return {
    add(at, amount) {
      const key = Math.floor(at / minute)
      open.set(key, (open.get(key) ?? 0) + amount)
      if (open.size <= openMinutes) return
      const oldest = Math.min(...open.keys())
      close(open.get(oldest) ?? 0)
      open.delete(oldest)
    },
    most: () => Math.max(past.most, ...all()),
    mean() {
      const count = past.count + open.size
      return count === 0 ? 0 : all().reduce((sum, each) => sum + each, past.sum) / count
    },
  }
}
