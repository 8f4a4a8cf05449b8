import { forTerminal } from '../../terminal/for-terminal.ts'
import { endWithItsReader } from '../../terminal/reader.ts'
import { endProcess, failedCode } from '../failed-code.ts'
import { type SignalsOptions, signalsCommand, writeSignals } from './write-signals.ts'

/** The `npm run signals` command: signals to a file or standard output, remarks to standard error. */
try {
  endWithItsReader(() => process.exit(failedCode))
  writeSignals(signalsCommand().exitOverride(endProcess).parse().opts<SignalsOptions>(), {
    output: text => process.stdout.write(text),
    remark: text => console.error(forTerminal(text)),
  })
} catch (problem) {
  console.error(forTerminal(problem instanceof Error ? problem.message : String(problem)))
  process.exitCode = failedCode
}
