import { Match } from 'aws-cdk-lib/assertions'
import { describe, expect, test } from 'vitest'
import { demoSaid, paperSaid, resources, synthesize } from './synthesized.ts'

const { data } = synthesize('paper', paperSaid)

describe('the data stack', () => {
  test('keeps one table by pk and sk, on demand, with expiry and point-in-time recovery', () => {
    data.resourceCountIs('AWS::DynamoDB::GlobalTable', 1)
    data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true },
      Replicas: [
        Match.objectLike({ PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true } }),
      ],
    })
  })

  test('is deleted with a paper stack, and kept with any other', () => {
    const real = synthesize('demo', demoSaid).data
    const policies = (template: typeof data) => [
      ...resources(template, 'AWS::DynamoDB::GlobalTable'),
      ...resources(template, 'AWS::SecretsManager::Secret'),
    ]
    expect(policies(data).map(resource => resource.DeletionPolicy)).toEqual(['Delete', 'Delete'])
    expect(policies(real).map(resource => resource.DeletionPolicy)).toEqual(['Retain', 'Retain'])
  })

  test('generates the secret: no template contains its value', () => {
    const [secret] = resources(data, 'AWS::SecretsManager::Secret')
    expect(secret?.Properties.SecretString).toBeUndefined()
    expect(secret?.Properties.GenerateSecretString.GenerateStringKey).toBe('secret')
  })
})
