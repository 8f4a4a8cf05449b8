import { memoryForTests } from '../table/memory-table.ts'
import { buy } from './signals.ts'
import { openSystem, type System, type SystemOptions } from './system.ts'

const dynamo = memoryForTests()

/** An open position with all its orders, two seconds after a tick. */
export async function opened(options: SystemOptions = {}): Promise<System> {
  const system = await openSystem(dynamo, options)
  await system.signal(buy(system))
  await system.nextTick()
  system.clock.advance(2_000)
  return system
}
