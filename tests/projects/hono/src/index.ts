import { durableObjects } from '@cloudwerk/core/bindings'
import { Hono } from 'hono'

export * from '@cloudwerk/dev/objects'

const app = new Hono()
app.get('/', (c) => c.text('Hono'))
app.get('/counters/:name', async (c) => {
  const counter = durableObjects.Counter.getByName(c.req.param('name'))
  return c.json({ value: await counter.getValue() })
})
app.post('/counters/:name', async (c) => {
  const counter = durableObjects.Counter.getByName(c.req.param('name'))
  return c.json({ value: await counter.increment(2) })
})

export default app
