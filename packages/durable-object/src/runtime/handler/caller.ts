import type { Caller } from '../../definition/context.ts'
import type { Turn } from '../turns/turn.ts'

/** The names that no method can have say what calls them. */
const kinds: Readonly<Record<string, Exclude<Caller['kind'], 'live'>>> = {
  fetch: 'fetch',
  alarm: 'alarm',
  webSocketMessage: 'socket',
  webSocketClose: 'socket',
  webSocketError: 'socket',
}

/** Who calls the handler of a turn. */
export function callerOf({ caller, lateOf, isWake, handler }: Turn): Caller {
  if (caller) return caller
  if (lateOf) return callerOf(lateOf)
  if (isWake) return { kind: 'start' }
  if (/^(jobs|schedules|expires)\./.test(handler)) return { kind: 'job' }
  return { kind: Object.hasOwn(kinds, handler) ? (kinds[handler] ?? 'rpc') : 'rpc' }
}
