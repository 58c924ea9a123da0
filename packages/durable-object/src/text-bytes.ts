/** The bytes of `text` as UTF-8 if it has more than `limit`; undefined otherwise. */
export function bytesBeyond(limit: number, text: string): number | undefined {
  // A UTF-16 unit becomes at most three bytes.
  if (text.length <= limit / 3) return undefined
  const { byteLength } = new TextEncoder().encode(text)
  return byteLength > limit ? byteLength : undefined
}
