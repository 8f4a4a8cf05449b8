import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { FileUnusable, freeFile, writeConnection } from '../../../infra/local/runner/connection-file.ts'

const place = () => join(mkdtempSync(join(tmpdir(), 'qt-connection-')), 'local.json')
const connection = (clockUrl: string) =>
  ({ v: 1, outputs: {}, aws: {}, feedUrl: 'http://127.0.0.1:1', clockUrl }) as const

test('a stack’s file is replaced only once that stack has ended', async () => {
  const server = createServer((request, response) =>
    response.writeHead(request.url === '/token' ? 200 : 403).end('1'),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [running, ended] = [place(), place()]
  writeConnection(running, connection(`${url}/token`))
  // Another process has the port of the stack that ended.
  writeConnection(ended, connection(`${url}/another`))
  await expect(freeFile(running)).rejects.toThrow(FileUnusable)
  expect(existsSync(running)).toBe(true)
  await freeFile(ended)
  expect(existsSync(ended)).toBe(false)
  await new Promise(resolve => server.close(resolve))
})

test('if two stacks start at once, one gets an error; each removes only its own file', () => {
  const file = place()
  const remove = writeConnection(file, connection('http://127.0.0.1:1/first'))
  expect(() => writeConnection(file, connection('http://127.0.0.1:1/second'))).toThrow(FileUnusable)
  writeFileSync(file, JSON.stringify(connection('http://127.0.0.1:1/later')))
  remove()
  expect(readFileSync(file, 'utf8')).toContain('later')
})

test('a file that a stack did not finish writing is free', async () => {
  const file = place()
  writeFileSync(file, '{"v":1,"outp')
  await freeFile(file)
  expect(existsSync(file)).toBe(false)
})

test.each(['{"name":"quantum-trader"}', '[]', 'timestamp,open\n', '{"v":11}'])(
  'a foreign file (%j) is neither removed nor overwritten',
  async text => {
    const file = place()
    writeFileSync(file, text)
    await expect(freeFile(file)).rejects.toThrow(`${file} is not the connection of a local stack`)
    expect(readFileSync(file, 'utf8')).toBe(text)
  },
)

test.each([
  ['is a folder', (file: string) => void mkdirSync(file), ''],
  ['would be below a file', (file: string) => writeFileSync(file, ''), '/local.json'],
])('a file that %s is an error that says what to do', async (_, make, below) => {
  const file = place()
  make(file)
  await expect(freeFile(`${file}${below}`)).rejects.toThrow(/^expected to write .*got E[\s\S]*--file FILE/)
})

test('a file that cannot be written once the stack runs is an error, too', () => {
  expect(() => writeConnection('', connection('http://127.0.0.1:1/token'))).toThrow(FileUnusable)
})
