import { durableObjects } from '@cloudwerk/core/bindings'
import { render, route } from 'rwsdk/router'
import { defineApp } from 'rwsdk/worker'
import { Document } from './app/document'
import { Counter } from './app/pages/counter'

export default defineApp([
  route('/counter/:name/more', async ({ params }) =>
    Response.json({ value: await durableObjects.Counter.getByName(params.name).increment(2) }),
  ),
  render(Document, [
    route('/', () => <h1>RedwoodSDK</h1>),
    route('/counter/:name', ({ params }) => <Counter name={params.name} />),
  ]),
])
