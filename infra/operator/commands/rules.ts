import type { LeverageBracket, SymbolRules } from '#domain/rules.ts'
import type { Origins } from '#paper/rules/rule-book.ts'
import { percent } from '../../terminal/amounts.ts'
import { pairs, table } from '../../terminal/table.ts'
import { moment } from '../../terminal/time.ts'
import type { Answer } from '../answer.ts'
import { Complaint, exitCodes } from '../complaint.ts'
import type { Connection } from '../connect/connection.ts'
import { originText, paperRules } from '../paper-rules.ts'

interface Told {
  readonly rules: SymbolRules
  readonly brackets: readonly LeverageBracket[]
  /** Undefined: the exchange does not say it together with its rules. */
  readonly fundingHours: number | undefined
  /** In words. */
  readonly from: Readonly<Partial<Record<keyof Origins, string>>>
}

/** What the exchange allows on a symbol now; on paper also each rule's source (weight 2). */
export async function rules(connection: Connection, symbol: string): Promise<Answer> {
  const { stack, configuration } = connection
  const exchange = await connection.exchange()
  const found = (await exchange.allRules()).find(each => each.symbol === symbol)
  if (!found)
    throw new Complaint(
      exitCodes.no,
      `the exchange of ${stack.name} lists no ${symbol}`,
      configuration.venue === 'paper' && stack.feedUrl !== undefined
        ? 'a recorded market lists what it has prices of: give its klines to npm run local'
        : 'give a USDⓈ-M perpetual, like ETHUSDT',
    )
  const brackets = await exchange.brackets(symbol)
  const at = stack.clock.now()
  const now = new Date(at).toISOString()
  const told: Told =
    configuration.venue === 'paper'
      ? { rules: found, brackets, ...(await onPaper(connection, symbol)) }
      : {
          ...{ rules: found, brackets, fundingHours: undefined },
          from: { rules: `exchangeInfo, read ${now}`, brackets: `leverageBracket, read ${now}` },
        }
  return {
    data: { at, ...told },
    text: columns =>
      [`${moment(at)}, ${stack.name}`, ruleLines(told, columns), bracketTable(told, columns)].join('\n'),
  }
}

async function onPaper(connection: Connection, symbol: string): Promise<Pick<Told, 'fundingHours' | 'from'>> {
  const book = await paperRules(connection)
  const origins = book.originsOf(symbol)
  const fundingIntervalMs = book.get(symbol)?.fundingIntervalMs
  return {
    fundingHours: fundingIntervalMs === undefined ? undefined : fundingIntervalMs / 3_600_000,
    from: origins
      ? {
          rules: originText(origins.rules),
          brackets: originText(origins.brackets),
          funding: originText(origins.funding),
        }
      : {},
  }
}

const unsaid = 'the venue does not say'

function ruleLines({ rules, fundingHours, from }: Told, columns: number): string {
  const { marginAsset, minQuantity, marketMinQuantity } = rules
  const market = marketMinQuantity === minQuantity ? '' : `, at market ${marketMinQuantity}`
  return pairs(
    [
      ['status', `${rules.status}, ${rules.contractType}, margin in ${marginAsset}`],
      ['tick', rules.tickSize],
      ['step', rules.stepSize],
      ['least', `${minQuantity}${market}, and ${rules.minNotional} ${rules.quoteAsset}`],
      ['most', `${rules.maxQuantity}, at market ${rules.marketMaxQuantity}`],
      ['origin', from.rules ?? unsaid],
      ['of the brackets', from.brackets ?? unsaid],
      ...(fundingHours === undefined
        ? []
        : [['funding', `every ${fundingHours} hours; ${from.funding ?? unsaid}`] as const]),
    ],
    columns,
  )
}

const bracketTable = ({ rules: { quoteAsset }, brackets }: Told, columns: number): string =>
  table(
    ['leverage up to', `notional up to, ${quoteAsset}`, 'maintenance'],
    brackets.map(each => [
      String(each.initialLeverage),
      each.notionalCap,
      percent(each.maintenanceMarginRatio),
    ]),
    columns,
  )
