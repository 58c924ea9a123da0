import { chainedCall } from '../../definition/reserved-names.ts'
import type { MethodCall } from '../events/method.ts'
import type { ChainLink } from './deadlock.ts'

type Method = MethodCall['method']

/** Reads the call that a guarded stub sends. Anyone who has a stub can send anything. */
export function readChainedCall(
  methods: Record<string, Method>,
  [chain, name, args]: unknown[],
): MethodCall {
  const method = typeof name === 'string' && Object.hasOwn(methods, name) && methods[name]
  if (!method) {
    throw new TypeError(`The RPC receiver does not implement the method "${describe(name)}".`)
  }
  if (!isChain(chain) || !Array.isArray(args)) {
    throw new TypeError(`${chainedCall} is for internal use by stubs; call ${name}() instead.`)
  }
  return { name: name as string, method, args, chain }
}

function isChain(value: unknown): value is ChainLink[] {
  return Array.isArray(value) && value.every(isLink)
}

function isLink(value: unknown): value is ChainLink {
  if (typeof value !== 'object' || value === null) return false
  const { id, label } = value as Partial<ChainLink>
  return typeof id === 'string' && typeof label === 'string'
}

function describe(name: unknown): string {
  return typeof name === 'string' ? name : typeof name
}
