import { expect, test } from 'vitest'
import { plainError } from './dev-logger.ts'

const root = process.cwd()
const frame = '    at loadAndTransform (file:///app/node_modules/vite/dist/node.js:1:2)'

test.each([
  [
    'an import that cannot be resolved',
    `[vite] Error: Failed to load url ./nope (resolved id: ./nope) in ${root}/app/objects/a.ts. Does the file exist?\n${frame} {\n  code: 'ERR_LOAD_URL'\n}`,
    "Cannot find './nope': there is no such file.\n  Fix the path, which is relative to this file, or create the file.",
  ],
  [
    'a package that is not installed, as the server answers',
    `\u001b[31mInternal server error: Cannot find module 'nope' imported from '${root}/app/a.ts'\u001b[39m\n${frame}`,
    "Cannot find 'nope': no such package is installed.\n  Run npm install nope.",
  ],
  [
    'a syntax error',
    `[vite] Error: Transform failed with 1 error:\n\n[PARSE_ERROR] Expected \`}\`\n   ╭─[ app/a.ts:1:19 ]\n 1 │ {\n───╯\n\n${frame} {\n  errors: [],\n}`,
    'app/a.ts:1:19\n  Expected `}`\n   ╭─[ app/a.ts:1:19 ]\n 1 │ {\n───╯',
  ],
  [
    'an error with a frame in the app and others',
    `[vite] TypeError: no\n    at run (${root}/app/a.ts:2:3)\n${frame} {\n  code: 1\n}`,
    'TypeError: no\n    at run (app/a.ts:2:3)',
  ],
  [
    'a reload that failed',
    '[vite] Failed to reload virtual:cloudflare/worker-entry. This could be due to',
    'The Worker failed to load.',
  ],
])('%s is reported without stacks of tools', (_, message, shown) => {
  expect(plainError(message, root)).toBe(shown)
})

test.each([
  `Error: of the app\n${frame} {\n  code: 1\n}`,
  '[vite] hot updated: virtual:cloudflare/worker-entry',
  'POST /x failed',
])('%j is left as it is', (message) => {
  expect(plainError(message, root)).toBeUndefined()
})
