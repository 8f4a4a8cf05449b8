import { type DynamoDBDocumentClient, PutCommand } from '@aws-sdk/lib-dynamodb'
import type { Account } from '#ports/state.ts'

/** The account item as a function wrote it at some moment. */
export interface AccountThen {
  readonly at: number
  readonly account: Account
}

/** The table, and every account item that is written into it after the first. */
export function rememberingAccounts(
  documents: DynamoDBDocumentClient,
  now: () => number,
  first?: Account,
): { readonly documents: DynamoDBDocumentClient; readonly accounts: readonly AccountThen[] } {
  const accounts: AccountThen[] = first ? [{ at: now(), account: first }] : []
  const send = async (command: Parameters<DynamoDBDocumentClient['send']>[0]) => {
    const answer = await documents.send(command)
    if (command instanceof PutCommand && command.input.Item?.pk === 'ACCOUNT')
      accounts.push({ at: now(), account: command.input.Item.body as Account })
    return answer
  }
  return { documents: { send } as unknown as DynamoDBDocumentClient, accounts }
}
