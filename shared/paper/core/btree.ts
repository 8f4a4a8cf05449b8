import sorted from 'sorted-btree'

type Sorted = typeof sorted
type BTreeClass = Sorted extends { readonly default: infer C } ? C : never

/**
 * Sorted maps that are cheap to copy: a copy shares all but the path to what is changed in it. Node takes what a
 * CommonJS module exports for its default, some tools take the default that stands among it.
 */
export const BTree = ('default' in sorted ? sorted.default : sorted) as BTreeClass
