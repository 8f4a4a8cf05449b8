import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { mayAct } from '../../../../infra/operator/commands/page.ts'
import { bare, inProject, type LocalOperator } from '../../an-operator.ts'
import { ask } from '../a-page.ts'

const bearer = 'f'.repeat(64)

/** `qt page` as a process of its own. */
export function running(operator: () => LocalOperator): void {
  test('serves the page and all of its files, and ends when interrupted', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'qt-page-'))
    const tokenFile = join(folder, 'bearer')
    writeFileSync(tokenFile, `${bearer}\n`)
    const words = ['page', '--read-only', '--json', '--port', '0', '--token-file', tokenFile]
    const args = [inProject('infra/operator/qt.mjs'), ...words, `--local=${operator().file}`]
    const child = spawn(process.execPath, args, { env: bare, stdio: ['ignore', 'pipe', 'inherit'] })
    const ended = once(child, 'close')
    const { value: line } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next()
    const { address, open, ...rest } = JSON.parse(String(line))
    // The file has the token: it is not printed.
    expect(rest).toEqual({})

    const entered = await ask(address, open.slice(address.length))
    const [cookie = ''] = String(entered.headers['set-cookie']).split(';')
    const html = await ask(address, '/', { headers: { cookie } })
    expect(html.headers['content-type']).toBe('text/html; charset=utf-8')
    const files = [...html.text.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, path = '']) => path)
    expect(files.length).toBeGreaterThan(2)
    for (const path of files) {
      const { status, headers } = await ask(address, new URL(path, `${address}/`).pathname, {
        headers: { cookie },
      })
      expect([path, status]).toEqual([path, 200])
      expect(headers.etag).toMatch(/^"[\w-]{43}"$/)
    }
    // A policy without inline would not run them.
    expect(html.text).not.toMatch(/<script(?![^>]*src)|<style|\son\w+=/)
    const told = await ask(address, '/api/now', { headers: { authorization: `Bearer ${bearer}` } })
    expect(told.json().stack).toMatchObject({ canAct: false, whyNot: expect.stringContaining('--read-only') })

    child.kill('SIGINT')
    expect(await ended).toEqual([0, null])
    await expect(ask(address, '/')).rejects.toThrow('ECONNREFUSED')
    rmSync(folder, { recursive: true })
  })

  test('a guessable bearer token and a taken port are refused, with what to do', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'qt-page-'))
    const short = join(folder, 'bearer')
    writeFileSync(short, 'secret\n')
    const [guessed, taken] = await Promise.all([
      operator().qt('page', '--port', '0', '--token-file', short),
      operator().qt('page', '--port', new URL(operator().aws.AWS_ENDPOINT_URL_SQS ?? '').port),
    ])
    expect([guessed.code, guessed.err]).toEqual([2, expect.stringContaining('at least 24 characters')])
    expect(guessed.err).not.toContain('secret\n')
    expect([taken.code, taken.err]).toEqual([2, expect.stringContaining('qt page --port 0')])
    rmSync(folder, { recursive: true })
  })

  test('acts at live only if told to', () => {
    expect(['paper', 'demo', 'live'].map(venue => mayAct(venue as 'live', {}))).toEqual([true, true, false])
    expect(mayAct('live', { act: true })).toBe(true)
    expect(mayAct('live', { act: true, readOnly: true })).toBe(false)
    expect(mayAct('paper', { readOnly: true })).toBe(false)
  })
}
