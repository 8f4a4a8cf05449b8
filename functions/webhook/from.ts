import { BlockList, isIPv6 } from 'node:net'

/** Whether an address is in this list of addresses and ranges such as 203.0.113.0/24. Undefined allows any. */
export function isFrom(allowed: readonly string[] | undefined, address: string): boolean {
  if (allowed === undefined) return true
  const list = new BlockList()
  for (const each of allowed) {
    const [net = '', prefix] = each.split('/')
    if (prefix === undefined) list.addAddress(net, familyOf(net))
    else list.addSubnet(net, Number(prefix), familyOf(net))
  }
  return list.check(address, familyOf(address))
}

const familyOf = (address: string) => (isIPv6(address) ? 'ipv6' : 'ipv4')
