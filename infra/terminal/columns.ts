/** Characters per line of the terminal; no limit for a file or pipe, or with `wide`. */
export const columnsOf = (stream: NodeJS.WriteStream, wide = false): number =>
  wide || !stream.isTTY ? Number.POSITIVE_INFINITY : stream.columns || Number.POSITIVE_INFINITY
