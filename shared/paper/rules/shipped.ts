import type { VenueRules } from '../rules.ts'
import exchangeInfo from './exchange-info.json' with { type: 'json' }
import fundingInfo from './funding-info.json' with { type: 'json' }
import leverageBrackets from './leverage-brackets.json' with { type: 'json' }

/** When exchangeInfo and the brackets were recorded; the testnet's coarser lots are among them. */
export const shippedOn = '2025-08-07 to 2026-05'

/** The rules that ship with the venue; sources in README.md beside this file. */
export const shippedRules: VenueRules = {
  exchangeInfo: exchangeInfo as unknown as VenueRules['exchangeInfo'],
  brackets: leverageBrackets,
  fundingInfo,
}
