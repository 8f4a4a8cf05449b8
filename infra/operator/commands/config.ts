import type { Configuration } from '#ports/configuration.ts'
import { marketFacts } from '#position/market-facts.ts'
import { describeSettings, loadConfiguration, toEnvironment } from '#settings/configuration.ts'
import { paint } from '../../terminal/colours.ts'
import { pairs } from '../../terminal/table.ts'
import type { Answer } from '../answer.ts'
import { type Consequences, consequencesOf } from '../arithmetic/consequences.ts'
import type { SymbolConsequences } from '../arithmetic/symbols.ts'
import { symbolConsequences } from '../arithmetic/symbols.ts'
import { inWords } from '../arithmetic/words.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'

interface Setting {
  readonly name: string
  readonly value: string
  readonly from: 'default' | 'the stack' | 'this shell'
}

/** The settings of the deployed stack, and what they mean; symbols at the exchange's present prices. */
export async function config(connection: Connection, symbols: readonly string[]): Promise<Answer> {
  const settings = settingsOf(connection.said, 'the stack')
  const elsewhere = differing(toEnvironment(process.env), settings)
  const found = await Promise.all(symbols.map(symbol => consequencesFor(connection, symbol)))
  return answer(settings, consequencesOf(connection.configuration), { found, elsewhere })
}

/** The settings that this shell would deploy, and what they mean. Connects to nothing. */
export function configOfShell(): Answer {
  const configuration: Configuration = loadConfiguration(process.env)
  const settings = settingsOf(toEnvironment(process.env), 'this shell')
  return answer(settings, consequencesOf(configuration), { found: [], elsewhere: [] })
}

const settingsOf = (said: Readonly<Record<string, string>>, from: Setting['from']): readonly Setting[] =>
  describeSettings().map(({ name, preset }) => {
    const value = said[name]
    return value === undefined ? { name, value: preset, from: 'default' } : { name, value, from }
  })

/** What this shell would deploy otherwise: the operator may believe that it is in force. */
const differing = (
  shell: Readonly<Record<string, string>>,
  settings: readonly Setting[],
): readonly string[] =>
  settings
    .filter(({ name, value }) => shell[name] !== undefined && shell[name] !== value)
    .map(({ name, value }) => `${name} is ${shell[name]} in this shell, but ${value} is deployed`)

async function consequencesFor(connection: Connection, symbol: string): Promise<SymbolConsequences> {
  const { configuration, state, stack } = connection
  const exchange = await connection.exchange()
  const facts = await marketFacts({ exchange, state, clock: stack.clock }, symbol)
  if (!facts.rules) {
    throw new Complaint(
      exitCodes.usage,
      `the exchange has no ${symbol}`,
      'give a USDⓈ-M perpetual, like ETHUSDT',
    )
  }
  const [quote, balance] = await Promise.all([
    exchange.quote(symbol),
    exchange.balance(facts.rules.marginAsset),
  ])
  const { rules, brackets } = facts
  if (!balance) {
    const what = `the futures account holds no ${rules.marginAsset}`
    throw new Complaint(exitCodes.no, what, 'transfer margin to it')
  }
  return symbolConsequences(configuration, {
    rules,
    brackets,
    price: quote.mark,
    freeBalance: balance.available,
  })
}

function answer(
  settings: readonly Setting[],
  consequences: Consequences,
  rest: { readonly found: readonly SymbolConsequences[]; readonly elsewhere: readonly string[] },
): Answer {
  const warnings = [...consequences.warnings, ...rest.found.flatMap(each => each.warnings), ...rest.elsewhere]
  const lines = settings.map(
    ({ name, value, from }) => [name, `${shown(value)}  ${paint.dim(from)}`] as const,
  )
  const text = [
    pairs(lines),
    inWords(consequences, rest.found),
    ...warnings.map(warning => paint.yellow(`Warning: ${warning}`)),
  ].join('\n\n')
  return {
    data: { settings, consequences, symbols: rest.found, differsInThisShell: rest.elsewhere },
    text,
  }
}

const shown = (value: string) => (value.length > 60 ? `${value.slice(0, 57)}…` : value)
