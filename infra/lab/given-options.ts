import { type Command, InvalidArgumentError, Option } from 'commander'
import { settingsOf, withMarketAndSignals } from '../local/options.ts'
import { readSettingsFile } from '../stacks/settings-file.ts'
import type { Given } from './given.ts'
import { type SignalField, signalFields } from './signal-table.ts'

/** The options of what is given, for each command that plays it. */
export const withGiven = (command: Command): Command =>
  withMarketAndSignals(command, {
    klines: 'recorded klines or aggTrades',
    signals: 'signals: JSON, one object a line, or .csv with a header',
  })
    .addOption(
      new Option('--columns <pairs>', 'which column of the .csv says what: timestamp=time,action=side')
        .argParser(columns)
        .default({}, 'by their usual names'),
    )
    .option('--balance <usdt>', 'what the account begins with; QT_PAPER_BALANCE says the same', balance)
    .option('--every-look', 'make every look, also those that provably hold: slower, and the same')

/** The settings of the paper deployment, those of this shell over them, and the balance over both. */
export function environmentOf({ balance }: Pick<Given, 'balance'>): Readonly<Record<string, string>> {
  const said = settingsOf({ ...readSettingsFile('paper').said, ...settingsOf(process.env) })
  return { ...said, ...(balance !== undefined && { QT_PAPER_BALANCE: balance }) }
}

function balance(text: string): string {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError(`Expected an amount of USDT like 10000, got ${text}.`)
  return text
}

function columns(text: string): Readonly<Partial<Record<SignalField, string>>> {
  return Object.fromEntries(
    text.split(',').map(pair => {
      const [field, name] = pair.split('=')
      if (!field || !name)
        throw new InvalidArgumentError(`Expected columns like timestamp=time,action=side; got ${text}.`)
      if (!signalFields.some(each => each === field))
        throw new InvalidArgumentError(`Expected one of ${signalFields.join(', ')} before =, got ${field}.`)
      return [field, name]
    }),
  )
}
