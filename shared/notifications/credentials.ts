/** The channels' credentials by channel name, as the environment's secret holds them. */
export type ChannelCredentials = Readonly<Record<string, string>>

/** The credentials in the secret. A text that is not ours (AWS generates the first one) holds none. */
export function parseChannelCredentials(text: string): ChannelCredentials {
  try {
    const read: unknown = JSON.parse(text)
    if (typeof read !== 'object' || read === null || Array.isArray(read)) return {}
    return Object.fromEntries(Object.entries(read).filter(([, value]) => typeof value === 'string'))
  } catch {
    return {}
  }
}
