import { createPublicKey, generateKeyPairSync, randomBytes, X509Certificate } from 'node:crypto'
import { isIP } from 'node:net'
import forge from 'node-forge'

/** A server's certificate and key on this machine, as PEM. */
export interface Certificate {
  readonly key: string
  readonly cert: string
  /** SHA-256 of the certificate, as tools show it: `AB:CD:…`. */
  readonly fingerprint: string
}

const DAY_MS = 24 * 3_600_000
/** The longest validity of a server certificate that browsers and Apple's systems accept. */
const VALID_DAYS = 397
/** This machine's own names for itself. */
const LOOPBACK = ['localhost', '127.0.0.1', '::1']

/**
 * A self-signed certificate for this machine's own names and for `host`, valid from `now` on. A client may also trust
 * it as an authority, even one with strict checks (Python 3.13). The key is made natively, since JavaScript takes
 * seconds for it, and is RSA, since node-forge writes no other certificates.
 */
export function selfSigned(host: string, now: number): Certificate {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  const publicKey = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  const made = forge.pki.createCertificate()
  made.publicKey = forge.pki.publicKeyFromPem(publicKey)
  // A first byte below 128 makes it positive, as a serial number must be.
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

/** X.509's kinds of names: 2 is DNS, 7 an address. */
const altName = (name: string) => (isIP(name) === 0 ? { type: 2, value: name } : { type: 7, ip: name })
