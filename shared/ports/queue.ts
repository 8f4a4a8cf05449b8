/** A queue as its senders see it. */
export interface Queue {
  /** `group` and `deduplicationId` are for FIFO queues: a message sent twice under one id arrives once. */
  send(body: unknown, fifo?: { readonly group: string; readonly deduplicationId: string }): Promise<void>
}

/** A queue as the function that takes its messages sees it. */
export interface Inbox {
  /** Makes a received message come again after this many milliseconds, a whole number of seconds. */
  handBack(receiptHandle: string, restMs: number): Promise<void>
}
