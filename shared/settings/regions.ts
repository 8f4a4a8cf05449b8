/**
 * Where Binance may refuse requests, by the beginning of a region's name. Its terms restrict the United States, Canada
 * (Ontario; it left the country in 2023) and Malaysia. It answers HTTP 451 there, and 403 to addresses that its
 * firewall blocks. This changes without notice, so only the certain cases are refused (`choices.region`): in the
 * others, the functions find out.
 */
const doubts: readonly (readonly [begins: string, why: string])[] = [
  ['us-', 'Binance answers HTTP 451 in the United States'],
  ['ca-', 'Binance left Canada, and may answer HTTP 451 there'],
  ['ap-southeast-5', 'Binance’s terms restrict Malaysia, and it may answer HTTP 451 there'],
]

/** Why Binance may not answer in this region; undefined if nothing is known against it. */
export const doubtAbout = (region: string): string | undefined =>
  doubts.find(([begins]) => region.startsWith(begins))?.[1]
