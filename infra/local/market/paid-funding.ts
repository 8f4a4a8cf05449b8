import { type Few, type FundingPaid, type FundingState, fewOf, type Span } from '#paper/ports.ts'

/** The payments with `after < time <= to`, oldest first. */
export const fundingWithin = (
  paid: readonly FundingPaid[],
  { after, to }: Span,
  few?: Few,
): readonly FundingPaid[] => fewOf(paid.slice(paidBy(paid, after), paidBy(paid, to)), few)

/** Funding at a moment, from all payments, oldest first. */
export function fundingStateAt(paid: readonly FundingPaid[], at: number): FundingState {
  const count = paidBy(paid, at)
  return { lastRate: paid[count - 1]?.rate, nextTime: paid[count]?.time }
}

const paidBy = (paid: readonly FundingPaid[], time: number): number =>
  paid.findLastIndex(payment => payment.time <= time) + 1
