import { localIdentity } from '../runner/identities.ts'
import { createResolver } from '../runner/resolve.ts'
import type { StackTemplate, TemplateResource } from '../runner/template.ts'
import type { AccessRules } from './access.ts'
import { readRoles } from './roles.ts'

/** The callers of the templates with the statements of their roles: functions, state machines and schedules. */
export function readAccess(stacks: readonly StackTemplate[], queuesUrl: string): AccessRules {
  const identify = (resource: TemplateResource) => localIdentity(resource, queuesUrl)
  const resolver = createResolver(stacks, identify)
  const roles = readRoles(stacks, queuesUrl)

  /** Each resource of a type by its local name, with the resource that one of its properties refers to. */
  function each(
    type: string,
    property: string,
    of = (value: unknown) => value,
  ): (readonly [string, string])[] {
    return stacks.flatMap(stack =>
      [...stack.resources.values()]
        .filter(resource => resource.type === type)
        .map(resource => {
          const value = resolver.resolve(stack, resource.properties[property])
          return [nameOf(resource), String(of(value) ?? '')] as const
        }),
    )
  }
  const nameOf = (resource: TemplateResource) =>
    resource.type === 'AWS::StepFunctions::StateMachine' ? resource.logicalId : identify(resource).ref

  const acting = [
    ...each('AWS::Lambda::Function', 'Role'),
    ...each('AWS::StepFunctions::StateMachine', 'RoleArn'),
    ...each('AWS::Scheduler::Schedule', 'Target', target => (target as { RoleArn: string }).RoleArn),
  ]
  const encrypted = [
    ...each('AWS::SecretsManager::Secret', 'KmsKeyId'),
    ...each('AWS::SNS::Topic', 'KmsMasterKeyId'),
  ]
  return {
    callers: Object.fromEntries(acting.map(([name, role]) => [name, roles[role] ?? []])),
    keyOf: Object.fromEntries(encrypted.filter(([, key]) => key)),
  }
}
