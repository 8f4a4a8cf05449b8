/** As long as Binance allows, with no repetition in it. */
export function longId(seed: number): string {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'
  let state = seed * 2_654_435_761 + 12_345
  return Array.from({ length: 36 }, () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return letters[state % letters.length]
  }).join('')
}
