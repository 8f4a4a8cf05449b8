import { syncBuiltinESMExports } from 'node:module'
import { Socket } from 'node:net'
import timers from 'node:timers'
import { promisify } from 'node:util'

/** Shorter timers are pauses between attempts, not patience with an answer. */
const shortestPatienceMs = 100
/** At a work rate of 0 a timeout never comes within any run. */
const slowest = 0.001

/**
 * Makes the timeouts of this thread as patient as its clock. Functions wait on the injected clock; what they set
 * in real time are the timeouts of their requests, and while a request is open time passes at `workRate`. So a
 * machine that is slow today loses no answers that it would have had.
 */
export function installPatientTimers(workRate: number): void {
  const real = globalThis.setTimeout
  const stretched = (ms = 0) =>
    ms < shortestPatienceMs ? ms : Math.min(ms / Math.max(workRate, slowest), 2 ** 31 - 1)
  const patient = (callback: (...args: unknown[]) => void, ms?: number, ...args: unknown[]) =>
    real(callback, stretched(ms), ...args)
  const promised = <T>(ms?: number, value?: T) =>
    new Promise(resolve => patient(resolve as () => void, ms, value))
  globalThis.setTimeout = Object.assign(patient, {
    [promisify.custom]: promised,
  }) as unknown as typeof setTimeout
  // middy takes it from there to end an invocation just before its deadline.
  timers.setTimeout = globalThis.setTimeout
  syncBuiltinESMExports()

  const silent = Socket.prototype.setTimeout
  Socket.prototype.setTimeout = function (ms, callback) {
    return silent.call(this, stretched(ms), callback)
  }
}
