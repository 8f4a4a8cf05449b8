import { fileURLToPath } from 'node:url'
import type { BuildOptions } from 'esbuild'
import type { Venue } from '#ports/configuration.ts'

const inPlaceOf = (file: string): string => fileURLToPath(new URL(file, import.meta.url))

/** Package → the file that replaces it: such packages would bring several times the code that is needed. */
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

/** Functions that trade at Binance contain no paper venue, so it cannot answer there by mistake. */
const atBinance = {
  ...everywhere,
  '#lambda/paper-transport.ts': inPlaceOf('../../shared/lambda/paper-left-out.ts'),
  '#lambda/paper-stream.ts': inPlaceOf('../../shared/lambda/paper-stream-left-out.ts'),
}

const aliasFor = (venue: Venue) => (venue === 'paper' ? everywhere : atBinance)

/** The venue that a bundle is made for: demo and live run the same bundle. shared/lambda/bundled-for.ts reads it. */
export const madeFor = (venue: Venue) => (venue === 'paper' ? 'paper' : 'binance')

/** ws reads these to decide whether to look for its compiled parts, which a bundle lacks. */
const ofNativeParts = {
  'process.env.WS_NO_BUFFER_UTIL': '"true"',
  'process.env.WS_NO_UTF_8_VALIDATE': '"true"',
}

/** An ES module has no `require`, and some bundled packages are CommonJS. */
const banner =
  "import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);"

/**
 * esbuild's options to turn a deployment's function into one ES module. Nothing is left to the Lambda runtime: what is
 * tested is what is deployed.
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
    inject: [inPlaceOf('bundled/traces.ts')],
    alias: aliasFor(venue),
    define: { BUNDLED_FOR: JSON.stringify(madeFor(venue)), ...ofNativeParts },
  }) as const satisfies BuildOptions
