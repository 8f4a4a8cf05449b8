import { parseAst } from 'vitest/node'

/** A node of the syntax tree (ESTree with TypeScript); offsets into its source. */
export interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [field: string]: unknown
}

export const parse = (source: string): Node =>
  parseAst(source, { lang: 'ts', preserveParens: false }) as unknown as Node

export const isNode = (value: unknown): value is Node =>
  typeof value === 'object' && value !== null && 'type' in value && 'start' in value

/** The child of that name; throws if the syntax has none. */
export function child(node: Node, name: string): Node {
  const found = node[name]
  if (isNode(found)) return found
  throw new Error(`Expected a ${name} in ${node.type}, got ${JSON.stringify(found)}`)
}

/** The children in a list of that name: arguments, elements, statements. */
export const list = (node: Node, name: string): readonly Node[] =>
  (node[name] as readonly unknown[]).filter(isNode)

/** Every child with its name in the parent. */
export const children = (node: Node): readonly (readonly [name: string, Node])[] =>
  Object.entries(node).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).filter(isNode).map(each => [name, each] as const),
  )

/**
 * Types are not code: Node strips them. A wrapper of an expression that exists only for its type is not code either.
 */
export const isTypeOnly = ({ type }: Node): boolean =>
  type.startsWith('TS') && !['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression'].includes(type)
