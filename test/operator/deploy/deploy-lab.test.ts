import { afterAll, beforeAll, expect, test } from 'vitest'
import { readLab } from '../../../infra/stacks/lab/lab-file.ts'
import { labStackName } from '../../../infra/stacks/lab/lab-name.ts'
import { replayRelease } from '../../../infra/stacks/lab/replay-function.ts'
import { anAws } from '../an-aws.ts'
import { qt, qtAlone } from '../an-operator.ts'

type Aws = Awaited<ReturnType<typeof anAws>>
const accounts: Aws[] = []
async function account(stacks: Parameters<typeof anAws>[0]['stacks']): Promise<Aws> {
  const aws = await anAws({ stacks, alarms: [] })
  accounts.push(aws)
  return aws
}
let [empty, before, same, live]: Aws[] = []
beforeAll(async () => {
  ;[empty, before, same, live] = await Promise.all([
    account({}),
    account({ [labStackName]: { Release: '0123456789abcdef' } }),
    account({ [labStackName]: { Release: replayRelease() } }),
    account({ 'QuantumTrader-live-App': { Deployment: 'live' } }),
  ])
})
afterAll(() => Promise.all(accounts.map(aws => aws.close())))

const deploy = (aws: Aws | undefined, ...args: readonly string[]) =>
  qt(['deploy', '--env', 'lab', ...args], aws?.environment)

test('qt deploy --env lab says where it deploys, and whether the code differs', async () => {
  const [first, other, none] = await Promise.all([
    deploy(empty, '--diff'),
    deploy(before, '--diff'),
    deploy(same, '--diff'),
  ])
  const { region } = readLab()
  expect(first.out).toContain(
    `lab in ${region}, by infra/environments/lab.json: nothing is deployed there yet`,
  )
  expect(empty?.asked[0]?.authorization).toContain(`/${region}/cloudformation/`)
  expect(other.out).toContain(`release 0123456789abcdef → ${replayRelease()}`)
  expect(none.out).toContain(`it has this release, ${replayRelease()}`)
  expect([first.code, other.code, none.code]).toEqual([1, 1, 0])
})

test('is refused in live’s region, whatever its file says', async () => {
  const { code, err } = await deploy(live, '--yes')
  expect(err).toMatch(/live trades there \(it is deployed\).*a sweep would take what the watch needs/s)
  expect(code).toBe(1)
})

test('asks, and has the CDK deploy the lab alone', async () => {
  const says = "console.error('told', process.env.CDK_CONTEXT_JSON); process.exit(7)"
  const [unasked, told] = await Promise.all([
    deploy(empty),
    // The CDK writes where the tool writes.
    qtAlone(['deploy', '--env', 'lab', '--yes'], {
      ...empty?.environment,
      CDK_APP: `node -e "${says}"`,
      CI: '',
    }),
  ])
  expect(unasked.err).toContain('--yes')
  expect(unasked.code).toBe(2)
  expect(told.err).toMatch(/told .*"env":"lab"/)
  expect(told.code).toBe(1)
})
