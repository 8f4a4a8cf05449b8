/** Tells the subscribers of the topic. */
export type Notify = (subject: string, message: Readonly<Record<string, unknown>>) => Promise<void>
