import type { FunctionUse, Use } from './function-use.ts'

const use = (cpuMs: number, logBytes: number): Use => ({ calls: 1, cpuMs, logBytes })

/**
 * The results of `npm run bench` on one core of a 2-core x64 machine in November 2026, rounded up. The tests compute
 * with them, so that a busy machine fails none of them.
 */
export const recordedUse: FunctionUse = {
  phases: {
    idle: { survey: use(12, 360) },
    refusing: { 'signal-gate': use(5, 850), survey: use(12, 360) },
    entering: { 'signal-gate': use(12, 850), executor: use(400, 2_400), survey: use(12, 360) },
    holding: { survey: use(12, 270), inspect: use(10, 0) },
    closing: { 'close-cleanup': use(300, 4_300), survey: use(12, 360) },
  },
  metrics: {
    idle: ['Tick', 'OpenPositions', 'RequestWeight'],
    refusing: [],
    entering: [],
    holding: [],
    closing: [],
  },
  grownMb: {},
}
