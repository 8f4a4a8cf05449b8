import { type Name, names, type Origin } from '#settings/said.ts'
import { settings } from '#settings/settings.ts'
import type { Plan } from '../../stacks/planned.ts'
import type { Recorded } from './recorded.ts'
import { worded } from './worded.ts'

/** A value as `qt config` shows it. */
export interface Value {
  readonly name: Name
  readonly value: string
  readonly from: 'default' | 'the stack' | 'this shell' | Exclude<Origin, 'the shell'>
  /** For a deployed value: its source at the deploy; earlier releases did not record it. */
  readonly origin?: Origin | undefined
}

export const isSetting = ({ name }: Value): boolean => name in settings.shape

/** The values in force in a stack, as far as it recorded them. */
export const valuesOfStack = ({ values, origins, said }: Recorded): readonly Value[] =>
  names.flatMap((name): Value[] => {
    const value = values[name]
    if (value === undefined) return []
    return [{ name, value, from: said.has(name) ? 'the stack' : 'default', origin: origins[name] }]
  })

/** The values that a deploy from here would use. */
export const valuesOfPlan = ({ values }: Plan): readonly Value[] =>
  names.map(name => {
    const { value, from } = values[name]
    return { name, value, from: from === 'the shell' ? 'this shell' : from }
  })

/** Differences from this shell: the operator may believe that its values are in force. */
export const differing = (
  shell: Readonly<Record<string, string>>,
  values: readonly Value[],
): readonly string[] =>
  values.flatMap(({ name, value }) => {
    const said = shell[name]
    if (said === undefined) return []
    const [here, there] = [worded(name, said), worded(name, value)]
    return here === there ? [] : [`${name} is ${here} in this shell, but ${there} is deployed`]
  })
