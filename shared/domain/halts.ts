/** The system's own halts of entries, by their names in the account item. */
export const halts = {
  /** The key may do what it must not, or its rights could not be read. */
  apiKey: 'api-key',
  /** Hedge mode, multi-assets mode, or an account that may not trade. */
  accountModes: 'account-modes',
  /** Another deployment has a position on this account. */
  otherDeployment: 'other-deployment',
} as const
