import type { TemplateResource } from '../template.ts'

/** An HTTP API of the templates, as far as requests are concerned. */
export interface ApiSpec {
  readonly id: string
  /** The address in the templates' outputs, before a server listens. */
  readonly endpoint: string
  readonly routes: readonly RouteSpec[]
  /** Format of its access log: `$context` variables in a text. */
  readonly accessLog: string | undefined
}

export interface RouteSpec {
  /** `POST /signals/tv-btc` */
  readonly key: string
  /** Reference to the function behind it, by its alias. */
  readonly functionReference: string
  /** Whether a permission lets this API invoke the function. */
  readonly isPermitted: boolean
  readonly throttle: Throttle | undefined
}

/** API Gateway's token bucket: a burst, and a rate per second. */
export interface Throttle {
  readonly burst: number
  readonly perSecond: number
}

// biome-ignore lint/suspicious/noExplicitAny: CloudFormation properties are untyped JSON
type Properties = any
interface Found {
  readonly ref: string
  readonly resource: TemplateResource
  readonly attributes: Readonly<Record<string, string>>
  readonly get: (property: string) => Properties
}
type All = <T>(type: string, read: (found: Found) => T) => T[]

/** Api, Route, Integration, Stage and Permission, joined. Throws for anything that the local run does not serve. */
export function readApis(all: All): readonly ApiSpec[] {
  const integrations = new Map(all('AWS::ApiGatewayV2::Integration', integration))
  const permissions = all('AWS::Lambda::Permission', permission)
  const routes = all('AWS::ApiGatewayV2::Route', ({ get }) => ({
    apiId: String(get('ApiId')),
    key: String(get('RouteKey')),
    target: String(get('Target')).replace(/^integrations\//, ''),
  }))
  const stages = all('AWS::ApiGatewayV2::Stage', ({ get }) => ({
    apiId: String(get('ApiId')),
    accessLog: get('AccessLogSettings')?.Format as string | undefined,
    throttles: (get('RouteSettings') ?? {}) as Readonly<Record<string, Properties>>,
  }))
  return all('AWS::ApiGatewayV2::Api', ({ ref: id, attributes }) => {
    const stage = stages.find(({ apiId }) => apiId === id)
    return {
      id,
      endpoint: attributes.ApiEndpoint ?? '',
      accessLog: stage?.accessLog,
      routes: routes
        .filter(({ apiId }) => apiId === id)
        .map(({ key, target }) => {
          const functionReference = integrations.get(target) ?? ''
          return {
            key,
            functionReference,
            isPermitted: permissions.some(
              ({ reference, sourceArn }) => reference === functionReference && sourceArn.includes(`:${id}/`),
            ),
            throttle: throttleOf(stage?.throttles[key]),
          }
        }),
    }
  })
}

function integration({ ref, get }: Found): readonly [string, string] {
  const version = get('PayloadFormatVersion')
  if (version !== '2.0')
    throw new Error(
      `${ref}: expected payload format 2.0, the only one that the local run makes, got ${version}`,
    )
  return [ref, String(get('IntegrationUri'))]
}

const permission = ({ get }: Found) => ({
  reference: get('Principal') === 'apigateway.amazonaws.com' ? String(get('FunctionName')) : '',
  sourceArn: String(get('SourceArn') ?? ''),
})

/** API Gateway's own property names; CloudFormation would refuse others. */
function throttleOf(settings: Properties): Throttle | undefined {
  if (settings === undefined) return undefined
  const { ThrottlingBurstLimit: burst, ThrottlingRateLimit: perSecond } = settings
  if (typeof burst === 'number' && typeof perSecond === 'number') return { burst, perSecond }
  throw new Error(
    `expected a throttle of ThrottlingBurstLimit and ThrottlingRateLimit, got ${JSON.stringify(settings)}`,
  )
}
