/** An event of the user data stream, as it goes over the wire. `E` is when it is told, `T` when it happened; ms. */
export interface UserEvent {
  readonly e: UserEventName
  readonly E: number
  readonly [field: string]: unknown
}

export const USER_EVENTS = [
  'ORDER_TRADE_UPDATE',
  'TRADE_LITE',
  'ACCOUNT_UPDATE',
  'ALGO_UPDATE',
  'ACCOUNT_CONFIG_UPDATE',
  'MARGIN_CALL',
  'listenKeyExpired',
] as const
export type UserEventName = (typeof USER_EVENTS)[number]
