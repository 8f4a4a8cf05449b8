// Replaces elliptic curves that ccxt brings for other exchanges and sets up at start. Binance's keys sign with HMAC or
// Ed25519, which stay.
function leftOut(): never {
  throw new Error('this curve is left out of the bundle: see infra/stacks/bundling.ts')
}

const curve = { sign: leftOut, getPublicKey: leftOut }
export const secp256k1 = curve
export const p256 = curve
export {
  leftOut as ethSigToPrivate,
  leftOut as getStarkKey,
  leftOut as keccak,
  leftOut as pedersen,
  leftOut as poseidonHashMany,
  leftOut as sign,
}
