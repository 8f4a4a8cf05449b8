import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type LocalOperator, qt } from '../an-operator.ts'

/** Stacks that lack a part, each by a connection of its own. */
export function broken(operator: () => LocalOperator): void {
  const lacking = (name: string, outputs: Readonly<Record<string, string | undefined>>) => {
    const connection = JSON.parse(readFileSync(operator().file, 'utf8'))
    const file = `${operator().file}.${name}.json`
    writeFileSync(file, JSON.stringify({ ...connection, outputs: { ...connection.outputs, ...outputs } }))
    return `--local=${file}`
  }

  test('a stack without its table is reported as broken, with what to do', async () => {
    const at = lacking('table', { TableName: 'no-such-table' })
    const [positions, doctor] = await Promise.all([qt(['positions', at]), qt(['doctor', at])])
    expect(positions.err).toContain('deploy it again')
    expect(positions.code).toBe(3)
    expect(doctor.out).toMatch(/failure +account/)
    expect(doctor.code).toBe(1)
  })

  test('a stack without its queue takes no signal and says so', async () => {
    const url = 'http://127.0.0.1:1/000000000000/gone'
    const at = lacking('queue', { SignalQueueUrl: url, CloseQueueUrl: url })
    const signal = ['signal', 'ETHUSDT', 'BUY', '--confidence', '0.9', '--source', 'desk', at]
    const [pushed, doctor] = await Promise.all([qt(signal), qt(['doctor', at])])
    expect(pushed.err).toContain('npm run local')
    expect(pushed.code).toBe(3)
    expect(doctor.out).toMatch(/failure +queues/)
  })

  test('a stack of an older release, without an output, needs a deploy', async () => {
    const { code, err } = await qt(['account', lacking('secret', { SecretId: undefined })])
    expect(err).toContain('the stack has no output SecretId')
    expect(err).toContain('npx cdk deploy')
    expect(code).toBe(2)
  })
}
