import { type Connection, openConnection } from './connection.ts'
import { findStackOutputs } from './stack-outputs.ts'
import type { Target } from './target.ts'

/** Asks the paper deployment of the same account and region; undefined: there is none. */
export type AskPaper = <T>(ask: (paper: Connection) => Promise<T>) => Promise<T | undefined>

/** Only live has a paper deployment to ask; a local stack stands alone. */
export const paperBeside = ({ local, env }: Target): AskPaper | undefined =>
  local || env !== 'live' ? undefined : askBeside

const askBeside: AskPaper = async ask =>
  (await findStackOutputs('QuantumTrader-paper-App')) === undefined
    ? undefined
    : ask(await openConnection({ env: 'paper' }, () => {}))
