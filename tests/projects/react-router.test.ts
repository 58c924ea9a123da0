import { expect, test } from 'vitest'
import { postTo, servesObjects } from './serves-objects.ts'

const project = servesObjects('react-router', {
  heading: '<h1>React Router</h1>',
  dev: ['react-router dev', 'cloudwerk dev'],
  build: 'react-router build',
  more: (url, name) => postTo(`${url}/counter/${name}`),
})

test('a loader hands a WebSocket to an object', async () => {
  const { url } = await project().serve('cloudwerk', ['start', '--data', 'sockets'])
  const socket = new WebSocket(`${url.replace('http', 'ws')}/room/kitchen`)
  const heard = new Promise((resolve, reject) => {
    socket.addEventListener('message', ({ data }) => resolve(data))
    socket.addEventListener('error', reject)
  })
  socket.addEventListener('open', () => socket.send('hello'))
  expect(await heard).toBe('someone says hello')
  socket.close()
})
