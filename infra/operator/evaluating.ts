import type { Command } from 'commander'
import { balanceGiven, seedGiven, textGiven } from './arguments.ts'
import type { Target } from './connect/target.ts'
import { examples } from './examples.ts'
import type { Runner } from './run.ts'

export function evaluating(qt: Command, run: Runner): void {
  qt.command('evaluate')
    .description('The checklist before live, each point with its evidence: pass, fail or not yet.')
    .option(
      '--balance <amount>',
      'what the account held as the days began; the paper venue knows',
      balanceGiven,
    )
    .option('--seed <n>', 'of the random redraws behind the interval (default: 1)', seedGiven)
    .option(
      '--rehearsal <file>',
      'a file of qt rehearse (default: the latest on demo in this folder)',
      textGiven,
    )
    .option('--terms <file>', 'other terms than infra/environments/evaluation.json', textGiven)
    .addHelpText(
      'after',
      examples('qt evaluate', 'qt evaluate --env demo --balance 5000', 'qt evaluate --json | jq .criteria'),
    )
    .action(options =>
      run.connected(qt, async connection => {
        const { paperBeside } = await import('./connect/beside.ts')
        const { evaluate } = await import('./commands/evaluate.ts')
        return evaluate(connection, options, paperBeside(qt.opts<Target>()))
      }),
    )
}
