import type { Argument, Command, Option } from 'commander'
import type { Answer } from './answer.ts'

export const shells = ['bash', 'zsh', 'fish'] as const
type Shell = (typeof shells)[number]

/** What is completed: the command line, and the symbols that this project knows offline. */
interface Known {
  readonly qt: Command
  readonly symbols: readonly string[]
}

/** A shell script that completes commands, options and their values, generated from the command line. */
export function completionScript(qt: Command, shell: Shell, symbols: readonly string[]): Answer {
  const text = scripts[shell]({ qt, symbols })
  return { data: { shell, script: text }, text }
}

const scripts: Readonly<Record<Shell, (known: Known) => string>> = {
  bash,
  zsh: known => `autoload -U +X bashcompinit && bashcompinit\n${bash(known)}`,
  fish,
}

const flags = (command: Command) => command.options.flatMap(option => (option.long ? [option.long] : []))

/** Arguments that name a symbol; a position may be named by its symbol too. */
const bySymbol = ['symbol', 'symbols', 'position']

const valuesOf = (command: Command, symbols: readonly string[]): readonly string[] =>
  command.registeredArguments.flatMap((argument: Argument) =>
    bySymbol.includes(argument.name()) ? symbols : (argument.argChoices ?? []),
  )

function bash({ qt, symbols }: Known): string {
  const commands = qt.commands.map(command => {
    const words = [...valuesOf(command, symbols), ...flags(command), ...flags(qt), '--help']
    return `    ${command.name()}) words='${words.join(' ')}' ;;`
  })
  const wanting = optionsWithValue(qt)
  const values = [...Map.groupBy(wanting, ({ argChoices = [] }) => argChoices.join(' '))].map(
    ([choices, options]) => `    ${options.map(({ long }) => long).join('|')}) words='${choices}' ;;`,
  )
  const names = [...qt.commands.map(command => command.name()), 'help', ...flags(qt)]
  return `_qt() {
  local word words='' before="\${COMP_WORDS[COMP_CWORD-1]}"
  [ "$before" = = ] && before="\${COMP_WORDS[COMP_CWORD-2]}"
  case $before in
${values.join('\n')}
    *) for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do case $word in
${commands.join('\n')}
    esac; done
    [ -n "$words" ] || words='${names.join(' ')}' ;;
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _qt qt`
}

/** Each option with a value, once: where several commands share an option, it means the same. */
const optionsWithValue = (qt: Command): readonly Option[] => {
  const all = [qt, ...qt.commands].flatMap(command => command.options.filter(({ required }) => required))
  return [...new Map(all.map(option => [option.long, option])).values()]
}

function fish({ qt, symbols }: Known): string {
  const optionsOf = (command: Command, when: string) =>
    command.options.map(({ long, description, argChoices, required, optional }) =>
      [
        `complete -c qt${when} -l ${long?.slice(2)} -d ${quoted(description)}`,
        argChoices ? ` -x -a ${quoted(argChoices.join(' '))}` : required ? ' -r' : optional ? ' -F' : '',
      ].join(''),
    )
  const ofCommand = (command: Command) => {
    const when = ` -n '__fish_seen_subcommand_from ${command.name()}'`
    const values = valuesOf(command, symbols)
    return [
      `complete -c qt -n __fish_use_subcommand -a ${command.name()} -d ${quoted(command.description())}`,
      ...(values.length > 0 ? [`complete -c qt${when} -a ${quoted(values.join(' '))}`] : []),
      ...optionsOf(command, when),
    ]
  }
  return ['complete -c qt -f', ...optionsOf(qt, ''), ...qt.commands.flatMap(ofCommand)].join('\n')
}

const quoted = (text: string) => `'${text.replaceAll("'", String.raw`\'`)}'`
