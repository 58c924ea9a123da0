import { postTo, servesObjects } from './serves-objects.ts'

servesObjects('tanstack-start', {
  heading: '<h1>TanStack Start</h1>',
  dev: ['vite dev', 'cloudwerk dev'],
  build: 'vite build',
  async more(url, name) {
    await postTo(`${url}/counter/${name}`)
    const page = await fetch(`${url}/counter/${name}`)
    return (await page.text()).replaceAll('<!-- -->', '')
  },
})
