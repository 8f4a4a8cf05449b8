export interface LockedPackage {
  readonly version?: string
  readonly dev?: boolean
  readonly optional?: boolean
  readonly link?: boolean
  readonly os?: readonly string[]
  readonly cpu?: readonly string[]
  readonly libc?: readonly string[]
}
export interface Lockfile {
  readonly packages: Readonly<Record<string, LockedPackage>>
}
export interface Plan {
  /** Whether npm only adds what is missing, or installs everything anew. */
  readonly adds: boolean
  readonly isWhole: boolean
  readonly folders: readonly string[]
}
export function packagesHere(lock: Lockfile): readonly (readonly [string, LockedPackage])[]
export function planOf(wish: {
  readonly asksWhole: boolean
  readonly lock: Lockfile
  readonly there: Lockfile | undefined
  readonly interrupted: boolean
}): Plan | undefined
export function npmWords(plan: Plan): readonly string[]
