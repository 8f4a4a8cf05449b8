/**
 * Paths of the page's server. All but `enter` need the cookie; those below `/api` and `/metrics` accept the bearer too.
 */
export const paths = {
  /** `/enter?token=…`: exchanges the printed address's token for the cookie, once, and redirects to the page. */
  enter: '/enter',
  page: '/',
  script: '/assets/view.js',
  style: '/assets/view.css',
  /** Server-sent events: `whole` with a `Whole`, then `change` with a `Change` each. */
  live: '/live',
  /** `Now`. */
  now: '/api/now',
  /** `SignalShown[]`, newest first: `?limit=&before=` (a time; what is older than it). */
  signals: '/api/signals',
  /** `/api/signals/ID`: a `SignalStory`. */
  signal: (id: string) => `/api/signals/${encodeURIComponent(id)}`,
  /** `/api/positions/ID`: a `PositionStory`. */
  position: (id: string) => `/api/positions/${encodeURIComponent(id)}`,
  /** `PositionListed[]`, newest first: `?state=&from=&to=` (times of the opening). */
  positions: '/api/positions',
  /** The stored entries that `/api/positions/ID` is made from. */
  journal: (id: string) => `/api/positions/${encodeURIComponent(id)}/journal`,
  /** `TradeListed[]` in the order of their closes: `?from=&to=` (times of the close). */
  trades: '/api/trades',
  /** `InvalidShown`, with the messages; they stay in the queue. */
  invalid: '/api/invalid',
  /** `CameTo`: `?from=&to=` (times) and `&balance=` (the account's at the start), all optional. */
  cameTo: '/api/came-to',
  /** `CandlesShown`: `?symbol=&interval=1m&from=&to=` (times). */
  candles: '/api/candles',
  /** POST an `ActionAsked`; answers `ActionPreview` or `NothingToDo`. */
  preview: '/act/preview',
  /** POST `{ preview }`; answers `ActionDone`, or 409 with `Refused` if something else would happen now. */
  confirm: '/act/confirm',
  metrics: '/metrics',
  openapi: '/api/openapi.json',
} as const
