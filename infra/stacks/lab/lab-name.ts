/** The name that the lab is deployed under: `-c env=lab`. */
export const labName = 'lab'
export const labStackName = `QuantumTrader-${labName}-Sweep`
