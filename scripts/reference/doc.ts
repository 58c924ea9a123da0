import ts from 'typescript-5'
import type { Doc } from './model.ts'

/** Combines the doc comments of one export; each overload may have its own. */
export function readDoc(...comments: (ts.JSDoc | undefined)[]): Doc {
  const doc: Doc = { text: '', throws: [], example: undefined }
  for (const comment of comments) {
    const text = textOf(comment?.comment)
    if (text && !doc.text.includes(text)) doc.text += doc.text ? `\n\n${text}` : text
    for (const tag of comment?.tags ?? []) {
      const value = textOf(tag.comment)
      if (tag.tagName.text === 'throws') doc.throws.push(value.replace(/\s+/g, ' '))
      if (tag.tagName.text === 'example') doc.example = value
    }
  }
  return doc
}

function textOf(comment: ts.JSDocTag['comment']): string {
  return ts.getTextOfJSDocComment(comment)?.trim() ?? ''
}
