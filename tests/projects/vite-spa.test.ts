import { expect, test } from 'vitest'
import { postTo, servesObjects } from './serves-objects.ts'

const project = servesObjects('vite-spa', {
  heading: '<h1>Vite</h1>',
  dev: ['vite dev', 'cloudwerk dev'],
  build: 'vite build',
  more: (url, name) => postTo(`${url}/api/counter/${name}`),
})

test('its tests run with the objects', async () => {
  expect(await project().succeed('vitest', 'run')).toMatch(/Tests +1 passed/)
})
