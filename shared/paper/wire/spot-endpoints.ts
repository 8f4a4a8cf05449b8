import type { Endpoint } from './endpoint.ts'

/**
 * What futures clients ask of Binance's spot API before they trade. It has limits of its own, which are not counted
 * here.
 */
export const spotEndpoints: readonly Endpoint[] = [
  { method: 'GET', base: '', path: '/api/v3/ping', access: 'public', weight: 0, answer: async () => ({}) },
  {
    method: 'GET',
    base: '',
    path: '/api/v3/time',
    access: 'public',
    weight: 0,
    answer: async ({ session }) => ({ serverTime: session.at }),
  },
  {
    method: 'GET',
    base: '',
    path: '/sapi/v1/account/apiRestrictions',
    access: 'signed',
    weight: 0,
    answer: async ({ session }) => ({ ...RIGHTS, createTime: (await session.account()).updateTime }),
  },
]

/** A key as one should be: for futures alone, from named addresses. */
const RIGHTS = {
  ipRestrict: true,
  enableReading: true,
  enableFutures: true,
  enableWithdrawals: false,
  enableInternalTransfer: false,
  enableMargin: false,
  enablePortfolioMarginTrading: false,
  enableSpotAndMarginTrading: false,
  enableVanillaOptions: false,
  enableFixApiTrade: false,
  enableFixReadOnly: false,
  permitsUniversalTransfer: false,
}
