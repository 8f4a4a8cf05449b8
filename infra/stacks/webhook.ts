import { RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib'
import { CfnIntegration, CfnRoute, CfnStage, HttpApi } from 'aws-cdk-lib/aws-apigatewayv2'
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { Construct } from 'constructs'
import { timing } from '#domain/timing.ts'
import { noTokens } from '#domain/tokens.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { TradingFunction } from './function.ts'
import { allowTokens } from './grants.ts'
import type { SignalIntake } from './signal-intake.ts'
import { vendedLog } from './vended-log.ts'
import type { Door } from './webhook-doors.ts'

export interface WebhookProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly intake: SignalIntake
  readonly doors: readonly Door[]
}

/** Everything that API Gateway logs about a request, except its URL: the token may be in its query. */
const told = {
  requestId: '$context.requestId',
  at: '$context.requestTime',
  route: '$context.routeKey',
  address: '$context.identity.sourceIp',
  status: '$context.status',
  ms: '$context.responseLatency',
  functionMs: '$context.integrationLatency',
  failed: '$context.integrationErrorMessage',
  error: '$context.error.message',
}

/**
 * The only thing that clients outside can call: `POST /signals/<source>`, with a route and a throttle for each source.
 * The function behind it checks the token, and passes what can be a signal to the signal queue.
 */
export class Webhook extends Construct {
  readonly api: HttpApi
  readonly receiver: TradingFunction
  /** Hashes of tokens, made by `qt token`. */
  readonly tokens: Secret
  /** The base of each source's address: the source's name follows. */
  readonly url: string

  constructor(scope: Construct, id: string, { deployment, data, intake, doors }: WebhookProps) {
    super(scope, id)
    this.tokens = this.#makeTokens(deployment, data)
    this.receiver = new TradingFunction(this, 'Receiver', {
      deployment,
      name: 'webhook',
      entry: 'functions/webhook/handler.ts',
      timeoutSeconds: timing.functions.webhook.timeout / 1000,
      // The caller gives up after 3 s, and a new process must start within them.
      memoryMb: 1024,
      reserved: deployment.reservedForWebhook,
      resources: { signalQueueUrl: intake.signals.queue.queueUrl, tokensId: this.tokens.secretArn },
    })
    allowTokens(this.receiver, this.tokens, data)
    this.receiver.allow(['sqs:SendMessage'], [intake.signals.queue.queueArn])
    this.api = new HttpApi(this, 'Api', {
      apiName: `quantum-trader-${deployment.name}`,
      description: `Quantum Trader (${deployment.name}): signals over HTTPS`,
      createDefaultStage: false,
    })
    this.#publish(deployment, doors, this.#open(doors))
    this.url = `${this.api.apiEndpoint}/signals/`
  }

  #makeTokens({ name }: Deployment, { key }: DataStack): Secret {
    const tokens = new Secret(this, 'Tokens', {
      description: `Quantum Trader (${name}): hashes of the webhook's tokens, written by qt token`,
      // No secret yet: until the operator writes it, no token is valid.
      secretStringValue: SecretValue.unsafePlainText(JSON.stringify(noTokens)),
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    Validations.of(tokens).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'A token has to be entered at its sender: the operator makes a new one with qt token, and the function takes it up by itself.',
    })
    return tokens
  }

  /** A route for each source; all lead to the same function. */
  #open(doors: readonly Door[]): readonly CfnRoute[] {
    const { apiId } = this.api
    const integration = new CfnIntegration(this, 'Integration', {
      apiId,
      integrationType: 'AWS_PROXY',
      integrationUri: this.receiver.live.functionArn,
      payloadFormatVersion: '2.0',
    })
    this.receiver.live.addPermission('Api', {
      principal: new ServicePrincipal('apigateway.amazonaws.com'),
      sourceArn: Stack.of(this).formatArn({ service: 'execute-api', resource: apiId, resourceName: '*' }),
    })
    return doors.map(({ source }) => {
      const target = `integrations/${integration.ref}`
      const route = new CfnRoute(this, `To ${source}`, { apiId, routeKey: routeKeyOf(source), target })
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason:
          'TradingView sends no headers, so that no authorizer could see its token: the function judges it, wherever it stands.',
      })
      return route
    })
  }

  #publish(deployment: Deployment, doors: readonly Door[], routes: readonly CfnRoute[]): void {
    const stage = new CfnStage(this, 'Stage', {
      apiId: this.api.apiId,
      stageName: '$default',
      autoDeploy: true,
      accessLogSettings: {
        destinationArn: vendedLog(this, 'apis', 'webhook', deployment).logGroupArn,
        format: JSON.stringify(told),
      },
      // CloudFormation passes these on unchanged, so they have API Gateway's own names.
      routeSettings: Object.fromEntries(
        doors.map(({ source, perSecond, burst }) => [
          routeKeyOf(source),
          { ThrottlingRateLimit: perSecond, ThrottlingBurstLimit: burst },
        ]),
      ),
    })
    // Settings of a route need the route to exist first.
    for (const route of routes) stage.addResourceDependency(route)
  }
}

const routeKeyOf = (source: string): string => `POST /signals/${source}`
