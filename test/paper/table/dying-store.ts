import type { VenueStore } from '#paper/ports.ts'

/** A store whose process dies after this many writes. */
export function dying(inner: VenueStore, writes: number): VenueStore {
  let left = writes
  const live = () => {
    if (left-- <= 0) throw new Error('the process died')
  }
  return {
    ...inner,
    archive: async (symbol, entries) => {
      live()
      await inner.archive(symbol, entries)
    },
    saveSymbol: async (symbol, record, version) => {
      live()
      return inner.saveSymbol(symbol, record, version)
    },
  }
}
