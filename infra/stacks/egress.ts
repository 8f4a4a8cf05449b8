import { CfnOutput, Validations } from 'aws-cdk-lib'
import {
  type CfnEIP,
  GatewayVpcEndpointAwsService,
  IpAddresses,
  type IVpc,
  NatProvider,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2'
import { AnyPrincipal, PolicyStatement } from 'aws-cdk-lib/aws-iam'
import { Construct } from 'constructs'
import type { DataStack } from './data-stack.ts'
import type { Placement } from './function.ts'

/**
 * A network whose only way out is a NAT gateway with a fixed address that outlives the stack: for keys that are
 * restricted by IP. One gateway is enough: a second would have another address that the key must allow, and stops stay
 * on the exchange if the gateway fails. Costs about 49 USD a month; the table is reached past the gateway, for nothing.
 */
export class FixedEgress extends Construct {
  readonly placement: Placement

  constructor(scope: Construct, id: string, data: DataStack, address: CfnEIP) {
    super(scope, id)
    const vpc = new Vpc(this, 'Vpc', {
      ipAddresses: IpAddresses.cidr('10.71.0.0/24'),
      maxAzs: 2,
      natGateways: 1,
      natGatewayProvider: NatProvider.gateway({ eipAllocationIds: [address.attrAllocationId] }),
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        { name: 'Gateway', subnetType: SubnetType.PUBLIC, cidrMask: 28, mapPublicIpOnLaunch: false },
        { name: 'Functions', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 26 },
      ],
    })
    Validations.of(vpc).acknowledge({
      id: 'AwsSolutions-VPC7',
      reason:
        'Nothing can come in, and what goes out is TLS from our own functions to Binance and AWS: a log of every flow would cost more than it tells.',
    })
    const table = vpc.addGatewayEndpoint('Table', { service: GatewayVpcEndpointAwsService.DYNAMODB })
    table.addToPolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: ['dynamodb:*Item', 'dynamodb:Query'],
        resources: [data.table.tableArn],
      }),
    )
    const onlyTls = new SecurityGroup(this, 'OnlyTls', {
      vpc: vpc as IVpc,
      description: 'Nothing in, TLS out',
      allowAllOutbound: false,
    })
    onlyTls.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'Binance and AWS')
    this.placement = {
      vpc: vpc as IVpc,
      vpcSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      securityGroups: [onlyTls],
    }
    new CfnOutput(this, 'Address', {
      value: address.attrPublicIp,
      description: 'The one address: a key may be restricted to it',
    }).overrideLogicalId('EgressAddress')
  }
}
