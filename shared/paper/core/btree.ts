import sorted from 'sorted-btree'

type Sorted = typeof sorted
type BTreeClass = Sorted extends { readonly default: infer C } ? C : never

/**
 * Sorted maps that are cheap to copy: a copy shares everything except the path to a changed entry. When importing a
 * CommonJS module, Node makes all of its exports the default; some tools use its `default` export.
 */
export const BTree = ('default' in sorted ? sorted.default : sorted) as BTreeClass
