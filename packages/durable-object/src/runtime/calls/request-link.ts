import type { ChainLink } from './deadlock.ts'

/**
 * The id of the request that the code runs for, while `cloudwerk start --log json` asks for it: the server
 * (`@cloudwerk/core/host`) puts it here. It travels to objects as the first link of their chain, which no object
 * has the id of, and from there to whatever they call.
 */
const key = Symbol.for('cloudwerk.request')

interface Requests {
  getStore(): string | undefined
}

const header = 'X-Request-Id'
const none: readonly ChainLink[] = []

function requests(): Requests | undefined {
  return (globalThis as { [key]?: Requests })[key]
}

function linkOf(request: string | null | undefined): readonly ChainLink[] {
  return request && /^[\w.:-]{1,100}$/.test(request) ? [{ id: '', label: request }] : none
}

/** The chain of a call that no handler makes. */
export function requestChain(): readonly ChainLink[] {
  return linkOf(requests()?.getStore())
}

/** The arguments of `fetch`, with the id of the request that the chain begins with. */
export function withRequestId(args: unknown[], chain: readonly ChainLink[]): unknown[] {
  const [first] = chain
  if (first?.id !== '') return args
  const request = new Request(...(args as ConstructorParameters<typeof Request>))
  request.headers.set(header, first.label)
  return [request]
}

/** The chain of a `fetch`, whose caller cannot send one. */
export function fetchChain({ headers }: Request): readonly ChainLink[] {
  return requests() ? linkOf(headers.get(header)) : none
}
