/** Letters of any script, digits and dashes: readable in an address. */
const addressName = /^[\p{L}\p{N}][\p{L}\p{N}_-]{0,49}$/u

export function isAddressName(name: string): boolean {
  return addressName.test(name)
}

/** `Book Club!` -> `book-club`; empty if nothing is left. */
export function toAddressName(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .slice(0, 50)
    .replace(/^-+|-+$/g, '')
}
