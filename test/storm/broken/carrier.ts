import type { Mutation } from './mutation.ts'

const carried = 'shared/binance/carried.ts'
const carrier = 'shared/binance/carrier.ts'
const tests = ['test/binance/carried.test.ts']

/** What the operator's requests pass under a fixed address. No storm has an operator. */
export const ofTheCarrier: readonly Mutation[] = [
  {
    name: 'carry to any host',
    file: carried,
    from: ' && hostOf(each, venue) === origin',
    to: '',
    tests,
  },
  {
    name: 'carry what opens a position with real money',
    file: carried,
    from: 'if (name && !withheld[venue].includes(name))',
    to: 'if (name)',
    tests,
  },
  {
    name: 'send on what the operator signed',
    file: carried,
    from: '.replace(/(^|&)signature=[^&]*/g, ',
    to: '.replace(/^$/g, ',
    tests,
  },
  {
    name: 'stamp an order later than its maker did',
    file: carried,
    from: "const text = method === 'POST' ? said :",
    to: 'const text =',
    tests,
  },
  {
    name: 'carry while the exchange asks to wait',
    file: carrier,
    from: 'const rest = counted ? asked.forbids(name, params) : undefined',
    to: 'const rest = counted ? undefined : asked.forbids(name, params)',
    tests,
  },
  {
    name: 'forget what a carried request was answered',
    file: carrier,
    from: 'if (wait) asked.take(wait)',
    to: 'if (!wait) asked.isSilent()',
    tests: [...tests, 'test/lambda/carrying.test.ts'],
  },
  {
    name: 'keep a key that was refused',
    file: carrier,
    from: 'isRefused ? await attempt(true) : first',
    to: 'isRefused ? await attempt(false) : first',
    tests,
  },
  {
    name: 'count no carried request',
    file: carrier,
    from: 'spent.spend(endpoints[name], params.symbol === undefined)',
    to: 'spent.drain()',
    tests: [...tests, 'test/lambda/carrying.test.ts'],
  },
  {
    name: 'let an operator’s command be sent twice by the client of Lambda',
    file: 'infra/operator/connect/carried.ts',
    from: 'maxAttempts: 1',
    to: 'maxAttempts: 3',
    tests: ['test/operator/carried.test.ts'],
  },
  {
    name: 'ask for an operator as much as the account runs at once',
    file: 'infra/operator/connect/carried.ts',
    from: 'if (inside >= most)',
    to: 'if (inside > 100 * most)',
    tests: ['test/operator/carried.test.ts'],
  },
  {
    name: 'take a key that its sender would tell',
    file: 'shared/lambda/credentials.ts',
    from: 'z.string().regex(/^[\\x21-\\x7e]+$/)',
    to: 'secret',
    tests: ['test/lambda/wiring.test.ts'],
  },
]
