import { availableParallelism } from 'node:os'

/** Half of the cores: other test files compute on the rest, and each thread compiles all of the code once more. */
export const threadsBesideOthers = Math.ceil(availableParallelism() / 2)
