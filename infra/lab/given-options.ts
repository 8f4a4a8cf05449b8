import { type Command, InvalidArgumentError } from 'commander'
import { settingsOf, withMarketAndSignals } from '../local/options.ts'
import { readSettingsFile } from '../stacks/settings-file.ts'
import type { Given } from './given.ts'

/** The input options of each command that plays. */
export const withGiven = (command: Command): Command =>
  withMarketAndSignals(command, 'recorded klines or aggTrades')
    .option('--balance <usdt>', 'starting balance, like QT_PAPER_BALANCE', balance)
    .option('--every-look', 'make every look, even if nothing can change: slower, same result')

/** The paper deployment's settings, overridden by this shell's, and the balance over both. */
export function environmentOf({ balance }: Pick<Given, 'balance'>): Readonly<Record<string, string>> {
  const said = settingsOf({ ...readSettingsFile('paper').said, ...settingsOf(process.env) })
  return { ...said, ...(balance !== undefined && { QT_PAPER_BALANCE: balance }) }
}

function balance(text: string): string {
  if (!/^\d+(\.\d+)?$/.test(text) || Number(text) === 0)
    throw new InvalidArgumentError(`Expected an amount of USDT like 10000, got ${text}.`)
  return text
}
