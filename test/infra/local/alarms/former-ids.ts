/** Alarms by the ids that CloudFormation has known them by since before they had their present names. */
export const unmanagedPosition = 'TwoOwners'
export const lookNow = 'SomebodyMustLookNow'
