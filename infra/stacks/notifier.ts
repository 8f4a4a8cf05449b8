import { Duration, RemovalPolicy, SecretValue, Stack, Validations } from 'aws-cdk-lib'
import type { IFunction } from 'aws-cdk-lib/aws-lambda'
import { Secret } from 'aws-cdk-lib/aws-secretsmanager'
import { LambdaSubscription } from 'aws-cdk-lib/aws-sns-subscriptions'
import { Queue } from 'aws-cdk-lib/aws-sqs'
import { Construct } from 'constructs'
import { letterReceives } from '#domain/retry.ts'
import { timing } from '#domain/timing.ts'
import type { Channel } from '#notifications/channels.ts'
import { filtersFor } from '#notifications/filters.ts'
import type { DataStack } from './data-stack.ts'
import type { Deployment } from './deployment.ts'
import { type Digest, Digests, digestsAmong } from './digests.ts'
import { checkChannelsSize } from './environment-size.ts'
import { TradingFunction } from './function.ts'
import { allowChannels, allowDiary, allowState } from './grants.ts'
import type { Notices } from './notices.ts'
import { DeadLetteredQueue, guarded, untilOperatorLooks } from './queues.ts'

export interface NotifierProps {
  readonly deployment: Deployment
  readonly data: DataStack
  readonly notices: Notices
}

/** A channel, its queue of letters (in order per position), and the function that delivers them. */
export interface Post {
  readonly channel: Channel
  readonly letters: DeadLetteredQueue
  readonly teller: TradingFunction
}

/**
 * Sends notifications, made from what is written anyway: changes of the table and alarms become letters, one for each
 * channel that wants them, in the channel's own queue. So no function that trades knows of notifications, and a channel
 * that is down delays no other.
 */
export class Notifier extends Construct {
  readonly notifier: TradingFunction
  readonly posts: readonly Post[]
  /** Credentials of the channels by name, written by `qt notify set`. */
  readonly secret: Secret
  /** Changes and alarms that could not be handed on. */
  readonly discards: Queue

  constructor(scope: Construct, id: string, { deployment, data, notices }: NotifierProps) {
    super(scope, id)
    const { channels, values } = deployment
    const { QT_PROTECTIONS: protections } = deployment.settings
    checkChannelsSize(values.notify.value, channels.length, protections)
    this.discards = new Queue(this, 'Discards', { ...guarded, retentionPeriod: untilOperatorLooks })
    Validations.of(this.discards).acknowledge({
      id: 'AwsSolutions-SQS3',
      reason: 'It is itself where is told what was given up: the operator reads it, no function does.',
    })
    this.secret = this.#makeSecret(deployment, data)
    // Resources below name the few settings that these functions need: they know nothing of trading.
    const quiet = { ...deployment, settings: {} }
    this.posts = channels.map(channel => this.#postTo(channel, quiet, data))
    this.notifier = new TradingFunction(this, 'Notifier', {
      // Whether to tell when a closed trade locks entries.
      deployment: protections === undefined ? quiet : { ...quiet, settings: { QT_PROTECTIONS: protections } },
      name: 'notifier',
      entry: 'functions/notifier/spread/handler.ts',
      timeoutSeconds: timing.functions.notifier.timeout / 1000,
      memoryMb: 384,
      resources: this.#postRoom(deployment, data),
    })
    allowState(this.notifier, data, 'GetItem')
    allowDiary(this.notifier, data)
    this.#maySend(this.notifier)
    const wanted = [...new Set(channels.flatMap(({ events }) => events))]
    const digests = digestsAmong(wanted)
    if (digests.length > 0) this.#sumUp(digests, quiet, data)
    this.notifier.follow(data.table, { filters: filtersFor(wanted), discards: this.discards })
    this.#hear(notices)
  }

  #postTo(channel: Channel, deployment: Deployment, data: DataStack): Post {
    const place = new Construct(this, channel.name)
    const letters = new DeadLetteredQueue(place, 'Letters', {
      fifo: true,
      visibility: Duration.millis(timing.visibility.notifications),
      receives: letterReceives,
    })
    const teller = new TradingFunction(place, 'Teller', {
      deployment,
      name: `tell-${channel.name}`,
      entry: 'functions/notifier/tell/handler.ts',
      timeoutSeconds: timing.functions.tell.timeout / 1000,
      memoryMb: 384,
      resources: {
        notify: JSON.stringify([channel]),
        notifySecretId: this.secret.secretArn,
        notifyBoxes: Stack.of(this).toJsonString({
          [channel.name]: { url: letters.queue.queueUrl, deadUrl: letters.deadLetters.queueUrl },
        }),
      },
    })
    allowChannels(teller, this.secret, data)
    teller.allow(['sqs:ChangeMessageVisibility'], [letters.queue.queueArn])
    teller.allow(['sqs:SendMessage'], [letters.deadLetters.queueArn])
    // One letter per batch: one that the service rejects for a while must not hold up letters of other positions.
    teller.takeFrom(letters.queue, { batchSize: 1, maxConcurrency: 2 })
    return { channel, letters, teller }
  }

  /** Each channel's dead-letter queue, by the channel's name: JSON. */
  get notToldUrls(): string {
    const urls = this.posts.map(({ channel, letters }) => [channel.name, letters.deadLetters.queueUrl])
    return Stack.of(this).toJsonString(Object.fromEntries(urls))
  }

  /** The channels' queues for letters. */
  #postRoom({ values }: Deployment, { table }: DataStack) {
    const urls = this.posts.map(({ channel, letters }) => [channel.name, letters.queue.queueUrl] as const)
    return {
      table: table.tableName,
      notify: values.notify.value,
      letterQueueUrls: Stack.of(this).toJsonString(Object.fromEntries(urls)),
    }
  }

  #sumUp(digests: readonly Digest[], deployment: Deployment, data: DataStack): void {
    const { lambda } = new Digests(this, 'Digests', {
      ...{ deployment, data, digests, discards: this.discards },
      resources: this.#postRoom(deployment, data),
    })
    this.#maySend(lambda)
  }

  #maySend(lambda: TradingFunction): void {
    lambda.allow(
      ['sqs:SendMessage'],
      this.posts.map(({ letters }) => letters.queue.queueArn),
    )
  }

  /** The topic brings alarms, and their ends; what the function cannot handle goes to the discards. */
  #hear({ topic }: Notices): void {
    const { live } = this.notifier
    // The CDK's types of an alias and of a function disagree on whether a role may be undefined.
    const listener = new LambdaSubscription(live as IFunction, { deadLetterQueue: this.discards })
    Validations.of(topic.addSubscription(listener)).acknowledge({
      id: 'CloudFormation-Validate::W3694',
      reason: 'An alias is called by its ARN as a function is; what it points to moves with each release.',
    })
    live.configureAsyncInvoke({
      retryAttempts: 2,
      maxEventAge: Duration.millis(timing.changes.mostAge),
      onFailure: { bind: () => ({ destination: this.discards.queueArn }) },
    })
  }

  #makeSecret({ name }: Deployment, { key }: DataStack): Secret {
    const secret = new Secret(this, 'Credentials', {
      description: `Quantum Trader (${name}): credentials of the channels of notify, written by qt notify set`,
      // No secret yet: channels can be told only once the operator writes it.
      secretStringValue: SecretValue.unsafePlainText('{}'),
      encryptionKey: key,
      removalPolicy: RemovalPolicy.DESTROY,
    })
    Validations.of(secret).acknowledge({
      id: 'AwsSolutions-SMG4',
      reason:
        'Each service issues its credentials on its own site: the operator takes new ones from there with qt notify set.',
    })
    return secret
  }
}
