import type { Mutation } from './mutation.ts'

const serve = (name: string) => `infra/operator/page/serve/${name}.ts`
const tests = ['test/operator/page/page.test.ts']
const told = ['test/operator/page/shown.test.ts']

/** Who is answered by the operator's page, what is told, and what is done from it. No storm looks at it. */
export const ofThePage: readonly Mutation[] = [
  {
    name: 'answer under whatever name the page is asked for',
    file: serve('guard'),
    from: 'if (host !== URL.parse(address)?.host)',
    to: 'if (host === undefined)',
    tests,
  },
  {
    name: 'answer other pages',
    file: serve('guard'),
    from: 'if (origin !== undefined && origin !== address)',
    to: 'if (origin === undefined && address === undefined)',
    tests,
  },
  {
    name: 'answer requests that another site began',
    file: serve('guard'),
    from: "if (site !== undefined && site !== 'same-origin')",
    to: "if (site === 'cross-site')",
    tests,
  },
  {
    name: 'act for what does not say that it is the page',
    file: serve('guard'),
    from: "if (manner === 'acts' && origin !== address)",
    to: "if (manner === 'acts' && site === 'none')",
    tests,
  },
  {
    name: 'open the page again by the same address',
    file: serve('sessions'),
    from: '      token = undefined\n',
    to: '',
    tests,
  },
  {
    name: 'let a tool’s bearer open the page',
    file: serve('requests'),
    from: "path === paths.metrics || path.startsWith('/api/')",
    to: "path.startsWith('/')",
    tests,
  },
  {
    name: 'act from a page that only shows',
    file: serve('requests'),
    from: 'if (!stack.canAct)',
    to: 'if (stack.canAct && stack.whyNot)',
    tests,
  },
  {
    name: 'take a body of any size',
    file: serve('body'),
    from: 'if (bytes > mostBytes)',
    to: 'if (bytes > mostBytes * 1_000)',
    tests,
  },
  {
    name: 'tell strangers’ text as it is',
    file: 'shared/domain/printable.ts',
    from: 'JSON.stringify(value, withPrintableText)',
    to: 'JSON.stringify(value)',
    tests,
  },
  {
    name: 'do what was not shown',
    file: 'infra/operator/page/act/actions.ts',
    from: 'if (JSON.stringify(lines) !== JSON.stringify(given.lines))',
    to: 'if (lines.length === 0)',
    tests,
  },
  {
    name: 'do it again by the same confirmation',
    file: 'infra/operator/page/act/actions.ts',
    from: '      agreed.delete(preview)\n',
    to: '',
    tests,
  },
  {
    name: 'act at live without being told to',
    file: 'infra/operator/commands/page.ts',
    from: "(venue !== 'live' || act === true)",
    to: "(venue !== 'live' || act !== false)",
    tests,
  },
  {
    name: 'keep what is gone from the page',
    file: 'infra/operator/page/shown/change.ts',
    from: 'before.filter(entry => !gone.has(keyOf(entry)))',
    to: 'before',
    tests: told,
  },
  {
    name: 'call what changed between two reads a difference',
    file: 'infra/operator/page/read/look.ts',
    from: 'return look(now) === look(then)',
    to: 'return look(then) === look(then)',
    tests: ['test/operator/page/differences.test.ts'],
  },
  {
    name: 'ask once for the candles of a chart',
    file: 'infra/operator/page/view/chart/use-candles.ts',
    from: '          timer = setTimeout(askFor, retryMs)\n',
    to: '',
    tests: ['test/operator/page/view/view.test.ts'],
  },
  {
    name: 'call orders missing that went with their position',
    file: 'infra/operator/page/read/orders-shown.ts',
    from: 'isSettled(symbol) && !isClosed(symbol, atExchange)',
    to: 'isSettled(symbol)',
    tests: ['test/operator/page/differences.test.ts'],
  },
  {
    name: 'take what was read before the page was left for what is so',
    file: 'infra/operator/page/follow/reading.ts',
    from: '      startedAt = Date.now()\n',
    to: '      startedAt = 0\n',
    tests: ['test/operator/page/reading.test.ts'],
  },
  {
    name: 'lose all candles where those of one symbol cannot be read',
    file: 'infra/operator/page/follow/reading.ts',
    from: 'if (error instanceof PartlyRead) {',
    to: 'if (error instanceof TypeError && error instanceof PartlyRead) {',
    tests: ['test/operator/page/reading.test.ts'],
  },
]
