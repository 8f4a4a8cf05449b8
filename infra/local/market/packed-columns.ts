import { decimalsOf, units } from '#paper/feed/units.ts'

/** A growing list of numbers, eight bytes each. */
export interface Numbers {
  readonly length: number
  /** Throws beyond the end. */
  at(index: number): number
}

export interface NumberColumn extends Numbers {
  push(value: number): void
}

export function numberColumn(): NumberColumn {
  let values = new Float64Array(64)
  let length = 0
  return {
    get length() {
      return length
    },
    at(index) {
      const value = values[index]
      if (value === undefined || index >= length)
        throw new Error(`Expected one of ${length} values, got number ${index}.`)
      return value
    },
    push(value) {
      if (length === values.length) {
        const longer = new Float64Array(2 * length)
        longer.set(values)
        values = longer
      }
      values[length++] = value
    },
  }
}

/** A list of exact decimals, each stored in whole units of its own last decimal. */
export interface DecimalColumn {
  readonly length: number
  /** The largest number of decimals of any of them. */
  readonly decimals: number
  /** A decimal string; throws if it has too many digits. */
  push(text: string, source: string): void
  /** In whole units of 10^-decimals, at least the column's own; `source` names the place in the file, for errors. */
  unitsAt(index: number, decimals: number, source: () => string): number
}

export function decimalColumn(): DecimalColumn {
  const [whole, own] = [numberColumn(), numberColumn()]
  let decimals = 0
  return {
    get length() {
      return whole.length
    },
    get decimals() {
      return decimals
    },
    push(text, source) {
      const places = decimalsOf(text)
      whole.push(units(text, places, source))
      own.push(places)
      decimals = Math.max(decimals, places)
    },
    unitsAt(index, wanted, source) {
      const [value, places] = [whole.at(index), own.at(index)]
      const scaled = value * 10 ** (wanted - places)
      if (!Number.isSafeInteger(scaled))
        throw new Error(`${source()}: ${value / 10 ** places} has too many digits to be held exactly.`)
      return scaled
    },
  }
}
