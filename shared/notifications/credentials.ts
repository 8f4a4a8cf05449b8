/** The credentials of channels by their names, as the environment's secret holds them. */
export type ChannelCredentials = Readonly<Record<string, string>>

/** What the secret holds; a text that is none of ours (AWS makes the first one up) holds none. */
export function parseChannelCredentials(text: string): ChannelCredentials {
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return {}
    return Object.fromEntries(Object.entries(read).filter(([, value]) => typeof value === 'string'))
  } catch {
    return {}
  }
}
