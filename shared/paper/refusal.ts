/** An answer that proves the request did not happen: Binance's `{code, msg}` with its HTTP status. */
export class Refusal extends Error {
  readonly code: number
  readonly status: number

  constructor(code: number, message: string, status = 400) {
    super(message)
    this.name = 'Refusal'
    this.code = code
    this.status = status
  }
}

/** Also true for a Refusal of another copy of this code, such as a hook outside the bundle. */
export const isRefusal = (problem: unknown): problem is Refusal =>
  problem instanceof Error && problem.name === 'Refusal'

/** Binance's messages for each refusal (its error-code page and recorded answers). `refuse` fills in `%s`. */
const MESSAGES = {
  [-1001]: 'Internal error; unable to process your request. Please try again.',
  [-1003]:
    'Too many requests; current limit of IP is %s request weight per 1 MINUTE. Please use the websocket for live updates to avoid polling the API.',
  [-1007]: 'Timeout waiting for response from backend server. Send status unknown; execution status unknown.',
  [-1008]:
    'Request throttled by system-level protection. Reduce-only/close-position orders are exempt. Please try again.',
  [-1015]: 'Too many new orders; current limit is %s orders per %s.',
  [-1021]: 'Timestamp for this request is outside of the recvWindow.',
  [-1022]: 'Signature for this request is not valid.',
  [-1023]: 'Start time is greater than end time.',
  [-1100]: "Illegal characters found in parameter '%s'; legal range is '%s'.",
  [-1102]: "Mandatory parameter '%s' was not sent, was empty/null, or malformed.",
  [-1106]: "Parameter '%s' sent when not required.",
  [-1111]: 'Precision is over the maximum defined for this asset.',
  [-1115]: 'Invalid timeInForce.',
  [-1116]: 'Invalid orderType.',
  [-1117]: 'Invalid side.',
  [-1120]: 'Invalid interval.',
  [-1121]: 'Invalid symbol.',
  [-1125]: 'This listenKey does not exist.',
  [-1130]: "Data sent for parameter '%s' is not valid.",
  [-1136]: 'Invalid newOrderRespType.',
  [-2010]: 'NEW_ORDER_REJECTED',
  [-2011]: 'Unknown order sent.',
  [-2013]: 'Order does not exist.',
  [-2014]: 'API-key format invalid.',
  [-2015]: 'Invalid API-key, IP, or permissions for action',
  [-2019]: 'Margin is insufficient.',
  [-2021]: 'Order would immediately trigger.',
  [-2022]: 'ReduceOnly Order is rejected.',
  [-2025]: 'Reach max open order limit.',
  [-2027]: 'Exceeded the maximum allowable position at current leverage.',
  [-2028]: 'Leverage is smaller than permitted: insufficient margin balance.',
  [-4002]: 'Price greater than max price.',
  [-4003]: 'Quantity less than zero.',
  [-4004]: 'Quantity less than min quantity.',
  [-4005]: 'Quantity greater than max quantity.',
  [-4013]: 'Price less than min price.',
  [-4014]: 'Price not increased by tick size.',
  [-4015]: 'Client order id is not valid.',
  [-4016]: "Limit price can't be higher than %s.",
  [-4021]: '%s is not valid depth limit',
  [-4023]: 'Qty not increased by step size.',
  [-4024]: "Limit price can't be lower than %s.",
  [-4028]: 'Leverage %s is not valid',
  [-4031]: 'Invalid parameter working type: %s',
  [-4045]: 'Reach max stop order limit.',
  [-4046]: 'No need to change margin type.',
  [-4047]: 'Margin type cannot be changed if there exists open orders.',
  [-4048]: 'Margin type cannot be changed if there exists position.',
  [-4049]: 'Add margin only support for isolated position.',
  [-4050]: 'Cross balance insufficient.',
  [-4051]: 'Isolated balance insufficient.',
  [-4054]: 'Cannot add position margin: position is 0.',
  [-4055]: 'Amount must be positive.',
  [-4059]: 'No need to change position side.',
  [-4060]: 'Invalid position side.',
  [-4061]: "Order's position side does not match user's setting.",
  [-4067]: 'Position side cannot be changed if there exists open orders.',
  [-4068]: 'Position side cannot be changed if there exists position.',
  [-4082]: 'Invalid number of batch place orders: %s.',
  [-4116]: 'ClientOrderId is duplicated.',
  [-4118]: 'ReduceOnly Order Failed. Please check your existing position and open orders',
  [-4120]: 'Order type not supported for this endpoint. Please use the Algo Order API endpoints instead.',
  [-4130]: 'An open stop or take profit order with GTE and closePosition in the direction is existing.',
  [-4131]: "The counterparty's best price does not meet the PERCENT_PRICE filter limit.",
  [-4136]: "Target strategy invalid for orderType '%s',closePosition 'true'.",
  [-4137]: 'Quantity must be zero with closePosition equals true.',
  [-4138]: 'Reduce only must be true with closePosition equals true.',
  [-4140]: 'Invalid symbol status for opening position.',
  [-4161]: 'Leverage reduction is not supported in Isolated Margin Mode with open positions.',
  [-4164]: "Order's notional must be no smaller than %s (unless you choose reduce only).",
  [-4165]: 'Maximum time interval is %s days',
  [-4166]: 'Search window is restricted to recent %s days only.',
  [-4167]: 'Unable to adjust to Multi-Assets mode with symbols of USDⓈ-M Futures under isolated-margin mode.',
  [-4168]: 'Unable to adjust to isolated-margin mode under the Multi-Assets mode.',
  [-4170]: 'Unable to adjust Multi-Assets Mode with open orders in USDⓈ-M Futures.',
  [-4171]: 'Adjusted asset mode is currently set and does not need to be adjusted repeatedly.',
  [-4509]:
    'Time in Force (TIF) GTE can only be used with open positions. Please ensure that positions are available.',
  [-5000]: 'Path %s, Method %s is invalid',
  [-5021]:
    'Due to the order could not be filled immediately, the FOK order has been rejected. The order will not be recorded in the order history.',
  [-5022]:
    'Due to the order could not be executed as maker, the Post Only order will be rejected. The order will not be recorded in the order history.',
  [-5027]: 'No need to modify the order.',
  [-5028]: 'Timestamp for this request is outside of the ME recvWindow.',
  [-5037]: 'Invalid price match',
  [-5038]: 'Price match only supports order type: LIMIT, STOP AND TAKE_PROFIT',
  [-5040]:
    'The goodTillDate timestamp must be greater than the current time plus 600 seconds and smaller than 253402300799000',
  [-5041]: 'No depth matches this BBO order',
  [-5047]: 'The original order is not a reduce-only order',
} as const

export type RefusalCode = keyof typeof MESSAGES

/** HTTP statuses other than 400. */
const STATUS: Readonly<Record<number, number>> = {
  [-1001]: 503,
  [-1003]: 429,
  [-1007]: 408,
  [-1008]: 503,
  [-1015]: 429,
  [-2014]: 401,
  [-2015]: 401,
  [-5000]: 404,
}

export function refuse(code: RefusalCode, ...words: readonly (string | number)[]): Refusal {
  const rest = [...words]
  const message = MESSAGES[code].replace(/%s/g, () => String(rest.shift()))
  return new Refusal(code, message, STATUS[code] ?? 400)
}

/** The message of a 418; `end` in ms. */
export const bannedUntil = (end: number): string =>
  `Way too many requests; IP banned until ${end}. Please use the websocket for live updates to avoid bans.`
