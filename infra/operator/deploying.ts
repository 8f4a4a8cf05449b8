import { type Command, Option } from 'commander'
import type { Target } from './connect/target.ts'
import { examples } from './examples.ts'
import type { Runner } from './run.ts'

/** Undefined where it was not said: the default is no wish. */
export const saidEnvironment = (qt: Command): string | undefined =>
  qt.getOptionValueSource('env') === 'default' ? undefined : qt.opts<Target>().env

export const settingsFile = () =>
  new Option('--file <path>', 'another file than infra/environments/<env>.json, or none')

export function deploying(qt: Command, run: Runner): void {
  qt.command('deploy')
    .description('Shows what a deploy from here would change, and what of it is looser; asks, and deploys.')
    .option('--diff', 'only show it; exit code 1 where something changes')
    .option('--yes', 'do not ask')
    .addOption(
      new Option(
        '--accept <what>',
        'with --yes: also where this shell is looser than the file of live',
      ).choices(['loosened']),
    )
    .addOption(settingsFile())
    .addHelpText('after', examples('qt deploy --env live --diff', 'qt deploy --env live'))
    .action(options =>
      run.plain(qt, async () => (await import('./commands/deploy.ts')).deploy(qt.opts<Target>(), options)),
    )
}
