/** How many characters a line of the terminal takes; into a file or pipe, and with `wide`, as many as there are. */
export const columnsOf = (stream: NodeJS.WriteStream, wide = false): number =>
  wide || !stream.isTTY ? Number.POSITIVE_INFINITY : stream.columns || Number.POSITIVE_INFINITY
