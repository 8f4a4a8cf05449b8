import { exchanged } from './methods.ts'
import { child, isNode, list, type Node } from './syntax.ts'

/** A node's place: its name in its parent. */
export interface Place {
  readonly parent: Node
  readonly name: string
}

/** The texts that make a node do something wrong. */
type Mutator = (node: Node, text: (node: Node) => string, place: Place) => readonly string[]

const binary: Readonly<Record<string, readonly string[]>> = {
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
}

const roundings = new Map([
  ['ROUND_UP', 'ROUND_DOWN'],
  ['ROUND_DOWN', 'ROUND_UP'],
])

/** The same operands, in their parentheses, under another operator. */
function withOperator(node: Node, operator: string, text: (node: Node) => string): string {
  const whole = text(node)
  const [left, right] = [child(node, 'left').end - node.start, child(node, 'right').start - node.start]
  const between = whole.slice(left, right).replace(String(node.operator), operator)
  return whole.slice(0, left) + between + whole.slice(right)
}

const mutators: Readonly<Record<string, Mutator>> = {
  BinaryExpression: (node, text) =>
    (binary[String(node.operator)] ?? []).map(operator => withOperator(node, operator, text)),
  LogicalExpression: (node, text) => {
    const sides = [text(child(node, 'left')), text(child(node, 'right'))]
    if (node.operator === '??') return sides
    return [withOperator(node, node.operator === '&&' ? '||' : '&&', text), ...sides]
  },
  UnaryExpression: (node, text) =>
    ['!', '-'].includes(String(node.operator)) ? [text(child(node, 'argument'))] : [],
  UpdateExpression: (node, text) => [
    `${text(child(node, 'argument'))}${node.operator === '++' ? '--' : '++'}`,
  ],
  AssignmentExpression: (node, text) => {
    const other = { '+=': '-=', '-=': '+=', '??=': '=' }[String(node.operator)]
    return other ? [withOperator(node, other, text)] : []
  },
  Literal: ({ value }, _, { name }) => (name === 'source' ? [] : literal(value)),
  TemplateLiteral: () => ['``'],
  ArrayExpression: node => (list(node, 'elements').length > 0 ? ['[]'] : []),
  ObjectExpression: node => (list(node, 'properties').length > 0 ? ['{}'] : []),
  CallExpression: (node, text) => {
    const callee = child(node, 'callee')
    if (callee.type !== 'MemberExpression' || callee.computed === true) return []
    const method = child(callee, 'property')
    const [before, after] = [method.start, method.end].map(offset => offset - node.start)
    return (exchanged.get(text(method)) ?? []).map(other =>
      other
        ? text(node).slice(0, before) + other + text(node).slice(after)
        : `(${text(child(callee, 'object'))})`,
    )
  },
  MemberExpression: (node, text) => {
    const rounding = roundings.get(text(child(node, 'property')))
    return rounding ? [`${text(child(node, 'object'))}.${rounding}`] : []
  },
  ChainExpression: (node, text) => [text(node).replace('?.', text(node).includes('?.[') ? '' : '.')],
}

/** Texts of which there are two: the other is a mistake that the types allow. */
const opposites = [
  ['up', 'down'],
  ['long', 'short'],
  ['BUY', 'SELL'],
]

/** A small number plus one, a larger one doubled; a decimal in a text likewise; other texts empty. */
function literal(value: unknown): readonly string[] {
  if (typeof value === 'boolean') return [String(!value)]
  if (typeof value === 'number') return [String(value < 10 ? value + 1 : value * 2)]
  if (typeof value !== 'string' || value === '') return []
  const opposite = opposites.find(pair => pair.includes(value))?.find(each => each !== value)
  if (opposite) return [`'${opposite}'`]
  if (!/^\d+(\.\d+)?$/.test(value)) return ["''"]
  return [`'${Number((Number(value) * 2 || 1).toPrecision(12))}'`]
}

/** Conditions forced either way, and answers replaced by nothing. */
const places: Readonly<Record<string, readonly string[]>> = {
  'IfStatement.test': ['true', 'false'],
  'ConditionalExpression.test': ['true', 'false'],
  'WhileStatement.test': ['false'],
  'ForStatement.test': ['true', 'false'],
  'ReturnStatement.argument': ['undefined'],
  'ArrowFunctionExpression.body': ['undefined'],
}

/** All replacements of an expression; each text once. */
export function replacementsOf(node: Node, text: (node: Node) => string, place: Place): readonly string[] {
  const own = mutators[node.type]?.(node, text, place) ?? []
  const forced = node.type === 'BlockStatement' ? [] : (places[`${place.parent.type}.${place.name}`] ?? [])
  return [...new Set([...own, ...forced])].filter(replacement => replacement !== text(node))
}

/** Statements that can be left out. */
export const isRemovable = ({ type }: Node): boolean =>
  ['ExpressionStatement', 'ContinueStatement', 'BreakStatement'].includes(type)

/** Whether emptying a block makes a mutant that no other one is. */
export function isEmptiable(node: Node, { parent, name }: Place): boolean {
  const statements = node.type === 'BlockStatement' ? list(node, 'body') : []
  if (parent.type === 'IfStatement' && name === 'consequent') return isNode(parent.alternate)
  return statements.length > 1
}
