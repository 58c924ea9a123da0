import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { commandsOf } from './commands.ts'
import { readPages, repository } from './pages.ts'

// The reference is made from the commands themselves.
const commands = readPages()
  .filter(({ path }) => !path.startsWith('docs/reference/'))
  .flatMap((page) => [...commandsOf(page)].map((command) => ({ ...command, path: page.path })))

test('commands are found in blocks and in the text', () => {
  const text =
    '    npm run build && npx cloudwerk start --port 0   # serves\n\n`npx wrangler tail`\n'
  expect([...commandsOf({ text, blocks: [] })]).toEqual([
    { tool: 'npm run', words: ['build'], flags: [] },
    { tool: 'cloudwerk', words: ['start'], flags: ['--port'] },
    { tool: 'wrangler', words: ['tail'], flags: [] },
  ])
})

test('each script that the docs run exists in a new app', () => {
  const template = 'packages/create-cloudwerk/templates/base/package.json'
  const { scripts } = JSON.parse(readFileSync(join(repository, template), 'utf8'))
  const own = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')).scripts
  const used = commands.filter(({ tool }) => tool === 'npm run')
  expect(used.length).toBeGreaterThan(3)
  for (const { path, words } of used) {
    const known = { ...scripts, ...(path.includes('how-it-works') ? own : {}) }
    expect(known, `npm run ${words[0]} on ${path}`).toHaveProperty([words[0] ?? ''])
  }
})

test.each([
  ['cloudwerk', '@cloudwerk/dev/bin/cloudwerk.js'],
  ['create-cloudwerk', 'create-cloudwerk/bin/create-cloudwerk.js'],
  ['wrangler', 'wrangler/bin/wrangler.js'],
])('each command of %s in the docs exists, with its flags', async (tool, file) => {
  const used = commands.filter((command) => command.tool === tool)
  const byWords = Map.groupBy(used, ({ words }) => words.join(' '))
  expect(byWords.size).toBeGreaterThan(0)
  for (const [words, uses] of byWords) {
    const help = await readHelp(file, words)
    const where = `${tool} ${words} on ${uses.map(({ path }) => path)}`
    // An unknown command is answered with the list of commands.
    expect(help, where).not.toMatch(/^commands:?$/im)
    for (const flag of uses.flatMap(({ flags }) => flags)) expect(help, where).toContain(`${flag} `)
  }
})

function readHelp(file: string, words: string): Promise<string> {
  const args = [
    join(repository, 'node_modules', file),
    ...words.split(' ').filter(Boolean),
    '--help',
  ]
  return new Promise((resolve, reject) => {
    execFile(process.execPath, args, (error, stdout) => (error ? reject(error) : resolve(stdout)))
  })
}
