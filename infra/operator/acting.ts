import { Argument, type Command, Option } from 'commander'
import { actions } from '#domain/signal.ts'
import { actionGiven, amountGiven, numberGiven, secondsGiven, symbolGiven, textGiven } from './arguments.ts'
import { examples } from './examples.ts'
import type { Runner } from './run.ts'

const timeout = () =>
  new Option('--timeout <seconds>', 'how long to wait').argParser(secondsGiven).default(60)

export function acting(qt: Command, run: Runner): void {
  qt.command('signal')
    .description('Sends a signal, and with --wait follows it until it is rejected or protected.')
    .argument('<symbol>', 'ETHUSDT', symbolGiven)
    .addArgument(new Argument('<action>', 'what it says').choices(actions).argParser(actionGiven))
    .option(
      '--confidence <share>',
      '0 to 1; required, except for a CLOSE and for sources with a default in QT_SOURCES',
      numberGiven,
    )
    .requiredOption('--source <name>', 'required: who or what sends it', textGiven)
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
    .description('Cancels open orders, but spares the stops of open positions.')
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
    .description('Lifts the operator’s halt, the kill switch and the locks of protections.')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('qt resume'))
    .action(options =>
      run.connected(qt, async connection => (await import('./commands/halt.ts')).resume(connection, options)),
    )
}

export function settling(qt: Command, run: Runner): void {
  qt.command('settle')
    .description('What is known of a result that the exchange does not show in full; with --net, sets it.')
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

export function puttingAside(qt: Command, run: Runner): void {
  qt.command('invalid')
    .description(
      'Messages that were not valid signals, and what is wrong with each; retries or deletes them.',
    )
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

export function notifying(qt: Command, run: Runner): void {
  const notify = qt
    .command('notify')
    .description('The notification channels, and whether they have their credentials.')
    .addHelpText('after', examples('qt notify', 'qt notify set phone', 'qt notify test'))
    .action(() =>
      run.connected(qt, async connection => (await import('./commands/notify.ts')).channels(connection)),
    )
  notify
    .command('set')
    .description('Asks for a channel’s credential, or reads it from the standard input, and writes it.')
    .argument('<channel>', 'as "notify" of the environment’s file names it', textGiven)
    .option('--remove', 'delete it')
    .addHelpText('after', examples('qt notify set phone', 'qt notify set phone < token.txt'))
    .action((channel, options) =>
      run.connected(qt, async connection =>
        (await import('./commands/notify.ts')).set(connection, channel, options),
      ),
    )
  notify
    .command('test')
    .description('Sends a test message to a channel, or to all, and says what its service answered.')
    .addArgument(new Argument('[channel]', 'this one only').argParser(textGiven))
    .addHelpText('after', examples('qt notify test', 'qt notify test phone'))
    .action(channel =>
      run.connected(qt, async connection => (await import('./commands/notify.ts')).test(connection, channel)),
    )
}

export function admitting(qt: Command, run: Runner): void {
  qt.command('token')
    .description('Makes a source’s token for signals over HTTPS, and shows it once; revokes it; lists them.')
    .addArgument(new Argument('[source]', 'as QT_SOURCES names it').argParser(textGiven))
    .option('--revoke', 'revoke it')
    .option('--yes', 'do not ask')
    .addHelpText('after', examples('qt token', 'qt token tv-btc', 'qt token tv-btc --revoke --yes'))
    .action((source, options) =>
      run.connected(qt, async connection =>
        (await import('./commands/token.ts')).token(connection, source, options),
      ),
    )
}
