/** Where every metric of the functions lies. */
export const metricsNamespace = 'QuantumTrader'
