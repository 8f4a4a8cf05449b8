import { type Command, Option } from 'commander'
import { labName } from '../stacks/lab/lab-name.ts'
import { symbolsGiven, textGiven } from './arguments.ts'
import type { Target } from './connect/target.ts'
import { examples } from './examples.ts'
import type { Runner } from './run.ts'

interface ConfigOptions {
  readonly shell?: boolean
  readonly write?: boolean
  readonly yes?: boolean
  readonly file?: string
}

/** Undefined: not given; the default does not count as a choice. */
const saidEnvironment = (qt: Command): string | undefined =>
  qt.getOptionValueSource('env') === 'default' ? undefined : qt.opts<Target>().env

/** Only `deploy` takes the lab: see `environmentGiven`. */
const isLab = ({ env }: { readonly env: string }): boolean => env === labName

/** Throws when any command but deploy names the lab, in commander's words for a wrong choice. */
export function refuseLab(qt: Command, command: Command): void {
  if (isLab(qt.opts<Target>()) && command.name() !== 'deploy')
    qt.error(
      `error: option '--env <name>' argument '${labName}' is invalid for ${command.name()}. The lab is deployed only: qt deploy --env ${labName}.`,
      { exitCode: 1 },
    )
}

const settingsFile = () =>
  new Option('--file <path>', 'another file than infra/environments/<env>.json, or none').argParser(textGiven)

export function configuring(qt: Command, run: Runner): void {
  qt.command('config')
    .description('Effective settings, where each comes from, and what they mean in prices and fees.')
    .argument('[symbols...]', 'symbols to work it out for, at the exchange’s prices', symbolsGiven)
    .option(
      '--shell',
      'what a deploy from this shell would take: file, and shell over it; connects to nothing',
    )
    .addHelpText(
      'after',
      examples(
        'qt config ETHUSDT DOGEUSDT',
        'QT_DEFAULT_LEVERAGE=5 qt config --shell',
        'qt config --env live --write',
      ),
    )
    .addOption(
      new Option(
        '--write',
        'write what is deployed into the environment’s file, so that the next deploy repeats it',
      ).conflicts('shell'),
    )
    .option('--yes', 'with --write: do not ask')
    .addOption(settingsFile())
    .action((symbols: readonly string[], options: ConfigOptions) => {
      if (options.shell)
        return run.plain(qt, async () =>
          (await import('./commands/config.ts')).configOfShell(saidEnvironment(qt), symbols, options),
        )
      return run.connected(qt, async connection =>
        options.write
          ? (await import('./commands/write-settings.ts')).writeSettings(connection, options)
          : (await import('./commands/config.ts')).config(connection, symbols, options),
      )
    })
}

export function deploying(qt: Command, run: Runner): void {
  qt.command('deploy')
    .description('Shows what a deploy from here would change, and what of it is looser; asks, and deploys.')
    .option('--diff', 'only show it; exit code 1 if something changes')
    .option('--yes', 'do not ask')
    .addOption(
      new Option('--accept <what>', 'with --yes: even if this shell is looser than live’s file').choices([
        'loosened',
      ]),
    )
    .addOption(settingsFile())
    .addHelpText(
      'after',
      examples('qt deploy --env live --diff', 'qt deploy --env live', 'qt deploy --env lab'),
    )
    .action(options =>
      run.plain(qt, async () => {
        const target = qt.opts<Target>()
        return isLab(target)
          ? (await import('./commands/deploy-lab.ts')).deployLab(target, options)
          : (await import('./commands/deploy.ts')).deploy(target, options)
      }),
    )
}
