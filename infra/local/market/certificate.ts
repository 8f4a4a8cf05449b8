import { createPublicKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'

/** What a server proves itself with on this machine. PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
  /** SHA-256 of the certificate, as tools show it: `AB:CD:…`. */
  readonly fingerprint: string
}

const DAY_MS = 24 * 3_600_000
/** The longest that browsers and Apple's systems take of a server's certificate. */
const VALID_DAYS = 397
/** The names of this machine on itself. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1']

/**
 * A certificate that signs itself, for this machine's own names and for `host`, good from `now` on. It may be given to
 * a client as the authority that it trusts, also to one that checks strictly (Python 3.13). The key is made natively,
 * since JavaScript takes seconds for it, and is RSA, since node-forge writes no other certificates.
 */
export function selfSigned(host: string, now: number): Certificate {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  const made = forge.pki.createCertificate()
  made.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // With a first byte below 128 it is a positive number, as a serial number must be.
  made.serialNumber = `7a${randomBytes(15).toString('hex')}`
  made.validity.notBefore = new Date(now - DAY_MS)
  made.validity.notAfter = new Date(now + VALID_DAYS * DAY_MS)
  const name = [{ name: 'commonName', value: 'Quantum Trader paper exchange' }]
  made.setSubject(name)
  made.setIssuer(name)
  made.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true },
    { name: 'subjectAltName', altNames: [...new Set([...LOOPBACK, host])].map(altName) },
    { name: 'subjectKeyIdentifier' },
  ])
  made.sign(forge.pki.privateKeyFromPem(key), forge.md.sha256.create())
  const cert = forge.pki.certificateToPem(made)
  return { key, cert, fingerprint: new X509Certificate(cert).fingerprint256 }
}

/** Of X.509's kinds of names 2 is one of the DNS, 7 an address. */
const altName = (name: string) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })
