import { type Bytes, bytesOf, bytesType } from '../format/bytes.ts'
import { Large } from '../format/large.ts'
import { refuseExtra, refuseLongText, type Trail } from './refusals.ts'

/** The raw value for a Date, a RegExp or bytes; undefined for anything else. */
export function copyValue(source: object, trail: Trail): Date | RegExp | Large | undefined {
  const proto = Object.getPrototypeOf(source) as object
  const type = bytesType(source)
  if (!type && proto !== Date.prototype && proto !== RegExp.prototype) return undefined
  refuseExtra(trail, source, proto)
  if (type) return new Large(type, bytesOf(source as Bytes))
  if (source instanceof Date) return new Date(source.getTime())
  const pattern = new RegExp(source as RegExp)
  refuseLongText(trail, pattern.source)
  return pattern
}
