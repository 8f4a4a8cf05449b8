import type { StackTemplate, TemplateResource } from './template.ts'

/** Default region of the synthesis. */
export const region = 'ap-northeast-1'
export const account = '000000000000'

const pseudo: Readonly<Record<string, string>> = {
  'AWS::Region': region,
  'AWS::AccountId': account,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
}

/** A resource's local names: the value of `Ref`, and its attributes. */
export interface LocalIdentity {
  readonly ref: string
  readonly attributes: Readonly<Record<string, string>>
}

export interface Resolver {
  /** The value with every intrinsic function resolved, for a resource of that stack. */
  resolve(stack: StackTemplate, value: unknown): unknown
  /** The outputs of all stacks by their names. */
  outputs(): Readonly<Record<string, string>>
}

/**
 * Resolves CloudFormation's functions (Ref, GetAtt, Sub, Join, Select, Split, ImportValue) to the resources' local
 * names.
 */
export function createResolver(
  stacks: readonly StackTemplate[],
  identify: (resource: TemplateResource) => LocalIdentity,
): Resolver {
  const exported = new Map(
    stacks.flatMap(stack =>
      Object.values(stack.outputs).flatMap(({ Value, Export }) =>
        Export ? [[String(Export.Name), { stack, value: Value }] as const] : [],
      ),
    ),
  )

  function identity(stack: StackTemplate, logicalId: string): LocalIdentity {
    const resource = stack.resources.get(logicalId)
    if (!resource) throw new Error(`${stack.name} refers to ${logicalId}, which is not in its template`)
    return identify(resource)
  }

  function reference(stack: StackTemplate, name: string): string {
    return pseudo[name] ?? identity(stack, name).ref
  }

  function attribute(stack: StackTemplate, logicalId: string, name: string): string {
    const value = identity(stack, logicalId).attributes[name]
    if (value === undefined)
      throw new Error(`${stack.name}: the local run knows no attribute ${name} of ${logicalId}`)
    return value
  }

  function imported(name: string): unknown {
    const source = exported.get(name)
    if (!source) throw new Error(`no stack exports ${name}; exported are ${[...exported.keys()].join(', ')}`)
    return resolve(source.stack, source.value)
  }

  function substitute(stack: StackTemplate, text: string): string {
    return text.replace(/\$\{([^!}.]+)(?:\.([^}]+))?\}/g, (_, id: string, name?: string) =>
      name ? attribute(stack, id, name) : reference(stack, id),
    )
  }

  function call(stack: StackTemplate, name: string, argument: unknown): unknown {
    if (name === 'Ref') return reference(stack, String(argument))
    if (name === 'Fn::Sub') return substitute(stack, String(Array.isArray(argument) ? argument[0] : argument))
    if (name === 'Fn::ImportValue') return imported(String(resolve(stack, argument)))
    const given = resolve(stack, argument) as unknown[]
    if (name === 'Fn::GetAtt') return attribute(stack, String(given[0]), String(given[1]))
    if (name === 'Fn::Join') return (given[1] as unknown[]).join(String(given[0]))
    if (name === 'Fn::Split') return String(given[1]).split(String(given[0]))
    if (name === 'Fn::Select') return (given[1] as unknown[])[Number(given[0])]
    throw new Error(`${stack.name} uses ${name}, which the local run cannot answer`)
  }

  function resolve(stack: StackTemplate, value: unknown): unknown {
    if (Array.isArray(value)) return value.map(item => resolve(stack, item))
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value)
    const [only] = entries
    if (entries.length === 1 && only && (only[0] === 'Ref' || only[0].startsWith('Fn::'))) {
      return call(stack, only[0], only[1])
    }
    return Object.fromEntries(entries.map(([name, item]) => [name, resolve(stack, item)]))
  }

  return {
    resolve,
    outputs: () =>
      Object.fromEntries(
        stacks.flatMap(stack =>
          Object.entries(stack.outputs).map(([name, { Value }]) => [name, String(resolve(stack, Value))]),
        ),
      ),
  }
}
