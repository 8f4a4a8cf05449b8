import { readdirSync, readFileSync } from 'node:fs'
import type { Command } from 'commander'
import { describe, expect, test } from 'vitest'
import { withLocalPlace } from '../../infra/operator/local-flag.ts'
import { program } from '../../infra/operator/program.ts'
import { inProject } from './an-operator.ts'

const pages = ['README.md', ...readdirSync(inProject('docs')).map(name => `docs/${name}`)].filter(path =>
  path.endsWith('.md'),
)

/**
 * Commands of qt on a page: at the start of a line or as inline code. A name alone is a mention, not a command;
 * commands with placeholders are left out.
 */
function commandsOn(path: string): readonly string[] {
  const text = readFileSync(inProject(path), 'utf8')
  const found = text.matchAll(/(?:npm run -s qt -- |^(?:\$ |npx )?qt |`qt )([^`#|\n)]+)/gm)
  return [...found]
    .map(([, command = '']) => command.trim())

    .filter(command => command.includes(' ') && !/COMMAND|AMOUNT|…|\[|\$/.test(command))
}

/** The words as a shell splits them; a substitution stays one word. */
const wordsOf = (command: string): readonly string[] =>
  [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare = '']) => quoted ?? bare)

/** The command line's objection, without running the command; undefined if it would run. */
async function refusalOf(command: string): Promise<string | undefined> {
  let runs = false
  const run = async () => {
    runs = true
  }
  const said: string[] = []
  const strict = (each: Command): void => {
    each.exitOverride().configureOutput({ writeErr: text => said.push(text), writeOut: () => {} })
    each.commands.forEach(strict)
  }
  const qt = program({ plain: run, connected: run })
  strict(qt)
  await qt
    .parseAsync(withLocalPlace(wordsOf(command)), { from: 'user' })
    .catch(error => said.push(String(error)))
  return runs ? undefined : said.join('') || 'it runs nothing'
}

describe('every qt command in the docs parses:', () => {
  const commands = [...new Set(pages.flatMap(commandsOn))]

  test('there are more than 40', () => {
    expect(commands.length).toBeGreaterThan(40)
  })

  test.each(commands)('qt %s', async command => {
    expect(await refusalOf(command)).toBeUndefined()
  })
})

describe('every cdk command in the docs has options of the project’s CDK:', () => {
  const commands = pages.flatMap(path =>
    [...readFileSync(inProject(path), 'utf8').matchAll(/npx cdk (\w+)([^`#\n]*)/g)].map(
      ([, name = '', rest = '']) => ({
        name,
        options: [...rest.matchAll(/ --([\w-]+)/g)].map(([, it]) => it),
      }),
    ),
  )
  const registry = readFileSync(inProject('node_modules/aws-cdk/lib/cli/cli-type-registry.json'), 'utf8')
  const known: {
    readonly globalOptions: object
    readonly commands: Readonly<Record<string, { readonly options?: object }>>
  } = JSON.parse(registry)

  test('there are some', () => {
    expect(commands.filter(({ options }) => options.length > 0).length).toBeGreaterThan(3)
  })

  test.each(commands)('cdk $name $options', ({ name, options }) => {
    const allowed = { ...known.globalOptions, ...known.commands[name]?.options }
    expect(Object.keys(known.commands)).toContain(name)
    expect(Object.keys(allowed)).toEqual(expect.arrayContaining(options))
  })
})
