/**
 * Where Binance may refuse requests, by how a region's name begins. Its terms name the United States, Canada (Ontario; it left the
 * country in 2023) and Malaysia as restricted; it answers HTTP 451 there, and 403 to addresses that its firewall
 * blocks. That changes without notice, so only what is certain is refused (`choices.region`): what is true where
 * the functions run is what they hear.
 */
const doubts: readonly (readonly [begins: string, why: string])[] = [
  ['us-', 'Binance answers HTTP 451 in the United States'],
  ['ca-', 'Binance left Canada, and may answer HTTP 451 there'],
  ['ap-southeast-5', 'Binance’s terms restrict Malaysia, and it may answer HTTP 451 there'],
]

/** Why Binance may not answer in this region; undefined if nothing is known against it. */
export const doubtAbout = (region: string): string | undefined =>
  doubts.find(([begins]) => region.startsWith(begins))?.[1]
