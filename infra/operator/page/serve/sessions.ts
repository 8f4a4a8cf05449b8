import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/** Who may see the page: a browser that came with the token of a printed address, and tools that know the bearer. */
export interface Sessions {
  /** Another token for one printed address; those before it are void. */
  newToken(): string
  /** Takes a token once; the session's secret, which the cookie carries. Undefined for a wrong or a used one. */
  enter(token: string): string | undefined
  isSession(secret: string | undefined): boolean
  isBearer(secret: string | undefined): boolean
}

const secret = () => randomBytes(32).toString('base64url')

/** Compared as hashes: neither length nor content is told by the time that it takes. */
const digest = (text: string) => Buffer.from(hash('sha256', text, 'hex'))
const isSame = (one: Buffer, other: Buffer) => timingSafeEqual(one, other)

export function createSessions(bearer: string): Sessions {
  let token: Buffer | undefined
  const sessions: Buffer[] = []
  const tool = digest(bearer)
  return {
    newToken() {
      const made = secret()
      token = digest(made)
      return made
    },
    enter(told) {
      if (!token || !isSame(digest(told), token)) return undefined
      token = undefined
      const made = secret()
      sessions.push(digest(made))
      return made
    },
    isSession: told => told !== undefined && sessions.some(each => isSame(each, digest(told))),
    isBearer: told => told !== undefined && isSame(digest(told), tool),
  }
}

/** The cookie of a page on this port: cookies do not tell ports apart. */
export const cookieName = (port: number): string => `quantum-trader-${port}`

/** HttpOnly: no script reads it. Strict: no other site's page has it sent. Gone with the browser's session. */
export const cookieFor = (port: number, session: string): string =>
  `${cookieName(port)}=${session}; HttpOnly; SameSite=Strict; Path=/`

/** What a request's Cookie header has under that name. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const found = (header ?? '').split(';').map(part => part.trim().split('='))
  return found.find(([key]) => key === name)?.[1]
}

/** What a request's `Authorization: Bearer …` says. */
export const bearerIn = (header: string | undefined): string | undefined =>
  /^Bearer (\S+)$/i.exec(header ?? '')?.[1]
