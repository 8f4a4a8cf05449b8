import { fileURLToPath } from 'node:url'
import type { BundlingOptions, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs'
import type { BuildOptions } from 'esbuild'

const inPlaceOf = (file: string): string => fileURLToPath(new URL(`bundled/${file}`, import.meta.url))

/** Package → the file that takes its place: what packages would bring along is a multiple of what they need. */
const alias = {
  '@aws-sdk/credential-provider-node': inPlaceOf('credentials.ts'),
  '@noble/curves/nist.js': inPlaceOf('curves-left-out.ts'),
  '@noble/curves/secp256k1.js': inPlaceOf('curves-left-out.ts'),
  '@scure/starknet': inPlaceOf('curves-left-out.ts'),
  ccxt: inPlaceOf('ccxt.ts'),
  'protobufjs/minimal': inPlaceOf('left-out.ts'),
  'protobufjs/minimal.js': inPlaceOf('left-out.ts'),
  undici: inPlaceOf('left-out.ts'),
  ws: inPlaceOf('left-out.ts'),
}

/** An ES module has no `require`, and some bundled packages are CommonJS. */
const banner =
  "import{createRequire as createRequireOfBundle}from'node:module';const require=createRequireOfBundle(import.meta.url);"

const target = 'node24'
const mainFields = ['module', 'main']

/** How a function becomes one ES module, for esbuild itself. */
export const esbuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'esm',
  target,
  mainFields,
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  banner: { js: banner },
  alias,
} as const satisfies BuildOptions

/** The same for the stack's functions. Nothing is left to the runtime: what is tested is what is deployed. */
export const bundling: BundlingOptions = {
  format: 'esm' as OutputFormat,
  target,
  mainFields,
  minify: true,
  sourceMap: true,
  sourcesContent: false,
  banner,
  bundleAwsSDK: true,
  externalModules: [],
  esbuildArgs: Object.fromEntries(Object.entries(alias).map(([name, file]) => [`--alias:${name}`, file])),
}
