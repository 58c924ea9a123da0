/** A number of 52 bits that depends on each character. Told apart must be mistakes, not attacks. */
export function hashText(text: string): number {
  let low = 0x811c9dc5
  let high = 0x2545f491
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at)
    low = Math.imul(low ^ unit, 0x01000193)
    high = Math.imul(high ^ unit ^ (high >>> 15), 0x5bd1e995)
  }
  return (mix(high ^ low) >>> 12) * 2 ** 32 + (mix(low) >>> 0)
}

/** Spreads what only the upper bits depend on. */
function mix(bits: number): number {
  const once = Math.imul(bits ^ (bits >>> 16), 0x7feb352d)
  const twice = Math.imul(once ^ (once >>> 15), 0x846ca68b)
  return twice ^ (twice >>> 16)
}
