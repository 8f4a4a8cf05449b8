import { type Dec, dec } from '#domain/decimal.ts'
import { type RefusalCode, refuse } from '../refusal.ts'

const DECIMAL_PATTERN = '^([0-9]{1,20})(\\.[0-9]{1,20})?$'
const CLIENT_ID_PATTERN = '^[\\.A-Z\\:/a-z0-9_-]{1,36}$'
const decimalText = new RegExp(DECIMAL_PATTERN)
const clientIdText = new RegExp(CLIENT_ID_PATTERN)

/** Typed reading of Binance's parameters; each throws the refusal that Binance gives for a malformed one. */
export interface Params {
  /** -1102 if absent. */
  text(name: string): string
  optional(name: string): string | undefined
  /** -1100 if it is not a plain decimal. */
  decimal(name: string): Dec | undefined
  integer(name: string): number | undefined
  flag(name: string): boolean | undefined
  /** -1100 or -4015 (longer than 36). */
  clientId(name: string): string | undefined
  /** The value if it is allowed, otherwise the refusal; its message names the value unless another text is given. */
  oneOf<T extends string>(
    name: string,
    allowed: readonly T[],
    refusal: RefusalCode,
    word?: string,
  ): T | undefined
}

export function readParams(params: URLSearchParams): Params {
  // Binance ignores the case of a name, and clients send some in lower case.
  const values = new Map([...params].map(([name, value]) => [name.toLowerCase(), value]))
  const optional = (name: string) => values.get(name.toLowerCase()) || undefined
  return {
    optional,
    text: name => {
      const value = optional(name)
      if (value === undefined) throw refuse(-1102, name.toLowerCase())
      return value
    },
    decimal: name => {
      const value = optional(name)
      if (value === undefined) return undefined
      if (!decimalText.test(value)) throw refuse(-1100, name, DECIMAL_PATTERN)
      return dec(value)
    },
    integer: name => {
      const value = optional(name)
      if (value === undefined) return undefined
      const number = Number(value)
      if (!Number.isSafeInteger(number)) throw refuse(-1102, name.toLowerCase())
      return number
    },
    flag: name => {
      const value = optional(name)?.toLowerCase()
      if (value === undefined) return undefined
      if (value !== 'true' && value !== 'false') throw refuse(-1102, name.toLowerCase())
      return value === 'true'
    },
    clientId: name => {
      const value = optional(name)
      if (value === undefined) return undefined
      if (value.length > 36) throw refuse(-4015)
      if (!clientIdText.test(value)) throw refuse(-1100, name, CLIENT_ID_PATTERN)
      return value
    },
    oneOf: (name, allowed, refusal, word) => {
      const value = optional(name)
      if (value === undefined) return undefined
      const found = allowed.find(each => each === value)
      if (found === undefined) throw refuse(refusal, word ?? value)
      return found
    },
  }
}
