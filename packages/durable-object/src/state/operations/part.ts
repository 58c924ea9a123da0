import { encodePrimitive } from '../format/encode.ts'
import type { Mask } from './mask.ts'

/** A part of the state that is told of. */
export interface Part {
  raw: object
  /** The steps to it, as JSON without brackets. */
  path: string
  mask: Mask | undefined
}

/** The path of an entry of an object or a Map. */
export function pathTo({ raw, path }: Part, key: unknown): string {
  const step = raw instanceof Map ? `["k",${encodePrimitive(key)}]` : JSON.stringify(key)
  return path === '' ? step : `${path},${step}`
}
