/** The rooms of the house and who may enter which. Run by `npm run check`. */
const room = name => `^shared/${name}/`
const rooms = (...names) => names.map(room)

const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(shared|functions|infra|test)/', pathNot: allowed },
})

/** The walls alone: docs/architecture.md shows them, and its test holds the two together. */
export const walls = [
  only('domain-imports-nothing', room('domain'), [room('domain')]),
  only('ports', room('ports'), rooms('ports', 'domain')),
  only('figures', room('figures'), rooms('figures', 'domain')),
  ...['decisions', 'binance', 'table', 'paper'].map(name =>
    only(name, room(name), rooms(name, 'ports', 'domain')),
  ),
  // What may be said of the rule and of channels, their parsers say.
  only('settings', room('settings'), rooms('settings', 'strategy', 'notifications', 'ports', 'domain')),
  only('notifications', room('notifications'), rooms('notifications', 'figures', 'domain')),
  only('strategy', room('strategy'), rooms('strategy', 'domain')),
  only('signals', room('signals'), rooms('signals', 'domain')),
  only('position', room('position'), rooms('position', 'decisions', 'ports', 'domain')),
  only('lambda', room('lambda'), ['^shared/']),
  // A use case is written against ports; its handler alone puts it together.
  ...[
    'signal-gate',
    'executor',
    'monitor',
    'close-cleanup',
    'operator',
    'webhook',
    'rule-signals',
    'notifier',
    'sentinel',
  ].flatMap(name => [
    only(`function-${name}`, `^functions/${name}/(?!.*handler\\.ts$)`, [
      `^functions/${name}/`,
      ...rooms('position', 'decisions', 'ports', 'domain'),
      // What a message means is asked where it comes in, and nowhere behind.
      ...(['signal-gate', 'webhook'].includes(name) ? rooms('signals') : []),
      // What makes signals knows past prices, and nothing of what becomes of it.
      ...(name === 'rule-signals' ? rooms('strategy') : []),
      ...(name === 'notifier' ? rooms('notifications', 'figures') : []),
    ]),
    only(`handler-${name}`, `^functions/${name}/.*handler\\.ts$`, [
      `^functions/${name}/`,
      ...rooms('lambda', 'settings', 'table', 'position', 'ports', 'domain'),
    ]),
  ]),
  // The lab on Lambda: it plays a set as the lab's threads do.
  only('function-replay', '^functions/replay/(?!.*handler\\.ts$)', ['^functions/replay/', '^infra/lab/']),
  only('handler-replay', '^functions/replay/.*handler\\.ts$', [
    '^functions/replay/',
    ...rooms('lambda', 'settings', 'table', 'position', 'ports', 'domain'),
  ]),
  only('stacks-read-only-the-settings', '^infra/stacks/', [
    '^infra/stacks/',
    ...rooms('settings', 'notifications', 'ports', 'domain'),
  ]),
  only('terminal', '^infra/terminal/', ['^infra/terminal/', ...rooms('figures', 'domain')]),
  only('pictures', '^infra/pictures/', ['^infra/pictures/', ...rooms('figures', 'domain')]),
  only('local-run', '^infra/local/', ['^infra/(?!operator/|lab/)', '^shared/']),
  // The lab plays what functions do; everything else meets a function as it is deployed.
  only('lab', '^infra/lab/', ['^infra/(lab|local|pictures|stacks|terminal)/', '^shared/', '^functions/']),
  // The oracle shares arithmetic with the product, and no rule.
  only('oracle', '^infra/local/audit/oracle/', [
    '^infra/local/audit/oracle/',
    '^shared/domain/decimal\\.ts$',
    '^shared/paper/(audit/ledger|records|rules)\\.ts$',
  ]),
  // What runs in the browser is told all that it knows.
  only('page-view', '^infra/operator/page/view/', [
    '^infra/operator/page/(view|shown)/',
    '^infra/pictures/',
    ...rooms('figures', 'domain'),
  ]),
  only('operator', '^infra/operator/', ['^infra/(?!lab/)', '^shared/']),
]

export default {
  forbidden: [
    ...walls,
    // The venue is deployed, what makes it err on demand is not: it enters by shared/paper/hook.ts.
    {
      name: 'faults-enter-by-a-hook',
      severity: 'error',
      from: { path: '^(shared|functions)/', pathNot: '^shared/paper/faults/' },
      to: { path: '^shared/paper/faults/' },
    },
    // A handler is what is deployed: it reads its environment where it is loaded.
    {
      name: 'lab-enters-no-handler',
      severity: 'error',
      from: { path: '^infra/lab/' },
      to: { path: '^functions/.*handler\\.ts$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    // What a command imports is there after a light installation (infra/install.mjs).
    {
      name: 'tools-of-tests-stay-in-tests',
      severity: 'error',
      from: { pathNot: '^test/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
    // What is deployed imports what is made for it: synthesis, the local run and the page bring packages of their own.
    {
      name: 'functions-bring-few-packages',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      to: {
        path: 'node_modules/',
        pathNot: [
          'node_modules/(@types|@aws-lambda-powertools|@middy)/',
          'node_modules/@aws-sdk/(client-(dynamodb|lambda|s3|secrets-manager|sfn|sns|sqs)|lib-dynamodb|util-dynamodb)/',
          'node_modules/(ccxt|csv-parse|decimal\\.js|fflate|pure-rand|sorted-btree|trading-signals|ws|zod)/',
        ],
      },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    // swc is not asked to read JSX here: test/operator/page/view/bundle.test.ts holds those files by esbuild's own account.
    exclude: { path: '^(cdk\\.out|infra/local/sample/)|\\.tsx$' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
