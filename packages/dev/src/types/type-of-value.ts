/** The type of a value of JSON, as TypeScript: `string`, `{ "a": number }`, `(string | null)[]`. */
export function typeOfValue(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) {
    const types = [...new Set(value.map(typeOfValue))]
    return `(${types.join(' | ') || 'unknown'})[]`
  }
  if (!isRecord(value)) return typeof value
  const members = Object.entries(value).map(
    ([key, item]) => `${JSON.stringify(key)}: ${typeOfValue(item)}`,
  )
  return `{ ${members.join('; ')} }`
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
