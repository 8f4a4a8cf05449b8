import { effective, names, type Said, sayable } from '#settings/said.ts'

/** The state was made with settings other than the present ones. */
export class OtherSettings extends Error {
  override readonly name = 'OtherSettings'
}

/** The first line of a save. */
export interface Heading {
  readonly v: 1
  /** The settings that it began with. */
  readonly said: Said
}

/** Throws `OtherSettings`, naming the settings whose meaning differs. */
export function mustMeanTheSame(made: Said, now: Said, folder: string): void {
  const [then, today] = [effective('paper', {}, made), effective('paper', {}, now)]
  // A value that only another release accepts is compared as text.
  const meaning = (name: (typeof names)[number], text: string) =>
    JSON.stringify(sayable.shape[name].safeParse(text).data) ?? text
  const different = names.filter(name => meaning(name, then[name].value) !== meaning(name, today[name].value))
  if (different.length === 0) return
  throw new OtherSettings(
    `the state in ${folder} was made with other settings:\n${different
      .map(name => `  ${name} was ${then[name].value}, and is now ${today[name].value}`)
      .join('\n')}\n` +
      '    → restore those settings, or start afresh with --reset, which sets the old state aside, or use another folder: --state FOLDER',
  )
}

export function headingIn(line: string | undefined): Heading {
  const { v, said } = JSON.parse(line ?? '{}') as Partial<Heading>
  if (v !== 1 || !said)
    throw new OtherSettings(
      `expected a state of version 1, got ${v}: a later release wrote it\n` +
        '    → run that release, or start afresh with --reset, which sets the old state aside',
    )
  return { v, said }
}
