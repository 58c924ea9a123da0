import { postTo, servesObjects } from './serves-objects.ts'

servesObjects('redwood-sdk', {
  heading: '<h1>RedwoodSDK</h1>',
  dev: ['vite dev', 'cloudwerk dev'],
  build: 'vite build',
  more: (url, name) => postTo(`${url}/counter/${name}/more`),
})
