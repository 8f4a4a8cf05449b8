/** The halts that the system puts on entries by itself, by the names that the account item keeps them under. */
export const halts = {
  /** The key may do what it must not, or its rights could not be read. */
  apiKey: 'api-key',
  /** Hedge mode, multi-assets mode, or an account that may not trade. */
  accountModes: 'account-modes',
  /** Another deployment has a position on this account. */
  otherDeployment: 'other-deployment',
} as const
