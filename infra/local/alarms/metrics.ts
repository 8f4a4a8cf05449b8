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

/** Every value that was measured, in no order. */
export function createMetricStore(): MetricStore {
  const series = new Map<string, { readonly at: number; readonly value: number }[]>()
  const nameOf = ({ namespace, name, dimensions }: MetricKey) =>
    JSON.stringify([namespace, name, Object.entries(dimensions).sort()])

  const put: MetricStore['put'] = (key, at, value) => {
    const points = series.get(nameOf(key)) ?? []
    points.push({ at, value })
    series.set(nameOf(key), points)
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

  return {
    put,
    takeLine,
    values: (key, from, to) =>
      (series.get(nameOf(key)) ?? []).filter(({ at }) => at >= from && at < to).map(({ value }) => value),
  }
}
