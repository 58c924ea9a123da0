/** A Cap'n Proto string literal. */
export function quote(text: string): string {
  return `"${text.replace(/[\\"\p{Cc}]/gu, escapeCharacter)}"`
}

function escapeCharacter(character: string): string {
  if (character === '\\' || character === '"') return `\\${character}`
  // `\xNN` is one byte and the text is UTF-8, so only ASCII can be written like this.
  const code = character.charCodeAt(0)
  return code < 0x80 ? `\\x${code.toString(16).padStart(2, '0')}` : character
}

/** A value of `workerd.capnp` as text: a list, a struct as a plain object, bytes or a primitive. */
export function writeValue(value: unknown): string {
  if (typeof value === 'string') return quote(value)
  if (value instanceof Uint8Array) return `0x"${Buffer.from(value).toString('hex')}"`
  if (Array.isArray(value)) return `[${value.map(writeValue).join(', ')}]`
  if (typeof value !== 'object' || value === null) return String(value)
  const fields = Object.entries(value).filter(([, field]) => field !== undefined)
  return `(${fields.map(([name, field]) => `${name} = ${writeValue(field)}`).join(', ')})`
}
