import type { Asked } from './testimony.ts'

/** The symbol's leverage as the exchange last confirmed it, when it was set or read. */
export function confirmedLeverage(before: readonly Asked[], symbol: string): number | undefined {
  const said = before
    .filter(
      ({ name, params }) =>
        (name === 'POST leverage' || name === 'GET symbolConfig') && params.symbol === symbol,
    )
    .flatMap(asked => leverageIn(asked) ?? [])
  return said.at(-1)
}

function leverageIn({ answer }: Asked): number | undefined {
  const [, leverage] = (answer?.status === 200 && /"leverage":\s*"?(\d+)/.exec(answer.text)) || []
  return leverage === undefined ? undefined : Number(leverage)
}
