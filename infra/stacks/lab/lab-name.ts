/** The environment name that stands for the lab: `-c env=lab`. */
export const labName = 'lab'
export const labStackName = `QuantumTrader-${labName}-Sweep`
