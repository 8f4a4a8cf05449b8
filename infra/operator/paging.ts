import { type Command, Option } from 'commander'
import { portGiven } from '../terminal/port.ts'
import { textGiven } from './arguments.ts'
import type { Target } from './connect/target.ts'
import { examples } from './examples.ts'
import type { Runner } from './run.ts'

export function paging(qt: Command, run: Runner): void {
  qt.command('page')
    .description(
      'Serves a page to look at in the browser, on this machine alone; closes and halts from there.',
    )
    .option('--read-only', 'only show, never act; the default at live')
    .addOption(new Option('--act', 'at live too').conflicts('readOnly'))
    .option('--open', 'open it in the browser')
    .addOption(new Option('--port <n>', 'on this port; 0 for any').argParser(portGiven).default(7340))
    .option('--token-file <file>', 'holds the bearer token for other tools (default: a new one)', textGiven)
    .addHelpText(
      'after',
      examples('qt page --open', 'qt page --env live --act', 'qt page --read-only --port 0'),
    )
    .action(options =>
      run.connected(qt, async connection => {
        const { paperBeside } = await import('./connect/beside.ts')
        const { json } = qt.opts<{ json?: boolean }>()
        const beside = paperBeside(qt.opts<Target>())
        const given = { ...options, ...(json && { json }) }
        return (await import('./commands/page.ts')).page(connection, given, beside)
      }),
    )
}
