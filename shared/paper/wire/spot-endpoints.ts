import type { Endpoint } from './endpoint.ts'

/** What futures clients ask of Binance's spot API before they trade. Its separate limits are not counted here. */
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
  {
    method: 'GET',
    base: '',
    path: '/sapi/v1/system/status',
    access: 'public',
    weight: 0,
    answer: async () => ({ status: 0, msg: 'normal' }),
  },
  {
    method: 'GET',
    base: '',
    path: '/sapi/v1/capital/config/getall',
    access: 'signed',
    weight: 0,
    answer: async () => COINS,
  },
  // There is no margin trading on the spot market here, so no margin pairs.
  {
    method: 'GET',
    base: '',
    path: '/sapi/v1/margin/allPairs',
    access: 'keyed',
    weight: 0,
    answer: async () => [],
  },
]

/** A key with the recommended rights: for futures only, from listed addresses. */
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

const NOT_MOVED = 'A paper account has no deposits or withdrawals.'

/** The account's one coin, all of it in futures; ccxt reads this before it reads markets. */
const COINS = [
  {
    coin: 'USDT',
    name: 'TetherUS',
    depositAllEnable: false,
    withdrawAllEnable: false,
    ...{ free: '0', locked: '0', freeze: '0', withdrawing: '0', ipoing: '0', ipoable: '0', storage: '0' },
    isLegalMoney: false,
    trading: true,
    networkList: [
      {
        network: 'ETH',
        coin: 'USDT',
        name: 'Ethereum (ERC20)',
        isDefault: true,
        depositEnable: false,
        withdrawEnable: false,
        depositDesc: NOT_MOVED,
        withdrawDesc: NOT_MOVED,
        specialTips: '',
        specialWithdrawTips: '',
        resetAddressStatus: false,
        addressRegex: '^(0x)[0-9A-Fa-f]{40}$',
        memoRegex: '',
        withdrawIntegerMultiple: '0.000001',
        ...{ withdrawFee: '0', withdrawMin: '0', withdrawMax: '0', withdrawInternalMin: '0' },
        depositDust: '0',
        minConfirm: 0,
        unLockConfirm: 0,
        sameAddress: false,
        withdrawTag: false,
        estimatedArrivalTime: 0,
        busy: false,
        contractAddressUrl: 'https://etherscan.io/address/',
        contractAddress: '0xdac17f958d2ee523a2206206994597c13d831ec7',
      },
    ],
  },
]
