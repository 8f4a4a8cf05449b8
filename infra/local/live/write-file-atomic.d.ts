declare module 'write-file-atomic' {
  /** Writes a second file, waits until it is on the disk, and moves it into place. */
  export default function writeFileAtomic(
    file: string,
    data: string | Uint8Array,
    options?: { readonly mode?: number },
  ): Promise<void>
}
