import { hash, randomBytes, timingSafeEqual } from 'node:crypto'

/**
 * Decides who may see the page: a browser that came with the token of a printed address, and tools that know the
 * bearer.
 */
export interface Sessions {
  /** A new token for a printed address; earlier ones become invalid. */
  newToken(): string
  /** Uses up a token; returns the session's secret for the cookie. Undefined: the token is wrong or used. */
  enter(token: string): string | undefined
  isSession(secret: string | undefined): boolean
  isBearer(secret: string | undefined): boolean
}

const secret = () => randomBytes(32).toString('base64url')

/** Compares hashes, so that the time taken tells neither length nor content. */
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

/** Name of the page's cookie, with the port in it: browsers do not separate cookies by port. */
export const cookieName = (port: number): string => `quantum-trader-${port}`

/**
 * HttpOnly: no script reads it. Strict: no other site makes the browser send it. It ends with the browser's session.
 */
export const cookieFor = (port: number, session: string): string =>
  `${cookieName(port)}=${session}; HttpOnly; SameSite=Strict; Path=/`

/** The value of that cookie in a request's Cookie header. */
export function cookieIn(header: string | undefined, name: string): string | undefined {
  const found = (header ?? '').split(';').map(part => part.trim().split('='))
  return found.find(([key]) => key === name)?.[1]
}

/** The token in a request's `Authorization: Bearer …`. */
export const bearerIn = (header: string | undefined): string | undefined =>
  /^Bearer (\S+)$/i.exec(header ?? '')?.[1]
