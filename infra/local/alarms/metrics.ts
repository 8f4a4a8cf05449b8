/** The identity of a metric in CloudWatch. */
export interface MetricKey {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
}

export interface MetricStore {
  put(key: MetricKey, at: number, value: number): void
  /** Takes a line that a function printed; ignores it unless it holds metrics in embedded format. */
  takeLine(line: string): void
  /** The values of a metric from `from` on and before `to`, in milliseconds. */
  values(key: MetricKey, from: number, to: number): readonly number[]
  /** The same with their times, in order, to the nearest ten seconds. */
  points(key: MetricKey, from: number, to: number): readonly Measured[]
}

interface Embedded {
  readonly _aws?: {
    readonly Timestamp: number
    readonly CloudWatchMetrics: readonly {
      readonly Namespace: string
      readonly Dimensions: readonly (readonly string[])[]
      readonly Metrics: readonly { readonly Name: string }[]
    }[]
  }
  readonly [field: string]: unknown
}

/** Values are grouped by ten seconds: the finest period of an alarm, and a divisor of all others. */
const binMs = 10_000
/** How long CloudWatch keeps values by the minute. */
const keptBins = (15 * 24 * 3_600_000) / binMs
const binOf = (at: number): number => Math.floor(at / binMs)

export interface Measured {
  readonly at: number
  readonly value: number
}

/** Every value of the last fifteen days, in no order. */
export function createMetricStore(): MetricStore {
  const series = new Map<string, Map<number, Measured[]>>()
  const names = new WeakMap<MetricKey, string>()

  /** Cached by key: an alarm asks with the same key again and again. */
  function nameOf(key: MetricKey): string {
    const known = names.get(key)
    if (known !== undefined) return known
    const name = JSON.stringify([key.namespace, key.name, Object.entries(key.dimensions).sort()])
    names.set(key, name)
    return name
  }

  const put: MetricStore['put'] = (key, at, value) => {
    const name = nameOf(key)
    const bins = series.get(name) ?? new Map<number, Measured[]>()
    const bin = bins.get(binOf(at)) ?? []
    bin.push({ at, value })
    bins.set(binOf(at), bin)
    for (const oldest of bins.keys()) {
      if (oldest >= binOf(at) - keptBins) break
      bins.delete(oldest)
    }
    series.set(name, bins)
  }

  const values: MetricStore['values'] = (key, from, to) => {
    const bins = series.get(nameOf(key))
    if (!bins || to <= from) return []
    const found: number[] = []
    for (let bin = binOf(from); bin <= binOf(to - 1); bin++) {
      for (const { at, value } of bins.get(bin) ?? []) if (at >= from && at < to) found.push(value)
    }
    return found
  }

  const points: MetricStore['points'] = (key, from, to) =>
    [...(series.get(nameOf(key)) ?? [])]
      .toSorted(([a], [b]) => a - b)
      .flatMap(([, bin]) => bin)
      .filter(({ at }) => at >= from && at < to)

  function takeLine(line: string): void {
    if (!line.includes('"_aws"')) return
    const embedded = JSON.parse(line) as Embedded
    for (const { Namespace, Dimensions, Metrics } of embedded._aws?.CloudWatchMetrics ?? []) {
      for (const names of Dimensions) {
        const dimensions = Object.fromEntries(names.map(name => [name, String(embedded[name])]))
        for (const { Name: name } of Metrics) {
          const at = embedded._aws?.Timestamp ?? 0
          for (const value of [embedded[name]].flat())
            put({ namespace: Namespace, name, dimensions }, at, Number(value))
        }
      }
    }
  }

  return { put, takeLine, values, points }
}
