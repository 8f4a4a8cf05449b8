import type { Equivalent } from './record.ts'

/** Changes of the protections that change nothing. */
export const ofTheProtections: readonly Equivalent[] = [
  {
    file: 'kept-trades.ts',
    owner: 'keeping',
    from: '1',
    to: '2',
    because: 'of what a comparison says only the sign counts',
  },
  {
    file: 'kept-trades.ts',
    owner: 'keeping',
    from: 'a.id < b.id',
    to: 'a.id <= b.id',
    because: 'no two trades have one id',
  },
  {
    file: 'kept-trades.ts',
    owner: 'keeping',
    from: 'needless',
    to: 'true',
    because: 'of more trades than may be kept there is a first',
  },
  {
    file: 'locks.ts',
    owner: 'findingOf',
    from: 'protection satisfies never',
    to: 'undefined',
    because: 'there is no such protection',
  },
  {
    file: 'locks.ts',
    owner: 'latest',
    from: 'lock.until >= longest.until',
    to: 'lock.until > longest.until',
    because: 'of two that end together either holds as long',
  },
]
