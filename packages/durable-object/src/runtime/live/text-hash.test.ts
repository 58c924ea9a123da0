import { expect, it } from 'vitest'
import { hashText } from './text-hash.ts'

it.each(['', 'a', '{"title":"Lobby","messages":[]}', 'ä€😀\u{ffff}', 'x'.repeat(5000)])(
  'is FNV-1a with 64 bits (%#)',
  (text) => {
    let hash = 0xcbf29ce484222325n
    for (let at = 0; at < text.length; at++) {
      hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(at))) * 0x100000001b3n)
    }
    expect(hashText(text)).toBe(hash.toString(16).padStart(16, '0'))
  },
)
