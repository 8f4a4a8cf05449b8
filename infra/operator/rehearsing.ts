import { type Command, InvalidArgumentError, Option } from 'commander'
import { timing } from '#domain/timing.ts'
import { secondsGiven, symbolGiven, textGiven } from './arguments.ts'
import type { Target } from './connect/target.ts'
import { examples } from './examples.ts'
import type { Runner } from './run.ts'

interface RehearseOptions {
  readonly hold: number
  readonly file?: string
  readonly yes?: boolean
  readonly compare?: string
}

/** Long enough to see a stop vanish within a minute, as happened on demo. */
const usualHold = 70
/** The other steps need time too. */
const longestHold = timing.rehearsal.steps / 1000 - 90

const holdGiven = (text: string): number => {
  const seconds = secondsGiven(text)
  if (seconds > longestHold) throw new InvalidArgumentError(`Expected ${longestHold} seconds at most.`)
  return seconds
}

export function rehearsing(qt: Command, run: Runner): void {
  qt.command('rehearse')
    .description(
      'Takes the smallest position through everything on the demo venue; compares each answer with the paper venue’s.',
    )
    .argument('[symbol]', 'a symbol without a position', symbolGiven, 'ETHUSDT')
    .addOption(
      new Option('--hold <seconds>', 'how long the position is held while its stops are looked at')
        .argParser(holdGiven)
        .default(usualHold),
    )
    .option('--file <path>', 'file for requests and answers (default: a name with the time, here)', textGiven)
    .option('--yes', 'do not ask')
    .addOption(
      new Option('--compare <file>', 'judge a kept rehearsal by this release; connects to nothing')
        .argParser(textGiven)
        .conflicts(['yes', 'file']),
    )
    .addHelpText(
      'after',
      examples(
        'qt rehearse --env demo',
        'qt rehearse BTCUSDT --env demo --hold 10 --yes',
        'qt rehearse --compare rehearsal-demo-ETHUSDT-2026-11-27T19-30-00-000Z.jsonl',
      ),
    )
    .action((symbol: string, options: RehearseOptions) => {
      const command = import('./commands/rehearse.ts')
      const { compare } = options
      if (compare) return run.plain(qt, async () => (await command).judgeKept(compare))
      const { env, local } = qt.opts<Target>()
      // This comes before anything of another stack is read, its key above all.
      if (env !== 'demo' && !local) return run.plain(qt, async () => (await command).refuse(env))
      return run.connected(qt, async connection => (await command).rehearse(connection, symbol, options))
    })
}
