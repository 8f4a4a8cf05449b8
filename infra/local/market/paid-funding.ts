import { type Few, type FundingPaid, type FundingState, fewOf, type Span } from '#paper/ports.ts'

/** Payments with `after < time <= to`, of all that there were, oldest first. */
export const fundingWithin = (
  paid: readonly FundingPaid[],
  { after, to }: Span,
  few?: Few,
): readonly FundingPaid[] => fewOf(paid.slice(paidBy(paid, after), paidBy(paid, to)), few)

/** How funding stands at a moment, of all payments, oldest first. */
export function fundingStateAt(paid: readonly FundingPaid[], at: number): FundingState {
  const count = paidBy(paid, at)
  return { lastRate: paid[count - 1]?.rate, nextTime: paid[count]?.time }
}

const paidBy = (paid: readonly FundingPaid[], time: number): number =>
  paid.findLastIndex(payment => payment.time <= time) + 1
