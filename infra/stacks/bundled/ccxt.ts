// In place of the package `ccxt`, whose one entry point pulls in every exchange and allows no deep import.
export { default as binanceusdm } from '../../../node_modules/ccxt/js/src/binanceusdm.js'
