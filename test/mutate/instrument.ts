import { isEmptiable, isRemovable, type Place, replacementsOf } from './mutators.ts'
import { child, children, isTypeOnly, type Node, parse } from './syntax.ts'

/** One change of one place in one file. */
export interface Mutant {
  readonly file: string
  /** The place's owner: a function or a table at the top of the file, and in an object the entry. */
  readonly owner: string
  readonly line: number
  readonly from: string
  readonly to: string
}

export interface Instrumented {
  readonly code: string
  readonly mutants: readonly Mutant[]
}

/** The check with which instrumented code asks whether it runs as that mutant. */
export const asking = 'globalThis.__runsAsMutant'

/** The text around a node, and its offsets. */
interface Wrap {
  readonly start: number
  readonly end: number
  readonly open: string
  readonly close: string
}

/**
 * The source with all its mutants in it, numbered from `first`: at run time one of them is chosen, or none. So a file
 * is compiled once, and the tests that reach a mutant are known before it is tried.
 */
export function instrument(file: string, source: string, first = 0): Instrumented {
  const mutants: Mutant[] = []
  const wraps: Wrap[] = []
  const text = ({ start, end }: Node) => source.slice(start, end)

  function enter(node: Node, place: Place, owner: string): void {
    if (isTypeOnly(node) || node.type === 'ImportDeclaration') return
    const number = (to: string) => {
      const line = source.slice(0, node.start).split('\n').length
      mutants.push({ file, owner, line, from: brief(text(node)), to: brief(to) })
      return `${asking}(${first + mutants.length - 1})`
    }
    if (isRemovable(node)) {
      const open = `{if(!${number('')}){`
      wraps.push({ ...node, open, close: '\n}}' })
    } else if (isEmptiable(node, place)) {
      const inner = { start: node.start + 1, end: node.end - 1 }
      wraps.push({ ...inner, open: `if(!${number('{}')}){`, close: '}' })
    } else if (isExchangeable(place)) {
      const choices = replacementsOf(node, text, place).map(to => `${number(to)}?(${to}):`)
      if (choices.length > 0) wraps.push({ ...node, open: `(${choices.join('')}(`, close: '))' })
    }
    for (const [name, each] of children(node)) enter(each, { parent: node, name }, ownerIn(node, owner, text))
  }

  const program = parse(source)
  for (const [name, node] of children(program)) enter(node, { parent: program, name }, nameOf(node))
  return { code: wrapped(source, wraps), mutants }
}

/**
 * Whether an expression in parentheses may replace the node: not where a name is required, nor inside a call's or a
 * chain's path.
 */
function isExchangeable({ parent, name }: Place): boolean {
  if (name === 'callee' || name === 'key' || name === 'quasi' || name === 'label') return false
  if (name === 'left' && parent.type === 'AssignmentExpression') return false
  if (parent.type === 'ChainExpression' || parent.type === 'UpdateExpression') return false
  if (name === 'property' && parent.type === 'MemberExpression') return parent.computed === true
  return !(name === 'object' && isOptional(parent))
}

/** Whether an optional chain goes through it. */
function isOptional(node: Node): boolean {
  if (node.optional === true) return true
  if (node.type === 'MemberExpression') return isOptional(child(node, 'object'))
  return node.type === 'CallExpression' && isOptional(child(node, 'callee'))
}

/** The owner of a part of this node: in an object, its entry. */
function ownerIn(node: Node, owner: string, text: (node: Node) => string): string {
  return node.type === 'Property' ? `${owner}.${text(child(node, 'key'))}` : owner
}

function nameOf(node: Node): string {
  const declared = node.declaration ?? node
  const [first = declared] = ((declared as Node).declarations ?? []) as readonly Node[]
  const id = (first as Node).id as { readonly name?: string } | undefined
  return id?.name ?? 'the file'
}

/** On one line, and short enough to read. */
function brief(text: string): string {
  const line = text.replace(/\s+/g, ' ')
  return line.length <= 120 ? line : `${line.slice(0, 80)} … ${line.slice(-37)}`
}

/** Nodes nest: at one offset all that ends there closes, the inner first, before what begins there opens. */
function wrapped(source: string, wraps: readonly Wrap[]): string {
  const opens = Map.groupBy(wraps, ({ start }) => start)
  const closes = Map.groupBy(wraps, ({ end }) => end)
  const offsets = [...new Set([...opens.keys(), ...closes.keys()])].sort((a, b) => a - b)
  let code = ''
  let from = 0
  for (const offset of offsets) {
    code += source.slice(from, offset)
    code += (closes.get(offset) ?? [])
      .map(({ close }) => close)
      .reverse()
      .join('')
    code += (opens.get(offset) ?? []).map(({ open }) => open).join('')
    from = offset
  }
  return code + source.slice(from)
}
