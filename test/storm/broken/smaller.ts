import type { Mutation } from './mutation.ts'

/** The account's room for conditional orders, and its money. */
export const ofTheAccount: readonly Mutation[] = [
  {
    name: 'count no orders of others',
    file: 'functions/executor/market-view.ts',
    from: 'othersOrders: conditional.filter(isForeign).length',
    to: 'othersOrders: 0',
    tests: ['test/house/others-orders.test.ts'],
  },
  {
    name: 'wait for a stop that cannot stand',
    file: 'shared/protection/first-stop.ts',
    from: ", [-4045]: 'unprotectable' }",
    to: ' }',
    tests: ['test/house/others-orders.test.ts'],
  },
  {
    name: 'throw where a margin asset is missing',
    file: 'functions/executor/open-position.ts',
    from: "return refused('refused', `the futures account",
    to: 'throw new Error(`the futures account',
    tests: ['test/house/admission.test.ts'],
  },
]
