import type { Blueprint } from '../runner/blueprint.ts'
import type { LocalServices } from '../runner/services.ts'
import type { Access, Judged } from './access.ts'
import type { Statement } from './statement.ts'

export interface AccessControl {
  judged(): Promise<readonly Judged[]>
  statements(): Readonly<Record<string, readonly Statement[]>>
  restrict(caller: string, statements: readonly Statement[]): Promise<readonly Statement[]>
}

/** Access as tests use it: one answer for both threads that judge, with functions by their labels. */
export function accessControl(blueprint: Blueprint, access: Access, services: LocalServices): AccessControl {
  const labels = new Map(blueprint.functions.map(({ name, label }) => [name, label]))
  const labelOf = (caller: string) => labels.get(caller) ?? caller
  let { callers } = blueprint.access

  return {
    async judged() {
      const all = [...access.judged(), ...(await services.judged())]
      return all.map(judged => ({ ...judged, caller: labelOf(judged.caller) }))
    },
    statements: () =>
      Object.fromEntries(
        Object.entries(callers).map(([caller, statements]) => [labelOf(caller), statements]),
      ),
    async restrict(caller, statements) {
      const name = Object.keys(callers).find(candidate => labelOf(candidate) === caller)
      const had = name && callers[name]
      if (!had)
        throw new Error(`there is no caller ${caller}; callers are ${Object.keys(callers).map(labelOf)}`)
      callers = { ...callers, [name]: statements }
      const rules = { ...blueprint.access, callers }
      access.setRules(rules)
      await services.setAccess(rules)
      return had
    },
  }
}
