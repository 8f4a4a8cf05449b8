/** A metric as CloudWatch tells one from another. */
export interface MetricKey {
  readonly namespace: string
  readonly name: string
  readonly dimensions: Readonly<Record<string, string>>
}

export interface MetricStore {
  put(key: MetricKey, at: number, value: number): void
  /** Takes a line that a function printed; what is not metrics in embedded format is passed over. */
  takeLine(line: string): void
  /** The values of a metric from `from` on and before `to`, in milliseconds. */
  values(key: MetricKey, from: number, to: number): readonly number[]
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

/** Values of ten seconds lie together: the finest period of an alarm, and a divisor of all others. */
const binMs = 10_000
const binOf = (at: number): number => Math.floor(at / binMs)

interface Measured {
  readonly at: number
  readonly value: number
}

/** Every value that was measured, in no order. */
export function createMetricStore(): MetricStore {
  const series = new Map<string, Map<number, Measured[]>>()
  const nameOf = ({ namespace, name, dimensions }: MetricKey) =>
    JSON.stringify([namespace, name, Object.entries(dimensions).sort()])

  const put: MetricStore['put'] = (key, at, value) => {
    const name = nameOf(key)
    const bins = series.get(name) ?? new Map<number, Measured[]>()
    const bin = bins.get(binOf(at)) ?? []
    bin.push({ at, value })
    bins.set(binOf(at), bin)
    series.set(name, bins)
  }

  const values: MetricStore['values'] = (key, from, to) => {
    const bins = series.get(nameOf(key))
    if (!bins || to <= from) return []
    return Array.from({ length: binOf(to - 1) - binOf(from) + 1 }, (_, index) => binOf(from) + index)
      .flatMap(bin => bins.get(bin) ?? [])
      .filter(({ at }) => at >= from && at < to)
      .map(({ value }) => value)
  }

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

  return { put, takeLine, values }
}
