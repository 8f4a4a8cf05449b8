import { localIdentity } from '../runner/identities.ts'
import { createResolver } from '../runner/resolve.ts'
import type { StackTemplate, TemplateResource } from '../runner/template.ts'
import { readStatement, type Statement } from './statement.ts'

/** The statements of every role of the templates, by the role's ARN. */
export function readRoles(
  stacks: readonly StackTemplate[],
  queuesUrl: string,
): Readonly<Record<string, readonly Statement[]>> {
  const identify = (resource: TemplateResource) => localIdentity(resource, queuesUrl)
  const resolver = createResolver(stacks, identify)
  const roles = new Map<string, Statement[]>()
  const add = (arn: string, document: unknown) => {
    const statements = (document as { readonly Statement: readonly unknown[] }).Statement
    roles.set(arn, [...(roles.get(arn) ?? []), ...statements.map(readStatement)])
  }
  for (const stack of stacks) {
    const get = ({ properties }: TemplateResource, name: string) => resolver.resolve(stack, properties[name])
    for (const resource of stack.resources.values()) {
      const { type, logicalId } = resource
      if (type === 'AWS::IAM::Role') readRole(resource, identify(resource).attributes.Arn ?? '')
      if (type === 'AWS::IAM::Policy') {
        const names = get(resource, 'Roles') as readonly string[]
        for (const name of names) add(roleArn(stack, name), get(resource, 'PolicyDocument'))
      }
      // A policy without a role is for people; the account's administrator attaches it.
      if (type === 'AWS::IAM::ManagedPolicy' && resource.properties.Roles)
        throw new Error(
          `${logicalId}: the local run judges the inline policies of roles, not managed policies`,
        )
    }
    function readRole(resource: TemplateResource, arn: string): void {
      if (resource.properties.ManagedPolicyArns)
        throw new Error(`${resource.logicalId} has managed policies, which the local run cannot judge`)
      const inline = (get(resource, 'Policies') ?? []) as readonly { readonly PolicyDocument: unknown }[]
      roles.set(arn, roles.get(arn) ?? [])
      for (const { PolicyDocument } of inline) add(arn, PolicyDocument)
    }
  }

  function roleArn(stack: StackTemplate, logicalId: string): string {
    const role = stack.resources.get(logicalId)
    if (!role) throw new Error(`${stack.name}: a policy of ${logicalId}, which is not in its template`)
    return identify(role).attributes.Arn ?? ''
  }

  return Object.fromEntries(roles)
}
