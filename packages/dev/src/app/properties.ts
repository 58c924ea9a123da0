import { isUndefined, type ObjectShape, type Property, shapeOf } from './expressions.ts'
import type { Source } from './source.ts'

/** A property with its name. */
export type Named = Property & { key: string }

/** The properties that can be seen, in the order of the text. */
export function namedProperties({ properties }: ObjectShape): Named[] {
  return [...properties].map(([key, property]) => ({ key, ...property }))
}

/** What a key of a definition has behind it; undefined where that is no object that can be seen. */
export function groupOf(
  source: Source,
  { properties }: ObjectShape,
  group: string,
): ObjectShape | undefined {
  const value = properties.get(group)?.value
  return value?.type === 'ObjectExpression' ? shapeOf(source, value) : undefined
}

/** The names of a definition's methods; undefined where the source does not tell. */
export function methodsOf(source: Source, shape: ObjectShape): string[] | undefined {
  if (shape.open) return undefined
  if (!isGiven(shape, 'methods')) return []
  const methods = groupOf(source, shape, 'methods')
  return !methods || methods.open ? undefined : [...methods.properties.keys()]
}

export function isGiven({ properties }: ObjectShape, key: string): boolean {
  return properties.has(key) && !isUndefined(properties.get(key)?.value)
}
