import { type Connection, openConnection } from './connection.ts'
import { findStackOutputs } from './stack-outputs.ts'
import type { Target } from './target.ts'

/** Asks the paper deployment of the same account and region; undefined where there is none. */
export type AskPaper = <T>(ask: (paper: Connection) => Promise<T>) => Promise<T | undefined>

/** How to ask it; a local stack stands alone, and paper has no other beside it. */
export const paperBeside = ({ local, env }: Target): AskPaper | undefined =>
  local || env === 'paper' ? undefined : askBeside

const askBeside: AskPaper = async ask =>
  (await findStackOutputs('QuantumTrader-paper-App')) === undefined
    ? undefined
    : ask(await openConnection({ env: 'paper' }, () => {}))
