/**
 * The first line of a file of variables that is no `NAME=value`, from 1. Node (24) and Wrangler
 * (4.149) leave such lines out without a word.
 */
export function findBadLine(text: string): number | undefined {
  const lines = text.split(/\r?\n/)
  for (let index = 0; index < lines.length; index += 1) {
    const line = lines[index]?.trim() ?? ''
    if (line === '' || line.startsWith('#')) continue
    const value = /^(?:export\s+)?[\w.-]+\s*[=:]\s*(.*)$/.exec(line)?.[1]
    if (value === undefined) return index + 1
    index += linesOfQuote(value, lines.slice(index + 1))
  }
  return undefined
}

/** How many lines more a quoted value takes. One that is never closed ends with its line. */
function linesOfQuote(value: string, following: readonly string[]): number {
  const quote = value[0] ?? ''
  if (!['"', "'", '`'].includes(quote) || value.indexOf(quote, 1) !== -1) return 0
  return following.findIndex((line) => line.includes(quote)) + 1
}
