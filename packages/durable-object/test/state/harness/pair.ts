type Fields = Record<string, unknown>

/** The same thing on both sides: a view, or an object of the handler's own. */
export interface Pair {
  live: unknown
  model: unknown
}

/** Walks down both sides in step. */
export function walk(top: Pair, path: number[]): Pair {
  let pair = top
  for (const digit of path) {
    const { live, model } = pair
    if (typeof model !== 'object' || model === null || model instanceof Date) break
    if (model instanceof RegExp || ArrayBuffer.isView(model)) break
    if (model instanceof Set) {
      const at = digit % (model.size || 1)
      if (model.size) pair = { live: [...(live as typeof model)][at], model: [...model][at] }
    } else if (model instanceof Map) {
      const keys = [...model.keys()]
      if (!keys.length) break
      const key = keys[digit % keys.length]
      const liveKey = [...(live as Map<unknown, unknown>).keys()][digit % keys.length]
      pair = { live: (live as Map<unknown, unknown>).get(liveKey), model: model.get(key) }
    } else {
      const keys = Object.keys(model).filter((key) => key !== '__proto__')
      if (!keys.length) break
      const key = keys[digit % keys.length] as string
      pair = { live: (live as Fields)[key], model: (model as Fields)[key] }
    }
  }
  return pair
}
