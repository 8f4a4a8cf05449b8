import { Argument, Command, Option } from 'commander'
import { venues } from '#ports/configuration.ts'
import manifest from '../../package.json' with { type: 'json' }
import { acting, admitting, notifying, puttingAside, settling } from './acting.ts'
import {
  balanceGiven,
  environmentGiven,
  secondsGiven,
  seedGiven,
  symbolGiven,
  textGiven,
  timeGiven,
} from './arguments.ts'
import { completionScript, shells } from './completion.ts'
import type { Target } from './connect/target.ts'
import { configuring, deploying, refuseLab } from './deploying.ts'
import { evaluating } from './evaluating.ts'
import { examples } from './examples.ts'
import { paging } from './paging.ts'
import { rehearsing } from './rehearsing.ts'
import type { Runner } from './run.ts'

/** The whole command line, whose errors and help are thrown; each command's code is loaded when it is called. */
export function program(run: Runner): Command {
  const qt = new Command('qt')
    // Every command below inherits it.
    .exitOverride()
    .description('Looks at a running Quantum Trader, explains what it did, and acts on it.')
    .version(manifest.version, '--version', 'this release')
    .addOption(
      new Option('--local [file]', 'a stack that `npm run local` runs on this machine')
        .argParser(textGiven)
        .conflicts(['env', 'profile', 'region', 'outputs']),
    )
    .addOption(
      new Option('--env <name>', 'the deployment')
        .choices(venues)
        .argParser(environmentGiven)
        .default('paper'),
    )
    .option('--profile <name>', 'AWS profile', textGiven)
    .option('--region <name>', 'AWS region; else AWS_REGION, the profile’s, the environment’s', textGiven)
    .option(
      '--outputs <file>',
      'take the stack’s outputs from a file of `cdk deploy --outputs-file`',
      textGiven,
    )
    .option('--json', 'answer as JSON, for scripts')
    .option('--wide', 'do not fit tables to the terminal')
    .hook('preAction', refuseLab)
    .showHelpAfterError('qt help shows the commands, and qt COMMAND --help the options of one.')
    .configureHelp({ showGlobalOptions: true })
    .addHelpText(
      'after',
      `
Exit codes: 0 yes or done; 1 no: not safe, rejected, different, not finished;
2 wrong usage or settings; 3 stack, AWS or exchange not reachable;
4 asked and declined; 5 too early to tell.
${examples('qt doctor --local', 'qt positions --env live --profile trading --region ap-northeast-1', 'qt explain ETHUSDT --verify', 'qt flatten --halt')}`,
    )
  for (const add of [
    ...[
      configuring,
      looking,
      explaining,
      acting,
      settling,
      puttingAside,
      admitting,
      notifying,
      reporting,
      paging,
      rehearsing,
      evaluating,
    ],
    deploying,
  ])
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
      run.connected(qt, async connection => {
        const { paperBeside } = await import('./connect/beside.ts')
        return (await import('./commands/doctor.ts')).doctor(connection, paperBeside(qt.opts<Target>()))
      }),
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
    .description('Open orders of both books, with owner and purpose.')
    .argument('[symbol]', 'of this symbol only', symbolGiven)
    .addHelpText('after', examples('qt orders', 'qt orders ETHUSDT'))
    .action((symbol?: string) =>
      run.connected(qt, async connection =>
        (await import('./commands/orders.ts')).orders(connection, symbol),
      ),
    )
  qt.command('rules')
    .description('What the exchange allows on a symbol, and on paper the source of each rule.')
    .argument('<symbol>', 'whose rules', symbolGiven)
    .addHelpText('after', examples('qt rules BNBUSDT', 'qt rules BNBUSDT --json | jq .from'))
    .action((symbol: string) =>
      run.connected(qt, async connection => (await import('./commands/rules.ts')).rules(connection, symbol)),
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
    .argument(
      '[position]',
      'its id, its signal’s or message’s id, or a symbol: its open or latest position, else its latest signal',
    )
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

function reporting(qt: Command, run: Runner): void {
  qt.command('report')
    .description('Return, risk, costs and luck of closed positions; by source, symbol, side, tier, exit, …')
    .option('--from <time>', 'closed from then on', timeGiven)
    .option('--to <time>', 'closed before then', timeGiven)
    .option('--balance <amount>', 'the starting balance; paper knows its own', balanceGiven)
    .option('--seed <n>', 'of the random redraws behind the intervals (default: 1)', seedGiven)
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
