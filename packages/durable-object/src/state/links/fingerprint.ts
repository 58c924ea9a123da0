import { type Bytes, bytesOf } from '../format/bytes.ts'
import { Large } from '../format/large.ts'
import { partsOf } from '../views/sliced-array.ts'

/** What an object holds directly, to detect later whether it changed. */
export type Trace = unknown[] | Uint8Array

export function traceOf(source: object): Trace {
  if (Array.isArray(source)) return partsOf(source) ? [] : source.slice()
  if (source instanceof Map) return [...source].flat()
  if (source instanceof Set) return [...source]
  if (source instanceof Date) return [source.getTime()]
  // The bytes of a part are never changed in place.
  if (source instanceof Large) return [source.get()]
  if (isBytes(source)) return new Uint8Array(bytesOf(source))
  return Object.entries(source).flat()
}

export function isUnchanged(source: object, trace: Trace | undefined): boolean {
  // A sliced array with nothing but its raw elements.
  if (!trace || (Array.isArray(source) && partsOf(source))) return true
  const now = traceOf(source)
  if (now.length !== trace.length) return false
  for (let at = 0; at < now.length; at++) {
    if (!Object.is(now[at], trace[at]) || at in now !== at in trace) return false
  }
  return true
}

export function isBytes(value: object): value is Bytes {
  return ArrayBuffer.isView(value) || value instanceof ArrayBuffer
}
