/** Tells whoever subscribed to the topic. */
export type Notify = (subject: string, message: Readonly<Record<string, unknown>>) => Promise<void>
