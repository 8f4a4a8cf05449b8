declare module 'write-file-atomic' {
  /** Writes beside the file, waits until that is on the disk, and puts it in the file's place. */
  export default function writeFileAtomic(
    file: string,
    data: string | Uint8Array,
    options?: { readonly mode?: number },
  ): Promise<void>
}
