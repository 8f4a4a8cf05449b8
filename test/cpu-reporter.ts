import type { Reporter, TestModule } from 'vitest/node'

const seconds = (ms: number): string => (ms / 1000).toFixed(1).padStart(7)
/** Files below this share one line. */
const toldFromMs = 1_000

/** CPU seconds by file, the dearest first: `npm test -- --reporter=default --reporter=./test/cpu-reporter.ts`. */
export default class CpuReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const spent = modules.map(module => {
      const { own = 0, started = 0 } = module.meta().cpuMs ?? {}
      return { name: module.relativeModuleId, started, all: own + started }
    })
    const dear = spent.filter(({ all }) => all >= toldFromMs)
    const cheap = spent.filter(({ all }) => all < toldFromMs)
    const sum = (some: typeof spent) => some.reduce((ms, { all }) => ms + all, 0)
    const lines = [
      '\nCPU seconds by file, and how many of them in processes that it started',
      ...dear
        .toSorted((one, other) => other.all - one.all)
        .map(({ name, all, started }) => `${seconds(all)}${seconds(started)}  ${name}`),
      `${seconds(sum(cheap))}         in ${cheap.length} other files`,
      `${seconds(sum(spent))}         in all`,
    ]
    console.log(lines.join('\n'))
  }
}
