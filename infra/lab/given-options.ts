import { type Command, InvalidArgumentError } from 'commander'
import { settingsOf, withMarketAndSignals } from '../local/options.ts'
import { readSettingsFile } from '../stacks/settings-file.ts'
import type { Given } from './given.ts'

/** The options of what is given, for each command that plays it. */
export const withGiven = (command: Command): Command =>
  withMarketAndSignals(command, 'recorded klines or aggTrades')
    .option('--balance <usdt>', 'starting balance; QT_PAPER_BALANCE sets the same', balance)
    .option('--every-look', 'make every look, even where nothing can change: slower, same result')

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
