import { type Node, type ParseError, parseTree, printParseErrorCode } from 'jsonc-parser'
import { problemAt } from '../app/source.ts'

/**
 * The tree of a configuration, with the position of each value. Accepts what Wrangler accepts:
 * comments and trailing commas.
 *
 * @throws UserError for text that is not JSON, with its line, and for a key that appears twice.
 */
export function parseJsonc(text: string, file: string): Node {
  const errors: ParseError[] = []
  // A byte order mark counts as one character, so that positions in the text stay right.
  const root = parseTree(text.replace(/^\uFEFF/, ' '), errors, { allowTrailingComma: true })
  const [error] = errors
  if (error) {
    const what = printParseErrorCode(error.error).replace(/(?<=[a-z])(?=[A-Z])/g, ' ')
    throw problemAt(
      { file, text },
      {
        offset: error.offset,
        message: `${file} is damaged: ${what.toLowerCase()}.`,
        hint: 'Fix it by hand. Nothing was changed.',
      },
    )
  }
  if (root?.type !== 'object') {
    const message = `${file} is damaged: it must hold one object, { … }.`
    throw problemAt({ file, text }, { offset: root?.offset ?? 0, message })
  }
  assertUniqueKeys(root, { file, text })
  return root
}

// Readers use the last of two equal keys, so an edit of the first would have no effect.
function assertUniqueKeys(node: Node, source: { file: string; text: string }): void {
  const seen = new Set<string>()
  for (const property of node.children ?? []) {
    const [key, value] = property.children ?? []
    if (property.type !== 'property' || !key || !value) continue
    if (seen.has(key.value)) {
      const message = `"${key.value}" appears twice.`
      const hint = 'Keep one of the two. Nothing was changed.'
      throw problemAt(source, { offset: key.offset, message, hint })
    }
    seen.add(key.value)
    if (value.type === 'object') assertUniqueKeys(value, source)
  }
}
