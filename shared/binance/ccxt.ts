// The one exchange of ccxt that is used: the package's own entry point loads every exchange and allows no deep import.
export { default as binanceusdm } from '../../node_modules/ccxt/js/src/binanceusdm.js'
