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
  /** `SignalShown[]`, newest first: `?limit=&before=` (a time). */
  signals: '/api/signals',
  /** `/api/signals/ID`: a `SignalStory`. */
  signal: (id: string) => `/api/signals/${encodeURIComponent(id)}`,
  /** `/api/positions/ID`: a `PositionStory`. */
  position: (id: string) => `/api/positions/${encodeURIComponent(id)}`,
  /** `InvalidShown`, with the messages; they stay in the queue. */
  invalid: '/api/invalid',
  /** `CameTo`: `?from=&to=` (times), both may be left out. */
  cameTo: '/api/came-to',
  /** `CandlesShown`: `?symbol=&interval=1m&from=&to=` (times). */
  candles: '/api/candles',
  /** POST an `ActionAsked`; answers `ActionPreview` or `NothingToDo`. */
  preview: '/act/preview',
  /** POST an `ActionConfirmed`; answers `ActionDone`, or 409 with `Refused` where something else would happen now. */
  confirm: '/act/confirm',
  metrics: '/metrics',
  openapi: '/api/openapi.json',
} as const
