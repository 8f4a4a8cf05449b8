import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { exitCodes } from '../../infra/operator/complaint.ts'
import { usualPlace, withLocalPlace } from '../../infra/operator/local-flag.ts'
import { program } from '../../infra/operator/program.ts'
import { inProject, qt, qtAlone, run } from './an-operator.ts'

const nothing = async () => {}
const commands = program({ plain: nothing, connected: nothing }).commands

describe.concurrent('the command line', () => {
  test('every command has a line of help, the common options, and examples', async () => {
    const { code, out } = await qt(['--help'])
    for (const command of commands) {
      expect(out).toContain(`  ${command.name()} `)
      let help = ''
      command.configureOutput({ writeOut: text => (help += text) }).outputHelp()
      for (const said of ['--local [file]', '--env <name>', '--json']) expect(help).toContain(said)
      expect(help).toMatch(new RegExp(`Examples:\\n.*qt ${command.name()}`, 's'))
    }
    expect(commands).toHaveLength(24)
    expect(code).toBe(0)
  })

  test('every exit code is in the help', async () => {
    const { out } = await qt(['help'])
    const documented = out.slice(out.indexOf('Exit codes:'))
    for (const code of Object.values(exitCodes)) expect(documented).toMatch(new RegExp(`\\b${code} \\w`))
  })

  test('docs/qt.md tells of every command and every exit code', () => {
    const page = readFileSync(inProject('docs/qt.md'), 'utf8')
    for (const command of commands) expect(page).toContain(`qt ${command.name()}`)
    for (const code of Object.values(exitCodes))
      expect(page).toMatch(new RegExp(`^\\| ${code} +\\| \\w`, 'm'))
  })

  test('qt config works out the shell’s settings without a connection', async () => {
    const [{ code, out }, wrong] = await Promise.all([
      qt(['config', '--shell', '--file', 'none', '--json'], { QT_DEFAULT_LEVERAGE: '5' }),
      qt(['config', '--shell', '--file', 'none'], { QT_DEFAULT_LEVERAGE: '500' }),
    ])
    expect(JSON.parse(out).consequences).toMatchObject({ leverage: 5, winRateToBreakEven: '0.5000' })
    expect(code).toBe(0)
    expect(wrong.err).toContain('a whole number from 1 to 125')
    expect(wrong.code).toBe(2)
  })

  test('an unreadable environment’s file is not reported as a wrong variable', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'settings-')), 'mine.json')
    writeFileSync(file, '{ "region": ')
    const { code, err } = await qt(['config', '--shell', '--file', file])
    expect(err).toContain(`${file} is not valid JSON: `)
    expect(err).toContain('→ correct that file; docs/deploy.md says what stands in it')
    expect(code).toBe(2)
  })

  const bash = test.skipIf(!existsSync('/bin/bash'))
  bash('a reader that has seen enough ends it without a word, and the exit code stays', async () => {
    const piped = (command: string) =>
      run('/bin/bash', [
        '-c',
        `'${process.execPath}' infra/operator/qt.mjs ${command} | true; echo "\${PIPESTATUS[0]}"`,
      ])
    expect(await piped('help close')).toMatchObject({ out: '0\n', err: '' })
    expect(await piped('config --shell')).toMatchObject({ out: '0\n', err: '' })
    expect(await piped('postions 2>&1')).toMatchObject({ out: '2\n', err: '' })
  })

  test('the version is that of the project', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } })
    expect(await qt(['--version'])).toMatchObject({ code: 0, out: `${manifest.version}\n` })
  })

  test.each([
    ['--local doctor', `--local=${usualPlace} doctor`],
    ['close --local ETHUSDT --yes', `close --local=${usualPlace} ETHUSDT --yes`],
    ['close --local ETH/USDT', `close --local=${usualPlace} ETH/USDT`],
    ['positions --local', `positions --local=${usualPlace}`],
    ['--local mine.json doctor', '--local mine.json doctor'],
    ['--local ../mine doctor', '--local ../mine doctor'],
    ['--local=mine doctor', '--local=mine doctor'],
    ['explain -- --local', 'explain -- --local'],
  ])('%s: --local takes no command and no symbol for its file', (said, understood) => {
    expect(withLocalPlace(said.split(' ')).join(' ')).toBe(understood)
  })

  test.each([
    [
      'a local stack with --env live',
      ['flatten', '--local', '--env', 'live', '--yes'],
      "'--local [file]' cannot be used with option '--env <name>'",
    ],
    [
      'a place that a script left empty',
      ['flatten', '--local=', '--yes'],
      'Expected a value, got an empty one',
    ],
    ['a profile that a script left empty', ['flatten', '--profile=', '--yes'], 'got an empty one'],
    ['an option in place of a value', ['halt', '--reason', '--yes'], 'Expected a value, got another option'],
    ['symbols without prices', ['config', 'ETHUSDT', '--shell'], 'it knows no prices'],
    ['an unknown environment', ['doctor', '--env', 'staging'], 'Allowed choices are paper, demo, live'],
    ['the lab in another command than deploy', ['doctor', '--env', 'lab'], 'qt deploy --env lab'],
    ['another file for the lab', ['deploy', '--env', 'lab', '--file', 'mine.json'], 'the lab has one file'],
    [
      'the lab in demo’s region',
      ['deploy', '--env', 'lab', '--region', 'ap-northeast-1'],
      'demo trades there',
    ],
    ['a mistyped command', ['postions'], 'Did you mean positions'],
    ['an invalid symbol', ['config', 'ETHUSDT', '?'], 'Expected a symbol like ETHUSDT'],
    ['an invalid time', ['report', '--from', 'noon'], 'Expected a time like 2025-02-03'],
    ['a signal without its source', ['signal', 'ETHUSDT', 'BUY', '--confidence', '1'], '--source <name>'],
    ['a credential of no channel', ['notify', 'set'], "missing required argument 'channel'"],
    ['a pause beyond a timer', ['positions', '--watch', '1e9'], 'Expected 1 to 86400 seconds'],
    ['a shell without completion', ['completion', 'tcsh'], 'Allowed choices are bash, zsh, fish'],
  ])('%s is refused before any request', async (_, args, said) => {
    const { code, err } = await qt(args)
    expect(err).toContain(said)
    expect(code).toBe(2)
  })
})

describe.concurrent('completion', () => {
  test.skipIf(!existsSync('/bin/bash'))(
    'in bash offers commands, options, symbols, actions and environments',
    async () => {
      const { out: script } = await qtAlone(['completion', 'bash'])
      const offered = async (...words: readonly string[]) => {
        const typed = words.map(word => `'${word}'`).join(' ')
        const ask = `COMP_WORDS=(qt ${typed}); COMP_CWORD=${words.length}; _qt; echo "\${COMPREPLY[@]}"`
        return (await run('/bin/bash', ['-c', `${script}\n${ask}`])).out.trim().split(' ')
      }
      expect(await offered('po')).toEqual(['positions'])
      expect(await offered('explain', '--veri')).toEqual(['--verify'])
      expect(await offered('cancel-all', '--and')).toEqual(['--and-close'])
      expect(await offered('close', 'ETHU')).toEqual(['ETHUSDT'])
      expect(await offered('explain', '--verify', 'BTCU')).toEqual(['BTCUSDT'])
      expect(await offered('signal', 'ETHUSDT', 'SEL')).toEqual(['SELL'])
      expect(await offered('doctor', '--env', '')).toEqual(['paper', 'demo', 'live'])
      expect(await offered('--env', '=', 'l')).toEqual(['live'])
      expect(await offered('doctor', '--profile', '')).toEqual([''])
    },
  )

  test('for zsh and fish knows every command', async () => {
    const scripts = await Promise.all(['zsh', 'fish'].map(shell => qt(['completion', shell])))
    for (const { code, out } of scripts) {
      for (const command of commands) expect(out).toContain(command.name())
      for (const word of ['ETHUSDT', 'SELL', 'paper demo live']) expect(out).toContain(word)
      expect(code).toBe(0)
    }
  })
})

/** A Node of the machine that is not the project's, as `npx qt` after `npm link` may meet it. */
const others = (process.env.PATH ?? '')
  .split(delimiter)
  .filter(folder => !folder.includes('node_modules') && existsSync(join(folder, 'node')))

describe('the qt that npm link puts on the path', () => {
  test.each([process.execPath, ...others.slice(0, 1).map(folder => join(folder, 'node'))])(
    'runs through its link under %s, with the project’s own Node',
    async node => {
      const linked = join(mkdtempSync(join(tmpdir(), 'qt-bin-')), 'qt')
      symlinkSync(inProject('infra/operator/qt.mjs'), linked)
      const { code, out } = await run(node, [linked, 'config', '--shell', '--file', 'none', '--json'], {
        QT_DEFAULT_LEVERAGE: '5',
      })
      expect(JSON.parse(out).consequences.leverage).toBe(5)
      expect(code).toBe(0)
      expect((await run(node, [linked, 'postions'])).code).toBe(2)
    },
  )

  test('is what package.json names, and is executable', async () => {
    const { default: manifest } = await import('../../package.json', { with: { type: 'json' } })
    expect(manifest.bin).toEqual({ qt: 'infra/operator/qt.mjs' })
    const { code, out } = await run(inProject('infra/operator/qt.mjs'), ['help', 'doctor'])
    expect(out).toContain('Usage: qt doctor')
    expect(code).toBe(0)
  })
})
