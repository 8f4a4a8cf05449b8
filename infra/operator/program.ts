import { Argument, Command, Option } from 'commander'
import { venues } from '#ports/configuration.ts'
import manifest from '../../package.json' with { type: 'json' }
import {
  actionGiven,
  actions,
  amountGiven,
  numberGiven,
  secondsGiven,
  symbolGiven,
  textGiven,
  timeGiven,
} from './arguments.ts'
import { completionScript, shells } from './completion.ts'
import { configuring, deploying } from './deploying.ts'
import { examples } from './examples.ts'
import type { Runner } from './run.ts'

/** The whole command line; each command is loaded when it is called. */
export function program(run: Runner): Command {
  const qt = new Command('qt')
    .description('Looks at a running Quantum Trader, explains what it did, and acts on it.')
    .version(manifest.version, '--version', 'this release')
    .addOption(
      new Option('--local [file]', 'a stack that `npm run local` runs on this machine')
        .argParser(textGiven)
        .conflicts(['env', 'profile', 'region', 'outputs']),
    )
    .addOption(new Option('--env <name>', 'the deployment').choices(venues).default('paper'))
    .option('--profile <name>', 'AWS profile', textGiven)
    .option('--region <name>', 'AWS region; else AWS_REGION, the profile’s, the environment’s', textGiven)
    .option(
      '--outputs <file>',
      'take the stack’s outputs from a file of `cdk deploy --outputs-file`',
      textGiven,
    )
    .option('--json', 'answer as JSON, for scripts')
    .option('--wide', 'tables as wide as they are, whatever the terminal')
    .showHelpAfterError('(see qt help COMMAND)')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      `
Exit codes: 0 yes or done; 1 no: not safe, rejected, different, not finished; 2 wrong usage or settings;
3 stack, AWS or exchange not reachable; 4 asked and declined.
${examples('qt doctor --local', 'qt positions --env live --profile trading --region ap-northeast-1', 'qt explain ETHUSDT --verify', 'qt flatten --halt')}`,
    )
  for (const add of [configuring, looking, explaining, acting, settling, puttingAside, reporting, deploying])
    add(qt, run)
  qt.command('completion')
    .description('Prints a script that completes qt in your shell.')
    .addArgument(new Argument('<shell>', 'whose script to print').choices(shells))
    .addHelpText(
      'after',
      examples('source <(qt completion bash)', 'qt completion fish > ~/.config/fish/completions/qt.fish'),
    )
    .action(shell =>
      run.plain(qt, async () =>
        completionScript(qt, shell, (await import('./known-symbols.ts')).knownSymbols()),
      ),
    )
  return qt
}

function looking(qt: Command, run: Runner): void {
  qt.command('doctor')
    .description('Whether it is safe to trade: key, modes, clock, region, queues, watch and alarms.')
    .addHelpText('after', examples('qt doctor', 'qt doctor --json | jq .safe'))
    .action(() =>
      run.connected(qt, async connection => (await import('./commands/doctor.ts')).doctor(connection)),
    )
  qt.command('alarms')
    .description('The alarms of a deployed stack: which are on, since when, and what to do.')
    .addHelpText('after', examples('qt alarms --env live', 'qt alarms --json | jq .on'))
    .action(() =>
      run.connected(qt, async connection => (await import('./commands/alarms.ts')).alarms(connection)),
    )
  qt.command('positions')
    .description('Open positions: exchange and table side by side, differences marked.')
    .addOption(
      new Option('--watch [seconds]', 'repeat every 10 seconds, or as given, until Ctrl-C').argParser(
        secondsGiven,
      ),
    )
    .addHelpText(
      'after',
      examples(
        'qt positions',
        'qt positions --watch',
        'qt positions --watch 2',
        'qt positions --json | jq ".positions[].differences"',
      ),
    )
    .action((options: { watch?: number | true }) =>
      run.connected(
        qt,
        async connection => (await import('./commands/positions.ts')).positions(connection),
        options,
      ),
    )
  qt.command('orders')
    .description('Open orders of both books: whose each is, and why it stands.')
    .argument('[symbol]', 'of this symbol only', symbolGiven)
    .addHelpText('after', examples('qt orders', 'qt orders ETHUSDT'))
    .action((symbol?: string) =>
      run.connected(qt, async connection =>
        (await import('./commands/orders.ts')).orders(connection, symbol),
      ),
    )
  qt.command('account')
    .description('The account on the exchange and in the table: balance, modes, slots, day, halts.')
    .addHelpText('after', examples('qt account', 'qt account --json | jq .table.halts'))
    .action(() =>
      run.connected(qt, async connection => (await import('./commands/account.ts')).account(connection)),
    )
}

function explaining(qt: Command, run: Runner): void {
  qt.command('explain')
    .description('A position’s whole story: seen, decided, sent, answered; or why a signal was rejected.')
    .argument('[position]', 'its id, its signal’s id, or a symbol for its open or latest position')
    .option('--verify', 'replay every recorded decision and compare byte for byte')
    .option('--all', 'verify every position and every signal of the table')
    .addHelpText(
      'after',
      examples('qt explain ETHUSDT', 'qt explain c1is7otaqzs0 --verify', 'qt explain --verify --all'),
    )
    .action((position: string | undefined, options: { verify?: boolean; all?: boolean }) =>
      run.connected(qt, async connection =>
        (await import('./commands/explain.ts')).explain(connection, position, options),
      ),
    )
}

const timeout = () =>
  new Option('--timeout <seconds>', 'how long to wait').argParser(secondsGiven).default(60)

function acting(qt: Command, run: Runner): void {
  qt.command('signal')
    .description('Pushes a signal, and with --wait follows it until it is rejected or protected.')
    .argument('<symbol>', 'ETHUSDT', symbolGiven)
    .addArgument(new Argument('<action>', 'what it says').choices(actions).argParser(actionGiven))
    .requiredOption('--confidence <share>', '0 to 1', numberGiven)
    .requiredOption('--source <name>', 'the signal’s source', textGiven)
    .option('--id <id>', 'two signals of one source with the same id count as one', textGiven)
    .option('--leverage <n>', 'for this position only', numberGiven)
    .option('--stop-loss-pct <share>', 'of margin, for this position only', textGiven)
    .option(
      '--take-profit-pct <share>',
      'of margin, for this position only; at most the ladder’s first tier',
      textGiven,
    )
    .option('--wait', 'follow it')
    .addOption(timeout())
    .addHelpText(
      'after',
      examples('qt signal ETHUSDT SELL --confidence 0.81 --source operator --leverage 5 --wait'),
    )
    .action((symbol, action, options) =>
      run.connected(qt, async connection =>
        (await import('./commands/signal.ts')).signal(connection, symbol, action, options),
      ),
    )
  qt.command('close')
    .description('Closes a symbol’s position at market, through close-cleanup.')
    .argument('<symbol>', 'ETHUSDT', symbolGiven)
    .option('--yes', 'do not ask')
    .addOption(timeout())
    .addHelpText('after', examples('qt close ETHUSDT', 'qt close ETHUSDT --yes --timeout 120'))
    .action((symbol, options) =>
      run.connected(qt, async connection =>
        (await import('./commands/close.ts')).close(connection, symbol, options),
      ),
    )
  qt.command('flatten')
    .description('Closes every position at market, through close-cleanup.')
    .option('--halt', 'halt entries first')
    .option('--yes', 'do not ask')
    .addOption(timeout())
    .addHelpText('after', examples('qt flatten --halt', 'qt flatten --halt --yes --json'))
    .action(options =>
      run.connected(qt, async connection =>
        (await import('./commands/close.ts')).flatten(connection, options),
      ),
    )
  qt.command('cancel-all')
    .description('Cancels open orders; stops are spared where something is open.')
    .argument('[symbol]', 'of this symbol only', symbolGiven)
    .option('--and-close', 'close our positions first')
    .option('--yes', 'do not ask')
    .addOption(timeout())
    .addHelpText('after', examples('qt cancel-all ETHUSDT', 'qt cancel-all ETHUSDT --and-close'))
    .action((symbol, options) =>
      run.connected(qt, async connection =>
        (await import('./commands/cancel-all.ts')).cancelAll(connection, symbol, options),
      ),
    )
  qt.command('halt')
    .description('Stops new entries; open positions stay protected.')
    .option('--reason <text>', 'why, as qt and the verdicts show it', textGiven, 'halted by the operator')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('qt halt --reason "exchange maintenance at 04:00"'))
    .action(options =>
      run.connected(qt, async connection => (await import('./commands/halt.ts')).halt(connection, options)),
    )
  qt.command('resume')
    .description('Lifts the operator’s halt and the kill switch.')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('qt resume'))
    .action(options =>
      run.connected(qt, async connection => (await import('./commands/halt.ts')).resume(connection, options)),
    )
}

function settling(qt: Command, run: Runner): void {
  qt.command('settle')
    .description('What is known of a result that history does not show as a whole; with --net, sets it.')
    .argument('<position>', 'its id, or a symbol for its latest one')
    .option('--net <amount>', 'the net result, fees and funding included', amountGiven)
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('qt settle c1is7otaqzs0', 'qt settle c1is7otaqzs0 --net -20.14'))
    .action((position, options) =>
      run.connected(qt, async connection =>
        (await import('./commands/settle.ts')).settle(connection, position, options),
      ),
    )
}

function puttingAside(qt: Command, run: Runner): void {
  qt.command('invalid')
    .description('Messages that were no valid signals, and what is wrong with each; retries or deletes them.')
    .addOption(new Option('--retry', 'push them as signals again').conflicts('purge'))
    .option('--purge', 'delete them')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('qt invalid', 'qt invalid --retry', 'qt invalid --purge --yes'))
    .action(options =>
      run.connected(qt, async connection =>
        (await import('./commands/invalid.ts')).invalid(connection, options),
      ),
    )
}

function reporting(qt: Command, run: Runner): void {
  qt.command('report')
    .description('Results of closed positions, by source, symbol, side, tier and exit.')
    .option('--from <time>', 'closed from then on', timeGiven)
    .option('--to <time>', 'closed before then', timeGiven)
    .option('--csv', 'one line per trade, as CSV')
    .addHelpText(
      'after',
      examples('qt report', 'qt report --from 2025-02-01 --to 2025-03-01', 'qt report --csv > trades.csv'),
    )
    .action(options =>
      run.connected(qt, async connection =>
        (await import('./commands/report.ts')).report(connection, options),
      ),
    )
}
