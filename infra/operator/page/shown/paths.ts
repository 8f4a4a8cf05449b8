/** Where the page's server tells what. All but `enter` want the cookie; those under `/api` and `/metrics` take the bearer too. */
export const paths = {
  /** `/enter?token=…`: gives the cookie for the token of the printed address, once, and goes on to the page. */
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
  /** What `/api/positions/ID` is told from: the entries as they are stored. */
  journal: (id: string) => `/api/positions/${encodeURIComponent(id)}/journal`,
  /** `TradeListed[]` in the order of their closes: `?from=&to=` (times of the close). */
  trades: '/api/trades',
  /** `InvalidShown`, with the messages; they stay in the queue. */
  invalid: '/api/invalid',
  /** `CameTo`: `?from=&to=` (times) and `&balance=` (what the account began with), all may be left out. */
  cameTo: '/api/came-to',
  /** `CandlesShown`: `?symbol=&interval=1m&from=&to=` (times). */
  candles: '/api/candles',
  /** POST an `ActionAsked`; answers `ActionPreview` or `NothingToDo`. */
  preview: '/act/preview',
  /** POST `{ preview }`; answers `ActionDone`, or 409 with `Refused` where something else would happen now. */
  confirm: '/act/confirm',
  metrics: '/metrics',
  openapi: '/api/openapi.json',
} as const
