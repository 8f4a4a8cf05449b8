import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import type { Venue } from '#ports/configuration.ts'

const inPlaceOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Package → the file that takes its place: what packages would bring along is a multiple of what they need. */
const everywhere = {
  '@aws-sdk/credential-provider-node': inPlaceOf('bundled/credentials.ts'),
  '@noble/curves/nist.js': inPlaceOf('bundled/curves-left-out.ts'),
  '@noble/curves/secp256k1.js': inPlaceOf('bundled/curves-left-out.ts'),
  '@scure/starknet': inPlaceOf('bundled/curves-left-out.ts'),
  'protobufjs/minimal': inPlaceOf('bundled/left-out.ts'),
  'protobufjs/minimal.js': inPlaceOf('bundled/left-out.ts'),
  undici: inPlaceOf('bundled/left-out.ts'),
  ws: inPlaceOf('bundled/left-out.ts'),
}

/** What trades at Binance holds no paper venue: nothing of it can answer there by mistake. */
const atBinance = {
  ...everywhere,
  '#lambda/paper-transport.ts': inPlaceOf('../../shared/lambda/paper-left-out.ts'),
  '#lambda/paper-stream.ts': inPlaceOf('../../shared/lambda/paper-stream-left-out.ts'),
}

const aliasFor = (venue: Venue) => (venue === 'paper' ? everywhere : atBinance)

/** What a bundle is made for: demo and live run the very same. shared/lambda/bundled-for.ts reads it. */
export const madeFor = (venue: Venue) => (venue === 'paper' ? 'paper' : 'binance')

/** ws asks these whether to look for compiled parts of its own, which a bundle has not. */
const ofNativeParts = {
  'process.env.WS_NO_BUFFER_UTIL': '"true"',
  'process.env.WS_NO_UTF_8_VALIDATE': '"true"',
}

/** An ES module has no `require`, and some bundled packages are CommonJS. */
const banner =
  "import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);"

/**
 * How a function of a deployment becomes one ES module, for esbuild. Nothing is left to the runtime: what is tested is
 * what is deployed.
 */
export const esbuildOptionsFor = (venue: Venue) =>
  ({
    bundle: true,
    platform: 'node',
    format: 'esm',
    target: 'node24',
    mainFields: ['module', 'main'],
    minify: true,
    sourcemap: true,
    sourcesContent: false,
    banner: { js: banner },
    alias: aliasFor(venue),
    define: { BUNDLED_FOR: JSON.stringify(madeFor(venue)), ...ofNativeParts },
  }) as const satisfies BuildOptions
