import { postTo, servesObjects } from './serves-objects.ts'

servesObjects('hono', {
  heading: 'Hono',
  dev: ['cloudwerk dev'],
  build: 'cloudwerk build',
  more: (url, name) => postTo(`${url}/counters/${name}`),
})
