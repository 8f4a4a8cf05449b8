import { effective, names, type Said, sayable } from '#settings/said.ts'

/** The state was made with other settings than those that are said now. */
export class OtherSettings extends Error {
  override readonly name = 'OtherSettings'
}

/** The first line of what is saved. */
export interface Heading {
  readonly v: 1
  /** What was said when it began. */
  readonly said: Said
}

/** Throws `OtherSettings` with the settings that mean something else now. */
export function mustMeanTheSame(made: Said, now: Said, folder: string): void {
  const [then, today] = [effective('paper', {}, made), effective('paper', {}, now)]
  // What another release let be said is compared as it was said.
  const meaning = (name: (typeof names)[number], text: string) =>
    JSON.stringify(sayable.shape[name].safeParse(text).data) ?? text
  const different = names.filter(name => meaning(name, then[name].value) !== meaning(name, today[name].value))
  if (different.length === 0) return
  throw new OtherSettings(
    `the state in ${folder} was made with other settings:\n${different
      .map(name => `  ${name} was ${then[name].value}, and is ${today[name].value} now`)
      .join('\n')}\n` +
      '    → say the former ones, or begin anew with --reset, which keeps the state aside, or give another folder: --state FOLDER',
  )
}

export function headingIn(line: string | undefined): Heading {
  const { v, said } = JSON.parse(line ?? '{}') as Partial<Heading>
  if (v !== 1 || !said)
    throw new OtherSettings(
      `expected a state of version 1, got ${v}: a later release wrote it\n` +
        '    → run that release, or begin anew with --reset, which keeps the state aside',
    )
  return { v, said }
}
