/** Alarms under the CloudFormation ids that they had before their present names. */
export const unmanagedPosition = 'TwoOwners'
export const lookNow = 'SomebodyMustLookNow'
