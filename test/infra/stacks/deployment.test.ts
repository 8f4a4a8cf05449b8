import { expect, test } from 'vitest'
import { readDeployment } from '../../../infra/stacks/deployment.ts'

test('a wrong setting fails the synthesis and is named with what is allowed', () => {
  expect(() => readDeployment('paper', { QT_DEFAULT_LEVERAGE: '126' })).toThrow(
    /QT_DEFAULT_LEVERAGE is "126".*1 to 125/,
  )
})

test('a name that promises another venue than the settings choose is refused', () => {
  expect(() => readDeployment('live', {})).toThrow(/-c env=live, but .* choose the paper venue/)
  expect(() => readDeployment('paper', { QT_PAPER_TRADING: 'false', STAGING_MODE: 'true' })).toThrow(
    /demo venue/,
  )
})

test('an unknown environment is refused with the known ones', () => {
  expect(() => readDeployment('prod', {})).toThrow(/expected paper, demo, live/)
})

test('live is what both switches say explicitly', () => {
  expect(readDeployment('live', { QT_PAPER_TRADING: 'false', STAGING_MODE: 'false' }).name).toBe('live')
})
