/** A queue as its senders see it. */
export interface Queue {
  /** `group` and `deduplicationId` are for FIFO queues: what is sent twice under one id arrives once. */
  send(body: unknown, fifo?: { readonly group: string; readonly deduplicationId: string }): Promise<void>
}

/** A queue as the function that takes its messages sees it. */
export interface Inbox {
  /** Has a message that was received come again after so many milliseconds, which are whole seconds. */
  handBack(receiptHandle: string, restMs: number): Promise<void>
}
