import { createScanner, type Node, type SyntaxKind } from 'jsonc-parser'

// Numbers, since the parser declares its kinds as an enum that this compiler cannot read.
const commaToken: SyntaxKind.CommaToken = 5
const lineComment: SyntaxKind.LineCommentTrivia = 12
const blockComment: SyntaxKind.BlockCommentTrivia = 13
const lineBreak: SyntaxKind.LineBreakTrivia = 14
const space: SyntaxKind.Trivia = 15

/**
 * The text with items added at the end of a list or an object. Every other byte stays: comments,
 * line ends, indentation, and whether a comma follows the last item.
 *
 * An item may span lines: `\n` ends a line, and each `\t` after it is one level of indentation.
 */
export function appendItems(text: string, container: Node, items: readonly string[]): string {
  if (items.length === 0) return text
  const last = container.children?.at(-1)
  return last
    ? appendAfter(text, { container, last, items })
    : appendFirst(text, { container, items })
}

/** The text with one value replaced. */
export function replaceValue(text: string, { offset, length }: Node, value: string): string {
  return text.slice(0, offset) + value + text.slice(offset + length)
}

interface Append {
  container: Node
  items: readonly string[]
}

function appendAfter(text: string, { container, last, items }: Append & { last: Node }): string {
  const end = endOf(last)
  const comma = findComma(text, { from: end, to: endOf(container) - 1 })
  const lead = text.slice(lineStart(text, last.offset), last.offset)
  if (!/^[ \t]*$/.test(lead)) {
    const list = items.map(inOneLine).join(', ')
    return comma === undefined
      ? insert(text, end, `, ${list}`)
      : insert(text, comma + 1, ` ${list},`)
  }
  const style = { ...styleOf(text), lead }
  const lines = items.map((item) => style.eol + lead + layOut(item, style)).join(',')
  if (comma !== undefined) return insert(text, endOfLine(text, comma + 1), `${lines},`)
  const next = endOfLine(text, end)
  return `${text.slice(0, end)},${text.slice(end, next)}${lines}${text.slice(next)}`
}

function appendFirst(text: string, { container, items }: Append): string {
  const open = container.offset + 1
  const close = endOf(container) - 1
  const inner = text.slice(open, close)
  const style = styleOf(text)
  const base = /^[ \t]*/.exec(text.slice(lineStart(text, open)))?.[0] ?? ''
  const lead = base + style.unit
  const lines = items.map((item) => style.eol + lead + layOut(item, { ...style, lead })).join(',')
  if (inner.includes('\n')) return insert(text, endOfLine(text, open), lines)
  if (inner.trim() === '') return text.slice(0, open) + lines + style.eol + base + text.slice(close)
  return insert(text, endOfLine(text, open), ` ${items.map(inOneLine).join(', ')}`)
}

/** Where the comma after the last item is, comments before it or not. */
function findComma(text: string, { from, to }: { from: number; to: number }): number | undefined {
  const scanner = createScanner(text.slice(0, to), true)
  scanner.setPosition(from)
  return scanner.scan() === commaToken ? scanner.getTokenOffset() : undefined
}

/** The end of the line, or of its last comment where something else follows. */
function endOfLine(text: string, from: number): number {
  const scanner = createScanner(text, false)
  scanner.setPosition(from)
  let end = from
  for (;;) {
    switch (scanner.scan()) {
      case lineBreak:
        return scanner.getTokenOffset()
      case space:
        break
      case lineComment:
      case blockComment:
        end = scanner.getPosition()
        break
      default:
        return end
    }
  }
}

interface Style {
  eol: string
  /** One step of indentation. */
  unit: string
}

function styleOf(text: string): Style {
  const eol = /\r?\n/.exec(text)?.[0] ?? '\n'
  return { eol, unit: /\n([ \t]+)["}\]/]/.exec(text)?.[1] ?? '  ' }
}

function layOut(item: string, { eol, unit, lead }: Style & { lead: string }): string {
  return item.replace(/\n(\t*)/g, (_, steps: string) => eol + lead + unit.repeat(steps.length))
}

function inOneLine(item: string): string {
  return item.replace(/\n\t*/g, ' ')
}

function insert(text: string, offset: number, inserted: string): string {
  return text.slice(0, offset) + inserted + text.slice(offset)
}

function lineStart(text: string, offset: number): number {
  return text.lastIndexOf('\n', offset - 1) + 1
}

function endOf({ offset, length }: Node): number {
  return offset + length
}
