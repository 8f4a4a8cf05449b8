import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** One resource of a synthesized stack, its properties with the intrinsic functions still in them. */
export interface TemplateResource {
  readonly logicalId: string
  readonly type: string
  readonly properties: Readonly<Record<string, unknown>>
}

export interface StackTemplate {
  readonly name: string
  readonly resources: ReadonlyMap<string, TemplateResource>
  readonly outputs: Readonly<
    Record<string, { readonly Value: unknown; readonly Export?: { readonly Name: unknown } }>
  >
  /** S3 key of an asset → its folder. */
  readonly assets: ReadonlyMap<string, string>
}

interface Artifact {
  readonly type: string
  readonly properties?: { readonly templateFile?: string }
}

/** Reads the stacks of a cloud assembly (`cdk.out`) from its folder. */
export function readAssembly(folder: string): readonly StackTemplate[] {
  const read = (file: string) => JSON.parse(readFileSync(join(folder, file), 'utf8'))
  const artifacts: Record<string, Artifact> = read('manifest.json').artifacts
  return Object.entries(artifacts).flatMap(([name, { type, properties }]) => {
    if (type !== 'aws:cloudformation:stack' || !properties?.templateFile) return []
    const assets = assetFolders(folder, read(`${name}.assets.json`))
    return [stackOf(name, read(properties.templateFile), assets)]
  })
}

/** A template as the CDK writes it. */
export interface TemplateJson {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >
  readonly Outputs?: StackTemplate['outputs']
}

export function stackOf(
  name: string,
  { Resources, Outputs = {} }: TemplateJson,
  assets: StackTemplate['assets'] = new Map(),
): StackTemplate {
  const resources = Object.entries(Resources).map(
    ([logicalId, { Type, Properties }]) =>
      [logicalId, { logicalId, type: Type, properties: { ...Properties } }] as const,
  )
  return { name, resources: new Map(resources), outputs: Outputs, assets }
}

interface AssetManifest {
  readonly files: Record<
    string,
    {
      readonly source: { readonly path?: string }
      readonly destinations: Record<string, { readonly objectKey: string }>
    }
  >
}

function assetFolders(folder: string, manifest: AssetManifest): ReadonlyMap<string, string> {
  const pairs = Object.values(manifest.files).flatMap(({ source: { path }, destinations }) =>
    Object.values(destinations).flatMap(({ objectKey }) =>
      path ? [[objectKey, join(folder, path)] as const] : [],
    ),
  )
  return new Map(pairs)
}
