/** Makes a value on first use and keeps it. A failure is not kept: the next use tries again. */
export function lazily<A extends unknown[], T>(make: (...args: A) => Promise<T>): (...args: A) => Promise<T> {
  let made: Promise<T> | undefined
  return (...args) => {
    made ??= make(...args).catch(error => {
      made = undefined
      throw error
    })
    return made
  }
}
