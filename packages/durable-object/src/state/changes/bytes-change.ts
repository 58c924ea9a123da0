import { type Bytes, bytesOf } from '../format/bytes.ts'
import { Large } from '../format/large.ts'
import { LOST, type Place } from '../views/place.ts'

/** Replaces the content of bytes in the state. Their old rows are removed. */
export function setBytes(place: Place, bytes: Bytes): void {
  const { tree } = place.lens
  const large = place.raw as Large
  const before = { content: large.get(), number: large.number }
  const spot = tree.find(place, LOST)
  const old = Object.assign(new Large(large.type, before.content), { number: before.number })
  large.set(bytesOf(bytes), 0)
  spot?.container.mark(spot.key, true)
  tree.recorder?.alter(place)
  tree.record(() => large.set(before.content, before.number), before.number ? [old] : [])
}
