import { afterEach, expect, test, vi } from 'vitest'
import { Misuse, runTool, threadsOf, wholeNumber } from './tool.ts'

afterEach(() => {
  vi.restoreAllMocks()
  process.exitCode = undefined
})

test.each(['1', '300', '9007199254740991'])('%s is a whole number', text => {
  expect(wholeNumber('runs', text)).toBe(Number(text))
})

test.each(['0', '', '-1', '1.5', '1e3', 'many', 'NaN', 'Infinity', '9007199254740993'])(
  '"%s" is refused, with what was expected',
  text => {
    expect(() => wholeNumber('runs', text)).toThrow(
      new Misuse(`--runs takes a whole number from 1 on, got "${text}".`),
    )
  },
)

test('a seed may be 0, and threads are not counted in thousands', () => {
  expect(wholeNumber('seed', '0', 0)).toBe(0)
  expect(() => threadsOf('1000')).toThrow('--threads takes a whole number from 1 to 256, got "1000".')
})

test('a tool that was misused says what is wrong and how it is called, and exits 2', async () => {
  const said = vi.spyOn(console, 'error').mockReturnValue()
  await runTool('How it is called.', async () => void wholeNumber('runs', '0'))
  expect(said.mock.calls).toEqual([['--runs takes a whole number from 1 on, got "0".\n\nHow it is called.']])
  expect(process.exitCode).toBe(2)
})

test('what fails in a tool is no misuse', async () => {
  await expect(runTool('', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
})
