import type { Command } from 'commander'
import type { Answer } from './answer.ts'
import { Complaint, exitCodes } from './complaint.ts'

export const shells = ['bash', 'zsh', 'fish'] as const

/** A script that completes commands and options, made from the command line itself. */
export function completionScript(qt: Command, shell: string): Answer {
  const script = scripts[shell as (typeof shells)[number]]
  if (!script)
    throw new Complaint(exitCodes.usage, `no completion for ${shell}`, `known are ${shells.join(', ')}`)
  const text = script(qt)
  return { data: { shell, script: text }, text }
}

const flags = (command: Command) => command.options.flatMap(option => (option.long ? [option.long] : []))
const words = (qt: Command, command: Command) => [...flags(command), ...flags(qt), '--help'].join(' ')

const scripts: Readonly<Record<(typeof shells)[number], (qt: Command) => string>> = {
  bash,
  zsh: qt => `autoload -U +X bashcompinit && bashcompinit\n${bash(qt)}`,
  fish: qt =>
    [
      'complete -c qt -f',
      ...qt.options.map(
        option => `complete -c qt -l ${option.long?.slice(2)} -d ${quoted(option.description)}`,
      ),
      ...qt.commands.flatMap(command => [
        `complete -c qt -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`,
        ...command.options.map(
          option =>
            `complete -c qt -n '__fish_seen_subcommand_from ${command.name()}' -l ${option.long?.slice(2)} -d ${quoted(option.description)}`,
        ),
      ]),
    ].join('\n'),
}

function bash(qt: Command): string {
  const cases = qt.commands.map(command => `    ${command.name()}) words='${words(qt, command)}' ;;`)
  const names = [...qt.commands.map(command => command.name()), 'help'].join(' ')
  return `_qt() {
  local word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do case $word in
${cases.join('\n')}
  esac; done
  [ -n "$words" ] || words='${names} ${flags(qt).join(' ')}'
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -F _qt qt`
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`\'`)}'`
