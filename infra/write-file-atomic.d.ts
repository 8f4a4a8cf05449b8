declare module 'write-file-atomic' {
  export type Contents = string | Uint8Array

  interface Options<Written> {
    readonly mode?: number
    /** Called with the second file before `data` is written into it. */
    readonly tmpfileCreated: (second: string) => Written
  }

  interface WriteFileAtomic {
    /** Writes a second file, waits until it is on the disk, and moves it into place. */
    (file: string, data: undefined, options: Options<Promise<void>>): Promise<void>
    /** The same, at once. */
    sync(file: string, data: undefined, options: Options<void>): void
  }
  const writeFileAtomic: WriteFileAtomic
  export default writeFileAtomic
}
