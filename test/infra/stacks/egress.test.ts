import { AwsSolutionsChecks } from 'cdk-nag'
import { describe, expect, test } from 'vitest'
import { readDeployment } from '../../../infra/stacks/deployment.ts'
import { functionNamed, liveSaid, resources, synthesize, synthesizeApp } from './synthesized.ts'

const fixed = { egress: 'fixed', accept: 'address' }
const { data, app } = synthesize('paper', {}, fixed)
const trading = ['executor', 'survey', 'inspect', 'close-cleanup']
const withinNetwork = [...trading, 'operator']

describe('with one address for requests to Binance', () => {
  test('the functions that send them run in a network, the gate does not', () => {
    for (const name of withinNetwork) {
      const { SubnetIds, SecurityGroupIds } = functionNamed(app, name).Properties.VpcConfig
      expect([SubnetIds.length, SecurityGroupIds.length]).toEqual([2, 1])
    }
    expect(functionNamed(app, 'signal-gate').Properties.VpcConfig).toBeUndefined()
  })

  test('only those functions know that they share it', () => {
    const told = (of: typeof app, name: string) =>
      functionNamed(of, name).Properties.Environment.Variables.QT_FIXED_EGRESS
    expect(withinNetwork.map(name => told(app, name))).toEqual(Array(5).fill('true'))
    expect(told(app, 'signal-gate')).toBeUndefined()
    const usual = synthesize().app
    expect(trading.flatMap(name => told(usual, name) ?? [])).toEqual([])
  })

  test('there is one way out, with an address kept by the data stack', () => {
    const [gateway, ...more] = resources(app, 'AWS::EC2::NatGateway')
    expect(more).toEqual([])
    const kept = synthesize('live', liveSaid, fixed).data
    const [address] = resources(kept, 'AWS::EC2::EIP')
    expect(address?.DeletionPolicy).toBe('Retain')
    expect(JSON.stringify(gateway?.Properties.AllocationId)).toContain('EgressAddressAllocationId')
    const [exported] = Object.keys(data.findOutputs('*')).filter(name => name.includes('AllocationId'))
    expect(exported).toBeDefined()
    app.hasOutput('EgressAddress', {})
  })

  test('every function in the network goes out through that gateway, in either zone', () => {
    const subnets = new Set<string>(
      withinNetwork.flatMap(name =>
        functionNamed(app, name).Properties.VpcConfig.SubnetIds.map(({ Ref }: { Ref: string }) => Ref),
      ),
    )
    const tables = resources(app, 'AWS::EC2::SubnetRouteTableAssociation')
      .filter(({ Properties }) => subnets.has(Properties.SubnetId.Ref))
      .map(({ Properties }) => Properties.RouteTableId.Ref)
    expect(tables).toHaveLength(2)
    for (const table of tables) {
      const [out, ...others] = resources(app, 'AWS::EC2::Route').filter(
        ({ Properties }) => Properties.RouteTableId.Ref === table,
      )
      expect(others).toEqual([])
      expect(out?.Properties).toMatchObject({ DestinationCidrBlock: '0.0.0.0/0' })
      expect(out?.Properties.NatGatewayId).toBeDefined()
    }
    const [endpoint] = resources(app, 'AWS::EC2::VPCEndpoint')
    const reached = endpoint?.Properties.RouteTableIds.map(({ Ref }: { Ref: string }) => Ref)
    expect(reached).toEqual(expect.arrayContaining(tables))
  })

  test('functions reach their table without the gateway, and no other table', () => {
    const [endpoint] = resources(app, 'AWS::EC2::VPCEndpoint')
    expect(JSON.stringify(endpoint?.Properties.ServiceName)).toContain('.dynamodb')
    const [statement, ...others] = endpoint?.Properties.PolicyDocument.Statement ?? []
    expect(others).toEqual([])
    expect(JSON.stringify(statement.Resource)).toMatch(/ExportsOutput.*Table.*Arn/)
  })

  test('nothing comes in, and only TLS goes out', () => {
    const groups = resources(app, 'AWS::EC2::SecurityGroup').map(({ Properties }) => Properties)
    expect(groups).toHaveLength(1)
    expect(groups[0].SecurityGroupIngress).toBeUndefined()
    expect(groups[0].SecurityGroupEgress).toMatchObject([{ FromPort: 443, ToPort: 443, IpProtocol: 'tcp' }])
    expect(resources(app, 'AWS::EC2::SecurityGroupIngress')).toEqual([])
  })

  test('the only wildcards are for log delivery and network interfaces', () => {
    const wild = resources(app, 'AWS::IAM::Policy').flatMap(({ Properties }) =>
      Properties.PolicyDocument.Statement.filter(
        ({ Resource }: { Resource: unknown }) => Resource === '*',
      ).flatMap(({ Action }: { Action: string | string[] }) => Action),
    )
    const kinds = new Set(wild.map((action: string) => action.replace(/:.*/, '')))
    expect([...kinds].sort()).toEqual(['ec2', 'logs'])
    const ofNetwork = wild.filter((action: string) => action.startsWith('ec2:'))
    expect(new Set(ofNetwork).size).toBe(6)
    expect(ofNetwork).toHaveLength(6 * withinNetwork.length)
  })

  test.each(['fixed', 'prepared'])('AwsSolutions finds nothing unacknowledged in %s', egress => {
    const { app } = synthesizeApp('live', liveSaid, { egress, accept: 'loosened,address' })
    const { violations } = new AwsSolutionsChecks(app).validateScope(app)
    expect(violations.map(({ ruleName }) => ruleName)).toEqual([])
  })
})

describe('the function that carries qt’s requests to Binance', () => {
  const { app: live } = synthesize('live', liveSaid, fixed)
  const named = (template: typeof app, name: string) =>
    resources(template, 'AWS::Lambda::Function').find(
      ({ Properties }) => Properties.Environment.Variables.POWERTOOLS_SERVICE_NAME === name,
    )

  test('is called by nothing in the stack; one policy allows its alias to be called', () => {
    const [policy, ...others] = resources(live, 'AWS::IAM::ManagedPolicy')
      .map(({ Properties }) => Properties)
      .filter(({ PolicyDocument }) => JSON.stringify(PolicyDocument).includes('lambda:'))
    expect(others).toEqual([])
    const alias = { Ref: expect.stringMatching(/^OperatorCarrierFunctionAliaslive/) }
    expect(policy.PolicyDocument.Statement).toEqual([
      { Action: 'lambda:InvokeFunction', Effect: 'Allow', Resource: alias },
    ])
    expect([policy.Roles, policy.Users, policy.Groups]).toEqual([undefined, undefined, undefined])
    const invoked = resources(live, 'AWS::IAM::Policy')
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => JSON.stringify(Action).includes('lambda:Invoke'))
    expect(JSON.stringify(invoked)).not.toContain('Operator')
    for (const type of ['AWS::Lambda::Permission', 'AWS::Lambda::Url', 'AWS::Lambda::EventSourceMapping'])
      expect(JSON.stringify(resources(live, type))).not.toContain('Operator')
    expect(live.toJSON().Outputs).toMatchObject({
      OperatorFunction: { Value: alias },
      OperatorPolicyArn: { Value: { Ref: expect.stringMatching(/^OperatorPolicy/) } },
    })
  })

  test('reads the key and the address’s wait, and writes only that wait', () => {
    const role = (template: typeof app) =>
      resources(template, 'AWS::IAM::Policy')
        .filter(({ Properties }) => JSON.stringify(Properties.Roles).includes('OperatorCarrier'))
        .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
        .flatMap(({ Action }: { Action: string | string[] }) => Action)
        .filter((action: string) => !/^(ec2|logs):/.test(action))
    const key = ['kms:Decrypt', 'secretsmanager:GetSecretValue']
    expect(role(live).sort()).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem', ...key])
    // On paper it keeps the books of the venue, too.
    expect(role(app)).toEqual(expect.arrayContaining(['dynamodb:PutItem', ...key]))
  })

  test('counts in the request weight', () => {
    const alarm = resources(live, 'AWS::CloudWatch::Alarm').find(({ Properties }) =>
      Properties.AlarmDescription.startsWith('Requests weigh'),
    )
    expect(JSON.stringify(alarm?.Properties.Metrics)).toContain('live-operator')
    const [board] = resources(live, 'AWS::CloudWatch::Dashboard')
    expect(JSON.stringify(board?.Properties.DashboardBody)).toContain('live-operator')
  })

  test('is the only one to use the address while the move to it is prepared', () => {
    const prepared = synthesize('live', liveSaid, { egress: 'prepared', accept: 'loosened' })
    expect(resources(prepared.data, 'AWS::EC2::EIP')).toHaveLength(1)
    expect(resources(prepared.app, 'AWS::EC2::NatGateway')).toHaveLength(1)
    prepared.app.hasOutput('EgressAddress', {})
    const networkOf = (name: string) => named(prepared.app, `live-${name}`)?.Properties.VpcConfig
    expect(networkOf('operator')).toBeDefined()
    expect(trading.flatMap(name => networkOf(name) ?? [])).toEqual([])
    expect(trading.every(name => named(prepared.app, `live-${name}`))).toBe(true)
  })
})

test('without it there is no network, and no right to make one', () => {
  const usual = synthesize()
  const text = JSON.stringify([usual.data.toJSON(), usual.app.toJSON()])
  expect(text).not.toMatch(/AWS::EC2|VpcConfig|ec2:|OperatorCarrier/)
})

test('an unknown value for it is an error that lists the known ones', () => {
  expect(() => readDeployment('paper', {}, { egress: 'nat' })).toThrow(
    /expected fixed .*, prepared .* or any/,
  )
})
