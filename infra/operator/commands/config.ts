import { marketFacts } from '#position/market-facts.ts'
import { ConfigurationError, loadConfiguration, toEnvironment } from '#settings/configuration.ts'
import {
  DeploymentRefused,
  looserInWords,
  looserThanFile,
  type Plan,
  readPlan,
} from '../../stacks/planned.ts'
import { readSettingsFile, type SettingsFile } from '../../stacks/settings-file.ts'
import { paint } from '../../terminal/colours.ts'
import type { Answer } from '../answer.ts'
import { type Consequences, consequencesOf } from '../arithmetic/consequences.ts'
import { notedPairs, settingsTable } from '../arithmetic/settings-table.ts'
import type { SymbolConsequences } from '../arithmetic/symbols.ts'
import { symbolConsequences } from '../arithmetic/symbols.ts'
import { inWords } from '../arithmetic/words.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { type Change, changesInWords, changesOf } from '../deploy/changes.ts'
import { withEgress } from '../deploy/egress.ts'
import { type Recorded, recordedIn } from '../deploy/recorded.ts'
import { differing, isSetting, type Value, valuesOfPlan, valuesOfStack } from '../deploy/values.ts'
import { readTerms, type Term } from '../evaluate/read-terms.ts'

interface FileOption {
  /** A file to read instead of the environment's. */
  readonly file?: string
}

/** The deployed stack's settings and their consequences, with symbols at the exchange's present prices. */
export async function config(
  connection: Connection,
  symbols: readonly string[],
  { file }: FileOption = {},
): Promise<Answer> {
  const { stack, deployment, configuration } = connection
  const recorded = recordedIn(stack.outputs, process.env.AWS_REGION)
  const values = recorded ? valuesOfStack(recorded) : []
  const elsewhere = differing(toEnvironment(process.env), values)
  // A local stack's settings come from its start.
  const { changes, warnings } = stack.local
    ? { changes: [], warnings: elsewhere }
    : changesFromHere(deployment, recorded, file)
  const found = await Promise.all(symbols.map(symbol => consequencesFor(connection, symbol)))
  return answer(values, consequencesOf(configuration), { found, elsewhere, changes, warnings })
}

/**
 * The settings that a deploy from this shell would use (the environment's file, with this shell over it), and their
 * consequences. Connects to nothing. Without an environment it takes the one that this shell's settings choose.
 */
export function configOfShell(
  environment: string | undefined,
  symbols: readonly string[],
  { file }: FileOption = {},
): Answer {
  if (symbols.length > 0) {
    const todo = 'leave --shell out to work symbols out at the exchange’s prices, or name none'
    throw new Complaint(exitCodes.usage, '--shell connects to nothing, so it knows no prices', todo)
  }
  const name = environment ?? loadConfiguration(process.env).venue
  const plan = planned(name, readSettingsFile(name, file))
  const looser = looserInWords(looserThanFile(plan))
  const warnings = looser.map(line => `this shell is looser than ${plan.file.name}: ${line}`)
  const rest = { found: [], elsewhere: [], changes: [], warnings }
  return answer(valuesOfPlan(plan), consequencesOf(plan.configuration), rest)
}

const planned = (name: string, file: SettingsFile): Plan =>
  readPlan(name, process.env, { accept: 'loosened', unmailed: true }, file)

/** What a deploy from this folder and shell would change: the operator may believe that it is in force already. */
function changesFromHere(
  name: string,
  recorded: Recorded | undefined,
  file: string | undefined,
): Pick<Rest, 'changes' | 'warnings'> {
  try {
    const plan = planned(name, withEgress(name, readSettingsFile(name, file), recorded))
    return { changes: changesOf(recorded?.values ?? {}, plan.values), warnings: [] }
  } catch (error) {
    if (!(error instanceof DeploymentRefused || error instanceof ConfigurationError)) throw error
    return { changes: [], warnings: [`a deploy from here is refused. ${error.message}`] }
  }
}

async function consequencesFor(connection: Connection, symbol: string): Promise<SymbolConsequences> {
  const { configuration, state, stack } = connection
  const exchange = await connection.exchange()
  const facts = await marketFacts({ exchange, state, clock: stack.clock }, symbol)
  if (!facts.rules) {
    throw new Complaint(
      exitCodes.usage,
      `the exchange lists no ${symbol}`,
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

interface Rest {
  readonly found: readonly SymbolConsequences[]
  readonly elsewhere: readonly string[]
  readonly changes: readonly Change[]
  readonly warnings: readonly string[]
}

function answer(values: readonly Value[], consequences: Consequences, rest: Rest): Answer {
  const { found, elsewhere, changes } = rest
  const warnings = [...consequences.warnings, ...found.flatMap(each => each.warnings), ...rest.warnings]
  const { told: terms } = readTerms()
  const text = (columns: number) =>
    [
      settingsTable(values, columns),
      inWords(consequences, found, columns),
      ...warnings.map(warning => paint.yellow(`Warning: ${warning}`)),
      ...(changes.length > 0
        ? [
            ['A deploy from here changes:', ...changesInWords(changes)]
              .map(line => paint.yellow(line))
              .join('\n'),
          ]
        : []),
      `What qt evaluate asks for:\n${notedPairs(terms.map(termLine))}`,
    ].join('\n\n')
  const [settings, chosen] = [values.filter(isSetting), values.filter(value => !isSetting(value))]
  return {
    data: {
      settings,
      choices: chosen,
      consequences,
      symbols: found,
      differsInThisShell: elsewhere,
      changes,
      warnings,
      evaluation: terms,
    },
    text,
  }
}

const termLine = ({ name, value, from, because }: Term) =>
  [name, shown(value), `${from}: ${because}`] as const

const shown = (value: Term['value']): string =>
  typeof value === 'object' ? value.join(', ') || 'none' : String(value)
