/**
 * Makes this thread's `Date` return market time, for libraries that read it: log timestamps, caches, the queues'
 * visibility and deduplication windows. Our own code asks the injected clock.
 */
export function installMarketDate(now: () => number): void {
  const real = Date
  const market = new Proxy(real, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length === 0 ? [now()] : given, newTarget),
    apply: () => new real(now()).toString(),
    get: (target, property, receiver) => (property === 'now' ? now : Reflect.get(target, property, receiver)),
  })
  real.prototype.constructor = market
  globalThis.Date = market
}
