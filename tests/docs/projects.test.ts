import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { projectFile, readPages, repository } from './pages.ts'

const shown = readPages().flatMap(({ path, blocks }) =>
  blocks.flatMap((block) => {
    const file = projectFile(path, block)
    return file === undefined ? [] : [{ path, file, block }]
  }),
)

test('pages about other frameworks show files of projects that are tested', () => {
  const pages = new Set(shown.map(({ path }) => path))
  expect([...pages]).toEqual(
    expect.arrayContaining(['docs/coming-from/hono.md', 'docs/coming-from/react-router.md']),
  )
})

test.for(shown)('$path:$block.line shows $file as it is', ({ file, block }) => {
  const [first = ''] = block.text.split('\n')
  expect(block.text.slice(first.length + 1)).toBe(readFileSync(join(repository, file), 'utf8'))
})
