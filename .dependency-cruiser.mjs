/** The rooms of the house and who may enter which. Run by `npm run check`. */
const shared = room => `^shared/${room}/`

const only = (name, from, allowed) => ({
  name,
  severity: 'error',
  from: { path: from },
  to: { path: '^(shared|functions|infra|test)/', pathNot: allowed },
})

export default {
  forbidden: [
    only('domain-imports-nothing', shared('domain'), [shared('domain')]),
    only('exchange', shared('exchange'), [
      shared('exchange'),
      shared('domain'),
      '^shared/runtime/clock\\.ts$',
    ]),
    only('paper', shared('paper'), [shared('paper'), shared('domain'), '^shared/runtime/clock\\.ts$']),
    only('state', shared('state'), [
      shared('state'),
      shared('domain'),
      '^shared/runtime/(clock|patience)\\.ts$',
    ]),
    only('protection', shared('protection'), ['^shared/']),
    only('runtime', shared('runtime'), ['^shared/']),
    ...['signal-gate', 'executor', 'monitor', 'close-cleanup'].map(name =>
      only(`function-${name}`, `^functions/${name}/`, ['^shared/', `^functions/${name}/`]),
    ),
    only('stack-reads-only-the-settings', '^infra/(?!local/|desk/)', [
      '^infra/(?!local/|desk/)',
      '^shared/runtime/(configuration|settings|venue)\\.ts$',
      '^shared/domain/',
    ]),
    only('local-run', '^infra/local/', ['^infra/(?!desk/)', '^shared/']),
    // The oracle shares arithmetic with the product, and no rule.
    only('oracle', '^infra/local/judge/oracle/', [
      '^infra/local/judge/oracle/',
      '^shared/domain/decimal\\.ts$',
      '^shared/paper/(ledger|records|rules)\\.ts$',
    ]),
    only('desk', '^infra/desk/', ['^infra/', '^shared/']),
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
    {
      name: 'no-dev-packages-in-production',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(cdk\\.out|infra/local/sample)' },
    parser: 'swc',
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
}
