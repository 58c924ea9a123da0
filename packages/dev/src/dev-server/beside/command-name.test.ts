import { expect, test } from 'vitest'
import { commandName } from './command-name.ts'

test.each([
  ['astro dev', 'astro'],
  ['npx --yes astro dev', 'astro'],
  ['npm run web', 'web'],
  ['PORT=3000 node ./server.mjs', 'server'],
  ['./node_modules/.bin/vite dev --open', 'vite'],
  ['npm', 'npm'],
])('the lines of %j are those of %s', (command, name) => {
  expect(commandName(command)).toBe(name)
})
