import { closeSync, mkdtempSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { keepAddress } from '../../../infra/operator/deploy/kept-address.ts'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { readPlan } from '../../../infra/stacks/planned.ts'
import { readSettingsFile } from '../../../infra/stacks/settings-file.ts'
import { plan, settings } from './live.ts'

describe('the address in the file', () => {
  const mine = join(mkdtempSync(join(tmpdir(), 'qt-address-')), 'live.json')
  const has = () => JSON.parse(readFileSync(mine, 'utf8'))
  const kept = (egress: string, address?: string, shell = {}) => {
    const file = readSettingsFile('live', mine)
    const said = { egress, accept: 'loosened' }
    return keepAddress(readPlan('live', shell, said, file), file, address)
  }

  test('is written after the deploy that proved it, and removed after one that steps back or leaves', () => {
    const content = { alarmEmail: 'desk@example.com', egress: 'fixed', settings }
    writeFileSync(mine, JSON.stringify(content))
    expect(kept('prepared', '203.0.113.7')).toBeUndefined()
    expect(kept('fixed', '203.0.113.7')).toMatch(/"203\.0\.113\.7" is written into .*live.json: commit it/)
    expect(has()).toEqual({ ...content, address: '203.0.113.7' })
    expect(Object.keys(has()).at(-1)).toBe('settings')
    expect(readDeployment('live', {}, {}, readSettingsFile('live', mine)).egress).toBe('fixed')
    expect(kept('fixed', '203.0.113.7')).toBeUndefined()
    kept('fixed', '203.0.113.8')
    expect(has().address).toBe('203.0.113.8')
    expect(kept('prepared', '203.0.113.8')).toMatch(/taken out of .*: commit it/)
    expect(has()).toEqual(content)
    kept('fixed', '203.0.113.7')
    kept('any')
    expect(has()).toEqual(content)
  })

  test('is written beside the file, which then takes its place: a crash leaves one of them whole', () => {
    const before = JSON.stringify({ alarmEmail: 'desk@example.com', egress: 'fixed', settings })
    writeFileSync(mine, before)
    const reader = openSync(mine, 'r')
    kept('fixed', '203.0.113.7')
    expect([readFileSync(reader, 'utf8'), has().address]).toEqual([before, '203.0.113.7'])
    closeSync(reader)
  })

  test('is shown if there is no file or the file cannot be written', () => {
    const nowhere = readPlan('live', {}, {}, { name: 'no file', said: plan().file.said })
    expect(keepAddress(nowhere, nowhere.file, '203.0.113.7')).toContain('Write "address": "203.0.113.7" into')
    const file = { ...nowhere.file, path: join(mine, 'beneath-a-file') }
    expect(() => keepAddress(nowhere, file, '203.0.113.7')).toThrow(
      /live is deployed, but no file cannot be written/,
    )
  })

  test('is never written into paper’s file', () => {
    const paper = readPlan('paper', {}, { egress: 'fixed' })
    expect(keepAddress(paper, paper.file, '203.0.113.7')).toBeUndefined()
  })
})
