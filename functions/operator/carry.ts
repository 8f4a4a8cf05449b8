import type { CarriedAnswer, Carrier } from '#ports/carrier.ts'
import type { Telemetry } from '#ports/telemetry.ts'

export interface CarryContext {
  readonly carrier: Carrier
  readonly telemetry: Telemetry
}

/** Carries one request, and logs each that changes something: the operator's own machine keeps no log. */
export async function carry({ carrier, telemetry }: CarryContext, said: unknown): Promise<CarriedAnswer> {
  const { answer, command } = await carrier.carry(said)
  if (command) telemetry.info('command-carried', { ...command, status: answer.status })
  return answer
}
