import { type AwsRequest, asksOf, callerOf, type KeyOf } from './asks.ts'
import { type Ask, isAllowed, type Statement } from './statement.ts'

/** Permissions: the statements of each caller's role, and the keys that encrypt resources. */
export interface AccessRules {
  /** Access key id → statements. */
  readonly callers: Readonly<Record<string, readonly Statement[]>>
  readonly keyOf: KeyOf
}

/** A call, and whether it was allowed. */
export interface Judged extends Ask {
  readonly caller: string
  readonly allowed: boolean
}

export interface Access {
  /** Denied if the caller's role does not allow one of these; returns the first such. */
  judge(request: AwsRequest): Denied | undefined
  judgeAsk(caller: string, ask: Ask): Denied | undefined
  /** Replaces the permissions from now on. */
  setRules(rules: AccessRules): void
  /** Each distinct request once. */
  judged(): readonly Judged[]
}

/** The runner itself, in the roles of AWS and the operator. */
export const runnerKey = 'local'

/** In AWS's words. */
export class Denied extends Error {
  constructor(caller: string, { action, resource }: Ask) {
    super(
      `User: ${caller} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`,
    )
    this.name = 'AccessDeniedException'
  }
}

/** Judges calls by the synthesized roles, and records them. */
export function createAccess(initial: AccessRules): Access {
  let rules = initial
  const seen = new Map<string, Judged>()

  function judgeAsk(caller: string, ask: Ask): Denied | undefined {
    if (caller === runnerKey) return undefined
    const statements = rules.callers[caller] ?? []
    const allowed = isAllowed(statements, ask)
    const judged = { caller, ...ask, allowed }
    seen.set(JSON.stringify(judged), judged)
    return allowed ? undefined : new Denied(caller, ask)
  }

  return {
    judgeAsk,
    judge(request) {
      const caller = callerOf(request) ?? 'an unsigned request'
      if (caller === runnerKey) return undefined
      for (const ask of asksOf(request, rules.keyOf)) {
        const denied = judgeAsk(caller, ask)
        if (denied) return denied
      }
      return undefined
    },
    setRules: next => {
      rules = next
    },
    judged: () => [...seen.values()],
  }
}
