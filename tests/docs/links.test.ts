import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { readPages, repository } from './pages.ts'

const pages = readPages()

test('every error code has its section in troubleshooting', () => {
  const codes = errorCodes()
  expect(codes).toEqual(expect.arrayContaining(['DURABLE_OBJECT_BUSY', 'NOT_FOUND', 'APP_PROBLEM']))
  const page = pages.find(({ path }) => path === 'docs/troubleshooting.md')
  const sections = [...(page?.text ?? '').matchAll(/^### ([A-Z_]+)$/gm)].map((match) => match[1])
  expect(sections.sort()).toEqual(codes)
})

test.each(pages)('links on $path lead somewhere', ({ path, text }) => {
  for (const [, target = ''] of text.matchAll(/\]\(([^)\s]+)\)/g)) {
    if (/^https?:/.test(target)) continue
    const [file, anchor] = target.split('#')
    const linked = file ? join(repository, dirname(path), file) : join(repository, path)
    expect(existsSync(linked), `${target} on ${path}`).toBe(true)
    if (anchor) expect(anchorsOf(readFileSync(linked, 'utf8')), target).toContain(anchor)
  }
})

/** The codes in the packages' sources: those of error classes, of responses and of dev's pages. */
function errorCodes(): string[] {
  const files = globSync('packages/*/src/**/*.ts', { cwd: repository })
  const found = files
    .filter((file) => !/\.test\.ts$/.test(file))
    .flatMap((file) => {
      const source = readFileSync(join(repository, file), 'utf8')
      const uses = source.matchAll(
        /(?:super\(|apiError\(\d+, |\bcode(?::| =) )'([A-Z]+(?:_[A-Z]+)+)'/g,
      )
      return [...uses].map((match) => match[1] ?? '')
    })
  return [...new Set(found)].sort()
}

/** Anchors as GitHub derives them from headings. */
function anchorsOf(page: string): string[] {
  return [...page.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}_ -]/gu, '')
      .replaceAll(' ', '-'),
  )
}
