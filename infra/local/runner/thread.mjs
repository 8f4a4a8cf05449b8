/** Every thread of a local run begins here, with the file that it was started for. */
import { workerData } from 'node:worker_threads'
import { keepCompiled } from '../compiled.mjs'

keepCompiled()
await import(workerData.program)
