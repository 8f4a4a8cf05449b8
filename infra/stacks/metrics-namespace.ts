/** The CloudWatch namespace of all functions' metrics. */
export const metricsNamespace = 'QuantumTrader'
