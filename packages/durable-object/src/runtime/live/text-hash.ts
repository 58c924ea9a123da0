/** The prime of FNV-1a with 64 bits is 2 ** 40 + this. */
const LOW_PRIME = 0x1b3

/**
 * FNV-1a with 64 bits over the UTF-16 units of a text, as 16 hex digits; clients compute the same. In two halves
 * of 32 bits, since BigInt takes 30 times as long.
 */
export function hashText(text: string): string {
  let high = 0xcbf29ce4
  let low = 0x84222325
  for (let at = 0; at < text.length; at++) {
    low = (low ^ text.charCodeAt(at)) >>> 0
    const product = low * LOW_PRIME
    high = (Math.imul(high, LOW_PRIME) + Math.floor(product / 2 ** 32) + (low << 8)) >>> 0
    low = product >>> 0
  }
  return [high, low].map((half) => half.toString(16).padStart(8, '0')).join('')
}
