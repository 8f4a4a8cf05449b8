declare module 'write-file-atomic' {
  type Contents = string | Uint8Array

  interface WriteFileAtomic {
    /** Writes a second file, waits until it is on the disk, and moves it into place. */
    (file: string, data: Contents, options?: { readonly mode?: number }): Promise<void>
    /** The same, at once. */
    sync(file: string, data: Contents): void
  }
  const writeFileAtomic: WriteFileAtomic
  export default writeFileAtomic
}
