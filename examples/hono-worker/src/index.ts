import { durableObjects } from '@cloudwerk/core/bindings'
import { Hono } from 'hono'

export * from '@cloudwerk/dev/objects'

const app = new Hono<{ Bindings: { GREETING: string } }>()

app.get('/', (c) => c.text(c.env.GREETING))

app.post('/counter/:id', async (c) => {
  const counter = durableObjects.Counter.getByName(c.req.param('id'))
  return c.json({ value: await counter.increment(5) })
})

export default app
