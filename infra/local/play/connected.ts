import { fileURLToPath } from 'node:url'
import { freeFile, writeConnection } from '../runner/connection-file.ts'
import { openToOperator } from '../runner/operator-door.ts'
import type { LocalStack } from '../runner/stack.ts'

/**
 * The connection file of a run of `npm start`. Another run, or a stack of `npm run local`, may be up at the same
 * time.
 */
export const connectionOfThisRun = fileURLToPath(
  new URL(`../../../.quantum-trader/start-${process.pid}.json`, import.meta.url),
)

/** Lets other processes of this machine find a run by a file; the returned function withdraws it. */
export async function connect(stack: LocalStack, feedUrl: string, file: string): Promise<AsyncDisposable> {
  await freeFile(file)
  const { aws, clockUrl, close } = await openToOperator(stack)
  const remove = writeConnection(file, { v: 1, outputs: stack.outputs, aws, feedUrl, clockUrl })
  process.once('exit', remove)
  return {
    async [Symbol.asyncDispose]() {
      process.off('exit', remove)
      remove()
      await close()
    },
  }
}
